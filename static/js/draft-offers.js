/* Offers what an earlier visit wrote and the portal never confirmed: to use, to compare, to
   throw away. Needs autosave.js before it; the words stand in _answer_states.html. */
(function () {
  "use strict";

  var answer = window.spAnswer;
  var drafts = window.spDrafts;
  if (!answer) { return; }

  var region = document.getElementById("answer-drafts");
  var boxes = {};

  function copy(name) { return document.querySelector("template[" + name + "]").content.cloneNode(true); }

  function offer(entry) {
    var box = document.createElement("div");
    box.className = "mb-4";
    box.append(copy("data-draft"));
    box.querySelector("[data-at]").textContent = moment(entry.at);
    box.querySelector("[data-newer]").hidden = entry.version >= answer.version();
    box.querySelector("[data-use]").addEventListener("click", function () {
      if (answer.take(entry)) { drafts.drop(answer.key, entry.id); }
      close(entry.id);
    });
    box.querySelector("[data-discard]").addEventListener("click", function () {
      drafts.drop(answer.key, entry.id);
      close(entry.id);
    });
    box.querySelector("[data-compare]").addEventListener("click", function (event) {
      compare(event.target, entry, box.querySelector("[data-differences]"));
    });
    boxes[entry.id] = box;
    region.append(box);
  }

  function close(id) {
    boxes[id].remove();
    delete boxes[id];
    answer.form.elements.facts.focus();
  }

  function compare(button, entry, place) {
    var now = answer.values();
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
    place.replaceChildren();
    answer.differing(entry.values, now).forEach(function (name) {
      var part = copy("data-difference");
      part.querySelector("[data-label]").textContent = answer.fields[name];
      part.querySelector("[data-theirs]").textContent = words(name, now[name]);
      part.querySelector("[data-mine]").textContent = words(name, entry.values[name]);
      place.append(part);
    });
  }

  function words(name, value) {
    if (!value) { return "kosong"; }
    if (name !== "checked") { return value; }
    return value.split(" ").map(function (code) {
      var box = answer.form.querySelector('[name="checked"][value="' + CSS.escape(code) + '"]');
      return box && box.labels.length ? box.labels[0].textContent.replace(/\s+/g, " ").trim() : code;
    }).join("\n");
  }

  function moment(time) {
    var day = { day: "numeric", month: "long", year: "numeric", timeZone: "Asia/Makassar" };
    var hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Makassar" };
    return new Date(time).toLocaleDateString("id-ID", day) + " "
      + new Date(time).toLocaleTimeString("id-ID", hour).replace(":", ".") + " Wita";
  }

  drafts.list(answer.key).forEach(function (entry) {
    if (entry.id === answer.page) { return; }
    if (answer.differing(entry.values, answer.values()).length) { offer(entry); } else { drafts.drop(answer.key, entry.id); }
  });

  // Saved meanwhile by the tab that it belongs to: nothing to offer any more

  window.addEventListener("storage", function (event) {
    if (event.key !== answer.key) { return; }
    var left = drafts.list(answer.key).map(function (entry) { return entry.id; });
    Object.keys(boxes).forEach(function (id) {
      if (left.indexOf(id) < 0) { boxes[id].remove(); delete boxes[id]; }
    });
  });
})();
