/* Registers the service worker, says when the network is away, and at log-out names the
   unsaved texts that stay in this browser. */
(function () {
  "use strict";

  var place = document.getElementById("offline");
  var workers = navigator.serviceWorker;

  // The worker keeps pages as they are opened; the first one was drawn before it ran. It
  // asks for that one again, so only for a page it may keep: others may hold what is given
  // once, such as the challenge of a passkey.

  if (workers) {
    var isFirst = !workers.controller && "offline" in document.body.dataset;
    workers.register("/service-worker.js").then(function () { return workers.ready; }).then(function (found) {
      if (isFirst && found.active) { found.active.postMessage("keep"); }
    }).catch(function () { /* without it the portal works, online */ });
  }

  // The line over the page; the worker has written it already on a page that it kept

  var AWAY = "Anda sedang luring. Isian yang Anda ketik disimpan di peramban ini.";
  var BACK = "Sambungan kembali. Halaman ini salinan yang disimpan: muat ulang untuk melihat keadaan terbaru.";

  function line(text) {
    var box = document.createElement("div");
    var words = document.createElement("p");
    box.className = "sp-offline";
    words.className = "sp-wrap mb-0";
    words.textContent = text;
    box.append(words);
    place.replaceChildren(box);
  }

  window.addEventListener("offline", function () { if (!place.querySelector("[data-copy]")) { line(AWAY); } });
  window.addEventListener("online", function () {
    if (place.querySelector("[data-copy]")) { line(BACK); } else { place.replaceChildren(); }
  });

  // Log-out

  document.addEventListener("submit", function (event) {
    if (new URL(event.target.action).pathname !== document.body.dataset.logout) { return; }
    var unsaved = window.spDrafts ? window.spDrafts.count() : 0;
    var words = "Ada " + unsaved + " indikator dengan tulisan yang belum tersimpan. Tulisan itu tetap ada di peramban ini "
      + "dan ditawarkan lagi saat Anda masuk. Keluar sekarang?";
    if (unsaved && !window.confirm(words)) { event.preventDefault(); }
  });
})();
