// A card in three languages: each box is kept as it is typed, what is wrong stands below it, the phone's page follows.
// How they are kept stands in keeping.js.
"use strict";

{
  const { talk, headers, words } = keeping;
  const LOOK_UP_MS = 200;
  const preview = document.getElementById("preview");
  const count = document.getElementById("count");

  // ---------------------------------------------------------------------------------------------- boxes
  class Box extends keeping.Item {
    constructor(name, inputs) {
      super(name);
      Object.assign(this, { inputs, input: inputs[0], isChoice: inputs[0].type === "checkbox" });
      this.base = this.first;
    }

    get box() { return this.input.closest("[data-box]"); }

    // What the server sent with the page, even where the browser filled in something else.
    get first() {
      if (this.isChoice) return this.inputs.filter((one) => one.defaultChecked).map((one) => one.value).join(" ");
      if (this.input.tagName === "SELECT") return [...this.input.options].find((option) => option.defaultSelected)?.value ?? "";
      return this.input.defaultValue;
    }

    get value() {
      return this.isChoice ? this.inputs.filter((one) => one.checked).map((one) => one.value).join(" ") : this.input.value;
    }

    set value(text) {
      if (!this.isChoice) { this.input.value = text; return; }
      for (const one of this.inputs) one.checked = text.split(" ").includes(one.value);
    }

    said(text) { return text; }
  }

  const boxes = new Map();
  for (const input of talk.querySelectorAll("[data-save]:enabled")) boxes.set(input.dataset.save, new Box(input.dataset.save, [input]));
  for (const group of talk.querySelectorAll("[data-group]")) boxes.set(group.dataset.group, new Box(group.dataset.group, [...group.querySelectorAll("input")]));

  const keep = new keeping.Keeper(boxes, { answered });
  for (const kind of ["input", "change"]) {
    talk.addEventListener(kind, (event) => { if (event.target.name) keep.soon(kind === "change" ? 0 : undefined); });
  }

  function answered(answer) {
    for (const list of talk.querySelectorAll("[data-wrong]")) {
      list.replaceChildren(...(answer.wrong[list.dataset.wrong] ?? []).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    }
    const some = Object.keys(answer.wrong).length > 0;
    if (count) {
      count.textContent = some ? count.dataset.some : count.dataset.none;
      count.classList.toggle("warning", some);
    }
    if (preview && answer.saved.length) preview.src = document.querySelector("[data-preview][aria-current]").href;
  }

  for (const link of document.querySelectorAll("[data-preview]")) {
    link.addEventListener("click", () => {
      for (const other of document.querySelectorAll("[data-preview]")) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
    });
  }

  // ---------------------------------------------------------------------------------------------- putting in
  const picker = document.querySelector(".picker");
  let last = null; // the box that was written in
  let waiting = 0;
  let asking = null;

  talk.addEventListener("focusin", (event) => { if (event.target.matches("textarea, input:not([type=checkbox])")) last = event.target; });

  function putIn(text) {
    const isRule = document.getElementById("pick-kind").value === "rule";
    const into = isRule ? document.getElementById("s-rules") : last ?? talk.querySelector("textarea");
    if (isRule) {
      into.closest("details").open = true;
      into.value = [...into.value.split("\n").filter(Boolean), text].join("\n");
    } else into.setRangeText(text, into.selectionStart, into.selectionEnd, "end");
    into.dispatchEvent(new Event("input", { bubbles: true }));
    into.focus();
  }

  async function lookUp() {
    asking?.abort();
    asking = new AbortController();
    const asked = new URLSearchParams({ kind: document.getElementById("pick-kind").value, q: document.getElementById("pick-q").value, country: picker.dataset.country });
    try {
      const answer = await fetch(`${picker.dataset.url}?${asked}`, { headers: headers(), signal: asking.signal });
      if (answer.ok) show((await answer.json()).picks);
    } catch { /* another key was pressed, or no answer: the bar tells about saving */ }
  }

  function show(picks) {
    const list = picker.querySelector(".picks");
    list.replaceChildren(...picks.map((one) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.append(one.says, Object.assign(document.createElement("small"), { textContent: `${one.text} ${one.more}` }));
      button.addEventListener("click", () => putIn(one.text));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    if (!picks.length) list.append(Object.assign(document.createElement("li"), { textContent: picker.dataset.nothing }));
  }

  if (picker) {
    document.getElementById("pick-q").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(lookUp, LOOK_UP_MS); });
    document.getElementById("pick-kind").addEventListener("change", lookUp);
    picker.addEventListener("toggle", () => { if (picker.open) lookUp(); });
  }
}
