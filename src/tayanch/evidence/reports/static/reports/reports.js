// A live number goes to where the cursor stands in the text.
"use strict";
{
  const text = document.querySelector("#write textarea");
  const found = document.getElementById("found");

  const show = () => {
    for (const button of found.querySelectorAll("button[data-token][hidden]")) button.hidden = false;
  };

  if (text && found) {
    new MutationObserver(show).observe(found, { childList: true, subtree: true });
    found.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-token]");
      if (!button) return;
      text.setRangeText(button.dataset.token, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
  }
}
