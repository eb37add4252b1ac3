// Russia: what covers the days of the last stay, and where that ends.
const merged = (spans) => {
  const found = [];
  for (const [first, last] of spans.filter((one) => one[0] <= one[1]).sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const before = found[found.length - 1];
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last); else found.push([first, last]);
  }
  return found;
};
const without = (spans, holes) => {
  let left = merged(spans);
  for (const [first, last] of merged(holes)) {
    left = left.flatMap(([start, end]) => [[start, Math.min(end, first - 1)], [Math.max(start, last + 1), end]])
      .filter((one) => one[0] <= one[1]);
  }
  return left;
};
const within = (spans, first, last) => spans.reduce((sum, one) => sum + Math.max(0, Math.min(one[1], last) - Math.max(one[0], first) + 1), 0);
// The days among which the visa-free days of a day are counted: the last so many, or its calendar year (0).
const windowOf = (T, n, counted) => {
  const back = at(T.t.window, n), first = back ? n - back + 1 : day(iso(n).slice(0, 4) + "-01-01");
  return { first, used: within(counted, first, n), limit: at(T.t.limit, n) };
};
const lastFree = (T, entry, counted) => {
  let n = entry;
  for (; n < entry + 366; n++) {
    const { used, limit } = windowOf(T, n, counted);
    if (used > limit) break;
  }
  return n > entry ? Math.min(n - 1, entry + at(T.t.row, entry) - 1) : null;
};
const compute = (T, q) => {
  const t = T.t, asOf = checkDay(T, q.as_of), union = t.members.split(" ").includes(q.citizenship);
  const day_ = (name) => told(T, q, name), start = day_("contract_start"), end = day_("contract_end"), early = day_("contract_end_early");
  const bought = day_("patent_start"), paid = day_("patent_paid_until"), extended = day_("extension");
  const all = stays(T, q, NO_END).map(([first, last]) => [first, last > asOf ? NO_END : last]).filter((one) => one[0] <= asOf);
  if (!all.length) refuse((q.visits || []).length ? "range_backwards" : "start_missing");
  if ([end, early].some((n) => n && (!start || n < start)) || paid && (!bought || paid < bought)) refuse("start_missing");
  if (start) at(t.contract, start);
  const term = bought ? addMonths(bought, at(t.patent, bought)) - 1 : 0;
  const isEarly = early && early < (end || NO_END);
  const bases = union ? start ? [[start, isEarly ? early : end || NO_END]] : [] : paid ? [[bought, Math.min(paid, term)]] : [];
  const [entry, gone] = all.pop(), now = Math.min(asOf, gone), seen = merged([...all, [entry, NO_END]]);
  const carried = bases.filter((one) => one[1] >= entry), [base] = carried;
  const lateEnd = union && isEarly && base && early - entry + 1 > at(t.after, early) ? early + at(t.more, early) : null;
  const reckon = (counted) => {
    const free = lastFree(T, entry, counted), covered = carried.map((one) => [union ? "contract" : "patent", Math.max(one[0], entry), one[1]]);
    if (lateEnd) covered.push(["new_contract_days", early + 1, lateEnd]);
    if (extended && extended >= entry) covered.push(["extension", entry, extended]);
    if (free) covered.push(["visa_free", entry, free]);
    const lawful = merged(covered.map((one) => one.slice(1))), last = lawful.reduce((most, one) => one[0] <= now ? one[1] : most, null);
    return { free, lawful, last, ground: (covered.find((one) => one[2] == last) || [null])[0], at: windowOf(T, now, counted) };
  };
  const found = reckon(seen), { free, lawful, last, ground } = found, other = reckon(without(seen, bases)).last;
  const { first, used, limit } = found.at, left = Math.max(0, limit - used);
  const gap = !lawful.length || lawful[0][0] > entry ? entry : lawful[0][1] == NO_END ? null : lawful[0][1] + 1;
  const after = last == null ? now - entry + 1 : Math.max(0, now - last), lines = [];
  const line = (kind, code, facts = {}) => lines.push([kind, (kind == "note" ? "warning." : "step.") + code, facts]);
  if (last == NO_END) line("big", "stay_no_end"); else if (last) line("big", "stay_last_day", { last: iso(last) });
  const by = (table, name) => {
    const last = iso(entry + at(table, entry) - 1);
    lines.push(["row", "days." + name, { last }]);
    return last;
  };
  const register_by = by(t["register_" + (union ? "eaeu" : q.citizenship.toLowerCase())], "register_by");
  const biometrics_by = by(t.biometrics, "biometrics_by"), patent_by = union ? null : by(t.apply, "patent_by");
  const step = (code, facts) => line("step", code, facts), note = (code, facts) => line("note", code, facts);
  step("stay_entered", { entry: iso(entry), number: now - entry + 1 });
  step(ground && ground != "visa_free" ? "stay_days_with_basis" : "stay_days_used",
    { from: iso(first), to: iso(now), used: count(used), limit: count(limit), left: count(left) });
  if (free) step("stay_visa_free", { last: iso(free) }); else step("stay_no_free_days", { entry: iso(entry) });
  if (base) {
    const days = { first: iso(base[0]), last: iso(base[1]) };
    if (!union) step("stay_patent", days);
    else if (base[1] == NO_END) step("stay_contract_open", { first: days.first });
    else {
      step(isEarly ? "stay_contract_ended_early" : "stay_contract", days);
      if (isEarly) {
        const number = early - entry + 1;
        if (lateEnd) step("stay_new_contract_days", { number, days: count(lateEnd - early), last: iso(lateEnd) });
        else step("stay_early_end_within", { number });
      }
    }
  }
  if (extended && extended >= entry) step("stay_extended", { last: iso(extended) });
  if (!union && start) note("contract_needs_patent");
  if (union && base && early && !isEarly) note("two_contract_ends");
  if (ground == "contract" && last != NO_END) note("no_days_after_term");
  if (!union && bought && !paid) note("patent_not_paid");
  if (ground == "patent") note("patent_day_late");
  if (last == null || last < now) note("stay_days_over", { days: count(after) });
  if (last != null && gap != null && gap < last) note("stay_gap", { first: iso(gap) });
  if (other != null && other != NO_END && other != last) note("other_reading", { other: iso(other) });
  note("stay_ask_first");
  const shown = (n) => n == null || n == NO_END ? null : iso(n);
  return { value: shown(last), no_end: last == NO_END, ground, allowed: last != null && now <= last, in_country: gone == NO_END,
    days_used: used, days_left: left, days_after_last_day: after, first_uncertain: shown(gap), visa_free_until: shown(free),
    new_contract_by: shown(lateEnd), other: shown(other), register_by, biometrics_by, patent_by, lines };
};
