// Russia: half-months, due at the latest so many days after; a share of the yearly rate of each day.
const HALF = 15;
const periods = (T, q, start, until, end) => {
  at(T.t.pay, start);
  const [one, two] = [q.pay_day_1, q.pay_day_2];
  if (one && one == two) refuse("pay_days_equal");
  const [early, late] = one < HALF && HALF <= two ? [two, one] : [one, two], found = [];
  for (let first = start; first <= until;) {
    const isFirst = dayOf(first) <= HALF, end_ = isFirst ? monthStart(first) + HALF - 1 : monthEnd(first);
    const limit = end_ + at(T.t.pay, end_), number = isFirst ? early : late;
    const here = number > HALF || isFirst && number == HALF;
    const agreed = number ? inMonth(monthEnd(end_, here ? 0 : 1), number) : limit;
    let due = onOrBefore(T.t.off, Math.min(agreed, limit));
    if (end && due > end) due = end;
    found.push({ first, last: Math.min(end_, until), due });
    first = end_ + 1;
  }
  return found;
};
const compute = (T, q) => "pay_day_1" in q != "pay_day_2" in q ? refuse("missing_key") : claim(T, q, {
  per: BigInt(10000 * T.t.parts),
  sums: ofJob,
  late: (T, debt, asOf) => stretches(debt, asOf).flatMap(([from, to, base]) => spans(T.t.rate, from, to).flatMap(
    ([begin, stop, rate]) => spans(T.t.share, begin, stop).map(([first, last, share]) => ["interest", first, last, base,
      BigInt(base) * BigInt((last - first + 1) * rate * T.t.parts / share), { rate: sum(rate), fraction: "1/" + share }]))),
  notes: () => [["net_or_gross"]],
  limit: (T, due) => {
    const last = addMonths(due, at(T.t.limit, due)), safe = onOrBefore(T.t.off, last);
    return { last, safe, steps: eve(last, safe), notes: [["limit_is_no_promise"], ["no_contract_three_months"]] };
  },
});
