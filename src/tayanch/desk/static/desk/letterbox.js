// Seals a text for an organisation: the bytes of tayanch/vault/letterbox.py (version, key of this letter, nonce,
// AES-256-GCM under ECDH P-256 and HKDF). Only who holds the organisation's key opens it; this browser cannot.
"use strict";

const letterbox = (() => {
  const name = new TextEncoder().encode("tayanch.letterbox.1");
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const base64 = (data) => btoa(Array.from(data, (one) => String.fromCharCode(one)).join(""));
  const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));

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
    padded.set(text);
    padded[text.length] = 128;
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: name }, aes, padded);
    return base64(joined([1], sender, nonce, new Uint8Array(sealed)));
  }

  return { seal };
})();
