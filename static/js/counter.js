/* "99 dari 1.000 huruf" beside a text: <span data-count="id of the field">. */
(function () {
  "use strict";

  function count(place) {
    var field = document.getElementById(place.dataset.count);
    if (!field) { return; }
    place.textContent =
      field.value.length.toLocaleString("id-ID") + " dari " + field.maxLength.toLocaleString("id-ID") + " huruf";
  }

  document.addEventListener("input", function (event) {
    document.querySelectorAll("[data-count='" + CSS.escape(event.target.id) + "']").forEach(count);
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-count]").forEach(count);
  });
})();
