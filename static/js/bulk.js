/* Says how many rows are ticked: <strong data-count-of="name" data-unit="…" data-none="…">. */
(function () {
  "use strict";

  function recount() {
    document.querySelectorAll("[data-count-of]").forEach(function (words) {
      var boxes = Array.from(document.getElementsByName(words.dataset.countOf));
      var ticked = boxes.filter(function (box) { return box.checked; }).length;
      words.textContent = ticked ? ticked + " " + (words.dataset.unit || "indikator") + " dipilih" : words.dataset.none;
      document.querySelectorAll('[data-check-all="' + words.dataset.countOf + '"]').forEach(function (all) {
        all.checked = ticked > 0 && ticked === boxes.length;
        all.indeterminate = ticked > 0 && ticked < boxes.length;
      });
    });
  }

  document.addEventListener("change", recount);
  document.addEventListener("DOMContentLoaded", recount);
  document.addEventListener("htmx:afterSettle", recount);
})();
