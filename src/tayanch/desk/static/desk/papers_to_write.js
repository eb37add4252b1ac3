// Letters are found by the words of their titles; without this the whole list stands there.
"use strict";

{
  const box = document.querySelector("[data-find]");
  const input = box.querySelector("input");
  const none = box.querySelector("[data-none]");
  const letters = [...document.querySelectorAll("[data-letter]")];
  const opened = new Map([...document.querySelectorAll("[data-country]")].map((part) => [part, part.open]));
  const bare = (text) => text.toLocaleLowerCase().replaceAll("ё", "е");
  const isEmpty = (part) => !part.querySelector("[data-letter]:not([hidden])");

  const find = () => {
    const words = bare(input.value).split(/\s+/).filter(Boolean);
    for (const letter of letters) letter.hidden = !words.every((word) => bare(letter.dataset.letter).includes(word));
    for (const shelf of document.querySelectorAll("[data-shelf]")) shelf.hidden = isEmpty(shelf);
    for (const [country, open] of opened) {
      country.hidden = isEmpty(country);
      country.open = words.length ? !country.hidden : open;
    }
    none.hidden = letters.some((letter) => !letter.hidden);
  };

  box.hidden = false;
  input.addEventListener("input", find);
}
