// Keeps the empty form on the phone, so that it opens without a connection. Nothing that is written passes here.
"use strict";
const NAME = "field-{{ version }}";
const KEPT = {{ kept|safe }};

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shelf = await caches.open(NAME);
    for (const address of KEPT) {
      const answer = await fetch(address, { cache: "no-store", redirect: "error", credentials: "same-origin" });
      if (!answer.ok) throw new Error("not kept");
      await shelf.put(address, answer);
    }
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("field-") && name !== NAME) await caches.delete(name);
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !KEPT.includes(address)) return;
  event.respondWith((async () => await (await caches.open(NAME)).match(address) || fetch(event.request))());
});
