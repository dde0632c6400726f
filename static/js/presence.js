/* Says every 20 seconds that somebody is at this answer, and shows who else is. One request
   in that time for a person, whatever the number of tabs; none while the page is hidden. */
(function () {
  "use strict";

  var BEAT = 20000;
  var LAST = "spbe:hadir:" + (document.body.dataset.user || "");
  var place = document.getElementById("answer-presence");
  var token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!place || !token) { return; }

  var typed = 0;
  var told = false;
  var timer;

  function body(doing) {
    return new URLSearchParams({ csrfmiddlewaretoken: token.value, doing: doing });
  }

  function last() {
    try { return Number(localStorage.getItem(LAST)) || 0; } catch { return 0; }
  }

  function plan() {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") { return; }
    timer = setTimeout(beat, Math.max(0, Math.min(BEAT, last() + BEAT - Date.now())));
  }

  function beat() {
    if (last() + BEAT > Date.now() || !navigator.onLine) { timer = setTimeout(plan, 1000); return; }
    try { localStorage.setItem(LAST, String(Date.now())); } catch { /* one tab is enough */ }
    told = true;
    fetch(place.dataset.url, {
      method: "POST",
      body: body(Date.now() - typed < BEAT ? "writing" : "reading"),
      redirect: "manual"
    })
      .then(function (response) { return response.ok ? response.text() : ""; })
      .then(function (line) { if (place.textContent !== line) { place.textContent = line; } })
      .catch(function () { place.textContent = ""; });
    timer = setTimeout(plan, BEAT);
  }

  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.id === "answer-form") { typed = Date.now(); }
  });
  document.addEventListener("visibilitychange", plan);
  window.addEventListener("pagehide", function () {
    if (told) { navigator.sendBeacon(place.dataset.url, body("left")); }
  });
  plan();
})();
