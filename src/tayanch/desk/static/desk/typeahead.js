// A list that is found by typing, in any of the three languages (ARIA 1.2: editable combobox with list).
// It grows out of a plain <select data-typeahead="scheme">, which stays as it is where scripts do not run.
"use strict";

class Typeahead {
  // onPick(item) is called after a choice; onLeave() when Enter is pressed and there is nothing to choose.
  constructor(select, words, token) {
    Object.assign(this, { select, words, token, many: select.multiple, options: [], active: -1, asked: 0, searching: null, held: null });
    this.picked = [...select.selectedOptions].filter((option) => option.value).map((option) => ({ id: option.value, label: option.label }));
    this.build();
    this.show();
  }

  get value() { return this.picked.map((item) => item.id).join(" "); }

  set value(ids) {
    this.picked = ids.split(" ").filter(Boolean).map((id) => ({ id, label: this.labelOf(id) }));
    this.show();
  }

  labelOf(id) { return [...this.select.options].find((option) => option.value === id)?.label ?? id; }

  build() {
    const id = this.select.id;
    this.select.id = `${id}-plain`;
    this.select.hidden = true;
    this.select.disabled = true;
    this.box = document.createElement("div");
    this.box.className = "typeahead";
    this.input = Object.assign(document.createElement("input"), { id, type: "text", autocomplete: "off", spellcheck: false });
    this.list = Object.assign(document.createElement("ul"), { id: `${id}-list`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${id}"]`).textContent.trim());
    this.chips = Object.assign(document.createElement("ul"), { className: "chips" });
    this.said = Object.assign(document.createElement("p"), { className: "hush" });
    this.said.setAttribute("role", "status");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" })) this.input.setAttribute(name, value);
    const hint = this.select.getAttribute("aria-describedby");
    if (hint) this.input.setAttribute("aria-describedby", hint);
    for (const name of ["step", "save"]) if (name in this.select.dataset) { this.input.dataset[name] = this.select.dataset[name]; delete this.select.dataset[name]; }
    this.box.append(...(this.many ? [this.chips] : []), this.input, this.list, this.said);
    this.select.after(this.box);
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.search(), 60); this.searching = this.searching ?? Promise.resolve(); this.stale = true; });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("beforeinput", (event) => this.hold(event));
    this.input.addEventListener("blur", () => this.leave());
    this.input.addEventListener("focus", () => { if (!this.many) this.input.select(); });
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.pick(Number(item.dataset.number));
    });
    this.chips.addEventListener("click", (event) => { const id = event.target.closest("button")?.dataset.id; if (id) this.drop(id); });
  }

  search() {
    clearTimeout(this.timer);
    this.stale = false;
    const text = this.input.value.trim();
    const number = ++this.asked;
    this.searching = this.find(text).then((found) => { if (number === this.asked) this.offer(found, text); });
    return this.searching;
  }

  async find(text) {
    if (!text || (!this.many && text === this.picked[0]?.label)) return [];
    try {
      const answer = await fetch(this.select.dataset.url, { method: "POST", headers: { "X-Requested-With": "fetch", "X-CSRFToken": this.token() }, body: new URLSearchParams({ list: this.select.dataset.typeahead, text }) });
      if (answer.ok) return (await answer.json()).concepts;
    } catch { /* no answer: what the page itself knows must do */ }
    return this.inPage(text);
  }

  inPage(text) {
    const small = text.toLowerCase();
    return [...this.select.options].filter((option) => option.value && option.label.toLowerCase().includes(small)).slice(0, 8).map((option) => ({ id: option.value, label: option.label, under: "" }));
  }

  all() { return [...this.select.options].filter((option) => option.value).map((option) => ({ id: option.value, label: option.label, under: "" })); }

  offer(found, text) {
    this.options = found;
    this.list.replaceChildren(...found.map((item, number) => this.row(item, number)));
    this.open(found.length > 0);
    this.mark(found.length ? 0 : -1);
    this.said.textContent = !text ? "" : found.length ? this.words.found.replace("{n}", found.length) : this.words.nothing;
    this.said.classList.toggle("hush", !text || found.length > 0 || text === this.picked[0]?.label);
  }

  row(item, number) {
    const row = Object.assign(document.createElement("li"), { id: `${this.list.id}-${number}` });
    row.setAttribute("role", "option");
    row.dataset.number = number;
    row.append(item.label);
    if (item.under) row.append(Object.assign(document.createElement("small"), { textContent: item.under }));
    return row;
  }

  open(yes) { this.list.hidden = !yes; this.input.setAttribute("aria-expanded", String(yes)); if (!yes) this.mark(-1); }

  mark(number) {
    this.active = number;
    [...this.list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === number)));
    const row = this.list.children[number];
    if (row) { this.input.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); } else this.input.removeAttribute("aria-activedescendant");
  }

  async key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.held !== null) { if (event.key.length > 1) event.preventDefault(); return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") return this.arrow(event);
    if (event.key === "Escape" && !this.list.hidden) { event.stopPropagation(); this.open(false); }
    if (event.key === "Backspace" && this.many && !this.input.value && this.picked.length) this.drop(this.picked.at(-1).id);
    if (event.key === "Enter" || (event.key === "," && this.many)) { event.preventDefault(); event.stopPropagation(); await this.take(event.key === "Enter"); }
    if (event.key === "Tab" && !event.shiftKey && !this.list.hidden) this.pick(this.active);
  }

  arrow(event) {
    event.preventDefault();
    if (this.list.hidden) return this.offer(this.input.value.trim() && this.options.length ? this.options : this.all(), "");
    const step = event.key === "ArrowDown" ? 1 : -1;
    return this.mark((this.active + step + this.options.length) % this.options.length);
  }

  static typeInto(field, text) {
    if (!field?.matches("input, textarea")) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A quick typist presses Enter before the answer came: wait for it, and pass on what she types meanwhile.
  async take(thenLeave) {
    const text = this.input.value.trim();
    this.held = "";
    if (this.stale) this.search();
    await this.searching;
    this.choose(text, thenLeave);
    const held = this.held;
    this.held = null;
    if (held) Typeahead.typeInto(document.activeElement, held);
  }

  hold(event) {
    if (this.held === null) return;
    event.preventDefault();
    this.held += event.data ?? "";
  }

  choose(text, thenLeave) {
    if (!this.list.hidden && this.active >= 0) this.pick(this.active);
    else if (text && text !== this.picked[0]?.label) return;
    if (!text && !this.many && this.picked.length) { this.picked = []; this.show(); this.onPick?.(null); }
    if (thenLeave) this.onLeave?.();
  }

  pick(number) {
    const item = this.options[number];
    if (!item) return;
    if (!this.many) this.picked = [item];
    else if (!this.picked.some((one) => one.id === item.id)) this.picked.push(item);
    this.options = [];
    this.open(false);
    this.show();
    this.onPick?.(item);
  }

  drop(id) { this.picked = this.picked.filter((one) => one.id !== id); this.show(); this.input.focus(); this.onPick?.(null); }

  show() {
    this.input.value = this.many ? "" : this.picked[0]?.label ?? "";
    this.said.textContent = "";
    this.chips.replaceChildren(...this.picked.map((item) => this.chip(item)));
    this.chips.hidden = !this.picked.length;
  }

  chip(item) {
    const chip = document.createElement("li");
    const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    away.dataset.id = item.id;
    away.setAttribute("aria-label", this.words.remove.replace("{label}", item.label));
    chip.append(Object.assign(document.createElement("span"), { textContent: item.label }), away);
    return chip;
  }

  leave() {
    this.open(false);
    if (!this.many && !this.input.value.trim() && this.picked.length) { this.picked = []; this.onPick?.(null); }
    if (!this.many) this.show();
  }
}
