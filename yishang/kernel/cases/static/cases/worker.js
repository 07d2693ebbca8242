// The shell of one page and its files, for when there is no network. The head of this file (NAME, SHELL, KEPT) is written by the server.
// Nothing else is kept: what is somebody's own lies in the page's own store, not in a cache.
"use strict";
const FAMILY = `yishang-${NAME}-`;
const CACHE = `${FAMILY}1`;
const PATIENCE = 4000;  // milliseconds until a slow network counts as none for the shell

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.allSettled([SHELL, ...KEPT].map((address) => cache.add(new Request(address, { credentials: "same-origin", cache: "reload" }))));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(FAMILY) && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function shell(request) {
  const cache = await caches.open(CACHE);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const fresh = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) cache.put(SHELL, answer.clone());
    return answer;
  });
  const answer = await Promise.race([fresh.catch(() => null), late]);
  return answer || (await cache.match(SHELL)) || fresh;
}

async function file(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw fault;
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === SHELL) event.respondWith(shell(event.request));
  else if (KEPT.includes(address.pathname)) event.respondWith(file(event.request));
});
