// Seals the request for the organisation before it leaves the phone, and leaves the page fast. Nothing is stored.
"use strict";

const exit = document.getElementById("exit");
const leave = () => { document.documentElement.hidden = true; document.body.replaceChildren(); location.replace(exit.href); };
exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const name = new TextEncoder().encode("tayanch.letterbox.1");

// The bytes of tayanch/vault/letterbox.py: version, key of this letter, nonce, AES-256-GCM under ECDH P-256 and HKDF.
async function seal(key, told) {
  const curve = { name: "ECDH", namedCurve: "P-256" }, box = bytes(key), subtle = crypto.subtle;
  const once = await subtle.generateKey(curve, false, ["deriveBits"]);
  const sender = new Uint8Array(await subtle.exportKey("raw", once.publicKey));
  const theirs = await subtle.importKey("raw", box, curve, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, once.privateKey, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: joined(name, sender, box) };
  const aes = await subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const text = new TextEncoder().encode(JSON.stringify(told));
  const padded = new Uint8Array(Math.ceil((text.length + 1) / 512) * 512);
  padded.set(text); padded[text.length] = 128;
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: name }, aes, padded);
  return btoa(String.fromCharCode(...joined([1], sender, nonce, new Uint8Array(sealed))));
}

const form = document.getElementById("f");
if (form) {
  form.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  // Without WebCrypto (an old phone, or no HTTPS) the form goes as it is, and the server seals it at once.
  if (window.crypto?.subtle) form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = document.getElementById("no"), button = form.querySelector("button");
    problem.hidden = true; button.disabled = true;
    try {
      const { to, website, ...told } = Object.fromEntries(new FormData(form));
      const body = JSON.stringify({ to, website, box: await seal(form.dataset.key, told) });
      const answer = await fetch(form.action, { method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit" });
      if (!answer.ok) throw answer.status;
      form.reset();
      location.replace(form.dataset.kept);
    } catch { problem.hidden = false; button.disabled = false; }
  });
}
