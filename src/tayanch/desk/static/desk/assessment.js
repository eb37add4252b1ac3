// A short form for a voice on the line: 1, 2, 3 answer, Enter goes on, every answer is kept as it is given. What could not
// be sent stays in the memory of this page, and only there. What to do at once is shown without asking the server.
"use strict";

{ // names of its own beside the script of every page
const talk = document.getElementById("talk");
const words = JSON.parse(document.getElementById("words").textContent);
const logic = JSON.parse(document.getElementById("logic").textContent);
const bar = document.getElementById("bar");
const savedNote = document.getElementById("saved");
const token = () => document.cookie.match(/(?:^|; )c=([^;]+)/)?.[1] ?? talk.csrfmiddlewaretoken.value;
const headers = () => ({ "X-Requested-With": "fetch", "X-CSRFToken": token() });

const TYPING_MS = 400;
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
const ASK_AGAIN_UNTIL_MS = 10 * 60 * 1000; // signed out: asking for ever would keep the installation from locking itself

// ---------------------------------------------------------------------------------------------- questions
class Question {
  constructor(box) {
    Object.assign(this, { box, name: box.dataset.question, kind: box.dataset.kind, held: false, refused: null });
    this.inputs = [...box.querySelectorAll("input, textarea")];
    this.base = this.first;
  }

  get isChoice() { return this.inputs[0].matches("[type=radio], [type=checkbox]"); }

  // What the server sent with the page, even where the browser filled in something else.
  get first() {
    if (!this.isChoice) return this.inputs[0].defaultValue;
    return this.inputs.filter((input) => input.defaultChecked && input.value).map((input) => input.value).join(" ");
  }

  get value() {
    if (!this.isChoice) return this.inputs[0].value;
    return this.inputs.filter((input) => input.checked && input.value).map((input) => input.value).join(" ");
  }

  set value(text) {
    if (!this.isChoice) { this.inputs[0].value = text; return; }
    const chosen = new Set(text.split(" "));
    for (const input of this.inputs) input.checked = chosen.has(input.value);
  }

  get isUnsaved() { return this.value !== this.base; }
  get mayGo() { return this.isUnsaved && !this.held && this.value !== this.refused; }
  get isShown() { return !this.box.hasAttribute("data-hidden"); }
  get target() { return (this.isChoice && this.inputs.find((input) => input.checked)) || this.inputs[0]; }
  said(text) { return this.isChoice ? this.inputs.filter((input) => input.value && text.split(" ").includes(input.value)).map((input) => input.closest("label").textContent.trim()).join(", ") || words.none : text || "—"; }
}

const questions = new Map([...talk.querySelectorAll("[data-question]")].map((box) => [box.dataset.question, new Question(box)]));
const unsaved = () => [...questions.values()].filter((one) => one.isUnsaved);

// The same rules as on the server: a question is asked when what it depends on is asked and was answered so.
const has = (need) => Object.entries(need).some(([name, answers]) => isAsked(name) && questions.get(name).value.split(" ").some((one) => answers.includes(one)));
const isAsked = (name) => logic.shown[name].every(has);

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

// ---------------------------------------------------------------------------------------------- saving
// One request at a time. A request that was not answered is sent again unchanged before anything newer, so that the
// server can tell a repetition from somebody else's writing.
const keep = {
  unanswered: null, running: null, timer: 0, tries: 0, since: 0, closed: false,

  soon(delay = TYPING_MS) {
    if (unsaved().length) note(words.unsaved);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.unanswered ? RETRY_MS[0] : delay);
  },

  // Resolves to true when every answer on the page is known to be kept.
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  },

  async run() {
    for (;;) {
      this.unanswered ??= this.gather();
      if (!this.unanswered) return !unsaved().length;
      note(words.saving);
      if (!(await this.send(this.unanswered))) return false;
    }
  },

  gather() {
    const going = [...questions.values()].filter((one) => one.mayGo);
    if (!going.length || this.closed) return null;
    return { fields: Object.fromEntries(going.map((one) => [one.name, one.value])), was: Object.fromEntries(going.map((one) => [one.name, one.base])) };
  },

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
  },

  accept(sent, answer) {
    this.unanswered = null;
    this.tries = this.since = 0;
    tell("");
    for (const name of answer.saved) { questions.get(name).base = sent.fields[name]; refuse(questions.get(name), null, ""); }
    for (const [name, why] of Object.entries(answer.refused)) refuse(questions.get(name), sent.fields[name], why);
    for (const [name, theirs] of Object.entries(answer.conflicts)) disagree(questions.get(name), theirs);
    note(unsaved().length ? words.unsaved : `${words.saved} ${answer.at}`);
    return true;
  },

  later(why) {
    tell(why);
    note(words.unsaved);
    this.since ||= Date.now();
    if (why === "signed_out" && Date.now() - this.since > ASK_AGAIN_UNTIL_MS) return false;
    this.timer = setTimeout(() => this.flush(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    return false;
  },
};

function note(text) { savedNote.textContent = text; }

// The bar says what is the matter and what to do; it stays away when all is well.
function tell(why) {
  if (bar.dataset.why === why) return;
  bar.dataset.why = why;
  bar.hidden = !why;
  bar.replaceChildren(...(why ? [Object.assign(document.createElement("span"), { textContent: words[why] })] : []));
  const way = { locked: [bar.dataset.unlock, words.unlock], signed_out: [bar.dataset.signIn, words.sign_in] }[why];
  if (way) bar.append(" ", Object.assign(document.createElement("a"), { href: way[0], textContent: way[1], target: "_blank", rel: "noopener" }));
}

function refuse(one, value, why) {
  one.refused = value;
  const line = one.box.querySelector("[data-error]");
  line.textContent = why;
  line.hidden = !why;
  one.inputs[0].toggleAttribute("aria-invalid", Boolean(why));
}

function disagree(one, theirs) {
  one.held = true;
  const box = Object.assign(document.createElement("div"), { className: "notice warning" });
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: words.conflict }), Object.assign(document.createElement("blockquote"), { textContent: one.said(theirs) }));
  for (const [word, text] of [["keep_mine", () => one.value], ["keep_theirs", () => theirs]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small quiet", textContent: words[word] });
    button.addEventListener("click", () => { one.value = text(); one.base = theirs; one.held = false; box.remove(); look(one); one.target.focus(); keep.soon(0); });
    box.append(button, " ");
  }
  one.box.append(box);
}

