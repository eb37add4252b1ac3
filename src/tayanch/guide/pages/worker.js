// Keeps one country in one language on the phone, when she has asked for it. The network comes first, the copy after it.
"use strict";
const PLACE = "g", PATIENCE = 3000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(keep(event.data.save).then(
  () => event.ports[0].postMessage("done"), () => event.ports[0].postMessage("failed"))));
addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(answer(event.request));
});

async function keep(address) {
  const told = await fetch(address, { cache: "no-store" });
  if (!told.ok) throw told.status;
  await (await caches.open(PLACE)).put(address, new Response(await told.text()));
}

async function answer(request) {
  const asked = fetch(request);
  asked.catch(() => {});
  const isForm = request.method !== "GET"; // a search: only the server can answer
  const late = new Promise((_, no) => isForm || setTimeout(no, PATIENCE));
  try { return await Promise.race([asked, late]); } catch { /* no line, or a slow one: the copy, if there is one */ }
  const path = new URL(request.url).pathname, place = await caches.open(PLACE);
  let told;
  for (const key of await place.keys()) {
    told = await (await place.match(key)).json();
    if (told.pages[path] && !isForm) return made(told, told.pages[path], 200);
  }
  try { return await asked; } catch (error) {
    if (!told) throw error;
    return made(told, told.unsaved, 503);
  }
}

function made({ frame, headers }, [title, main, policy], status) {
  const own = policy ? { ...headers, "Content-Security-Policy": policy } : headers;
  return new Response(frame[0] + title + frame[1] + main + frame[2], { status, headers: own });
}
