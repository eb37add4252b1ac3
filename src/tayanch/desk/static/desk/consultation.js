// A page made for a voice on the line: its fields, the way through them, and whether she has called before.
// How they are kept stands in keeping.js.
"use strict";

{
  const { talk, words, finish, headers, token } = keeping;
  const LOOK_UP_MS = 150;

  // ---------------------------------------------------------------------------------------------- fields
  class Field extends keeping.Item {
    constructor(name, input, typeahead) {
      super(name);
      Object.assign(this, { input, typeahead });
      this.base = typeahead ? typeahead.value : Field.first(input);
    }

    // What the server sent with the page, even where the browser filled in something else.
    static first(element) {
      if (element.type === "checkbox") return element.defaultChecked ? "yes" : "";
      if (element.tagName === "SELECT") return [...element.options].find((option) => option.defaultSelected)?.value ?? "";
      return element.defaultValue;
    }

    get box() { return this.input.closest(".field"); }

    get value() {
      if (this.typeahead) return this.typeahead.value;
      return this.input.type === "checkbox" ? (this.input.checked ? "yes" : "") : this.input.value;
    }

    set value(text) {
      if (this.typeahead) this.typeahead.value = text;
      else if (this.input.type === "checkbox") this.input.checked = text === "yes";
      else this.input.value = text;
    }

    said(text) {
      if (this.typeahead) return text.split(" ").map((id) => this.typeahead.labelOf(id)).join(", ");
      return this.input.tagName === "SELECT" ? [...this.input.options].find((option) => option.value === text)?.label ?? text : text;
    }

    // The server may set a part of a promise itself (a day, when only words were given).
    follow(text) {
      if (!this.isUnsaved) this.value = text;
      this.base = text;
    }
  }

  const fields = new Map();
  for (const select of talk.querySelectorAll("select[data-typeahead]")) {
    const name = select.dataset.save;
    const typeahead = new Typeahead(select, words, token);
    fields.set(name, new Field(name, typeahead.input, typeahead));
    typeahead.onPick = (item) => { picked(name, item); keep.soon(0); };
    typeahead.onLeave = () => next(typeahead.input);
  }
  for (const element of talk.querySelectorAll("[data-save]")) {
    if (!fields.has(element.dataset.save)) fields.set(element.dataset.save, new Field(element.dataset.save, element));
  }

  // Her name is sent only by the button: she has to agree first.
  const nameForm = document.getElementById("name-form");
  const keep = new keeping.Keeper(fields, {
    answered: (answer) => { for (const [name, text] of Object.entries(answer.promise)) fields.get(name).follow(text); },
    holdsMore: () => Boolean(nameForm?.elements.name.value),
  });
  nameForm?.addEventListener("submit", (event) => { event.preventDefault(); keep.leave(nameForm.action, nameForm); });

  talk.addEventListener("input", (event) => { if (event.target.dataset.save && !event.target.matches("[role=combobox]")) keep.soon(); });
  talk.addEventListener("change", (event) => { if (event.target.dataset.save) keep.soon(0); });

  // ---------------------------------------------------------------------------------------------- the way through the talk
  // Enter goes to the next step that is still empty.
  function next(from) {
    const steps = [...document.querySelectorAll("[data-step]")];
    const rest = steps.slice(steps.indexOf(from) + 1);
    (rest.find((step) => !fields.get(step.dataset.save)?.value) ?? finish).focus();
  }

  talk.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input, select")) return;
    event.preventDefault();
    next(event.target);
  });

  // Some groups are of women by their name: then nobody has to say it twice.
  document.getElementById("target_group").addEventListener("change", (event) => {
    const told = event.target.selectedOptions[0]?.dataset.sex, sex = fields.get("sex");
    if (told && !sex.value) sex.value = told;
  });

  function picked(name, item) {
    const stage = fields.get("stage");
    if (name !== "topics" || !item?.stage || stage.value) return;
    stage.value = item.stage;
    document.getElementById("stage-note").textContent = words.suggested;
  }

  // ---------------------------------------------------------------------------------------------- has she called before?
  const known = document.getElementById("known");
  const phone = fields.get("phone").input;
  let waiting = 0;
  let asking = null;

  async function lookUp() {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(known.dataset.url, { method: "POST", headers: headers(), signal: asking.signal, body: new URLSearchParams({ phone: phone.value }) });
      if (answer.ok) known.innerHTML = await answer.text();
    } catch { /* another key was pressed, or no answer: the bar tells about saving */ }
  }

  phone.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(lookUp, LOOK_UP_MS); });
  if (phone.value) lookUp();
  phone.focus();
}
