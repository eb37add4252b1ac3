// One key settles a place: a coder's number, B for all, N for none; E opens what else can be said.
"use strict";

{
  const form = document.getElementById("decide");
  const boxes = form ? [...form.querySelectorAll("[name=kept]")] : [];
  const other = document.getElementById("other");

  const take = (what) => {
    if (what === "other") { other.open = true; document.getElementById("code").focus(); return; }
    for (const box of boxes) box.checked = what === "all" || box.closest("[data-side]").dataset.side === what;
    document.getElementById("code").value = "";
    form.requestSubmit(document.getElementById("keep"));
  };

  if (form) {
    form.querySelector(".js-only").hidden = false;
    for (const button of form.querySelectorAll("[data-take]")) button.addEventListener("click", () => take(button.dataset.take));
    // Before the keys of every page: N is another thing there.
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
      const key = { KeyB: "all", KeyN: "none", KeyE: "other" }[event.code] ?? (form.querySelector(`[data-take="${CSS.escape(event.key)}"]`) && event.key);
      if (!key) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      take(key);
    }, { capture: true });
  }
}
