// The list of questions is narrowed by a word; what was chosen is said below; what a statistic does not need is away.
"use strict";

{
  const form = document.getElementById("ask");
  const boxes = [...form.querySelectorAll(".pick label")];
  const narrow = document.getElementById("narrow");
  const word = document.getElementById("word");
  const chosen = document.getElementById("chosen");
  const stat = form.querySelector("[name=stat]");

  narrow.hidden = boxes.length < 8;
  word.addEventListener("input", () => {
    const wanted = word.value.trim().toLowerCase();
    for (const box of boxes) box.hidden = Boolean(wanted) && !box.textContent.toLowerCase().includes(wanted) && !box.querySelector("input").checked;
  });
  word.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });

  const tell = () => {
    const names = boxes.filter((box) => box.querySelector("input").checked).map((box) => box.querySelector("input").value);
    chosen.textContent = names.length ? `${chosen.dataset.some} ${names.join(", ")}` : chosen.dataset.none;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== stat.value;
  };
  form.addEventListener("change", tell);
  tell();
}
