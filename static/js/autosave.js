/* Autosave of <form data-autosave hx-post="…" hx-trigger="autosave, submit">.
   A change is sent after a pause and when the field is left. When the network fails the
   text is kept on this device, sent again after 10, 30 and 60 seconds, and offered to
   the next visit. [data-save-state] in the form says what is happening. */
(function () {
  "use strict";

  var PAUSE = 1200;
  var RETRIES = [10, 30, 60];
  var WORDS = {
    changed: ["", "Ada perubahan"],
    saving: ["", "Menyimpan…"],
    saved: ["sp-save--ok", "Tersimpan"],
    refused: ["sp-save--warn", "Belum tersimpan"],
    offline: ["sp-save--warn", "Luring, disimpan di perangkat ini"],
    failed: ["sp-save--bad", "Gagal menyimpan"]
  };
  var forms = new WeakMap();

  function state(form) {
    if (!forms.has(form)) { forms.set(form, { dirty: false, timer: 0, tries: 0 }); }
    return forms.get(form);
  }

  function say(form, name, more) {
    var place = form.querySelector("[data-save-state]");
    if (!place) { return; }
    place.className = ("sp-save " + WORDS[name][0]).trim();
    place.textContent = WORDS[name][1] + (more || "");
  }

  // The answer may have brought words of its own; then they stay.
  function sayUnanswered(form, name, more) {
    var place = form.querySelector("[data-save-state]");
    if (place && place.textContent === WORDS.saving[1]) { say(form, name, more); }
  }

  function clock() {
    var options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Makassar" };
    return new Intl.DateTimeFormat("id-ID", options).format(new Date()).replace(":", ".") + " Wita";
  }

  function sessionEnded(xhr) {
    return xhr.responseURL && new URL(xhr.responseURL).pathname === document.body.dataset.login;
  }

  function drafted(form) { return "draf:" + new URL(form.action).pathname; }

  function keep(form) {
    var texts = {};
    form.querySelectorAll("textarea[name]").forEach(function (field) { texts[field.name] = field.value; });
    localStorage.setItem(drafted(form), JSON.stringify(texts));
  }

  function send(form) {
    var now = state(form);
    clearTimeout(now.timer);
    if (now.dirty) { window.htmx.trigger(form, "autosave"); }
  }

  function autosaved(event) {
    return event.target.closest && event.target.closest("form[data-autosave]");
  }

  document.addEventListener("input", function (event) {
    var form = autosaved(event);
    if (!form) { return; }
    var now = state(form);
    now.dirty = true;
    now.tries = 0;
    say(form, "changed");
    clearTimeout(now.timer);
    now.timer = setTimeout(function () { send(form); }, PAUSE);
  });

  document.addEventListener("focusout", function (event) {
    var form = autosaved(event);
    if (form) { send(form); }
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    var form = autosaved(event);
    if (!form || event.target !== form) { return; }
    state(form).dirty = false;
    say(form, "saving");
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var form = autosaved(event);
    if (!form || event.target !== form) { return; }
    var xhr = event.detail.xhr;
    if (xhr.status === 409 || xhr.status === 422) {
      sayUnanswered(form, "refused");
    } else if (event.detail.successful && !sessionEnded(xhr)) {
      state(form).tries = 0;
      localStorage.removeItem(drafted(form));
      sayUnanswered(form, "saved", " " + clock());
    } else if (xhr.status) {
      state(form).dirty = true;
      keep(form);
      say(form, "failed");
    }
  });

  document.addEventListener("htmx:sendError", function (event) {
    var form = autosaved(event);
    if (!form) { return; }
    var now = state(form);
    var wait = RETRIES[now.tries];
    now.dirty = true;
    now.tries += 1;
    keep(form);
    say(form, "offline", wait ? ". Dicoba lagi dalam " + wait + " detik" : "");
    if (wait) { now.timer = setTimeout(function () { send(form); }, wait * 1000); }
  });

  // A draft that never reached the portal is put back; its version decides conflicts.
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-autosave]").forEach(function (form) {
      var texts = JSON.parse(localStorage.getItem(drafted(form)) || "{}");
      Object.keys(texts).forEach(function (name) {
        var field = form.elements.namedItem(name);
        if (!field || field.readOnly || field.disabled || field.value === texts[name]) { return; }
        field.value = texts[name];
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  });

  window.addEventListener("beforeunload", function (event) {
    document.querySelectorAll("form[data-autosave]").forEach(function (form) {
      if (state(form).dirty) { event.preventDefault(); }
    });
  });
})();
