/* The review page: keys that only it has, phrases, and the next item at once.
   Everything works without this script; docs/ui.md tells the attributes. */
(function () {
  "use strict";

  var FRESH = 60000; // milliseconds that a page read ahead may be shown
  var WAIT = 400; // before it is read, so that the page itself comes first
  var ahead = null; // {url, html, at}

  function main() { return document.querySelector("main"); }

  // Keys of one letter can be switched off (WCAG 2.1.4): portal.js does it, page by page

  function letters() { return localStorage.getItem("pintasan") !== "mati"; }

  // v, a and f lead to a field; Esc leads out of it, so that letters are keys again

  var FIELDS = { v: "[name=outcome]", a: "#id_reason", f: "#id_phrase" };

  function typing(target) { return target.matches("textarea, select, input:not([type=radio], [type=checkbox])"); }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) {
      event.target.blur();
      return;
    }
    var wanted = FIELDS[event.key.toLowerCase()];
    var field = wanted && letters() && !typing(event.target) && !document.querySelector("dialog[open]")
      ? document.querySelector(wanted) : null;
    if (!field) { return; }
    event.preventDefault();
    field.focus();
  });

  // A phrase goes where the cursor is; the list is at its beginning again

  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-phrases]") || !event.target.value) { return; }
    var reason = document.getElementById("id_reason");
    var text = event.target.value;
    var at = reason.selectionStart;
    var before = reason.value.slice(0, at);
    if (before && !/\s$/.test(before)) { text = " " + text; }
    if (reason.value.length + text.length > reason.maxLength) { return; }
    reason.setRangeText(text, at, reason.selectionEnd, "end");
    reason.dispatchEvent(new Event("input", { bubbles: true }));
    event.target.value = "";
    reason.focus();
  });

  // To an indicator by its number

  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-jump]")) { return; }
    event.preventDefault();
    var number = document.getElementById("jump-number").value.trim();
    var link = document.querySelector('[data-number="' + CSS.escape(number) + '"]');
    if (link) {
      document.getElementById("jump").close();
      go(link.href);
    } else {
      document.getElementById("jump-wrong").textContent = "Tidak ada indikator nomor " + number + ".";
    }
  });

  // The page that comes next is read ahead and kept in memory only: nothing of it is
  // stored. It is dropped when it is old, or when anything was sent meanwhile.

  function readAhead() {
    var link = document.querySelector("main a[rel=next]");
    if (!link) { return; }
    var url = link.href;
    fetch(url, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) { return null; }
      return answer.text();
    }).then(function (html) {
      if (html && main()) { ahead = { url: url, html: html, at: Date.now() }; }
    }).catch(function () { ahead = null; });
  }

  function plan() { setTimeout(function () { (window.requestIdleCallback || setTimeout)(readAhead); }, WAIT); }

  function go(url) {
    var kept = ahead;
    ahead = null;
    if (!kept || kept.url !== url || Date.now() - kept.at > FRESH || !show(kept.html, url)) {
      window.location.assign(url);
    }
  }

  function show(html, url) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var fresh = page.querySelector("main");
    if (!fresh || !fresh.querySelector(".sp-review")) { return false; }
    history.pushState({ review: true }, "", url);
    document.title = page.title;
    main().replaceWith(document.adoptNode(fresh));
    window.htmx.process(main());
    main().querySelectorAll("[data-count]").forEach(function (place) {
      var field = document.getElementById(place.dataset.count);
      if (field) { field.dispatchEvent(new Event("input", { bubbles: true })); }
    });
    main().querySelectorAll("[data-letter-keys]").forEach(function (box) { box.checked = letters(); });
    window.scrollTo(0, 0);
    main().querySelector("h1").focus({ preventScroll: true });
    plan();
    return true;
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("main a[rel=next]");
    var plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || !ahead || ahead.url !== link.href) { return; }
    event.preventDefault();
    go(link.href);
  });
  document.addEventListener("submit", function () { ahead = null; }, true);
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.requestConfig.verb !== "post") { return; }
    ahead = null;
    plan();
  });
  window.addEventListener("popstate", function (event) {
    if (!event.state || !event.state.htmx) { window.location.reload(); }
  });

  plan();
})();
