// Files go one by one, each with its own progress and its own answer; where scripts do not run the form sends them all.
"use strict";
{
  const form = document.getElementById("bring");
  const input = form?.querySelector("input[type=file]");
  const list = document.getElementById("told-files");
  const drop = form?.querySelector(".drop");
  const words = form?.dataset ?? {};
  let waiting = [];

  const line = (text, kind = "") => {
    const made = document.createElement("p");
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  function row(file) {
    const item = document.createElement("li");
    const name = document.createElement("b");
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    name.textContent = file.name;
    bar.setAttribute("aria-label", file.name);
    item.append(name, " ", bar);
    list.append(item);
    return { item, bar };
  }

  // XMLHttpRequest and not fetch: only it tells how much of a file has gone.
  function send(file, shown) {
    const body = new FormData(form);
    body.delete("files");
    body.append("files", file, file.name);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "fetch");
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) shown.bar.value = event.loaded / event.total; });
      request.addEventListener("loadend", () => resolve(request));
      request.send(body);
    });
  }

  function answer(request, shown) {
    shown.bar.remove();
    let told = null;
    try { told = JSON.parse(request.responseText); } catch { /* not ours: a lock, a sign-in, a lost line */ }
    if (!told) {
      shown.item.append(line(request.status === 423 ? words.locked : request.status === 401 ? words.signedOut : words.lost, "error"));
      return false;
    }
    const kind = told.state === "kept" ? "tag ok" : told.state === "known" ? "tag" : "tag now";
    const tag = document.createElement("span");
    tag.className = kind;
    tag.textContent = words[told.state] ?? words.refused;
    shown.item.append(tag, ...told.lines.map((text) => line(text)));
    return true;
  }

  async function sendAll() {
    const button = form.querySelector("button");
    button.disabled = true;
    let kept = 0;
    const left = [];
    for (const file of waiting) {
      const shown = row(file);
      const request = await send(file, shown);
      if (!answer(request, shown)) left.push(file); else if (JSON.parse(request.responseText).state === "kept") kept += 1;
      if (request.status === 423 || request.status === 401) { left.push(...waiting.slice(waiting.indexOf(file) + 1)); break; }
    }
    waiting = left;
    button.disabled = false;
    delete form.dataset.sent;
    if (!left.length) { input.value = ""; document.getElementById("again").hidden = kept === 0; }
  }

  if (form && list) {
    input.addEventListener("change", () => { waiting = [...input.files]; });
    for (const over of ["dragenter", "dragover"]) drop.addEventListener(over, (event) => { event.preventDefault(); drop.classList.add("over"); });
    for (const out of ["dragleave", "drop"]) drop.addEventListener(out, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; waiting = [...input.files]; });
    form.addEventListener("submit", (event) => {
      if (!waiting.length) return;
      event.preventDefault();
      sendAll();
    });
  }
}
