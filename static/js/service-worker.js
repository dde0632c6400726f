/* Keeps the pages of the workspace readable without a network. Served at /service-worker.js
   by spbe_portal.offline, which puts `const PORTAL = {…}` before it.

   Network first: a kept page is shown only when the network gives none, and says so. Kept
   are pages that the server marks with the person they were drawn for (X-Offline-For), in
   a store of that person; style, scripts and icons by their hashed names. Nothing else:
   no evidence, no document, no answer to a form. The doors (log-in, log-out) empty the
   stores, and so does the first page drawn for somebody else. */

const PAGES = "spbe-halaman-";
const FILES = `spbe-berkas-${PORTAL.version}`;
const MARK = "X-Offline-For";
const KEPT_AT = "X-Offline-Kept";
const storeOf = (person) => `${PAGES}${PORTAL.version}-${person}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(FILES)
      .then((store) => store.addAll([...PORTAL.files, new Request(PORTAL.fallback, { credentials: "omit" })]))
      .then(() => self.skipWaiting())
  );
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("spbe-") && !name.includes(PORTAL.version);
  event.waitUntil(drop(isOld).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (PORTAL.doors.includes(url.pathname)) {
    event.waitUntil(drop((name) => name.startsWith(PAGES)));
    return;
  }
  if (request.method !== "GET" || request.headers.has("HX-Request")) return;
  if (PORTAL.files.includes(url.pathname)) {
    event.respondWith(file(request));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "keep" && event.source) {
    event.waitUntil(fetch(event.source.url).then(keep).catch(() => undefined));
  }
});

async function drop(isOne) {
  const names = await caches.keys();
  await Promise.all(names.filter(isOne).map((name) => caches.delete(name)));
}

async function file(request) {
  const store = await caches.open(FILES);
  return (await store.match(request.url)) || fetch(request);
}

async function page(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(response.clone()));
    return response;
  } catch {
    return kept(event.request.url);
  }
}

/* Only what the server marked, drawn in full. */
async function keep(response) {
  const person = response.headers.get(MARK);
  if (response.status !== 200 || response.redirected || !person) return;
  const own = storeOf(person);
  await drop((name) => name.startsWith(PAGES) && name !== own);
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const store = await caches.open(own);
  await store.put(withoutHash(response.url), new Response(await response.blob(), { headers }));
}

/* Stores of one person alone exist at a time. */
async function kept(address) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  for (const name of names) {
    const store = await caches.open(name);
    const found = await store.match(withoutHash(address));
    if (!found) continue;
    if (Date.now() - Number(found.headers.get(KEPT_AT)) > PORTAL.age * 1000) {
      await store.delete(withoutHash(address));
      continue;
    }
    return marked(found);
  }
  const files = await caches.open(FILES);
  const fallback = await files.match(PORTAL.fallback);
  return fallback ? listed(fallback, names) : Response.error();
}

/* The fallback names the pages that are kept. */
async function listed(fallback, names) {
  const lines = [];
  for (const name of names) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const title = /<title>([^<]*)<\/title>/.exec(await (await store.match(request)).text());
      if (title) lines.push(`<li><a href="${new URL(request.url).pathname}">${title[1].split(" · ")[0].trim()}</a></li>`);
    }
  }
  const list = lines.length ? `<h2>Yang tersimpan di peramban ini</h2><ul>${lines.join("")}</ul>` : "";
  const html = (await fallback.text()).replace(/(<div[^>]*id="offline-pages">)/, `$1${list}`);
  return new Response(html, { headers: fallback.headers });
}

/* The page tells when it was kept: <div id="offline" role="status"></div> gets the words. */
async function marked(found) {
  const text = await found.text();
  const words = PORTAL.words.replace("%s", moment(Number(found.headers.get(KEPT_AT))));
  const place = /(<div id="offline"[^>]*>)\s*<\/div>/;
  const html = text.replace(place, `$1<div class="sp-offline" data-copy><p class="sp-wrap mb-0">${words}</p></div></div>`);
  return new Response(html, { headers: found.headers });
}

function moment(time) {
  const zone = { timeZone: "Asia/Makassar" };
  const hour = new Date(time).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone });
  const day = new Date(time).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric", ...zone });
  return `${hour.replace(":", ".")} Wita, ${day}`;
}

function withoutHash(address) {
  const url = new URL(address);
  url.hash = "";
  return url.href;
}