talk.addEventListener("input", (event) => {
  const one = questions.get(event.target.closest("[data-question]")?.dataset.question);
  if (!one) return;
  look(one);
  keep.soon(one.isChoice ? 0 : TYPING_MS);
});
talk.addEventListener("focusout", () => { if (unsaved().length && !keep.unanswered) keep.soon(0); });
for (const [target, name] of [[window, "focus"], [window, "online"], [document, "visibilitychange"]]) {
  target.addEventListener(name, () => { if (keep.unanswered && !document.hidden) { keep.since = 0; keep.flush(); } });
}
window.addEventListener("beforeunload", (event) => { if (unsaved().length || keep.unanswered) event.preventDefault(); });

// ---------------------------------------------------------------------------------------------- keys
function next(from) {
  const asked = [...questions.values()].filter((one) => one.isShown);
  (asked[asked.indexOf(from) + 1]?.target ?? document.getElementById("finish")).focus();
}

talk.addEventListener("keydown", (event) => {
  const one = questions.get(event.target.closest("[data-question]")?.dataset.question);
  if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && !event.target.matches("textarea, button")) { event.preventDefault(); next(one); return; }
  const input = one.isChoice && /^[1-9]$/.test(event.key) ? one.inputs[Number(event.key) - 1] : null;
  if (!input) return;
  event.preventDefault();
  input.checked = one.kind === "several" ? !input.checked : true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  if (one.kind === "several") input.focus(); else next(one);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); finish(); }
});

// Posting a bare form after all is saved: a lock in between costs nothing.
async function finish() {
  if (!(await keep.flush()) && unsaved().length) return;
  let answer;
  try {
    answer = await fetch(document.getElementById("finish").formAction, { method: "POST", headers: headers(), redirect: "manual" });
  } catch { tell("offline"); return; }
  if (answer.type === "opaqueredirect") location.reload();
  else tell({ 423: "locked", 401: "signed_out" }[answer.status] ?? "refused");
}
document.getElementById("finish").addEventListener("click", (event) => { event.preventDefault(); finish(); });

// Any other form on the page leaves it: save first, and take the token of a fresh sign-in.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-leaves]")) return;
  event.preventDefault();
  if (!(await keep.flush())) return;
  form.csrfmiddlewaretoken.value = token();
  form.submit();
});

for (const plain of document.querySelectorAll("[data-without-script]")) plain.hidden = true;
document.getElementById("keys").hidden = false;
talk.classList.add("is-live");
look();
[...questions.values()].find((one) => one.isShown)?.target.focus();
}
