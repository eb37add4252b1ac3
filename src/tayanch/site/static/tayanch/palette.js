// Every command of a page by its name: what its links and buttons do, found by typing. It knows nothing of anybody.
"use strict";

(() => {
  const palette = document.getElementById("palette");
  const opener = document.getElementById("open-palette");
  if (!palette || !opener) return;
  const input = palette.querySelector("input");
  const list = palette.querySelector("ul");
  const reference = /^([2-9BCDFGHJKMNPRTWXZ]{3})-?([2-9BCDFGHJKMNPRTWXZ]{3})$/;
  let shown = [];
  let chosen = 0;

  const labelOf = (element) => {
    const copy = element.cloneNode(true);
    for (const key of copy.querySelectorAll("kbd")) key.remove();
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  // The menu, the pages of this case and whatever a page marks with data-command; the first of two alike counts.
  const commands = () => {
    const found = new Map();
    for (const element of document.querySelectorAll("header.top nav a, nav.pages a, header.top form button, main [data-command]")) {
      const label = element.dataset.command || labelOf(element);
      if (label && element !== opener && !found.has(label)) found.set(label, () => element.click());
    }
    return [...found].map(([label, act]) => ({ label, act }));
  };

  const fitting = (typed) => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const fit = commands().filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
    const code = reference.exec(typed.trim().toUpperCase());
    if (code) {
      const name = `${code[1]}-${code[2]}`;
      fit.unshift({ label: name, act: () => { location.href = `${palette.dataset.case}${name}/`; } });
    }
    return fit;
  };

  const show = () => {
    shown = fitting(input.value);
    chosen = 0;
    list.replaceChildren(...shown.map(({ label }, place) => {
      const item = document.createElement("li");
      item.id = `palette-${place}`;
      item.role = "option";
      item.textContent = label;
      item.addEventListener("click", () => run(place));
      return item;
    }));
    mark();
  };

  const mark = () => {
    for (const [place, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(place === chosen));
    const item = list.children[chosen];
    if (item) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };

  const run = (place) => {
    const command = shown[place];
    if (!command) return;
    palette.close();
    command.act();
  };

  const open = () => { input.value = ""; show(); palette.showModal(); input.focus(); };

  opener.hidden = false;
  opener.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") { event.preventDefault(); if (!palette.open) open(); }
  });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) { event.preventDefault(); chosen = (chosen + step + shown.length) % shown.length; mark(); }
    if (event.key === "Enter") { event.preventDefault(); run(chosen); }
  });
})();
