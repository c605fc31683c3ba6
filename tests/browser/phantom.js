// The steps that tests/browser/test_old_screens.py gives: click what says a text, or fill in a form; tell where that led.
var page = require("webpage").create(), steps = JSON.parse(require("system").args[1]), errors = [];
page.viewportSize = {width: 1024, height: 768};
page.onError = function (message) { errors.push(message); };

function tell() {
  var seen = page.evaluate(function () {
    var h1 = document.querySelector("h1");
    return {h1: h1 ? h1.textContent : "", same: window.marked === true, htmx: !!window.htmx, path: location.pathname, text: document.body.textContent};
  });
  seen.errors = errors;
  errors = [];
  console.log("STEP " + JSON.stringify(seen));
}

function act(step) {
  return page.evaluate(function (step) {
    var name, field, all = document.querySelectorAll("a[href], button"), i;
    window.marked = true;
    for (name in step.fields || {}) {
      field = document.querySelector("main [name=" + name + "]");
      if (!field) return false;
      field.value = step.fields[name];
    }
    for (i = 0; i < all.length; i++) {
      if (all[i].textContent.replace(/\s+/g, " ").trim() === step.click && (!step.fields || document.querySelector("main").contains(all[i]))) {
        all[i].click();
        return true;
      }
    }
    return false;
  }, step);
}

// Until the page says what it should, or long enough.
function wait(step, left) {
  var shown = page.evaluate(function (text) { return document.body && document.body.textContent.indexOf(text) >= 0; }, step.shows);
  if (!shown && left > 0) return setTimeout(function () { wait(step, left - 50); }, 50);
  setTimeout(function () { tell(); next(); }, 100);
}

function next() {
  var step = steps.shift();
  if (!step) return phantom.exit(0);
  if (step.open) page.open(step.open, function () { wait(step, 10000); });
  else if (act(step)) wait(step, 10000);
  else { console.log("LOST " + step.click); phantom.exit(1); }
}
next();
