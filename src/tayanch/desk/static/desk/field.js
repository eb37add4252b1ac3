// Conversations without a connection. A draft is locked with a key that the PIN gives; a finished one is sealed to the
// organisation, so that this phone can hand it in and can never read it again. Nothing is kept in clear.
"use strict";

(async () => {
  const root = document.getElementById("field");
  const words = JSON.parse(document.getElementById("words").textContent);
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const form = part("form"), status = document.getElementById("status");
  const ROUNDS = 600000, TRIES = 10, REST = 5 * 60000, RETRY = 30000;
  let pin = null, current = null, saving = null, lastUse = Date.now(), busy = false, retry = 0;

  const say = (name, values = {}) => {
    status.textContent = Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] || "");
  };
  const show = (...names) => { for (const one of root.querySelectorAll("[data-part]")) one.hidden = !names.includes(one.dataset.part); };

  if (!window.isSecureContext || !crypto.subtle || !("indexedDB" in window)) { show(); say("unsafe"); return; }

  // --- the store: "meta" holds salt, check and public key; "talks" holds sealed bytes and nothing else

  const asked = (request) => new Promise((good, bad) => { request.onsuccess = () => good(request.result); request.onerror = () => bad(request.error); });
  const opened = indexedDB.open("field", 1);
  opened.onupgradeneeded = () => { opened.result.createObjectStore("meta"); opened.result.createObjectStore("talks", { keyPath: "id" }); };
  const store = await asked(opened);
  const inside = (name, mode = "readonly") => store.transaction(name, mode, { durability: "strict" }).objectStore(name);
  const put = (name, value, key) => new Promise((good, bad) => {
    const act = store.transaction(name, "readwrite", { durability: "strict" });
    act.objectStore(name).put(value, key);
    act.oncomplete = () => good();
    act.onerror = act.onabort = () => bad(act.error);
  });
  const remove = (name, key) => asked(inside(name, "readwrite").delete(key));
  const talks = async () => (await asked(inside("talks").getAll())).sort((a, b) => a.number - b.number);

  // --- the PIN

  const derived = async (typed, salt) => {
    const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(typed.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  const lockUp = async (key, told, about) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = new TextEncoder().encode(JSON.stringify(told).padEnd(1024));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, key, data) };
  };
  const unlock = async (key, box, about) => JSON.parse(new TextDecoder().decode(
    await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv, additionalData: new TextEncoder().encode(about) }, key, box.data)));

  part("new-pin").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { first, second } = event.target.elements;
    if (first.value.length < 8) { say("short"); return; }
    if (first.value !== second.value) { say("unlike"); return; }
    const salt = crypto.getRandomValues(new Uint8Array(16));
    pin = await derived(first.value, salt);
    await put("meta", { salt, check: await lockUp(pin, "open", "check"), tries: 0 }, "pin");
    event.target.reset();
    await begin();
  });

  part("pin").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.typed, kept = await asked(inside("meta").get("pin"));
    const key = await derived(field.value, kept.salt);
    field.value = "";
    try {
      await unlock(key, kept.check, "check");
    } catch {
      await missed(kept);
      return;
    }
    kept.tries = 0;
    await put("meta", kept, "pin");
    pin = key;
    await begin();
  });

  const missed = async (kept) => {
    kept.tries += 1;
    await put("meta", kept, "pin");
    if (kept.tries < TRIES) { say("wrong", { n: TRIES - kept.tries }); return; }
    for (const one of await talks()) if (one.state === "draft") await remove("talks", one.id);
    await remove("meta", "pin");
    say("forgotten");
    await door();
  };

  const rest = () => { pin = null; current = null; form.reset(); door(); };
  for (const use of ["keydown", "pointerdown", "input"]) addEventListener(use, () => { lastUse = Date.now(); }, { capture: true, passive: true });
  setInterval(async () => { if (pin && Date.now() - lastUse > REST) { await saving; rest(); } }, 5000);

  // --- a conversation

  const values = () => Object.fromEntries([...new FormData(form)].filter(([, text]) => text.trim()));
  const newTalk = () => ({ id: crypto.randomUUID(), number: Date.now(), state: "draft" });

  const keepDraft = () => {
    saving = (async () => {
      if (!pin || !current) return;
      current.box = await lockUp(pin, { at: current.at, ...values() }, current.id);
      await put("talks", { id: current.id, number: current.number, state: "draft", box: current.box });
      say("saved");
    })();
    return saving;
  };
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keepDraft, 300); });

  const begin = async () => {
    const draft = (await talks()).find((one) => one.state === "draft");
    current = draft || newTalk();
    const told = draft ? await unlock(pin, draft.box, draft.id) : {};
    current.at = told.at || new Date().toISOString();
    form.reset();
    for (const [name, text] of Object.entries(told)) if (form.elements[name]) form.elements[name].value = text;
    show("form", "queue");
    form.elements.topics.focus();
    await list();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await saving;
    const told = values();
    if (!Object.keys(told).length) { say("empty"); return; }
    const key = await asked(inside("meta").get("key"));
    const letter = await letterbox.seal(key, { at: current.at, ...told });
    await put("talks", { id: current.id, number: current.number, state: "sealed", letter });
    await begin();
    handIn();
  });

  // --- handing in

  const list = async () => {
    const waiting = (await talks()).filter((one) => one.state !== "draft");
    part("queue").querySelector("b").textContent = waiting.length ? words.waiting.replace("{n}", waiting.length) : words.none;
    part("queue").querySelector("ul").replaceChildren(...waiting.map((one) => line(one)));
  };
  const line = (one) => {
    const item = document.createElement("li");
    item.textContent = `${new Date(one.number).toLocaleString([], { dateStyle: "short", timeStyle: "short" })} · ${words[one.state]} `;
    if (one.state !== "different") return item;
    const button = document.createElement("button");
    Object.assign(button, { className: "link", type: "button", textContent: words.again });
    button.addEventListener("click", async () => {
      await put("talks", { ...one, id: crypto.randomUUID(), state: "sealed" });
      await remove("talks", one.id);
      await list();
      handIn();
    });
    item.append(button);
    return item;
  };

  const send = (address, method, body) => {
    const token = /(?:^|; )c=([^;]+)/.exec(document.cookie);
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token ? token[1] : "" };
    if (body) headers["Content-Type"] = "application/json";
    return fetch(address, { method, body, headers, redirect: "error" }).catch(() => null);
  };

  // What stands in the way. Without a connection it is tried again by itself: some phones never fire "online".
  const stopped = (answer) => {
    if (!answer) { clearTimeout(retry); retry = setTimeout(handIn, RETRY); }
    say({ 401: "signed_out", 423: "locked" }[answer?.status] || (answer ? "refused" : "offline"));
  };

  // True when the desk answered; learns the key that conversations are sealed to.
  const greet = async () => {
    const answer = await send(root.dataset.hello, "GET");
    if (!answer?.ok) { stopped(answer); return false; }
    await put("meta", (await answer.json()).key, "key");
    return true;
  };

  const handIn = async () => {
    if (busy) return;
    busy = true;
    try { await handInAll(); } finally { busy = false; await list(); }
  };
  const handInAll = async () => {
    const waiting = (await talks()).filter((one) => one.state === "sealed");
    if (!waiting.length || !await greet()) return;
    let done = 0;
    for (const one of waiting) {
      say("progress", { n: done + 1, all: waiting.length });
      const answer = await send(root.dataset.handIn, "POST", JSON.stringify({ id: one.id, letter: one.letter }));
      if (answer?.ok) { await remove("talks", one.id); done += 1; continue; }
      if (answer?.status === 409 || answer?.status === 422) { await put("talks", { ...one, state: answer.status === 409 ? "different" : "unreadable" }); continue; }
      stopped(answer);
      return;
    }
    say("handed", { n: done });
  };
  part("queue").querySelector("[data-act=hand-in]").addEventListener("click", handIn);
  addEventListener("online", handIn);

  root.querySelector("[data-act=wipe]").addEventListener("click", async () => {
    if (!window.confirm(words.wipe)) return;
    pin = null;
    clearTimeout(retry);
    store.close();
    await asked(indexedDB.deleteDatabase("field"));
    for (const name of await caches.keys()) await caches.delete(name);
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    show();
    say("wiped");
  });

  // --- the door

  const door = async () => {
    const ready = await asked(inside("meta").get("key"));
    if (!ready && !await greet()) { show(); say("first"); return; }
    show(await asked(inside("meta").get("pin")) ? "pin" : "new-pin", "queue");
    await list();
    root.querySelector("form:not([hidden]) input")?.focus();
  };

  navigator.storage?.persist?.();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => {});
  await door();
  handIn();
})();
