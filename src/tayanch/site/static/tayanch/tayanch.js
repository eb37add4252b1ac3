// Keys and small comforts on every staff page. Nothing here keeps anything: no storage, no cookie.
"use strict";

{
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

  // One letter presses the button or link that carries it in data-key, unless somebody is typing.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    if (typing(target)) target.focus(); else target.click();
  });

  // The same page in another language: only the first part of the path changes.
  for (const link of document.querySelectorAll("[data-language]")) {
    link.href = location.pathname.replace(/^\/[a-z]{2}\//, `/${link.dataset.language}/`);
  }

  // The pages of a case: where there is room, the group of this page is open; on a phone each group opens like a menu.
  const isWide = matchMedia("(min-width: 56.01rem)").matches;
  const groups = [...document.querySelectorAll(".pages details")];
  for (const group of groups) {
    if (isWide && group.querySelector("[aria-current=page]")) group.open = true;
    group.addEventListener("toggle", () => { if (group.open) for (const other of groups) if (other !== group) other.open = false; });
  }

  // A dangerous form asks once more.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !("awake" in event.target.dataset) && !window.confirm(question)) event.preventDefault();
  });

  // What was written with care is not sent into a lock: the server is asked first whether it is awake, and if it is not,
  // the text stays where it is.
  const notSent = document.getElementById("not-sent");
  const hasText = (form) => [...form.querySelectorAll("textarea")].some((area) => area.value.trim());
  const keepHere = (form, why) => {
    notSent.textContent = notSent.dataset[why];
    if (why === "locked") {
      const door = document.createElement("a");
      Object.assign(door, { href: location.pathname, target: "_blank", rel: "noopener", textContent: notSent.dataset.door });
      notSent.append(" ", door);
    }
    notSent.role = "alert";
    notSent.hidden = false;
    form.append(notSent);
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !notSent || form.method !== "post" || !form.closest("main") || !hasText(form)) return;
    if ("awake" in form.dataset) { delete form.dataset.awake; return; }
    event.preventDefault();
    const submitter = event.submitter;
    const answer = await fetch(notSent.dataset.awake, { method: "HEAD", headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) { keepHere(form, [401, 423].includes(answer?.status) ? "locked" : "offline"); return; }
    form.dataset.awake = "";
    form.requestSubmit(submitter);
  });

  // A tired hand presses twice: within ten seconds a form of the page is sent once, or money would be entered twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("main") || form.matches("[data-leaves]")) return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    form.dataset.sent = "";
    setTimeout(() => { delete form.dataset.sent; }, 10000);
  });

  // A page that Back brings out of the browser's memory may be one that was locked meanwhile: ask the server again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // An open menu closes on Escape and on a click elsewhere.
  const openMenus = () => document.querySelectorAll(isWide ? "details.menu[open]" : "details.menu[open], .pages details[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // The server locks after a time without use; what stands on the screen is covered then, without asking the server,
  // since asking would keep it open.
  const cover = document.getElementById("cover");
  if (cover) {
    const page = document.documentElement;
    const patience = Number(document.body.dataset.lockAfter) * 60000;
    const show = cover.querySelector("button");
    let last = Date.now();
    for (const use of ["keydown", "pointerdown", "input", "scroll"]) addEventListener(use, () => { last = Date.now(); }, { capture: true, passive: true });
    setInterval(() => {
      if (page.classList.contains("is-covered") || Date.now() - last < patience) return;
      page.classList.add("is-covered");
      show.focus();
    }, Math.min(patience / 4, 5000));
    show.addEventListener("click", async () => {
      const answer = await fetch(location.pathname, { method: "HEAD", headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (answer && [401, 423].includes(answer.status)) location.reload(); else page.classList.remove("is-covered");
    });
  }
}
