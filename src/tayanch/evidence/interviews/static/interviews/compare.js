// From one place in which coders differ to the next.
"use strict";

{
  const places = [...document.querySelectorAll(".place-note")];
  const steps = document.getElementById("steps");
  const told = document.getElementById("place-told");
  let at = Math.max(-1, places.findIndex((place) => `#${place.id}` === location.hash));

  const go = (step) => {
    at = (at + step + places.length) % places.length;
    for (const mark of document.querySelectorAll(".differs.now")) mark.classList.remove("now");
    const place = places[at];
    for (const mark of place.parentElement.querySelectorAll(".differs")) mark.classList.add("now");
    place.closest(".turn").scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
    told.textContent = steps.dataset.said.replace("%d", at + 1).replace("%d", places.length);
  };

  if (steps && places.length) {
    steps.hidden = false;
    document.getElementById("place-next").addEventListener("click", () => go(1));
    document.getElementById("place-before").addEventListener("click", () => go(at < 0 ? 0 : -1));
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
      const step = { KeyJ: 1, KeyP: -1 }[event.code];
      if (!step) return;
      event.preventDefault();
      go(step);
    });
  }
}
