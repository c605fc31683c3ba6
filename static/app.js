// What these pages ask of htmx. ES5, no globals; served in one file after htmx, `async`: every page works before it comes, and without it.
(function () {
  "use strict";
  var htmx = window.htmx, config = htmx.config, running, notice;
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
      back = document.querySelector("header [name=next]"), head = main().querySelector(".err") || main().querySelector("h1");
    if (marked) marked.removeAttribute("aria-current");
    if (link) link.setAttribute("aria-current", "page");
    if (back) back.value = here(); // the other language shows this page
    if (main().getBoundingClientRect().top < 0) main().scrollIntoView();
    head.tabIndex = -1;
    head.focus();
  }

  // A link or form that leads out of this navigation (another child, a document) stays plain.
  on("beforeProcessNode", function (_, event) {
    var from = event.target;
    if (/^(A|FORM)$/.test(from.tagName) && !tab(from.getAttribute("href") || from.getAttribute("action") || "")) {
      from.setAttribute("data-hx-boost", "false");
    }
  });

  // Kept for "Try again".
  on("confirm", function (asked) { asked.etc.repeat = asked.issueRequest; });

  // The page on screen asked again tells what it shows: 204 when that still holds.
  // HX-Posted outlives the redirect: the page that follows must name its address, which old engines do not learn.
  on("configRequest", function (request) {
    var seen = main().querySelector("[data-seen]");
    if (request.verb !== "get") {
      request.headers["HX-Posted"] = "true";
      return;
    }
    request.timeout = 60000; // an upload may take longer
    if (seen && request.path === here()) request.headers["HX-Seen"] = seen.getAttribute("data-seen");
  });

  // One request at a time: on a slow line the answer to an earlier click must not come over a later one.
  on("beforeSend", function (request) {
    if (running) running.abort();
    running = request.xhr;
    if (notice && notice.parentNode) notice.parentNode.removeChild(notice);
    main().setAttribute("aria-busy", "true");
  });
  on("afterRequest", function (request) {
    if (running !== request.xhr) return;
    running = null;
    main().removeAttribute("aria-busy");
  });

  // Any answer with a heading is a page, whatever its status. What else comes (a proxy's error, a whole document) is left to the browser.
  on("beforeSwap", function (answer) {
    answer.shouldSwap = isFragment(answer.serverResponse);
    if (answer.shouldSwap) answer.isError = false;
    else if (answer.xhr.status === 204) { arrive(); say("same", "status"); }
    else if (answer.requestConfig.verb === "get") location.href = answer.pathInfo.finalRequestPath;
    else lost(answer);
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

  // One of the sentences that #main carries, above what is there, until the next request.
  function say(which, role) {
    notice = document.createElement("p");
    notice.className = "note";
    notice.setAttribute("role", role);
    notice.appendChild(document.createTextNode(main().getAttribute("data-" + which) + " "));
    main().insertBefore(notice, main().firstChild);
  }

  // The line dropped: what was there stays, typed words and all; the same is offered again.
  function lost(answer) {
    var button = document.createElement("button");
    say("lost", "alert");
    button.type = "button";
    button.textContent = main().getAttribute("data-again");
    button.onclick = function () {
      answer.etc.values = answer.requestConfig.parameters; // with the button that was pressed
      answer.etc.repeat(true);
    };
    notice.appendChild(button);
    button.focus();
  }
  on("sendError", lost);
  on("timeout", lost);
}());
