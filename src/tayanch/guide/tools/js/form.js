// Reads the form, shows the answer, prints it, keeps it when she asks, and hands it over as text.
const $ = (found, inside = document) => inside.querySelector(found), all = (found, inside) => [...inside.querySelectorAll(found)];
const T = JSON.parse($("#t").textContent), form = $("#f"), out = $("#a"), told = $("div", out), en = T.l == "en";
const kept = "g" + location.pathname.slice(3);
const show = (v) => {
  if (/^\d{4}-\d\d-\d\d$/.test(v)) return new Date(v).toLocaleDateString(en ? "en-GB" : "ru", { dateStyle: en ? "long" : "short", timeZone: "UTC" });
  if (!v || !v.map) return v;
  const [n, unit] = v, forms = T.w[unit];
  return forms ? n + "\u00a0" + (forms[{ one: 0, few: 1 }[new Intl.PluralRules(T.l).select(n)]] || forms[forms.length - 1])
    : (n / 100).toLocaleString(en ? "en" : "ru", { minimumFractionDigits: 2 });
};
const say = (code, facts) => (T.s[code] || T.w.bad).replace(/{(\w+)}/g, (_, place) => show(facts[place]));
const make = (tag, of) => Object.assign(document.createElement(tag), of);
// A row of a list stands before its button.
const add = (list) => {
  list.lastElementChild.before($("template", list).content.cloneNode(true));
  const row = all(".e", list).pop();
  $("button", row).onclick = () => row.remove();
};
const value = (e) => {
  const v = e.value.trim();
  if (e.type == "checkbox") return e.checked || undefined;
  if (!v) return undefined;
  if (e.dataset.k == "money") {
    const [, whole, part = ""] = /^(\d{1,9})(?:\.(\d\d?))?$/.exec(v.replace(/\s/g, "").replace(",", ".")) || [];
    return whole ? whole * 100 + +part.padEnd(2, 0) : NaN;
  }
  if (e.dataset.k == "number") return v.replace(/\s/g, "").replace(",", ".");
  return e.dataset.k ? +v : v;
};
const read = () => {
  const q = {}, seen = {};
  for (const e of form.elements) {
    const [name, part] = (e.name || "").split("."), v = name && value(e);
    if (!name) continue;
    e.setCustomValidity(v !== v ? T.w.bad : "");
    if (part) {
      const rows = q[name] = q[name] || [], i = seen[e.name] = (seen[e.name] ?? -1) + 1;
      rows[i] = rows[i] || {};
      if (v !== undefined) rows[i][part] = v;
    } else if (v !== undefined) q[name] = v;
  }
  return q;
};
const answer = () => {
  const q = read();
  if (!form.reportValidity()) return;
  let found = asked(T, q), lines = [];
  if (found.refused) {
    const facts = found.refused[1], until = facts.known_through;
    lines = [["note", ...found.refused]];
    if (until && until < q.as_of) found = asked(T, { ...q, as_of: until });
  }
  lines.push(...found.lines || []);
  told.replaceChildren(...lines.map(([kind, code, facts]) => make("p", { className: kind, textContent: say(code, facts) })));
  out.hidden = false;
  $("h2", out).focus();
};
const text = () => all("h1,#a div p", document).map((p) => p.textContent).join("\n\n");
const press = {
  print: () => print(),
  keep: () => localStorage.setItem(kept, JSON.stringify([...new FormData(form)])),
  file: () => make("a", { href: URL.createObjectURL(new Blob([text()])), download: T.w.file }).click(),
  copy: () => navigator.clipboard.writeText(text()),
  open: () => {
    const seen = {};
    for (const [name, v] of JSON.parse(localStorage.getItem(kept))) {
      const i = seen[name] = (seen[name] ?? -1) + 1;
      const find = () => all("[name]", form).filter((e) => e.name == name)[i];
      if (!find()) add($("[data-list=" + name.split(".")[0] + "]", form));
      const e = find();
      if (e.type == "checkbox") e.checked = true; else e.value = v;
    }
  },
};
form.hidden = false;
$("#k").hidden = !localStorage.getItem(kept);
for (const e of all("[data-today]", form)) e.valueAsNumber = Date.now() - new Date().getTimezoneOffset() * 6e4;
for (const list of all("[data-list]", form)) {
  if (list.dataset.n) add(list);
  list.lastElementChild.onclick = () => add(list);
}
form.onsubmit = (e) => { e.preventDefault(); answer(); };
for (const b of all("[data-do]", document)) b.onclick = () => { press[b.dataset.do](); b.disabled = b.dataset.do == "keep"; };
