/* Copies the text of an element: <button data-copy="id" hidden>; shown where it can work. */
(function () {
  "use strict";

  if (!navigator.clipboard) { return; }

  document.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = false; });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) { return; }
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(function () {
      document.dispatchEvent(new CustomEvent("toast", { detail: { text: "Tersalin." } }));
    });
  });
})();
