// Notes to the next shift are kept while they are typed: a closed lid loses none. Nothing is stored in the browser.
"use strict";

{
  const form = document.querySelector("form[data-note]");
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

  const keep = async (item) => {
    const key = item.dataset.item;
    const state = item.querySelector(".state");
    const note = item.querySelector("textarea");
    const sent = new URLSearchParams({ item: key, [note.name]: note.value });
    const first = item.querySelector(`[name="first-${key}"]`);
    if (first.checked) sent.set(first.name, "on");
    state.textContent = form.dataset.saving;
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token() };
    const answer = await fetch(form.dataset.note, { method: "POST", headers, body: sent }).catch(() => null);
    state.textContent = answer?.ok ? form.dataset.saved : form.dataset.unsaved;
    if (!answer?.ok && answer?.status !== 422) item.dataset.timer = setTimeout(() => keep(item), 5000);
  };

  for (const item of form?.querySelectorAll("[data-item]") ?? []) {
    const later = (wait) => { clearTimeout(Number(item.dataset.timer)); item.dataset.timer = setTimeout(() => keep(item), wait); };
    item.querySelector("textarea").addEventListener("input", () => later(800));
    item.querySelector("[name^=first-]").addEventListener("change", () => later(0));
  }
}
