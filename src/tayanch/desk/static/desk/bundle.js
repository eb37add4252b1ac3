// Buttons that move a paper up or down and count anew; without scripts the numbers are typed.
"use strict";
{
  const list = document.getElementById("order");
  const rows = () => [...list.children];
  const number = (row) => row.querySelector("input[type=number]");

  function count() {
    let at = 0;
    for (const row of rows()) {
      const isIn = number(row).value !== "";
      if (isIn) number(row).value = ++at;
      row.classList.toggle("out", !isIn);
      row.querySelector("[data-in]").hidden = isIn;
      row.querySelector("[data-out]").hidden = !isIn;
    }
  }

  function sort() {
    const value = (row) => (number(row).value === "" ? Infinity : Number(number(row).value));
    for (const row of rows().sort((a, b) => value(a) - value(b))) list.append(row);
    count();
  }

  function act(row, what) {
    if (what === "up") row.previousElementSibling?.before(row);
    if (what === "down") row.nextElementSibling?.after(row);
    if (what === "out") { number(row).value = ""; list.append(row); }
    if (what === "in") number(row).value = 999;
    if (what === "in") sort(); else count();
  }

  if (list) {
    for (const group of list.querySelectorAll(".move")) group.hidden = false;
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-move]");
      if (!button) return;
      act(button.closest("li"), button.dataset.move);
      button.focus();
    });
    list.addEventListener("change", (event) => { if (event.target.type === "number") sort(); });
    sort();
  }
}
