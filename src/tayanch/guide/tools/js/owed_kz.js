// Kazakhstan: months, due by a day of the next one; the rate of the day of payment for the whole delay.
const periods = (T, q, start, until, end) => {
  const agreed = q.pay_day && q.pay_day <= T.t.pay.rows[T.t.pay.rows.length - 1] ? q.pay_day : 0, found = [];
  at(T.t.pay, start);
  for (let first = start; first <= until;) {
    const stop = monthEnd(first);
    let due = onOrBefore(T.t.off, stop + (agreed || at(T.t.pay, first)));
    if (end) {
      let settled = end, left = at(T.t.settle, end);
      while (left) left -= !isOff(T.t.off, ++settled);
      due = Math.min(due, settled);
    }
    found.push({ first, last: Math.min(stop, until), due });
    first = stop + 1;
  }
  return found;
};
// What was paid late, part by part, and what is still unpaid: [first, last, base, code].
const parts = (debt, asOf) => {
  const found = debt.paid.filter((p) => p[0] > debt.due).map((p) => [debt.due + 1, p[0], p[1], "late_paid"]);
  const unpaid = debt.amount - total(debt.paid, (p) => p[1]);
  if (unpaid && debt.due < asOf) found.push([debt.due + 1, asOf, unpaid, "late_unpaid"]);
  return found;
};
const units_ = (base, days, rate, times) => BigInt(base) * BigInt(days * rate * times);
const law = {
    sums: ofJob,
  late: (T, debt, asOf) => parts(debt, asOf).map(([first, last, base, code]) => {
    const rate = at(T.t.rate, last), times = at(T.t.times, last);
    return [code, first, last, base, units_(base, last - first + 1, rate, times), { rate: sum(rate), coefficient: sum(times) }];
  }),
  // The other reading: the rate of each day.
  other: (T, owed, asOf) => {
    try {
      let found = 0n;
      for (const debt of owed) for (const [from, to, base] of parts(debt, asOf)) for (const [begin, stop, rate] of spans(T.t.rate, from, to))
        for (const [first, last, times] of spans(T.t.times, begin, stop)) found += units_(base, last - first + 1, rate, times);
      return halfUp(found, BigInt(1e6 * T.t.year));
    } catch (e) { if (e.refused) return null; throw e; }
  },
  notes: (T, steps, as_of) => steps.some((one) => one[0] == "late_unpaid") ? [["provisional_rate", { as_of }]] : [],
  limit: (T, due) => {
    const last = addMonths(due, at(T.t.limit, due)), safe = onOrBefore(T.t.off, last - 1);
    return { last, safe, steps: [["last_safe_day", { last_safe_day: iso(safe) }]], notes: [["limit_is_no_promise"], ["commission_first"]] };
  },
};
const compute = (T, q) => claim(T, q, { ...law, per: BigInt(1e6 * T.t.year) });
