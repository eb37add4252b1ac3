// A page made for a voice on the line. Every word is sent as it is typed and said to be saved only when the server
// said so. What could not be sent stays in the memory of this page, and only there.
"use strict";

const talk = document.getElementById("talk");
const words = JSON.parse(document.getElementById("words").textContent);
const bar = document.getElementById("bar");
const savedNote = document.getElementById("saved");
const token = () => document.cookie.match(/(?:^|; )c=([^;]+)/)?.[1] ?? talk.csrfmiddlewaretoken.value;
const headers = () => ({ "X-Requested-With": "fetch", "X-CSRFToken": token() });

const TYPING_MS = 400;
const LOOK_UP_MS = 150;
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
const ASK_AGAIN_UNTIL_MS = 10 * 60 * 1000; // signed out: asking for ever would keep the installation from locking itself

// ---------------------------------------------------------------------------------------------- fields
class Field {
  constructor(name, element, typeahead) {
    Object.assign(this, { name, element, typeahead, held: false, refused: null });
    this.base = typeahead ? typeahead.value : Field.first(element);
  }

  // What the server sent with the page, even where the browser filled in something else.
  static first(element) {
    if (element.type === "checkbox") return element.defaultChecked ? "yes" : "";
    if (element.tagName === "SELECT") return [...element.options].find((option) => option.defaultSelected)?.value ?? "";
    return element.defaultValue;
  }

  get value() {
    if (this.typeahead) return this.typeahead.value;
    return this.element.type === "checkbox" ? (this.element.checked ? "yes" : "") : this.element.value;
  }

  set value(text) {
    if (this.typeahead) this.typeahead.value = text;
    else if (this.element.type === "checkbox") this.element.checked = text === "yes";
    else this.element.value = text;
  }

  get isUnsaved() { return this.value !== this.base; }
  get mayGo() { return this.isUnsaved && !this.held && this.value !== this.refused; }
}

const fields = new Map();
for (const select of talk.querySelectorAll("select[data-typeahead]")) {
  const name = select.dataset.save;
  const typeahead = new Typeahead(select, words, token);
  const field = new Field(name, typeahead.input, typeahead);
  fields.set(name, field);
  typeahead.onPick = (item) => { picked(name, item); keep.soon(0); };
  typeahead.onLeave = () => next(typeahead.input);
}
for (const element of talk.querySelectorAll("[data-save]")) {
  if (!fields.has(element.dataset.save)) fields.set(element.dataset.save, new Field(element.dataset.save, element));
}
const unsaved = () => [...fields.values()].filter((field) => field.isUnsaved);

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

  // Resolves to true when every word on the page is known to be saved.
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
    const going = [...fields.values()].filter((field) => field.mayGo);
    if (!going.length || this.closed) return null;
    return { fields: Object.fromEntries(going.map((field) => [field.name, field.value])), was: Object.fromEntries(going.map((field) => [field.name, field.base])) };
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
    for (const name of answer.saved) fields.get(name).base = sent.fields[name];
    for (const [name, why] of Object.entries(answer.refused)) refuse(fields.get(name), sent.fields[name], why);
    for (const name of answer.saved) refuse(fields.get(name), null, "");
    for (const [name, theirs] of Object.entries(answer.conflicts)) disagree(fields.get(name), theirs);
    for (const [name, value] of Object.entries(answer.promise)) follow(fields.get(name), value);
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

// The server may set a part of a promise itself (a day, when only words were given).
function follow(field, value) {
  if (!field.isUnsaved) field.value = value;
  field.base = value;
}

function refuse(field, value, why) {
  field.refused = value;
  const line = field.element.closest(".field").querySelector("[data-error]");
  if (line) { line.textContent = why; line.hidden = !why; }
  if (why) field.element.setAttribute("aria-invalid", "true"); else field.element.removeAttribute("aria-invalid");
}

