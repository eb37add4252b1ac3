// Years worked in several countries: cut where an agreement begins or ends, every day counted once.
const merged = (spans) => [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1]).reduce((found, [first, last]) => {
  const before = found[found.length - 1];
  if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
  else found.push([first, last]);
  return found;
}, []);
const without = (spans, taken) => merged(taken).reduce((left, [from, to]) => left.flatMap((span) => to < span[0] || span[1] < from
  ? [span] : [[span[0], from - 1], [to + 1, span[1]]].filter(([first, last]) => first <= last)), merged(spans));
const thirties = ([first, last]) => {
  const [y, m] = iso(first).split("-"), [endY, endM] = iso(last + 1).split("-");
  let months = (endY - y) * 12 + (endM - m);
  if (addMonths(first, months) > last + 1) months--;
  return months * 30 + last + 1 - addMonths(first, months);
};
const record = (spans) => {
  const days = merged(spans).reduce((sum, span) => sum + thirties(span), 0);
  return [Math.floor(days / 30), days % 30];
};
const order = (a, b) => a.first - b.first || a.last - b.last || (a.country + " " + a.by < b.country + " " + b.by ? -1 : 1);
const count = (T, q, work, asOf) => {
  const t = T.t, who = q.citizenship, home = q.residence;
  const is = (name, state, n) => n >= t[name].from && at(t[name], n).split(" ").includes(state);
  const both = (name, state, n) => is(name, who, n) && is(name, state, n);
  const agreed = (state, n) => {
    if (state == home && state != "OTHER") return ["own_law", state];
    if (both("eaeu", state, n)) return ["eaeu", state];
    if (both("cis", state, n) && is("cis", home, asOf)) return ["cis", home];
    if (both("kg_tr", state, n) && is("kg_tr", home, n)) return ["kg_tr", state];
    if (both("kg_kr", state, n)) return ["kr_lump_sum"];
    if (state == who && state != "OTHER") return ["own_law", state];
    return [both("cis", state, n) || (["TJ", "UZ"].includes(who) && state == "RU") ? "unconfirmed" : "none"];
  };
  const covers = (country, [first, last]) => {
    const found = [];
    for (const n of [first, ...t.starts.filter((start) => first < start && start <= last)]) {
      const [by, payer] = agreed(country, n), before = found[found.length - 1];
      if (before && before.by == by && before.payer == payer) continue;
      if (before) before.last = n - 1;
      found.push({ country, first: n, last, by, payer });
    }
    return found;
  };
  const known = work.map((one) => {
    if (!one.country || !one.from) refuse("missing_key");
    const first = checkDay(T, one.from), end = one.to ? checkDay(T, one.to) : null;
    return { country: one.country, paid: one.paid, first, end, last: Math.min(end ?? asOf, asOf) };
  });
  for (const one of known) {
    at(t.cis, one.first);
    if (one.end != null && one.end < one.first) refuse("range_backwards");
  }
  const real = known.filter((one) => one.first <= one.last), countries = [...new Set(real.map((one) => one.country))];
  const of = (country, paid) => real.filter((one) => one.country == country && one.paid == paid).map((one) => [one.first, one.last]);
  const covered = countries.flatMap((country) => merged(of(country, "yes")).flatMap((span) => covers(country, span))).sort(order);
  const blank = countries.flatMap((country) => without(of(country, "no"), of(country, "yes"))
    .map(([first, last]) => ({ country, first, last, by: "no_contributions" }))).sort(order);
  // Only what somebody pays for is counted.
  const counted = covered.filter((one) => one.payer), span = (one) => [one.first, one.last];
  const [months, days] = record(counted.map(span)), lines = [];
  const put = (kind, code, facts = {}) => lines.push([kind, code, facts]), note = (code, facts) => put("note", "warning.pension_" + code, facts);
  for (const one of [...covered, ...blank]) {
    const [m, d] = record([span(one)]), facts = { country: t.names[one.country], from: iso(one.first), to: iso(one.last), months: [m, "m"], days: [d, "d"] };
    if (one.payer) facts.payer = t.names[one.payer];
    put("row", "step.pension_" + one.by, facts);
  }
  const states = t.eaeu.rows[t.eaeu.rows.length - 1].split(" ");
  const union = states.includes(who) ? counted.filter((one) => states.includes(one.country) && one.last >= t.eaeu.from) : [];
  for (const state of [...new Set(union.map((one) => one.country))].sort()) {
    const [m] = record(union.filter((one) => one.country == state).map((one) => [Math.max(one.first, t.eaeu.from), one.last]));
    if (state != home) put("row", m >= t.least ? "step.pension_reaches" : "step.pension_too_short", { country: t.names[state], months: [m, "m"], least: [t.least, "m"] });
  }
  if (known.some((one) => Math.max(one.first, one.end ?? one.first) > asOf)) note("later_work", { as_of: iso(asOf) });
  const ordered = real.map(span).sort((a, b) => a[0] - b[0] || a[1] - b[1]), has = (by) => covered.some((one) => one.by == by);
  if (ordered.some((one, i) => i && one[0] <= ordered[i - 1][1])) note("overlap");
  if (t.left && t.left <= asOf && covered.some((one) => one.by == "cis" && [one.country, one.payer].includes("RU"))) note("russia_left", { left: iso(t.left) });
  if (has("unconfirmed")) note("not_confirmed");
  if (has("eaeu")) note("check_minimum");
  if (has("kg_tr") && (has("eaeu") || has("cis"))) note("not_together");
  if (blank.length && [who, home].includes("KG")) note("gap_may_be_filled");
  if (covered.length) note("keep_papers");
  return { months, days, lines };
};
const compute = (T, q) => {
  const asOf = checkDay(T, q.as_of), t = T.t, work = q.work || [], open = work.filter((one) => one.paid != "yes" && one.paid != "no");
  const found = count(T, q, work.filter((one) => !open.includes(one)), asOf);
  const put = (kind, code, facts = {}) => found.lines.push([kind, code, facts]);
  found.lines.unshift(["big", "step.pension_total", { months: [found.months, "m"], days: [found.days, "d"] }]);
  found.if_paid = null;
  if (open.length) {
    const { months, days } = count(T, q, work.map((one) => open.includes(one) ? { ...one, paid: "yes" } : one), asOf);
    found.if_paid = [months, days];
    put("row", "years.if_paid", { open: open.length, months: [months, "m"], days: [days, "d"] });
  }
  put("note", "assumed.pension_months");
  return found;
};
