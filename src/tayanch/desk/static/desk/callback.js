// Seals the request for the organisation before it leaves the phone, and leaves the page fast. Nothing is stored.
"use strict";

{
  const exit = document.getElementById("exit");
  const leave = () => { document.documentElement.hidden = true; document.body.replaceChildren(); location.replace(exit.href); };
  exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const form = document.getElementById("f");
  if (form) {
    form.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    // Without WebCrypto (an old phone, or no HTTPS) the form goes as it is, and the server seals it at once.
    if (window.crypto?.subtle) form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = document.getElementById("no"), button = form.querySelector("button");
      problem.hidden = true; button.disabled = true;
      try {
        const { to, once, website, ...told } = Object.fromEntries(new FormData(form));
        const body = JSON.stringify({ to, once, website, box: await letterbox.seal(form.dataset.key, told) });
        const answer = await fetch(form.action, { method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit" });
        if (!answer.ok) throw answer.status;
        form.reset();
        document.getElementById("ask").remove();
        const kept = document.getElementById("kept");
        kept.hidden = false;
        kept.focus();
      } catch { problem.hidden = false; button.disabled = false; }
    });
  }
}
