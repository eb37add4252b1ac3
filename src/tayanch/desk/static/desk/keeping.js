// What the pages for a voice on the line share: every word is sent as it is typed, and said to be saved only when the
// server said so. What could not be sent stays in the memory of the page, and only there.
"use strict";

const keeping = (() => {
  const talk = document.getElementById("talk");
  const words = JSON.parse(document.getElementById("words").textContent);
  const bar = document.getElementById("bar");
  const finish = document.getElementById("finish");
  const token = () => document.cookie.match(/(?:^|; )c=([^;]+)/)?.[1] ?? talk.csrfmiddlewaretoken.value;
  const headers = () => ({ "X-Requested-With": "fetch", "X-CSRFToken": token() });

  const TYPING_MS = 400;
  const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
  const ASK_AGAIN_UNTIL_MS = 10 * 60 * 1000; // signed out: asking for ever would keep the installation from locking itself

  // One value that is kept under its name. A page adds where it stands: `box` around it, `input` that is marked when it
  // is refused, `value`, `base` (what the server has), and said(text), a value as it is read.
  class Item {
    constructor(name) { Object.assign(this, { name, held: false, refused: null }); }

    get isUnsaved() { return this.value !== this.base; }
    get mayGo() { return this.isUnsaved && !this.held && this.value !== this.refused; }
    get target() { return this.input; }
  }

  // The bar says what is the matter and what to do; it stays away when all is well.
  function tell(why) {
    if (bar.dataset.why === why) return;
    bar.dataset.why = why;
    bar.hidden = !why;
    bar.replaceChildren(...(why ? [Object.assign(document.createElement("span"), { textContent: words[why] })] : []));
    const way = { locked: [bar.dataset.unlock, words.unlock], signed_out: [bar.dataset.signIn, words.sign_in] }[why];
    if (way) bar.append(" ", Object.assign(document.createElement("a"), { href: way[0], textContent: way[1], target: "_blank", rel: "noopener" }));
  }

  function note(text) { document.getElementById("saved").textContent = text; }

  function refuse(item, value, why) {
    item.refused = value;
    const line = item.box.querySelector("[data-error]");
    if (line) { line.textContent = why; line.hidden = !why; }
    if (why) item.input.setAttribute("aria-invalid", "true"); else item.input.removeAttribute("aria-invalid");
  }

  // Sends what changed, one request at a time. A request that was not answered is sent again unchanged before anything
  // newer, so that the server can tell a repetition from somebody else's writing. What a page may add: `answered(answer)`,
  // `settled(item)` after two who wrote the same were brought together, `holdsMore()` when else it must not be closed.
  class Keeper {
    constructor(items, { answered = () => {}, settled = () => {}, holdsMore = () => false } = {}) {
      Object.assign(this, { items, answered, settled, holdsMore });
      Object.assign(this, { unanswered: null, running: null, timer: 0, tries: 0, since: 0, closed: false });
      this.listen();
    }

    get unsaved() { return [...this.items.values()].filter((item) => item.isUnsaved); }

    soon(delay = TYPING_MS) {
      if (this.unsaved.length) note(words.unsaved);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), this.unanswered ? RETRY_MS[0] : delay);
    }

    // Resolves to true when every word on the page is known to be saved.
    flush() {
      clearTimeout(this.timer);
      this.running ??= this.run().finally(() => { this.running = null; });
      return this.running;
    }

    async run() {
      for (;;) {
        this.unanswered ??= this.gather();
        if (!this.unanswered) return !this.unsaved.length;
        note(words.saving);
        if (!(await this.send(this.unanswered))) return false;
      }
    }

    gather() {
      const going = [...this.items.values()].filter((item) => item.mayGo);
      if (!going.length || this.closed) return null;
      return { fields: Object.fromEntries(going.map((item) => [item.name, item.value])), was: Object.fromEntries(going.map((item) => [item.name, item.base])) };
    }

    async send(sent) {
      let answer;
      try {
        answer = await fetch(talk.action, { method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify(sent) });
      } catch { return this.later("offline"); }
      if ([200, 409, 422].includes(answer.status)) return this.accept(sent, await answer.json());
      if (answer.status === 423) return this.later("locked");
      if (answer.status === 401) return this.later("signed_out");
      if (answer.status === 403 && !this.tries) return this.later("offline"); // a fresh sign-in may have changed the token
      if (answer.status < 500) { this.closed = true; this.unanswered = null; tell("refused"); return false; }
      return this.later("offline");
    }

    accept(sent, answer) {
      this.unanswered = null;
      this.tries = this.since = 0;
      tell("");
      for (const name of answer.saved) { this.items.get(name).base = sent.fields[name]; refuse(this.items.get(name), null, ""); }
      for (const [name, why] of Object.entries(answer.refused)) refuse(this.items.get(name), sent.fields[name], why);
      for (const [name, theirs] of Object.entries(answer.conflicts)) this.disagree(this.items.get(name), theirs);
      this.answered(answer);
      note(this.unsaved.length ? words.unsaved : `${words.saved} ${answer.at}`);
      return true;
    }

    later(why) {
      tell(why);
      note(words.unsaved);
      this.since ||= Date.now();
      if (why === "signed_out" && Date.now() - this.since > ASK_AGAIN_UNTIL_MS) return false;
      this.timer = setTimeout(() => this.flush(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
      return false;
    }

    // Somebody else wrote the same: both are shown, and whoever writes here decides.
    disagree(item, theirs) {
      item.held = true;
      const box = Object.assign(document.createElement("div"), { className: "notice warning" });
      box.setAttribute("role", "alert");
      box.append(Object.assign(document.createElement("p"), { textContent: words.conflict }), Object.assign(document.createElement("blockquote"), { textContent: item.said(theirs) || "—" }));
      const ways = [["keep_mine", () => item.value], ["keep_theirs", () => theirs]];
      if (item.input.tagName === "TEXTAREA") ways.unshift(["keep_both", () => `${theirs}\n${item.value}`]);
      for (const [word, text] of ways) {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small quiet", textContent: words[word] });
        button.addEventListener("click", () => { box.remove(); this.settle(item, theirs, text()); });
        box.append(button, " ");
      }
      item.box.append(box);
    }

    settle(item, theirs, text) {
      Object.assign(item, { base: theirs, held: false, value: text });
      this.settled(item);
      item.target.focus();
      this.soon(0);
    }

    // Posting a bare form after all is saved: a lock in between costs nothing.
    async leave(address, form = null) {
      if (!(await this.flush()) && this.unsaved.length) return;
      let answer;
      try {
        answer = await fetch(address, { method: "POST", headers: headers(), redirect: "manual", body: form ? new FormData(form) : null });
      } catch { tell("offline"); return; }
      if (answer.type === "opaqueredirect") { form?.reset(); location.reload(); }
      else tell({ 423: "locked", 401: "signed_out" }[answer.status] ?? "refused");
    }

    // Any other form on the page leaves it: save first, and take the token of a fresh sign-in.
    async leaveBy(form) {
      if (!(await this.flush())) return;
      form.csrfmiddlewaretoken.value = token();
      form.submit();
    }

    listen() {
      talk.addEventListener("focusout", () => { if (this.unsaved.length && !this.unanswered) this.soon(0); });
      for (const [target, name] of [[window, "focus"], [window, "online"], [document, "visibilitychange"]]) {
        target.addEventListener(name, () => { if (this.unanswered && !document.hidden) { this.since = 0; this.flush(); } });
      }
      window.addEventListener("beforeunload", (event) => { if (this.unsaved.length || this.unanswered || this.holdsMore()) event.preventDefault(); });
      finish.addEventListener("click", (event) => { event.preventDefault(); this.leave(finish.formAction); });
      document.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.leave(finish.formAction); }
      });
      document.addEventListener("submit", (event) => {
        if (event.defaultPrevented || !event.target.matches("[data-leaves]")) return;
        event.preventDefault();
        this.leaveBy(event.target);
      });
      for (const plain of document.querySelectorAll("[data-without-script]")) plain.hidden = true;
      document.getElementById("keys").hidden = false;
    }
  }

  return { Item, Keeper, finish, headers, talk, token, words };
})();
