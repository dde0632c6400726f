// The number on the button of an import follows what is chosen on the page.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-choices]");
  const count = form && form.querySelector("[data-count]");
  if (!count) return;
  const chosen = form.querySelectorAll("[data-choice]:checked").length;
  count.textContent = Number(count.dataset.count) + chosen;
});
