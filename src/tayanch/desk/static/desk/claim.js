// The grid of periods: one more row, a word when something is not saved, and nothing hidden on paper.
"use strict";

{
  const grid = document.querySelector("#grid");

  if (grid) {
    const total = grid.querySelector("[name$=TOTAL_FORMS]");
    const rows = grid.querySelector(".grid");
    const blank = rows.lastElementChild.cloneNode(true);
    const more = grid.querySelector("[data-add-period]");
    const unsaved = grid.querySelector("[data-unsaved]");
    let changed = false;

    more.hidden = false;
    more.addEventListener("click", () => {
      const row = blank.cloneNode(true);
      row.classList.remove("wrong");
      for (const error of row.querySelectorAll(".error")) error.remove();
      for (const element of row.querySelectorAll("[name], [id], [for]")) renumber(element, Number(total.value));
      total.value = Number(total.value) + 1;
      rows.append(row);
      row.querySelector("input:not([type=hidden])").focus();
    });

    const renumber = (element, number) => {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(/p-\d+-/, `p-${number}-`));
      }
      if (element.matches("input")) element.value = "";
    };

    grid.addEventListener("input", () => { changed = true; unsaved.hidden = false; });
    grid.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }

  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("main details:not(.card)")) details.open = true;
  });
}
