/* Saves one indicator while somebody types, and says truthfully what is saved.

   What the portal confirmed is `confirmed`; what the page shows is `values()`. While they
   differ, leaving the page asks first and a copy lies in this browser (drafts.js). One
   request travels at a time. One that got no answer may have arrived all the same: it is
   sent again as it was before anything newer, which the portal takes as no change. The
   words stand in _answer_states.html. The page works without this script. */
(function () {
  "use strict";

  var form = document.getElementById("answer-form");
  if (!form || !window.spDrafts) { return; }

  var drafts = window.spDrafts;
  var TYPING = 1200;
  var KEEPING = 300;
  var PATIENCE = 30000;
  var LINK = 5000;
  var RETRIES = [10, 30, 60];
  var FIELDS = { level: "Tingkat", facts: "Fakta", analysis: "Analisis", checked: "Butir terpenuhi" };

  var key = drafts.key(form.dataset.answer);
  var page = crypto.randomUUID ? crypto.randomUUID() : String(Date.now() + Math.random());
  var tabs = "BroadcastChannel" in window ? new BroadcastChannel(key) : null;
  var confirmed = document.querySelector("#answer-state [data-unsaved]") ? null : initial();
  var busy = false;      // an autosave is on its way
  var manual = null;     // what the ordinary save that is on its way carries
  var lost = null;       // a request without an answer
  var stopped = false;   // a conflict or a refusal: a person decides first
  var leaving = false;
  var failures = 0;
  var typing, keeping, retrying, ticking;
  var afterwards = [];   // called once nothing is on its way: done(saved)

  // What the page shows, and what it showed at first

  function values() {
    var data = new FormData(form);
    return {
      level: data.get("level") || "",
      facts: data.get("facts") || "",
      analysis: data.get("analysis") || "",
      checked: data.getAll("checked").filter(Boolean).sort().join(" ")
    };
  }

  function initial() {
    function ticked(name) {
      return Array.from(form.querySelectorAll("[name=" + name + "]"))
        .filter(function (box) { return box.defaultChecked; })
        .map(function (box) { return box.value; });
    }
    return {
      level: ticked("level")[0] || "",
      facts: form.elements.facts.defaultValue,
      analysis: form.elements.analysis.defaultValue,
      checked: ticked("checked").sort().join(" ")
    };
  }

  function set(name, value) {
    if (name === "facts" || name === "analysis") {
      form.elements[name].value = value;
      form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    var chosen = value.split(" ");
    form.querySelectorAll("[name=" + name + "]").forEach(function (box) {
      if (box.type !== "hidden") { box.checked = chosen.indexOf(box.value) >= 0; }
    });
  }

  function differing(one, other) {
    return Object.keys(FIELDS).filter(function (name) { return one[name] !== other[name]; });
  }

  function changed() { return confirmed === null || differing(values(), confirmed).length > 0; }

  function version() { return Number(document.getElementById("id_version").value); }

  // The line of state

  function show(name, words) {
    var line = document.querySelector("#answer-state [data-saved]");
    line.replaceChildren(document.querySelector('template[data-state="' + name + '"]').content.cloneNode(true));
    if (words) { say(line.textContent); }
  }

  function say(text) {
    document.getElementById("answer-said").textContent = text.replace(/\s+/g, " ").trim();
  }

  function sayIfNotKept(kept) {
    var words = document.querySelector("#answer-state [data-kept]");
    if (words && !kept) { words.textContent = "Peramban ini tidak dapat menyimpannya: salin dahulu tulisan Anda."; }
  }

  function countDown(seconds) {
    var place = document.querySelector("#answer-state [data-seconds]");
    clearInterval(ticking);
    if (!place) { return; }
    place.textContent = seconds;
    ticking = setInterval(function () {
      seconds -= 1;
      if (seconds < 1 || !place.isConnected) { clearInterval(ticking); return; }
      place.textContent = seconds;
    }, 1000);
  }

  // The copy in this browser

  function keep() {
    clearTimeout(keeping);
    if (!changed()) { return true; }
    return drafts.keep(key, { id: page, at: Date.now(), version: version(), values: values() });
  }

  function settled() {
    clearTimeout(keeping);
    drafts.drop(key, page);
  }

  // Sending

  function later(delay) {
    clearTimeout(typing);
    typing = setTimeout(send, delay);
  }

  function send() {
    clearTimeout(typing);
    clearTimeout(retrying);
    if (busy || manual || stopped) { return; }
    if (!lost && !changed()) { finish(true); return; }
    var sent = lost || { values: values(), body: new URLSearchParams(new FormData(form)) };
    var limit = new AbortController();
    var clock = setTimeout(function () { limit.abort(); }, PATIENCE);
    busy = true;
    show("saving");
    fetch(form.dataset.autosave, {
      method: "POST",
      body: sent.body,
      headers: { "HX-Request": "true" },
      redirect: "manual",
      signal: limit.signal
    }).then(function (response) {
      return response.text().then(function (text) {
        busy = false;
        answered(response, text, sent);
      });
    }).catch(function () {
      busy = false;
      failed(sent, true);
    }).finally(function () { clearTimeout(clock); });
  }

  function answered(response, text, sent) {
    if (response.status === 200) {
      saved(sent, text);
    } else if (response.headers.get("X-Context-Changed")) {
      lost = null;
      stop("elsewhere");
    } else if (response.status === 409 || response.status === 422) {
      lost = null;
      place(text, sent);
      refused(response.status === 409);
    } else if (response.type === "opaqueredirect") {
      stop("ended");
    } else if (response.status === 429 || response.status >= 500) {
      failed(sent, false);
    } else {
      stop("refused");
    }
  }

  function saved(sent, text) {
    var was = failures;
    lost = null;
    failures = 0;
    accept(sent.values);
    place(text, sent);
    if (changed()) {
      show("changed");
      keep();
      later(afterwards.length ? 0 : TYPING);
      return;
    }
    settled();
    if (was) { say(document.querySelector("#answer-state [data-saved]").textContent); }
    finish(true);
  }

  function accept(taken) {
    confirmed = taken;
    if (tabs) { setTimeout(function () { tabs.postMessage({ version: version(), values: taken }); }, 0); }
  }

  function refused(isConflict) {
    var kept = keep();
    stopped = isConflict;
    say(isConflict
      ? "Belum tersimpan: rekan menyimpan tulisan lain. Pilih tulisan yang dipakai di awal isian."
      : document.getElementById("answer-problem").textContent);
    sayIfNotKept(kept);
    finish(false);
  }

  function failed(sent, isAway) {
    var wait = RETRIES[Math.min(failures, RETRIES.length - 1)];
    lost = sent;
    failures += 1;
    show(isAway ? "waiting" : "failing", failures === 1);
    sayIfNotKept(keep());
    countDown(wait);
    clearTimeout(retrying);
    retrying = setTimeout(send, wait * 1000);
    finish(false);
  }

  function stop(name) {
    stopped = true;
    show(name, true);
    sayIfNotKept(keep());
    finish(false);
  }

  function finish(isSaved) {
    afterwards.splice(0).forEach(function (done) { done(isSaved); });
  }

  // Putting what came back in its place: never a text, never the focus

  function place(html, sent) {
    var doc = new DOMParser().parseFromString(html, "text/html");
    var active = document.activeElement;
    var top = active && active.getBoundingClientRect().top;
    Array.from(doc.body.children).forEach(function (fresh) {
      var old = fresh.id && document.getElementById(fresh.id);
      if (!old || (fresh.id === "answer-ladder" && !isStill(sent.values))) { return; }
      replace(old, document.adoptNode(fresh));
    });
    if (active && active.isConnected && form.contains(active)) {
      window.scrollBy(0, active.getBoundingClientRect().top - top);
    }
  }

  function isStill(sent) {
    var now = values();
    return now.level === sent.level && now.checked === sent.checked;
  }

  function replace(old, fresh) {
    var active = old.contains(document.activeElement) ? document.activeElement : null;
    var opened = Array.from(old.querySelectorAll("details")).map(function (part) { return part.open; });
    var parts = fresh.querySelectorAll("details");
    if (parts.length === opened.length) {
      parts.forEach(function (part, at) { part.open = part.open || opened[at]; });
    }
    old.replaceWith(fresh);
    if (window.htmx) { window.htmx.process(fresh); }
    var again = active && active.name && fresh.querySelector(
      '[name="' + CSS.escape(active.name) + '"][value="' + CSS.escape(active.value) + '"]'
    );
    if (again) { again.focus({ preventScroll: true }); }
  }

  // Typing and choosing

  function touched(event, delay) {
    if (event.target.form !== form || !event.target.name || event.target.name.indexOf("keep_") === 0) { return; }
    clearTimeout(keeping);
    keeping = setTimeout(keep, KEEPING);
    if (stopped || busy || lost) { return; }
    if (!changed()) { return; }
    show("changed");
    later(delay);
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("textarea")) { touched(event, TYPING); }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[type=radio], [type=checkbox]")) { touched(event, 0); }
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.form === form && event.target.matches("textarea") && !lost) { send(); }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-retry]")) { send(); }
  });
  window.addEventListener("online", function () { if (lost || changed()) { send(); } });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { keep(); }
  });
  window.addEventListener("pagehide", keep);

  // The ordinary buttons: they wait for what is on its way, so that nobody is in
  // conflict with themselves

  document.addEventListener("htmx:confirm", function (event) {
    if (event.detail.elt !== form || !(busy || lost)) { return; }
    event.preventDefault();
    afterwards.push(function (isSaved) { if (isSaved) { event.detail.issueRequest(true); } });
    if (!busy) { send(); }
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt !== form) { return; }
    clearTimeout(typing);
    manual = { values: values(), body: new URLSearchParams(new FormData(form)) };
  });
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    if (event.detail.elt === form && event.detail.xhr.getResponseHeader("HX-Redirect")) {
      leaving = true;
      confirmed = manual.values;  // the choice settled them, whichever text was taken
      if (!changed()) { settled(); }
    }
  });
  document.addEventListener("htmx:oobBeforeSwap", function (event) {
    if (manual && event.detail.target.id === "answer-ladder" && !isStill(manual.values)) {
      event.detail.shouldSwap = false;
    }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var sent = manual;
    if (event.detail.elt !== form || !sent) { return; }
    manual = null;
    after(event.detail.xhr, sent);
  });
  form.addEventListener("submit", function (event) {
    if (!window.htmx) { leaving = true; }
  });

  function after(xhr, sent) {
    var login = document.body.dataset.login;
    if (sent.body.has("resolving") && (xhr.status === 0 || xhr.status === 429 || xhr.status >= 500)) {
      keep();  // a choice after a conflict is never sent again by itself
    } else if (xhr.status === 0 || xhr.status === 429 || xhr.status >= 500) {
      failed(sent, xhr.status === 0);
    } else if (xhr.responseURL && new URL(xhr.responseURL).pathname === login) {
      stop("ended");
    } else if (xhr.status === 403 || xhr.status === 404) {
      stop("refused");
    } else if (document.querySelector("#answer-state [data-unsaved]")) {
      stopped = xhr.status === 409;
      keep();
    } else {
      stopped = false;
      failures = 0;
      accept(sent.values);
      if (changed()) { show("changed"); later(TYPING); } else { settled(); }
    }
  }

  // Other parts of the page bring the line of state along as the portal knows it

  document.addEventListener("htmx:afterSettle", function () {
    if (manual || busy || stopped || !changed()) { return; }
    if (lost) { show("waiting"); countDown(RETRIES[Math.min(failures, RETRIES.length) - 1]); } else { show("changed"); }
  });

  // Another tab of the same browser saved: what nobody touched here is taken over

  if (tabs) {
    tabs.addEventListener("message", function (event) {
      var theirs = event.data;
      var mine = values();
      if (busy || manual || lost || stopped || confirmed === null || theirs.version <= version()) { return; }
      var here = differing(mine, confirmed);
      var clash = differing(theirs.values, confirmed).some(function (name) {
        return here.indexOf(name) >= 0 && mine[name] !== theirs.values[name];
      });
      if (clash) { return; }
      document.getElementById("id_version").value = theirs.version;
      confirmed = theirs.values;
      differing(mine, confirmed).forEach(function (name) {
        if (here.indexOf(name) < 0) { set(name, confirmed[name]); }
      });
    });
  }

  // Leaving: a link waits for the save; anything else asks while something is unsaved

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (link.hasAttribute("data-leave")) { leaving = keep(); return; }
    var elsewhere = link.origin === location.origin && link.pathname !== location.pathname;
    if (!elsewhere || link.target || link.hasAttribute("download") || !changed() || stopped || lost) { return; }
    event.preventDefault();
    var gone = false;
    var go = function () { if (!gone) { gone = true; location.href = link.href; } };
    afterwards.push(go);
    setTimeout(go, LINK);
    send();
  });
  window.addEventListener("beforeunload", function (event) {
    keep();
    if (changed() && !leaving) { event.preventDefault(); }
  });

  if (confirmed === null) { stopped = document.querySelector("#answer-problem .sp-conflict") !== null; }

  // For draft-offers.js

  window.spAnswer = {
    form: form,
    key: key,
    page: page,
    fields: FIELDS,
    values: values,
    version: version,
    differing: differing,

    /* Takes texts written earlier, at the version that they were written on; the portal
       shows both sides where a later one stands. */
    take: function (entry) {
      Object.keys(FIELDS).forEach(function (name) { set(name, entry.values[name]); });
      if (entry.version < version()) { document.getElementById("id_version").value = entry.version; }
      stopped = false;
      var kept = keep();
      send();
      return kept;
    }
  };
})();