function disagree(field, theirs) {
  field.held = true;
  const box = Object.assign(document.createElement("div"), { className: "notice warning" });
  box.setAttribute("role", "alert");
  box.append(Object.assign(document.createElement("p"), { textContent: words.conflict }), Object.assign(document.createElement("blockquote"), { textContent: shown(field, theirs) || "—" }));
  const settle = (text) => { field.base = theirs; field.held = false; field.value = text; box.remove(); field.element.focus(); keep.soon(0); };
  const ways = [["keep_mine", () => field.value], ["keep_theirs", () => theirs]];
  if (field.element.tagName === "TEXTAREA") ways.unshift(["keep_both", () => `${theirs}\n${field.value}`]);
  for (const [word, text] of ways) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small quiet", textContent: words[word] });
    button.addEventListener("click", () => settle(text()));
    box.append(button, " ");
  }
  field.element.closest(".field").append(box);
}

function shown(field, value) {
  if (field.typeahead) return value.split(" ").map((id) => field.typeahead.labelOf(id)).join(", ");
  return field.element.tagName === "SELECT" ? [...field.element.options].find((option) => option.value === value)?.label ?? value : value;
}

talk.addEventListener("input", (event) => { if (event.target.dataset.save && !event.target.matches("[role=combobox]")) keep.soon(); });
talk.addEventListener("change", (event) => { if (event.target.dataset.save) keep.soon(0); });
talk.addEventListener("focusout", () => { if (unsaved().length && !keep.unanswered) keep.soon(0); });
for (const [target, name] of [[window, "focus"], [window, "online"], [document, "visibilitychange"]]) {
  target.addEventListener(name, () => { if (keep.unanswered && !document.hidden) { keep.since = 0; keep.flush(); } });
}
window.addEventListener("beforeunload", (event) => { if (unsaved().length || keep.unanswered || nameTyped()) event.preventDefault(); });

// ---------------------------------------------------------------------------------------------- the way through the talk
// Enter goes to the next step that is still empty; Ctrl+Enter finishes.
function next(from) {
  const steps = [...document.querySelectorAll("[data-step]")];
  const rest = steps.slice(steps.indexOf(from) + 1);
  (rest.find((step) => !fields.get(step.dataset.save)?.value) ?? document.getElementById("finish")).focus();
}

talk.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input, select")) return;
  event.preventDefault();
  next(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); leave(document.getElementById("finish").formAction); }
});

function picked(name, item) {
  const stage = fields.get("stage");
  if (name !== "topics" || !item?.stage || stage.value) return;
  stage.value = item.stage;
  document.getElementById("stage-note").textContent = words.suggested;
}

// Posting a bare form after all is saved: a lock in between costs nothing.
async function leave(address, form = null) {
  if (!(await keep.flush()) && unsaved().length) return;
  let answer;
  try {
    answer = await fetch(address, { method: "POST", headers: headers(), redirect: "manual", body: form ? new FormData(form) : null });
  } catch { tell("offline"); return; }
  if (answer.type === "opaqueredirect") { form?.reset(); location.reload(); }
  else tell({ 423: "locked", 401: "signed_out" }[answer.status] ?? "refused");
}

document.getElementById("finish").addEventListener("click", (event) => { event.preventDefault(); leave(event.currentTarget.formAction); });

// Her name is sent only by the button: she has to agree first.
const nameForm = document.getElementById("name-form");
const nameTyped = () => Boolean(nameForm?.elements.name.value);
nameForm?.addEventListener("submit", (event) => { event.preventDefault(); leave(nameForm.action, nameForm); });

// Any other form on the page leaves it: save first, and take the token of a fresh sign-in.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-leaves]")) return;
  event.preventDefault();
  if (!(await keep.flush())) return;
  form.csrfmiddlewaretoken.value = token();
  form.submit();
});

// ---------------------------------------------------------------------------------------------- has she called before?
const known = document.getElementById("known");
const phone = fields.get("phone").element;
let waiting = 0;
let asking = null;

async function lookUp() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(known.dataset.url, { method: "POST", headers: headers(), signal: asking.signal, body: new URLSearchParams({ phone: phone.value }) });
    if (answer.ok) known.innerHTML = await answer.text();
  } catch { /* another key was pressed, or no answer: the bar tells about saving */ }
}

phone.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(lookUp, LOOK_UP_MS); });
if (phone.value) lookUp();
for (const plain of document.querySelectorAll("[data-without-script]")) plain.hidden = true;
document.getElementById("keys").hidden = false;
phone.focus();
