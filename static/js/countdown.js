/* The time left until a deadline, told anew each minute and at its very edge:
   {% countdown %} and {% countdown_figure %}. It is reckoned from the clock each time, so
   that nothing adds up; a clock that stands wrong is put right by the server's. */
(function () {
  "use strict";

  var MINUTE = 60000;
  var TOLERATED = 5000;
  var offset = 0;
  var timer;

  function left(ms) {
    var minutes = Math.floor(ms / MINUTE);
    var hours = Math.floor(minutes / 60);
    if (hours >= 24) { return [[Math.floor(hours / 24), "hari"], [hours % 24, "jam"]]; }
    return hours ? [[hours, "jam"], [minutes % 60, "menit"]] : [[minutes, "menit"]];
  }

  function sentence(parts) {
    if (parts[0][0] === 0) { return "kurang dari 1 menit"; }
    return parts.filter(function (part) { return part[0]; }).map(function (part) { return part.join(" "); }).join(" ");
  }

  // The server's clock counts where it differs, but not on a page that was kept, for that
  // one tells of another hour

  function differs() {
    var visit = performance.getEntriesByType("navigation")[0];
    var kept = document.querySelector("#offline [data-copy]") || (visit && visit.type === "back_forward");
    var found = Number(document.body.dataset.now) * 1000 - Date.now();
    return kept || Math.abs(found) < TOLERATED ? 0 : found;
  }

  function write(place, ms) {
    var words = place.querySelector("[data-left]");
    var parts = left(ms);
    if ("figure" in place.dataset) {
      words.replaceChildren();
      parts.forEach(function (part) {
        var unit = document.createElement("span");
        unit.className = "sp-fig__unit";
        unit.textContent = part[1];
        words.append(part[0], unit, " ");
      });
    } else {
      words.textContent = "tersisa " + sentence(parts) + ", sampai";
    }
  }

  function end(place, inGrace) {
    var words = place.querySelector("[data-left]");
    words.textContent = inGrace ? place.dataset.graceWords : place.dataset.lateWords;
    place.classList.remove("is-soon");
    place.classList.add("is-late");
  }

  // Gives how long its words hold

  function show(place) {
    var now = Date.now() + offset;
    var ms = Number(place.dataset.until) - now;
    var grace = Number(place.dataset.closes) - now;
    if (ms >= 0) {
      write(place, ms);
      place.classList.toggle("is-soon", ms < 24 * 60 * MINUTE);
      return ms % MINUTE + 1;
    }
    end(place, grace >= 0);
    return grace >= 0 ? grace + 1 : Infinity;
  }

  function refresh() {
    clearTimeout(timer);
    var places = Array.from(document.querySelectorAll("[data-until]"));
    var next = Math.min.apply(null, places.map(show).concat(Infinity));
    if (next < Infinity) { timer = setTimeout(refresh, Math.min(next, MINUTE)); }
  }

  document.addEventListener("DOMContentLoaded", function () {
    offset = differs();
    refresh();
  });
  document.addEventListener("htmx:load", refresh);
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("pageshow", refresh);
})();
