// How far a work in the background is. When it has ended, or cannot be asked, the page is loaded again.
"use strict";

{
  const work = document.getElementById("work");

  async function look() {
    const answer = await fetch(work.dataset.progress, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    const told = answer?.ok ? await answer.json() : null;
    if (!told?.working) { location.reload(); return; }
    const bar = work.querySelector("progress");
    bar.max = told.steps || 1;
    bar.value = told.step;
    work.querySelector("[data-step]").textContent = told.step;
    work.querySelector("[data-steps]").textContent = told.steps;
    setTimeout(look, 1500);
  }

  if (work) setTimeout(look, 1500);
}
