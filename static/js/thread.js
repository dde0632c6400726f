/* The thread of an indicator: opened by its address, asking for news only while it is seen,
   and counted anew when there are some. */
(function () {
  "use strict";

  function open() {
    var box = location.hash === "#thread" && document.querySelector("#thread > details");
    if (box && !box.open) { box.open = true; }
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (!event.target.matches("[data-poll]")) { return; }
    var box = event.target.closest("details");
    if (document.hidden || (box && !box.open)) { event.preventDefault(); }
  });

  document.addEventListener("htmx:afterSettle", function () {
    var list = document.getElementById("thread-list");
    var place = document.querySelector("[data-thread-count]");
    if (list && place) { place.textContent = list.dataset.count + " pesan"; }
  });

  window.addEventListener("hashchange", open);
  window.addEventListener("load", open);
})();
