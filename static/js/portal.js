/* What htmx leaves to the page: toasts, focus, upload progress, keys, confirmation.
   docs/ui.md lists the data attributes. Everything works without this script. */
(function () {
  "use strict";

  var TOAST_TIME = 8000;
  var TONES = ["ok", "warn", "bad"];

  // Toast: the server sends HX-Trigger {"toast": {"text": "…", "tone": "ok"}}

  function toast(text, tone) {
    var box = document.createElement("div");
    box.className = "toast sp-toast show sp-toast--" + (TONES.indexOf(tone) < 0 ? "ok" : tone);
    var words = document.createElement("span");
    words.textContent = text;
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = "Tutup";
    close.addEventListener("click", function () { box.remove(); });
    box.append(words, close);
    document.getElementById("toasts").append(box);
    if (tone !== "bad") { setTimeout(function () { box.remove(); }, TOAST_TIME); }
  }

  document.addEventListener("toast", function (event) {
    toast(event.detail.text || event.detail.value, event.detail.tone);
  });

  // Focus: an error summary first, else what the server marked

  function focusMarked(region) {
    var target = region.matches("[data-focus]") ? region : region.querySelector("[data-focus]");
    if (target) { target.focus(); }
  }

  document.addEventListener("DOMContentLoaded", function () { focusMarked(document.body); });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.isConnected) { focusMarked(event.target); }
  });

  // A session that ended: the log-in page must not appear inside a region, and what was
  // typed must not be lost by a reload

  var told = false;

  function sessionEnded() {
    if (told) { return; }
    told = true;
    toast("Sesi berakhir. Salin isian yang belum tersimpan, lalu muat ulang halaman untuk masuk lagi.", "bad");
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    var address = event.detail.xhr.responseURL;
    var login = document.body.dataset.login;
    if (login && address && new URL(address).pathname === login) {
      event.detail.shouldSwap = false;
      sessionEnded();
    }
  });

  // For which placement the page was drawn, of who has several

  document.addEventListener("htmx:configRequest", function (event) {
    var drawn = document.body.dataset.drawnFor;
    if (drawn) { event.detail.headers["X-Drawn-For"] = drawn; }
  });

  // Failures without an answer to show; what asks by itself (data-quiet) fails in silence

  document.addEventListener("htmx:sendError", function (event) {
    if (event.target.closest("[data-quiet]")) { return; }
    toast("Sambungan terputus. Isian Anda masih ada di halaman ini, coba lagi.", "bad");
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (event.target.closest("[data-quiet]")) { return; }
    var status = event.detail.xhr.status;
    var refused = status === 403 || status === 404;
    toast(
      refused ? "Tindakan ini tidak dapat dilakukan. Muat ulang halaman." : "Gagal menyimpan. Coba lagi.",
      "bad"
    );
  });

  // Upload: <form data-upload> with a <progress> and an output for the words

  document.addEventListener("htmx:xhr:progress", function (event) {
    var form = event.target.closest("[data-upload]");
    var bar = form && form.querySelector("progress");
    if (!bar || !event.detail.lengthComputable) { return; }
    bar.hidden = false;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  });

  // Keys: data-key="j", "Alt+ArrowLeft", "Ctrl+s" press the element. Plain letters do
  // nothing in a field, and none at all once switched off (WCAG 2.1.4).

  function named(event) {
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + key;
  }

  function typing(target) {
    return target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  }

  function letterKeys() { return localStorage.getItem("pintasan") !== "mati"; }

  document.addEventListener("keydown", function (event) {
    var combined = event.ctrlKey || event.altKey || event.metaKey;
    if (!combined && (typing(event.target) || !letterKeys())) { return; }
    if (document.querySelector("dialog[open]")) { return; }
    var target = document.querySelector('[data-key="' + CSS.escape(named(event)) + '"]');
    if (!target || target.disabled) { return; }
    event.preventDefault();
    target.click();
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-letter-keys]")) {
      localStorage.setItem("pintasan", event.target.checked ? "hidup" : "mati");
    }
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-letter-keys]").forEach(function (box) { box.checked = letterKeys(); });
  });

  // Confirmation: <button data-dialog="id"> opens a <dialog>, data-close closes it

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.dialog).showModal();
    } else if (event.target.closest("dialog [data-close]")) {
      event.target.closest("dialog").close();
    }
  });

  // Bulk choice: data-check-all="name" ticks every box of that name

  document.addEventListener("change", function (event) {
    var name = event.target.dataset.checkAll;
    if (!name) { return; }
    document.getElementsByName(name).forEach(function (box) { box.checked = event.target.checked; });
  });

  // Drop zone: the file lands in the zone's own input and is sent

  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var zone = event.target.closest && event.target.closest("[data-drop]");
      if (!zone) { return; }
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop") { return; }
      var input = zone.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // File fields in the portal's own words, whatever the language of the browser

  function part(css, text) {
    var element = document.createElement("span");
    element.className = css;
    element.textContent = text;
    element.setAttribute("aria-hidden", "true");
    return element;
  }

  function dress(root) {
    root.querySelectorAll("input[type=file]").forEach(function (input) {
      if (input.closest(".sp-pick")) { return; }
      var box = document.createElement("div");
      var name = part("sp-pick__n", "Belum ada berkas");
      box.className = "sp-pick";
      input.replaceWith(box);
      box.append(part("sp-pick__b", "Pilih berkas"), name, input);
      input.addEventListener("change", function () {
        name.textContent = input.files.length ? input.files[0].name : "Belum ada berkas";
      });
    });
  }

  dress(document);
  document.addEventListener("htmx:load", function (event) { dress(event.target); });

  // Size of a file: said before it is sent; the server checks again

  document.addEventListener("change", function (event) {
    var limit = Number(event.target.dataset.maxBytes);
    if (!limit || !event.target.files) { return; }
    var large = Array.from(event.target.files).find(function (file) { return file.size > limit; });
    event.target.setCustomValidity(large ? "Berkas " + large.name + " melebihi " + limit / 1048576 + " MB." : "");
    if (large) { event.target.reportValidity(); }
  }, true);

  // Print button

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });
})();
