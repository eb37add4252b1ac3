// Files are sent one by one, so that it is seen how far it is and each file gets its own answer.
"use strict";

{
  const form = document.getElementById("bring");
  const chosen = form.querySelector("[name=transcripts]");
  const progress = document.getElementById("progress");
  const bar = progress.querySelector("progress");
  const list = progress.querySelector("ul");
  const onward = progress.querySelector("a");

  const said = (name, text, kind) => {
    const line = document.createElement("li");
    line.className = `notice ${kind}`;
    const who = document.createElement("b");
    who.textContent = name;
    line.append(who, ": ", text);
    return line;
  };

  const send = async (file) => {
    const data = new FormData(form);
    data.delete("transcripts");
    data.delete("typed");
    data.append("transcripts", file);
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error();
    return (await answer.json()).answers;
  };

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || chosen.files.length === 0 || form.typed.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = form.querySelector("button.btn");
    const files = [...chosen.files];
    button.disabled = true;
    progress.hidden = false;
    list.replaceChildren();
    let bad = 0;
    for (const [nth, file] of files.entries()) {
      const waiting = said(file.name, form.dataset.reading, "");
      list.append(waiting);
      try {
        for (const one of await send(file)) {
          list.insertBefore(said(one.file, one.said, one.ok ? "" : "error"), waiting);
          bad += one.ok ? 0 : 1;
        }
      } catch {
        list.insertBefore(said(file.name, form.dataset.lost, "error"), waiting);
        bad += 1;
      }
      waiting.remove();
      bar.value = (nth + 1) / files.length;
    }
    button.disabled = false;
    if (bad === 0) { location.assign(location.pathname); return; }
    onward.hidden = false;
    onward.focus();
  });
}
