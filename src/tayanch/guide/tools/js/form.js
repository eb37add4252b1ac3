// Reads the form, shows the answer, prints it, keeps it when she asks, and hands it over as text.
const $ = (found, inside = document) => inside.querySelector(found), all = (found) => [...document.querySelectorAll(found)];
const T = JSON.parse($("#t").textContent), form = $("#f"), out = $("#a"), told_ = $("div", out), en = T.l == "en";
const kept = "g" + location.pathname.slice(3), store = localStorage;
const show = (v) => {
  if (/^\d{4}-/.test(v)) return new Date(v).toLocaleDateString(en ? "en-GB" : "ru", { dateStyle: en ? "long" : "short", timeZone: "UTC" });
  if (!v || !v.map) return v;
  const [n, unit] = v, forms = T.w[unit];
  return forms ? n + "\u00a0" + (forms[{ one: 0, few: 1 }[new Intl.PluralRules(T.l).select(n)]] || forms.at(-1))
    : (n / 100).toLocaleString(en ? "en" : "ru", { minimumFractionDigits: 2 });
};
const say = (code, facts) => (T.s[code] || T.w.bad).replace(/{(\w+)}/g, (_, place) => show(facts[place]));
const make = (tag, of) => Object.assign(document.createElement(tag), of);
// A row of a list stands before its button.
const add = (list) => {
  const more = list.lastElementChild;
  more.before($("template", list).content.cloneNode(true));
  const row = more.previousElementSibling;
  $("button", row).onclick = () => row.remove();
};
const value = (e) => {
  const v = e.value.trim(), kind = e.dataset.k;
  if (e.type == "checkbox") return e.checked || undefined;
  if (!v || !kind) return v || undefined;
  const [, whole, part] = /^(\d{1,9})(?:\.(\d\d?))?$/.exec(v.replace(/\s/g, "").replace(",", ".")) || [];
  return kind == "n" ? +v : whole + (part || "").padEnd(2, 0) - 0;
};
const answer = () => {
  const q = {}, rows = {};
  for (const e of form.elements) {
    const [name, part] = e.name ? e.name.split(".") : [], v = name && value(e);
    if (!name) continue;
    e.setCustomValidity(v !== v ? T.w.bad : "");
    const row = e.closest(".e"), of = !part ? q : rows[name] && rows[name][0] == row ? rows[name][1] : {};
    if (part && !(rows[name] && rows[name][0] == row)) { rows[name] = [row, of]; (q[name] = q[name] || []).push(of); }
    if (v !== undefined) of[part || name] = v;
  }
  if (!form.reportValidity()) return;
  let found = asked(T, q), lines = [];
  if (found.refused) {
    const facts = found.refused[1], until = facts.known_through;
    lines = [["note", ...found.refused]];
    if (until && until < q.as_of) found = asked(T, { ...q, as_of: until });
  }
  told_.replaceChildren(...[...lines, ...found.lines || []].map(([kind, code, facts]) =>
    make("p", { className: kind == "note" ? "n" : kind, textContent: say(code, facts) })));
  open_();
};
const open_ = () => { out.hidden = false; $("h2", out).focus(); };
const text = () => all("h1,#a div p").map((p) => p.textContent).join("\n\n");
const press = {
  print: () => print(),
  file: () => make("a", { href: URL.createObjectURL(new Blob([text()])), download: T.w.file }).click(),
  copy: () => navigator.clipboard.writeText(text()),
  keep: () => { store[kept] = told_.innerHTML; },
  open: () => { told_.innerHTML = store[kept]; open_(); },
};
form.hidden = false;
$("#k").hidden = !store[kept];
for (const e of all("[data-today]")) e.valueAsNumber = Date.now() - new Date().getTimezoneOffset() * 6e4;
for (const list of all("[data-list]")) {
  if (list.dataset.n) add(list);
  list.lastElementChild.onclick = () => add(list);
}
form.onsubmit = (e) => { e.preventDefault(); answer(); };
for (const b of all("[data-do]")) b.onclick = () => { press[b.dataset.do](); b.disabled = b.dataset.do == "keep"; };
