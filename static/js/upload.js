/* Files sent in parts (tus), several at once: progress, pause, resume after a lost
   connection or a reload, retry. Each becomes a document and is cited where the page says
   so. docs/ui.md explains the markup; the form works without this script. */
(function () {
  "use strict";

  var CHUNK = 4 * 1024 * 1024; // small enough for proxies that take little at once
  var DELAYS = [0, 1000, 3000, 5000, 10000];
  var AT_ONCE = 2;
  var LOST_WAIT = 15000;
  var WHOLE = ["title", "number", "page"]; // what is said of one file, never of several
  var STOPPED = "Terhenti. Pilih lagi berkas yang sama untuk melanjutkan.";
  var LOST = "Sambungan terputus. Dilanjutkan begitu tersambung lagi.";
  var WAITS = "Disimpan begitu berkas terkirim seluruhnya.";
  var SESSION = "Sesi berakhir. Muat ulang halaman dan masuk, lalu pilih berkas yang sama untuk melanjutkan.";
  var BUSY = ["waiting", "running", "lost", "claiming"];

  var rows = []; // every upload of this page, whatever htmx swaps
  var claims = Promise.resolve(); // one after the other: each may swap a part of the page
  var camera = null;

  // Words

  function size(bytes) {
    var units = ["B", "KB", "MB", "GB"];
    var unit = 0;
    while (bytes >= 1024 && unit < units.length - 1) { bytes /= 1024; unit += 1; }
    var digits = unit > 1 ? 1 : 0;
    return bytes.toLocaleString("id-ID", { minimumFractionDigits: digits, maximumFractionDigits: digits }) + " " + units[unit];
  }

  function duration(seconds) {
    if (seconds < 60) { return "sisa " + Math.max(1, Math.round(seconds)) + " detik"; }
    if (seconds < 3600) { return "sisa " + Math.round(seconds / 60) + " menit"; }
    return "sisa " + Math.round(seconds / 3600) + " jam";
  }

  // Rows: one per file; `show` draws the state, in the place that is on the page now

  function place(row) {
    return Array.from(document.querySelectorAll("[data-uploader]")).find(function (box) {
      return key(box) === row.key;
    });
  }

  function key(box) { return [box.dataset.claim, box.dataset.cite].join(" "); }

  // The form that a file is for, where it is for one only; "" for the library
  function home(box) { return box.dataset.claim ? "" : box.closest("form").getAttribute("action"); }
  // With the token: for which placement the page was drawn, of who has several.
  function head(box) {
    var headers = { "X-CSRFToken": token(box) };
    if (document.body.dataset.drawnFor) { headers["X-Drawn-For"] = document.body.dataset.drawnFor; }
    return headers;
  }

  function token(box) { return box.closest("form").querySelector("[name=csrfmiddlewaretoken]").value; }

  function say(row, words) {
    var box = place(row);
    if (box) { box.querySelector("[data-said]").textContent = row.name + ": " + words; }
  }

  function make(box, name, bytes) {
    var element = box.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
    var row = { key: key(box), name: name, size: bytes, element: element, state: "waiting" };
    element.querySelector("[data-name]").textContent = name;
    element.querySelector("progress").setAttribute("aria-label", "Terkirim dari " + name);
    ["pause", "resume", "retry", "cancel"].forEach(function (act) {
      var button = element.querySelector("[data-" + act + "]");
      button.setAttribute("aria-label", button.dataset[act] + " " + name);
      button.addEventListener("click", function () { ACTS[act](row); });
    });
    rows.push(row);
    attach(box);
    return row;
  }

  function attach(box) {
    var list = box.querySelector("[data-uploads]");
    rows.forEach(function (row) {
      if (row.key === key(box) && row.element.parentNode !== list) { list.append(row.element); }
    });
    list.hidden = !list.children.length;
    offerDescribing(box);
  }

  // What was stored here is described one after the other
  function offerDescribing(box) {
    var next = box.querySelector("[data-next]");
    var links = box.querySelectorAll("[data-describe]");
    if (!next) { return; }
    next.hidden = links.length < 2;
    if (next.hidden) { return; }
    var others = rows.filter(function (row) {
      return row.element.querySelector("[data-describe]") && row.element.querySelector("[data-describe]") !== links[0];
    });
    next.querySelector("a").href = links[0].getAttribute("href") + "?next=" + others.map(function (row) { return row.document; }).join(",");
    next.querySelector("span").textContent = "Lengkapi keterangan " + links.length + " berkas, satu per satu";
  }

  function show(row, state, words) {
    var element = row.element;
    var failed = state === "failed";
    row.state = state;
    element.classList.toggle("sp-file--up", !failed);
    element.classList.toggle("sp-file--err", failed);
    element.querySelector("[data-text]").textContent = words;
    element.querySelector("progress").hidden = failed || state === "stopped";
    element.querySelector("[data-pause]").hidden = state !== "running" && state !== "waiting";
    element.querySelector("[data-resume]").hidden = state !== "paused";
    element.querySelector("[data-retry]").hidden = state !== "lost" && !(failed && row.again);
    element.querySelector("[data-cancel]").hidden = state === "claiming";
  }

  function drop(row) {
    var box = place(row);
    clearTimeout(row.timer);
    rows = rows.filter(function (other) { return other !== row; });
    row.element.remove();
    if (box) { attach(box); }
    pump();
  }

  function fail(row, words, again) {
    row.again = again;
    show(row, "failed", words);
    say(row, words);
    pump();
  }

  // Sending

  function pump() {
    var free = AT_ONCE - rows.filter(function (row) { return row.state === "running"; }).length;
    rows.filter(function (row) { return row.state === "waiting"; }).slice(0, Math.max(0, free)).forEach(start);
  }

  function start(row) {
    show(row, "running", "Menyiapkan");
    row.began = null;
    if (!row.upload) { row.upload = prepare(row); }
    if (row.upload.url) { row.upload.start(); return; }
    row.upload.findPreviousUploads().then(function (found) {
      if (found.length) { row.upload.resumeFromPreviousUpload(found[found.length - 1]); }
      if (row.state === "running") { row.upload.start(); }
    });
  }

  function prepare(row) {
    var box = place(row);
    return new tus.Upload(row.file, {
      endpoint: box.dataset.uploader,
      chunkSize: CHUNK,
      retryDelays: DELAYS,
      headers: head(box),
      metadata: Object.assign({ filename: row.name, filetype: row.file.type }, home(box) && { form: home(box) }),
      onAfterResponse: function (request, response) {
        var xhr = response.getUnderlyingObject();
        var address = xhr && xhr.responseURL;
        if (address && new URL(address).pathname === document.body.dataset.login) { row.ended = true; }
      },
      onShouldRetry: function (error) { return !row.ended && isPassing(status(error)); },
      onProgress: function (sent, total) { progress(row, sent, total); },
      onError: function (error) { broken(row, error); },
      onSuccess: function () { finished(row); }
    });
  }

  function status(error) { return error.originalResponse ? error.originalResponse.getStatus() : 0; }

  function isPassing(code) { return code === 0 || code === 409 || code === 423 || (code >= 500 && code !== 507); }

  function progress(row, sent, total) {
    if (row.state !== "running") { return; }
    var now = Date.now();
    row.began = row.began || { at: now, sent: sent };
    var rate = (sent - row.began.sent) / Math.max(1, now - row.began.at) * 1000;
    var left = rate > 0 && now - row.began.at > 2000 ? ", " + duration((total - sent) / rate) : "";
    row.element.querySelector("progress").value = sent / total;
    row.element.querySelector("[data-text]").textContent = size(sent) + " dari " + size(total) + left + (row.sending ? ". " + WAITS : "");
  }

  function broken(row, error) {
    if (row.ended) { fail(row, SESSION, null); return; }
    if (isPassing(status(error))) { lose(row); return; }
    var said = error.originalResponse && error.originalResponse.getBody();
    var plain = said && said.length < 400 && said.trim().charAt(0) !== "<";
    fail(row, plain ? said : "Berkas tidak dapat diunggah. Muat ulang halaman, lalu coba lagi.", null);
  }

  function lose(row) {
    show(row, "lost", LOST);
    say(row, LOST);
    clearTimeout(row.timer);
    row.timer = setTimeout(function () { ACTS.retry(row); }, LOST_WAIT);
  }

  window.addEventListener("online", function () {
    rows.forEach(function (row) { if (row.state === "lost") { ACTS.retry(row); } });
  });
  window.addEventListener("offline", function () {
    rows.forEach(function (row) {
      if (row.state === "running") { row.upload.abort(); lose(row); }
    });
  });

  var ACTS = {
    pause: function (row) {
      if (row.upload) { row.upload.abort(); }
      show(row, "paused", "Dijeda");
      pump();
    },
    resume: function (row) { show(row, "waiting", "Menunggu giliran"); pump(); },
    retry: function (row) {
      clearTimeout(row.timer);
      if (row.again) { row.again(); return; }
      show(row, "waiting", "Menyambung lagi");
      pump();
    },
    cancel: function (row) {
      document.querySelectorAll("input[name=upload]").forEach(function (field) {
        if (row.upload && row.upload.url && field.value === uuid(row)) { field.remove(); }
      });
      if (row.upload && row.upload.url) { discard(row); } else if (row.upload) { row.upload.abort(); }
      if (row.previous) { forget(row.previous, place(row)); }
      drop(row);
    }
  };

  function discard(row) {
    row.upload.abort(true).catch(function () { /* the clock sweeps it */ });
  }

  // Finished: the upload becomes a document, or goes along with the form around it

  function finished(row) {
    var box = place(row);
    row.element.querySelector("progress").value = 1;
    if (box && !box.dataset.claim) { handOver(row, box); return; }
    show(row, "claiming", "Memeriksa berkas");
    pump();
    claims = claims.then(function () { return claim(row); });
  }

  function uuid(row) { return row.upload.url.replace(/\/$/, "").split("/").pop(); }

  function handOver(row, box) {
    var form = box.closest("form");
    var field = form.querySelector("input[name=upload]") || document.createElement("input");
    field.type = "hidden";
    field.name = "upload";
    field.value = uuid(row);
    form.append(field);
    row.arrived = true;
    show(row, "paused", size(row.size) + ". Terkirim, belum disimpan.");
    row.element.querySelector("[data-resume]").hidden = true;
    say(row, "terkirim, belum disimpan");
    if (row.sending) { form.requestSubmit(); }
  }

  // A form that is sent before its file arrived waits for it
  document.addEventListener("submit", function (event) {
    var box = event.target.querySelector("[data-uploader]:not([data-claim])");
    var row = box && rows.find(function (one) { return one.key === key(box) && BUSY.indexOf(one.state) >= 0; });
    if (box && !row) { rows.forEach(function (one) { if (one.arrived) { forgetAll(one); } }); }
    if (!row) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    row.sending = true;
    say(row, WAITS);
    row.element.querySelector("[data-text]").textContent = WAITS;
  }, true);

  function claim(row) {
    var box = place(row);
    if (!box) { return null; }
    show(row, "claiming", "Memeriksa berkas");
    var body = new URLSearchParams(row.values);
    body.set("upload", uuid(row));
    return fetch(box.dataset.claim, { method: "POST", body: body, headers: head(box) })
      .then(function (response) { return response.text().then(function (text) { return settle(row, response, text); }); })
      .catch(function () { retryClaim(row); });
  }

  function retryClaim(row) {
    row.again = function () { row.again = null; claims = claims.then(function () { return claim(row); }); };
    lose(row);
  }

  function settle(row, response, text) {
    if (response.redirected) { fail(row, SESSION, null); return null; }
    if (response.status >= 500) { retryClaim(row); return null; }
    if (response.headers.get("X-Context-Changed")) { fail(row, text, null); return null; }
    forgetAll(row);
    if (!response.ok) {
      fail(row, response.status === 422 ? text : "Berkas tidak dapat disimpan. Muat ulang halaman.", null);
      discard(row);
      return null;
    }
    return settled(row, text);
  }

  function settled(row, text) {
    var holder = document.createElement("template");
    holder.innerHTML = text.trim();
    var element = holder.content.firstElementChild;
    var known = "known" in element.dataset;
    var box = place(row);
    row.state = "done";
    row.element.replaceWith(element);
    row.element = element;
    row.document = element.dataset.document;
    offerDescribing(box);
    element.querySelector("[data-dismiss]").addEventListener("click", function () { drop(row); });
    element.querySelectorAll("[data-use]").forEach(function (button) {
      button.hidden = !box.dataset.cite;
      button.addEventListener("click", function () { cite(row); });
    });
    say(row, known ? "sudah ada di pustaka" : "terunggah");
    return box.dataset.cite && !known ? cite(row) : null;
  }

  function cite(row) {
    var box = place(row);
    var path = box.dataset.cite;
    var done = false;
    function watch(event) {
      if (event.detail.requestConfig && event.detail.requestConfig.path === path) { done = event.detail.successful; }
    }
    document.addEventListener("htmx:afterRequest", watch);
    return htmx.ajax("POST", path, {
      source: box,
      values: { document: row.document, page: row.values.page || "", note: "" }
    }).then(function () {
      document.removeEventListener("htmx:afterRequest", watch);
      if (done) { drop(row); }
    });
  }

  // Choosing: the field, the drop zone, the camera

  function values(form, alone) {
    var found = {};
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && (alone || WHOLE.indexOf(name) < 0)) { found[name] = value; }
    });
    found.kind = found.kind || "OTHER";
    return found;
  }

  function add(box, files) {
    var limit = Number(box.querySelector("input[type=file]").dataset.maxBytes);
    var single = !box.dataset.claim;
    if (single) {
      rows.filter(function (row) { return row.key === key(box) && !isStopped(row, files[0]); }).forEach(ACTS.cancel);
      box.querySelectorAll("[data-sent]").forEach(function (words) { words.remove(); });
      box.closest("form").querySelectorAll("input[name=upload]").forEach(function (field) { field.remove(); });
    }
    var said = values(box.closest("form"), files.length === 1);
    files.slice(0, single ? 1 : files.length).forEach(function (file) {
      if (rows.some(function (row) { return row.file && row.state !== "failed" && isSame(row.file, file); })) { return; }
      rows.filter(function (row) { return isStopped(row, file); }).forEach(drop);
      var row = make(box, file.name, file.size);
      row.file = file;
      row.values = said;
      if (file.size === 0) {
        fail(row, "Berkas kosong (0 bita). Periksa berkas di perangkat Anda, lalu unggah lagi.", null);
      } else if (limit && file.size > limit) {
        fail(row, "Berkas melebihi " + limit / 1048576 + " MB. Perkecil atau bagi berkas, lalu unggah lagi.", null);
      } else {
        show(row, "waiting", "Menunggu giliran");
      }
    });
    pump();
  }

  // Whether the row is what a reload left of this file
  function isStopped(row, file) { return row.previous && row.name === file.name && row.size === file.size; }

  function isSame(one, other) {
    return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  }

  document.addEventListener("change", function (event) {
    var box = event.target.type === "file" && event.target.closest("[data-uploader]");
    if (!box || !event.target.files.length) { return; }
    var files = Array.from(event.target.files);
    event.target.value = "";
    event.target.setCustomValidity("");
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    add(box, files);
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-uploader] [data-camera]");
    if (!button) { return; }
    camera = document.createElement("input");
    camera.type = "file";
    camera.accept = "image/*";
    camera.setAttribute("capture", "environment");
    camera.addEventListener("change", function () {
      add(button.closest("[data-uploader]"), Array.from(camera.files));
    });
    camera.click();
  });

  window.addEventListener("beforeunload", function (event) {
    if (rows.some(function (row) { return BUSY.indexOf(row.state) >= 0; })) { event.preventDefault(); }
  });

  // Uploads of this browser that a reload or a closed page interrupted

  function forgetKey(found) { tus.defaultOptions.urlStorage.removeUpload(found.urlStorageKey); }

  // The form or the library has it: there is nothing to resume
  function forgetAll(row) { row.upload.findPreviousUploads().then(function (found) { found.forEach(forgetKey); }); }

  function forget(found, box) {
    forgetKey(found);
    if (!box) { return; }
    tus.Upload.terminate(found.uploadUrl, { headers: head(box), retryDelays: [] })
      .catch(function () { /* gone already */ });
  }

  function listStopped(box) {
    tus.defaultOptions.urlStorage.findAllUploads().then(function (found) {
      found.forEach(function (upload) {
        var name = upload.metadata && upload.metadata.filename;
        if (!name || (upload.metadata.form || "") !== home(box) || rows.some(function (row) { return row.name === name && row.size === upload.size; })) { return; }
        var row = make(box, name, upload.size);
        row.previous = upload;
        show(row, "stopped", STOPPED);
      });
    });
  }

  // Dressing: what only makes sense with this script, and the other way round

  function dress() {
    document.querySelectorAll("[data-uploader]").forEach(function (box) {
      attach(box);
      if (box.dataset.dressed) { return; }
      box.dataset.dressed = "yes";
      var input = box.querySelector("input[type=file]");
      input.multiple = Boolean(box.dataset.claim);
      input.required = false;
      box.querySelector("[data-camera]").hidden = !window.matchMedia("(pointer: coarse)").matches;
      box.closest("form").querySelectorAll("[data-plain]").forEach(function (part) { part.hidden = true; });
      box.closest("form").querySelectorAll("[data-scripted]").forEach(function (part) { part.hidden = false; });
    });
  }

  dress();
  document.querySelectorAll("[data-uploader]").forEach(listStopped);
  document.addEventListener("htmx:load", dress);
})();
