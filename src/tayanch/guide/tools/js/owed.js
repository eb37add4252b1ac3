// A claim: what was due, the money that came (the oldest debt first), the delay, and the last days to sue.
// law: sums(T, q, asOf) what was due; late(T, debt, asOf) its delay as [code, first, last, base, units, facts], where
// units / per are kopecks; limit(T, due) the last day to sue; notes(T, steps) what is to be said about the delay.
const stretches = (debt, asOf) => {
  const found = [];
  let first = debt.due + 1, base = debt.amount;
  for (const [on, amount] of debt.paid) {
    if (on >= first) { found.push([first, on, base]); first = on + 1; }
    base -= amount;
  }
  if (base && first <= asOf) found.push([first, asOf, base]);
  return found;
};
const total = (list, read) => list.reduce((sum, one) => sum + read(one), 0);
const units = (steps) => steps.reduce((sum, one) => sum + one[4], 0n);
const KINDS = ["wages", "minimum"];
const sum = (n) => [n, "c"];
const span = (first, last) => ({ from: iso(first), to: iso(last), days: [last - first + 1, "d"] });
const claim = (T, q, law) => {
  const asOf = checkDay(T, q.as_of);
  const got = (q.payments || []).map((p) => { checkSum(p.amount); return [checkDay(T, p.date), p.amount]; })
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const told = law.sums(T, q, asOf).map((one) => ({ what: "wages", paid: [], ...one }))
    .sort((a, b) => a.due - b.due || KINDS.indexOf(a.what) - KINDS.indexOf(b.what) || a.first - b.first
      || a.last - b.last || a.amount - b.amount);
  const due = told.filter((one) => one.due <= asOf), not_due = told.length - due.length;
  let place = 0, unused = 0;
  for (const [on, amount] of got) {
    let rest = on > asOf ? 0 : amount;
    while (rest && place < due.length) {
      const one = due[place], left = one.amount - total(one.paid, (p) => p[1]), part = Math.min(rest, left);
      if (part) one.paid.push([on, part]);
      rest -= part;
      if (part == left) place++;
    }
    unused += rest;
  }
  const owed = due.filter((one) => one.amount);
  if (!owed.length) {
    return { value: 0, wages: 0, compensation: 0, not_due, unused, sums: [], other: null,
      lines: [["big", "step.claim_nothing_due", { as_of: q.as_of }]] };
  }
  const late = owed.map((one) => law.late(T, one, asOf)), steps = late.flat(), limits = [], lines = [];
  const sums = owed.map((one, i) => {
    const paid = total(one.paid, (p) => p[1]);
    const inTime = one.due >= asOf || total(one.paid, (p) => p[0] <= one.due ? p[1] : 0) >= one.amount;
    const limit = inTime ? {} : law.limit(T, one.due), last = limit.last ? iso(limit.last) : null;
    if (last) limits.push([one.due, limit]);
    const row = { what: one.what, from: iso(one.first), to: iso(one.last), due: iso(one.due), amount: one.amount, paid,
      unpaid: one.amount - paid, compensation: halfUp(units(late[i]), law.per), last_day: last,
      last_safe_day: last && iso(limit.safe) };
    const facts = { named: T.s["claim." + one.what], from: row.from, to: row.to, due: row.due };
    for (const key of ["amount", "paid", "unpaid", "compensation"]) facts[key] = sum(row[key]);
    lines.push(["row", last ? "step.claim_sum" : "step.claim_sum_in_time", last ? { ...facts, last_day: last } : facts]);
    return row;
  });
  const wages = total(sums, (row) => row.unpaid), compensation = halfUp(units(steps), law.per), value = wages + compensation;
  lines.unshift(["big", "step.claim_total", { wages: sum(wages), compensation: sum(compensation), together: sum(value) }]);
  const note = (code, facts = {}) => lines.push(["note", "warning." + code, facts]);
  const step = (code, facts) => lines.push(["step", "step." + code, facts]);
  late.forEach((some, debt) => some.forEach(([code, first, last, base, units, facts]) =>
    step(code, { debt, ...span(first, last), ...facts, base: sum(base), amount: sum(halfUp(units, law.per)) })));
  limits.sort((a, b) => a[0] - b[0]);
  if (limits.length) limits[0][1].steps.forEach((one) => step(...one));
  const over = new Set(sums.filter((row) => row.last_day && row.last_day < q.as_of).map((row) => row.due)).size;
  if (over) note("claim_over", { count: over });
  note("claim_side_effects");
  if (steps.length) law.notes(T, steps, q.as_of).forEach((one) => note(...one));
  const other = law.other ? law.other(T, owed, asOf) : null;
  if (other != null && other != compensation) note("other_reading", { other: sum(other) });
  if (limits.length) limits[0][1].notes.forEach((one) => note(...one));
  return { value, wages, compensation, not_due, unused, sums, other, lines };
};
const eve = (last, safe) => safe == last ? [] : [["last_safe_day", { last_day: iso(last), last_safe_day: iso(safe) }]];
const touches = (steps, first, last) => steps.some((one) => one[1] <= day(last) && one[2] >= day(first));
