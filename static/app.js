// What these pages ask of htmx. ES5, no globals; served in one file after htmx, `async`: every page works before it comes, and without it.
(function (sentences) {
  "use strict";
  var htmx = window.htmx, config = htmx.config, html = document.documentElement, words = sentences[html.lang] || sentences.en,
    running, posting, sent, sentAt, slow, coming, notice, touched, wait, timer, asleep, leaving;
  config.allowEval = config.allowScriptTags = config.includeIndicatorStyles = config.scrollIntoViewOnBoost = false;
  config.historyCacheSize = 0; // a public computer keeps no page

  // Engines before 2014 parse no text/html here; without this a click would do nothing.
  if (!new DOMParser().parseFromString("<p>", "text/html")) {
    DOMParser.prototype.parseFromString = function (text) {
      var page = document.implementation.createHTMLDocument("");
      page.documentElement.innerHTML = text;
      return page;
    };
  }

  function on(name, act) {
    document.addEventListener("htmx:" + name, function (event) { act(event.detail, event); });
  }
  function main() { return document.getElementById("main"); }
  function here() { return location.pathname + location.search; }
  function reload() { location.reload(); }
  function time() { return new Date().getTime(); }
  function isFragment(text) { return /<h1/.test(text) && !/<html/.test(text); }

  // The link of the navigation under which an address lies. A file lies under none.
  function tab(address) {
    var links = document.querySelectorAll("nav a"), path = address.split(/[?#]/)[0] || location.pathname, best = null, longest = 0, i, start;
    for (i = 0; i < links.length; i++) {
      start = links[i].getAttribute("href").split("?")[0];
      if ((path + "/").indexOf(start + "/") === 0 && start.length > longest && !/\.\w+$/.test(path)) {
        best = links[i];
        longest = start.length;
      }
    }
    return best;
  }

  // A new #main is on screen: the navigation marks it, the focus goes to its errors or its heading, which is read out.
  function arrive() {
    var marked = document.querySelector("nav [aria-current]"), link = tab(location.pathname),
      back = document.querySelector("header [name=next]"), help = document.querySelector("header [href^='/help']"), head = main().querySelector(".err") || main().querySelector("h1");
    if (marked) marked.removeAttribute("aria-current");
    if (link) link.setAttribute("aria-current", "page");
    if (back) back.value = here(); // the other language shows this page
    if (help) help.href = link ? link.href.replace(/.*\//, "/help/") : "/help"; // as app/web/help.py has it
    if (main().getBoundingClientRect().top < 0) main().scrollIntoView();
    head.tabIndex = -1;
    head.focus();
    wait = 120000;
    askLater();
  }

  // A link or form that leads out of this navigation (another child, a document) stays plain.
  on("beforeProcessNode", function (_, event) {
    var from = event.target;
    from.noValidate = !from.reportValidity; // an engine that would not say what is missing leaves that to the server
    if (/^(A|FORM)$/.test(from.tagName) && !tab(from.getAttribute("href") || from.getAttribute("action") || "")) {
      from.setAttribute("data-hx-boost", "false");
    }
  });

  // `repeat` is kept for "Try again". A form that is under way is not sent a second time.
  on("confirm", function (asked, event) {
    asked.etc.repeat = asked.issueRequest;
    if (posting && posting === asked.elt) event.preventDefault();
  });

  // Nor is one that the browser sends itself, for as long as a double click may take on a slow machine.
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (sent === event.target && time() - sentAt < 3000) event.preventDefault();
    else {
      sent = event.target;
      sentAt = time();
    }
  });

  // The page on screen asked again tells what it shows: 204 when that still holds.
  // HX-Posted outlives the redirect: the page that follows must name its address, which old engines do not learn.
  on("configRequest", function (request) {
    var seen = main().querySelector("[data-seen]");
    if (request.verb !== "get") {
      request.headers["HX-Posted"] = "true";
      request.timeout = 300000; // an upload takes minutes on a modem
      return;
    }
    request.timeout = 60000;
    if (seen && request.path === here()) request.headers["HX-Seen"] = seen.getAttribute("data-seen");
  });

  // One request at a time: on a slow line the answer to an earlier click must not come over a later one.
  on("beforeSend", function (request) {
    if (running) running.abort();
    running = request.xhr;
    posting = request.requestConfig.verb !== "get" && request.elt;
    if (!notice || !notice.contains(request.elt)) hush(); // htmx tells the link that asked when it is over
    main().setAttribute("aria-busy", "true");
    clearTimeout(slow);
    slow = setTimeout(function () {
      coming = say("coming", "status");
      document.body.appendChild(coming); // nothing is read out of what is busy
    }, 1000);
  });
  on("afterRequest", function (request) {
    if (running !== request.xhr) return;
    running = posting = null;
    leaveLater();
    clearTimeout(slow);
    if (notice === coming) hush();
    main().removeAttribute("aria-busy");
  });

  // Any answer with a heading is a page, whatever its status. What else comes (a proxy's error, a whole document) is left to the browser.
  on("beforeSwap", function (answer) {
    var posted = answer.requestConfig.verb !== "get";
    answer.shouldSwap = isFragment(answer.serverResponse) && !(posted && answer.xhr.status >= 500);
    if (answer.shouldSwap) answer.isError = false;
    else if (answer.xhr.status === 204) { arrive(); say("same", "status"); }
    else if (posted) lost(answer);
    else location.href = answer.pathInfo.finalRequestPath;
  });
  on("afterSettle", function (_, event) { if (event.target === main()) arrive(); });

  // The same address again is no new step back, and a form that was refused stays where it is.
  on("beforeHistoryUpdate", function (answer) {
    if (answer.requestConfig.verb !== "get" && answer.xhr.status >= 400) answer.history.path = here();
    if (answer.history.path === here()) answer.history.type = "replace";
  });

  // Back and Forward fetch the page anew; where that fails, the browser does it and tells.
  on("historyCacheMiss", function (request) { request.xhr.onerror = reload; });
  on("historyCacheMissLoad", function (answer) { if (!isFragment(answer.xhr.response)) reload(); });
  on("historyCacheMissLoadError", reload);
  on("historyRestore", arrive);

  function hush() {
    if (notice && notice.parentNode) notice.parentNode.removeChild(notice);
  }

  // A sentence above what is there, until the next request; with an address it is a link.
  function say(which, role, address) {
    var text = document.createElement(address ? "a" : "span"), note = document.createElement("p");
    function tell() {
      note.appendChild(text);
      note.appendChild(document.createTextNode(" "));
      htmx.process(note);
    }
    if (address) text.href = address;
    text.textContent = words[which];
    hush();
    notice = note;
    note.className = "note";
    note.setAttribute("role", role);
    main().insertBefore(note, main().firstChild);
    if (role === "alert") tell();
    else setTimeout(tell, 100); // readers announce what comes into a status, not what it came with
    return note;
  }

  // The line dropped, or the server could not: what was there stays, typed words and all; the same is offered again.
  function lost(answer) {
    var button = document.createElement("button"), reference = answer.xhr.getResponseHeader("HX-Reference");
    say(reference ? "broken" : "lost", "alert");
    if (reference) notice.appendChild(document.createTextNode(reference + " "));
    button.type = "button";
    button.textContent = words.again;
    button.onclick = function () {
      answer.etc.values = answer.requestConfig.parameters; // with the button that was pressed
      answer.etc.repeat(true);
    };
    notice.appendChild(button);
    button.focus();
  }
  on("sendError", lost);
  on("timeout", lost);

  // While somebody looks, the page asks now and then whether what it shows still holds. A HEAD costs 200 bytes, shows
  // nothing and keeps no session alive. Who has left the page, or not touched it for 10 minutes, is not asked for.
  function askLater() {
    clearTimeout(timer);
    asleep = false;
    timer = setTimeout(ask, wait);
  }
  function ask() {
    var seen = main().querySelector("[data-seen]"), address = here(), xhr = new XMLHttpRequest();
    if (!seen) return;
    asleep = document.hidden || time() - touched > 600000;
    if (asleep) return;
    wait = Math.min(wait * 1.5, 900000);
    if (running) { askLater(); return; }
    xhr.open("HEAD", address);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.setRequestHeader("HX-Seen", seen.getAttribute("data-seen"));
    xhr.onload = function () {
      if (running || seen !== main().querySelector("[data-seen]")) return; // another page by now
      if (xhr.status === 401) say("over", "status", xhr.getResponseHeader("HX-Redirect"));
      else if (xhr.status === 204 || xhr.status >= 500) askLater();
      else say("changed", "status", address);
    };
    xhr.onerror = askLater;
    xhr.send();
  }
  function touch() {
    touched = time();
    if (asleep && !document.hidden) ask();
  }
  // On a public computer the page leaves the screen when its session ends; without a script the browser is told to.
  function leaveLater() {
    var seconds = main().getAttribute("data-leaves");
    clearTimeout(leaving);
    if (seconds) leaving = setTimeout(function () {
      location.replace("/sign-in?idle=1&next=" + encodeURIComponent(here()));
    }, seconds * 1000);
  }

  // What a browser kept in its memory for Back is asked for anew: the session may have ended since.
  window.addEventListener("pageshow", function (event) { if (event.persisted) reload(); });

  document.addEventListener("visibilitychange", touch);
  ["keydown", "mousemove", "scroll", "touchstart"].forEach(function (each) { document.addEventListener(each, touch, true); });
  touched = time();
  wait = 120000;
  askLater();

  // The picture on a letter has the key after the #, which no server gets: it goes into the field and out of the address.
  function takeKey() {
    var key = /^#([\w-]{16,24})$/.exec(location.hash), field = document.getElementById("key");
    if (!key || !field || location.pathname !== "/activate") return;
    if (!field.value) field.value = key[1];
    history.replaceState(null, "", location.pathname);
    document.getElementById("birth_date").focus();
  }
  function ready() {
    takeKey();
    leaveLater();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
}(SENTENCES));
