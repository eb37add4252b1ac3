// Reads the form, shows the answer, prints it, keeps it when she asks, and hands it over as text.
const $ = (found, inside = document) => inside.querySelector(found), all = (found) => document.querySelectorAll(found);
const T = JSON.parse($("#t").textContent), form = $("#f"), out = $("#a"), told_ = $("div", out), en = T.l == "en";
const kept = "g" + location.pathname.slice(3), store = localStorage;
const show = (v) => {
  if (/^\d{4}-/.test(v)) return new Date(v).toLocaleDateString(en ? "en-GB" : "ru", { dateStyle: en ? "long" : "short", timeZone: "UTC" });
  if (!v || !v.map) return v;
  const [n, unit] = v, word = T.w[unit];
  return word ? n + "\u00a0" + word : (n / 100).toLocaleString(en ? "en" : "ru", { minimumFractionDigits: 2 });
};
const say = (code, facts) => (T.s[code] || T.w.bad).replace(/{(\w+)}/g, (_, place) => show(facts[place]));
const make = (tag, of) => Object.assign(document.createElement(tag), of);
// A row of a list stands before its button.
const add = (more) => {
  more.before($("template", more.parentNode).content.cloneNode(true));
  const row = more.previousElementSibling;
  $("button", row).onclick = () => row.remove();
};
const answer = () => {
  const q = {}, rows = new Map();
  for (const e of form.elements) {
    if (!e.name) continue;
    const [name, part] = e.name.split("."), row = e.closest(".e"), v = e.type == "checkbox" ? e.checked || "" : e.value;
    if (part && !rows.has(row)) { rows.set(row, {}); (q[name] = q[name] || []).push(rows.get(row)); }
    // data-k: by how much a number is multiplied: a hundred for kopecks.
    if (v) (rows.get(row) || q)[part || name] = e.dataset.k ? Math.round(v * e.dataset.k) : v;
  }
  let found = asked(T, q), lines = [];
  if (found.refused) {
    const until = found.refused[1].known_through;
    lines = [["note", ...found.refused]];
    if (until && until < q.as_of) found = asked(T, { ...q, as_of: until });
  }
  told_.replaceChildren(...[...lines, ...found.lines || []].map(([kind, code, facts]) =>
    make("p", { className: kind == "note" ? "n" : kind, textContent: say(code, facts) })));
  open_();
};
const open_ = () => { out.hidden = false; $("h2", out).focus(); };
const press = {
  print: () => print(),
  file: () => {
    const text = [...all("h1,#a div p")].map((p) => p.textContent).join("\n\n");
    make("a", { href: URL.createObjectURL(new Blob([text])), download: T.w.file }).click();
  },
  keep: () => { store[kept] = told_.innerHTML; },
  open: () => { told_.innerHTML = store[kept]; open_(); },
};
form.hidden = false;
$("#k").hidden = !store[kept];
for (const e of all("[data-today]")) e.valueAsNumber = Date.now() - new Date().getTimezoneOffset() * 6e4;
for (const more of all("[data-n]")) {
  if (+more.dataset.n) add(more);
  more.onclick = () => add(more);
}
form.onsubmit = (e) => { e.preventDefault(); answer(); };
for (const b of all("[data-do]")) b.onclick = () => { press[b.dataset.do](); b.disabled = b.dataset.do == "keep"; };
