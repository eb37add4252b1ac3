// A live number goes to where the cursor stands in the text.
document.addEventListener("DOMContentLoaded", () => {
  const text = document.querySelector("#write textarea");
  if (!text) return;
  const show = () => {
    for (const button of document.querySelectorAll("button[data-token][hidden]")) button.hidden = false;
  };
  new MutationObserver(show).observe(document.getElementById("found"), { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-token]");
    if (!button) return;
    text.setRangeText(button.dataset.token, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
});
