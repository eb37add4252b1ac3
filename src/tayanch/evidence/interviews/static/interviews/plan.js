// Sums while the numbers are typed, and what was stated held against them. The server counts once more.
"use strict";

{
  const form = document.getElementById("plan");
  const wrong = document.getElementById("wrong");
  const lines = [...form.querySelectorAll("[data-line]")];
  const sums = [...form.querySelectorAll("[data-sums] [data-sum]")];
  const stated = [...form.querySelectorAll("tr[data-stated] input")];
  const number = (input) => Number(input.value) || 0;

  const compare = (input, added) => {
    const isWrong = input.value !== "" && number(input) !== added;
    input.classList.toggle("is-wrong", isWrong);
    if (!isWrong) return [];
    const text = form.dataset.wrong.replace("{1}", input.value).replace("{2}", added);
    return [`${input.getAttribute("aria-label")}: ${text}`];
  };

  const tell = () => {
    const found = [];
    const down = sums.map(() => 0);
    for (const line of lines) {
      const leaves = line.querySelector("[name=without]").checked;
      const cells = [...line.querySelectorAll("td > input[type=number]")].filter((one) => !one.closest("[data-stated]"));
      const across = cells.reduce((sum, one) => sum + number(one), 0);
      line.querySelector("[data-sum]").value = across;
      if (leaves) continue;
      cells.forEach((one, nth) => { down[nth] += number(one); });
      down[down.length - 1] += across;
      found.push(...compare(line.querySelector("td[data-stated] input"), across));
    }
    sums.forEach((one, nth) => { one.value = down[nth]; });
    stated.forEach((one, nth) => { found.push(...compare(one, down[nth])); });
    wrong.replaceChildren(...found.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    wrong.hidden = found.length === 0;
  };
  form.addEventListener("input", tell);
  tell();
}
