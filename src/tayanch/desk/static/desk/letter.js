// A question that does not apply is put away; the server judges by itself which answers count.
"use strict";

{
  const questions = document.querySelector("form.facts");
  const answer = (name) => questions.querySelector(`[name="${name}"]:checked`)?.value ?? "";

  const holds = (when) => {
    const [key, wanted] = when.startsWith("not ") ? [when.slice(4), "no"] : [when, "yes"];
    const input = questions.querySelector(`[name="${key}"]`);
    return !input || (!input.closest("[data-question]").hidden && answer(key) === wanted);
  };

  // In the order of the questions, so that a question that depends on a hidden one is hidden too.
  const show = () => {
    for (const question of questions.querySelectorAll("[data-question]")) {
      const when = question.querySelector("[data-when]")?.dataset.when;
      question.hidden = Boolean(when) && !holds(when);
    }
  };

  if (questions) { questions.addEventListener("change", show); show(); }
}
