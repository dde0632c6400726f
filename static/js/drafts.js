/* Texts that the portal has not confirmed, kept in this browser: one list for each person
   and answer, one entry for each page that was being written on. Without storage (private
   windows, a full disk) every function here says so and nothing breaks. */
(function () {
  "use strict";

  var PREFIX = "spbe:draf:";
  var MOST = 5;

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
  }

  function write(key, list) {
    try {
      if (list.length) { localStorage.setItem(key, JSON.stringify(list)); } else { localStorage.removeItem(key); }
      return true;
    } catch { return false; }
  }

  function without(list, id) { return list.filter(function (entry) { return entry.id !== id; }); }

  window.spDrafts = {
    user: document.body.dataset.user || "",

    key: function (answer) { return PREFIX + this.user + ":" + answer; },

    list: read,

    /* Keeps an entry in place of the one with its id; false when the browser refuses. */
    keep: function (key, entry) {
      var list = without(read(key), entry.id);
      list.push(entry);
      return write(key, list.slice(-MOST));
    },

    drop: function (key, id) { write(key, without(read(key), id)); },

    /* Answers of this person with unsaved texts. */
    count: function () {
      var start = PREFIX + this.user + ":";
      try {
        return Object.keys(localStorage).filter(function (key) { return key.indexOf(start) === 0; }).length;
      } catch { return 0; }
    }
  };
})();
