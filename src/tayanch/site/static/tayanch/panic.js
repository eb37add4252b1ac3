// Somebody comes in: Escape three times within a second and a half covers the page and locks, also while one types.
// The Lock button covers the page too, before the server has answered.
"use strict";

{
  const form = document.getElementById("lock");
  if (form) {
    const quickly = 1500;
    let presses = [];
    let inPanic = false;
    const coverNow = () => {
      const sheet = document.getElementById("cover");
      document.documentElement.classList.add("is-covered");
      if (!sheet) return;
      sheet.querySelector("p").textContent = form.dataset.locking;
      sheet.querySelector("button").hidden = true;
    };
    const panic = () => {
      coverNow();
      form.elements.now.value = "1";
      inPanic = true;
      form.submit();
    };
    // A page that has unsaved words asks before it is left; not now.
    addEventListener("beforeunload", (event) => { if (inPanic) event.stopImmediatePropagation(); }, { capture: true });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      presses = [...presses.filter((at) => event.timeStamp - at < quickly), event.timeStamp];
      if (presses.length >= 3) panic();
    }, { capture: true });
    form.addEventListener("submit", coverNow);
  }
}
