/* The page of one indicator: counters, the state of saving, the size of a file. The
   page works without it. */
(function () {
  "use strict";

  var dirty = false;

  function form() { return document.getElementById("answer-form"); }

  // "372 dari 4.000 huruf" beside each text

  function count(field) {
    var place = document.querySelector('[data-count="' + field.id + '"]');
    if (!place) { return; }
    place.textContent =
      field.value.length.toLocaleString("id-ID") + " dari " + field.maxLength.toLocaleString("id-ID") + " huruf";
  }

  // Unsaved text is said, and kept when the page is left by mistake

  function touched(event) {
    if (!form() || event.target.form !== form()) { return; }
    if (event.target.matches("textarea")) { count(event.target); }
    dirty = true;
    var state = document.querySelector("#answer-state [data-saved]");
    if (state) {
      state.className = "sp-save";
      state.textContent = "Ada perubahan yang belum disimpan";
    }
  }

  document.addEventListener("input", touched);
  document.addEventListener("change", function (event) {
    if (event.target.type === "radio") { touched(event); }
  });
  document.addEventListener("submit", function (event) { if (event.target === form()) { dirty = false; } });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.elt !== form() || event.detail.successful) { return; }
    dirty = event.detail.failed && (event.detail.xhr.status === 0 || event.detail.xhr.status >= 500)
      || document.querySelector("#answer-state .sp-save--bad") !== null;
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) { event.preventDefault(); }
  });

  // A file over the limit is refused before it travels

  document.addEventListener("change", function (event) {
    var field = event.target;
    var limit = field.dataset && Number(field.dataset.maxBytes);
    if (!limit || !field.files) { return; }
    var large = Array.prototype.some.call(field.files, function (file) { return file.size > limit; });
    field.setCustomValidity(
      large ? "Berkas melebihi " + Math.floor(limit / 1048576) + " MB. Perkecil atau bagi berkas." : ""
    );
    field.reportValidity();
  });
})();
