// The codes to choose from: found by a few letters in any of three languages, those used last first, each with what it
// means. A Russian keyboard has no ө, ү, ң: о, у, н find them.
"use strict";

const Codes = (() => {
  const ALIKE = { "ө": "о", "ү": "у", "ң": "н", "ё": "е" };
  const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[өүңё]/g, (letter) => ALIKE[letter]);
  const MOST_RECENT = 9;

  function line(className, ...parts) {
    const made = Object.assign(document.createElement("span"), { className });
    made.append(...parts);
    return made;
  }

  class Chooser {
    constructor(data, words) {
      this.words = words;
      this.all = data.codes.map(([id, name, label, path, depth, colour, isCodable, found, definition, include, exclude]) => ({ id, name, label, path, depth, colour, isCodable, plain: plain(found), definition, include, exclude }));
      this.by = new Map(this.all.map((code) => [code.id, code]));
      this.recent = data.recent.filter((id) => this.by.get(id)?.isCodable);
      this.dialog = document.getElementById("codes");
      this.input = document.getElementById("code-words");
      this.list = document.getElementById("code-list");
      this.meaning = document.getElementById("meaning");
      this.listen();
    }

    name(id) { return this.by.get(id)?.label ?? "?"; }
    colour(id) { return this.by.get(id)?.colour ?? 0; }

    use(id) { this.recent = [id, ...this.recent.filter((other) => other !== id)].slice(0, MOST_RECENT); }

    // Opens the list; `chosen(id)` is called with the code. `standing`: codes that are on these words already.
    open(standing, chosen) {
      Object.assign(this, { standing, chosen });
      this.input.value = "";
      this.show();
      this.dialog.showModal();
      this.input.focus();
    }

    fitting(typed) {
      const wanted = plain(typed).split(/\s+/).filter(Boolean);
      if (wanted.length) {
        const start = (code) => (plain(code.name).startsWith(wanted[0]) || plain(code.label).startsWith(wanted[0]) ? 0 : 1);
        return this.all.filter((code) => code.isCodable && wanted.every((word) => code.plain.includes(word))).sort((a, b) => start(a) - start(b));
      }
      const recent = this.recent.map((id) => this.by.get(id));
      return [...recent, ...this.all];
    }

    show() {
      this.shown = this.fitting(this.input.value);
      const recent = this.input.value.trim() ? 0 : this.recent.length;
      this.list.replaceChildren(...this.shown.map((code, place) => this.item(code, place, recent)));
      if (!this.shown.length) this.list.append(line("muted", this.words.none_found));
      this.place = -1;
      this.move(1);
    }

    item(code, place, recent) {
      const item = Object.assign(document.createElement("li"), { id: `code-${place}`, className: `k${code.colour}` });
      item.role = "option";
      item.setAttribute("aria-disabled", String(!code.isCodable));
      item.dataset.depth = place < recent || this.input.value.trim() ? 1 : code.depth;
      if (recent && place === 0) item.dataset.above = this.words.recent;
      if (recent && place === recent) item.dataset.above = this.words.all;
      if (place < recent) item.append(line("digit", String(place + 1)));
      item.append(line("swatch"), line("name", code.label), line("muted", ` ${code.name}`));
      if (this.standing.has(code.id)) item.append(line("muted", ` · ${this.words.here}`));
      item.addEventListener("click", () => this.take(place));
      return item;
    }

    move(step) {
      const many = this.shown.length;
      for (let tried = 0; tried < many; tried += 1) {
        this.place = (this.place + step + many) % many;
        if (this.shown[this.place].isCodable) break;
      }
      this.mark();
    }

    mark() {
      for (const item of this.list.querySelectorAll("[aria-selected=true]")) item.setAttribute("aria-selected", "false");
      const item = this.list.children[this.place];
      const code = this.shown[this.place];
      this.meaning.replaceChildren();
      if (!code || !item) { this.input.removeAttribute("aria-activedescendant"); return; }
      item.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
      this.explain(code);
    }

    explain(code) {
      const told = [[code.path.join(" › "), "muted"], [code.definition, ""], [code.include && `${this.words.include} ${code.include}`, "yes"], [code.exclude && `${this.words.exclude} ${code.exclude}`, "no"]];
      for (const [text, className] of told) if (text) this.meaning.append(Object.assign(document.createElement("p"), { textContent: text, className }));
    }

    take(place) {
      const code = this.shown[place];
      if (!code?.isCodable) return;
      this.dialog.close();
      this.chosen(code.id);
    }

    listen() {
      this.input.addEventListener("input", () => this.show());
      this.input.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") event.stopPropagation();
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) { event.preventDefault(); this.move(step); }
        if (event.key === "Enter") { event.preventDefault(); this.take(this.place); }
        const digit = Number(event.key);
        if (digit && !this.input.value && this.recent[digit - 1]) { event.preventDefault(); this.take(digit - 1); }
      });
    }
  }

  return { Chooser };
})();
