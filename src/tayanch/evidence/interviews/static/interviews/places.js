// Where words stand. A browser counts UTF-16 units, the server counts code points: an emoji is two of the one and one
// of the other. Every element .words knows the code point it begins at, and holds its characters and no others.
"use strict";

const Places = (() => {
  const WORD = /[\p{L}\p{M}\p{N}]+(?:[-'’][\p{L}\p{M}\p{N}]+)*/gu;
  const SENTENCE = /[^.!?…]+(?:[.!?…]+["»”)]*|$)/gu;
  const ASTRAL = /[\ud800-\udfff]/;

  // How many code points the first `units` UTF-16 units of `text` are.
  const pointsIn = (text, units) => (ASTRAL.test(text) ? [...text.slice(0, units)].length : units);
  // How many UTF-16 units the first `points` code points of `text` are.
  const unitsOf = (text, points) => (ASTRAL.test(text) ? [...text].slice(0, points).join("").length : points);

  // The characters of one element .words.
  class Run {
    constructor(element) {
      Object.assign(this, { element, at: Number(element.dataset.at), text: element.textContent });
      this.end = this.at + pointsIn(this.text, this.text.length);
      this.turn = element.closest(".turn");
    }

    // Passages of the element that fit a pattern, in code points of the whole text.
    parts(pattern) {
      return [...this.text.matchAll(pattern)].map((found) => {
        const words = found[0].trim();
        const first = found.index + found[0].indexOf(words);
        return [this.at + pointsIn(this.text, first), this.at + pointsIn(this.text, first + words.length)];
      }).filter(([start, end]) => end > start);
    }

    get words() { this.hasWords ??= this.parts(WORD); return this.hasWords; }
    get sentences() { this.hasSentences ??= this.parts(SENTENCE); return this.hasSentences; }

    slice(start, end) { return this.text.slice(unitsOf(this.text, Math.max(0, start - this.at)), unitsOf(this.text, Math.max(0, end - this.at))); }

    // The text node and offset of a place in it.
    point(at) {
      let left = unitsOf(this.text, Math.min(at, this.end) - this.at);
      const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (left <= node.length) return [node, left];
        left -= node.length;
      }
      return [this.element, 0];
    }

    // The place of a point of the document that lies in it.
    placeOf(node, offset) {
      const before = document.createRange();
      before.setStart(this.element, 0);
      before.setEnd(node, offset);
      return this.at + pointsIn(this.text, before.toString().length);
    }
  }

  class Text {
    constructor(root) {
      this.root = root;
      this.runs = [...root.querySelectorAll(".words")].map((element) => new Run(element));
      this.of = new Map(this.runs.map((run) => [run.element, run]));
      this.turns = [...root.querySelectorAll(".turn")];
      this.inTurn = new Map(this.turns.map((turn) => [turn, [...turn.querySelectorAll(".words")].map((element) => this.of.get(element))]));
    }

    // Number of the last run that begins at or before a place.
    index(at) {
      let low = 0;
      let high = this.runs.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.runs[middle].at <= at) low = middle; else high = middle - 1;
      }
      return low;
    }

    run(at) { return this.runs[this.index(at)]; }

    turnAt(at) { return this.run(at)?.turn; }

    // What is said in a turn, without spaces at its ends.
    wholeTurn(turn) {
      const sentences = this.inTurn.get(turn).flatMap((run) => run.sentences);
      return sentences.length ? [sentences[0][0], sentences.at(-1)[1]] : null;
    }

    words(start, end) {
      return this.runs.slice(this.index(start), this.index(end - 1) + 1).map((run) => run.slice(start, end)).join(" ");
    }

    // The place of any point of the document: of one between two runs, the end of the first or the start of the second.
    place(node, offset, isEnd) {
      const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".words");
      if (holder && this.of.has(holder)) return this.of.get(holder).placeOf(node, offset);
      const point = document.createRange();
      point.setStart(node, offset);
      let low = 0;
      let high = this.runs.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (point.comparePoint(this.runs[middle].element, 0) > 0) high = middle; else low = middle + 1;
      }
      return isEnd ? this.runs[low - 1]?.end ?? 0 : this.runs[low]?.at ?? this.runs.at(-1)?.end ?? 0;
    }

    // What is selected, in whole words; exactly what is selected when `exactly`. Null without a word of the text.
    selected(exactly = false) {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed || !this.runs.length) return null;
      const range = selection.getRangeAt(0);
      if (!range.intersectsNode(this.root)) return null;
      const start = this.place(range.startContainer, range.startOffset, false);
      const end = this.place(range.endContainer, range.endOffset, true);
      if (end <= start) return null;
      return exactly ? [start, end] : this.wholeWords(start, end);
    }

    // From the beginning of the word in which a selection begins to the end of the one in which it ends, without spaces.
    wholeWords(start, end) {
      const [from, to] = this.trimmed(start, end);
      if (to <= from) return null;
      const first = this.run(from).words.find(([left, right]) => left < from && right > from);
      const last = this.run(to - 1).words.find(([left, right]) => left < to && right > to);
      return [first ? first[0] : from, last ? last[1] : to];
    }

    trimmed(start, end) {
      const runs = this.runs.slice(this.index(start), this.index(end - 1) + 1);
      const parts = runs.map((run) => [Math.max(start, run.at), run.slice(start, Math.min(end, run.end))]).filter(([, said]) => said.trim());
      if (!parts.length) return [start, start];
      const [at, said] = parts[0];
      const [lastAt, lastSaid] = parts.at(-1);
      const shown = said.trimStart();
      return [at + pointsIn(said, said.length) - pointsIn(shown, shown.length), lastAt + pointsIn(lastSaid.trimEnd(), lastSaid.trimEnd().length)];
    }

    // The next ("words" or "sentences") after a place, or the one before it.
    next(unit, at, step) {
      for (let place = this.index(at); place >= 0 && place < this.runs.length; place += step) {
        const parts = this.runs[place][unit];
        const found = step > 0 ? parts.find(([start]) => start >= at) : parts.findLast(([, end]) => end <= at);
        if (found) return found;
      }
      return null;
    }

    // The word or sentence that holds a place.
    at(unit, at) { return this.run(at)[unit].find(([start, end]) => start <= at && end > at) ?? this.next(unit, at, 1); }

    range(start, end) {
      const range = document.createRange();
      range.setStart(...this.run(start).point(start));
      range.setEnd(...this.run(end - 1).point(end));
      return range;
    }

    select(start, end) {
      const range = this.range(start, end);
      getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    }

    // The place under a point of the screen.
    under(x, y) {
      const caret = document.caretPositionFromPoint?.(x, y);
      const range = caret ? null : document.caretRangeFromPoint?.(x, y);
      const [node, offset] = caret ? [caret.offsetNode, caret.offset] : range ? [range.startContainer, range.startOffset] : [];
      return node && this.root.contains(node) ? this.place(node, offset, true) : null;
    }

    // All places of some words, whatever their case.
    find(words) {
      const wanted = words.trim().toLowerCase();
      if (!wanted) return [];
      return this.runs.flatMap((run) => {
        const text = run.text.toLowerCase();
        if (text.length !== run.text.length) return [];
        const found = [];
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
          found.push([run.at + pointsIn(run.text, at), run.at + pointsIn(run.text, at + wanted.length)]);
        }
        return found;
      });
    }
  }

  return { Text, pointsIn, unitsOf };
})();
