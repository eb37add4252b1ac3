// A short form for a voice on the line: 1, 2, 3 answer, Enter goes on. What to do at once is shown without asking the
// server. How answers are kept stands in keeping.js.
"use strict";

{
  const { talk, words, finish } = keeping;
  const logic = JSON.parse(document.getElementById("logic").textContent);

  // ---------------------------------------------------------------------------------------------- questions
  class Question extends keeping.Item {
    constructor(box) {
      super(box.dataset.question);
      Object.assign(this, { box, kind: box.dataset.kind, inputs: [...box.querySelectorAll("input, textarea")] });
      this.base = this.first;
    }

    get input() { return this.inputs[0]; }
    get isChoice() { return this.input.matches("[type=radio], [type=checkbox]"); }

    // What the server sent with the page, even where the browser filled in something else.
    get first() {
      if (!this.isChoice) return this.input.defaultValue;
      return this.inputs.filter((input) => input.defaultChecked && input.value).map((input) => input.value).join(" ");
    }

    get value() {
      if (!this.isChoice) return this.input.value;
      return this.inputs.filter((input) => input.checked && input.value).map((input) => input.value).join(" ");
    }

    set value(text) {
      if (!this.isChoice) { this.input.value = text; return; }
      const chosen = new Set(text.split(" "));
      for (const input of this.inputs) input.checked = chosen.has(input.value);
    }

    get isShown() { return !this.box.hasAttribute("data-hidden"); }
    get target() { return (this.isChoice && this.inputs.find((input) => input.checked)) || this.input; }

    said(text) {
      if (!this.isChoice) return text;
      const chosen = this.inputs.filter((input) => input.value && text.split(" ").includes(input.value));
      return chosen.map((input) => input.closest("label").textContent.trim()).join(", ") || words.none;
    }
  }

  const questions = new Map([...talk.querySelectorAll("[data-question]")].map((box) => [box.dataset.question, new Question(box)]));
  const keep = new keeping.Keeper(questions, { settled: look });
  const questionOf = (element) => questions.get(element.closest("[data-question]")?.dataset.question);

  // The same rules as on the server: a question is asked when what it depends on is asked and was answered so.
  function has(need) { return Object.entries(need).some(([name, answers]) => isAsked(name) && questions.get(name).value.split(" ").some((one) => answers.includes(one))); }
  function isAsked(name) { return logic.shown[name].every(has); }

  function look(cause = null) {
    for (const one of questions.values()) one.box.toggleAttribute("data-hidden", !isAsked(one.name));
    for (const section of talk.querySelectorAll(".block")) section.hidden = !section.querySelector("[data-question]:not([data-hidden])");
    for (const alert of talk.querySelectorAll("[data-alert]")) {
      const need = logic.alerts[alert.dataset.alert];
      const isOn = has(need);
      if (isOn && alert.hidden) (cause && need[cause.name] ? cause : questions.get(Object.keys(need)[0])).box.after(alert);
      alert.hidden = !isOn;
    }
  }

  talk.addEventListener("input", (event) => {
    const one = questionOf(event.target);
    if (!one) return;
    look(one);
    if (one.isChoice) keep.soon(0); else keep.soon();
  });

  // ---------------------------------------------------------------------------------------------- keys
  function next(from) {
    const asked = [...questions.values()].filter((one) => one.isShown);
    (asked[asked.indexOf(from) + 1]?.target ?? finish).focus();
  }

  talk.addEventListener("keydown", (event) => {
    const one = questionOf(event.target);
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && !event.target.matches("textarea, button")) { event.preventDefault(); next(one); return; }
    const input = one.isChoice && /^[1-9]$/.test(event.key) ? one.inputs[Number(event.key) - 1] : null;
    if (!input) return;
    event.preventDefault();
    input.checked = one.kind === "several" ? !input.checked : true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (one.kind === "several") input.focus(); else next(one);
  });

  talk.classList.add("is-live");
  look();
  [...questions.values()].find((one) => one.isShown)?.target.focus();
}
