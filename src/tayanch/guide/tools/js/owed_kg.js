// Kyrgyzstan: the sums are told; a share of the unpaid sum for every day; the limit in years.
const compute = (T, q) => claim(T, q, {
  per: 10000n,
  sums: (T, q) => (q.sums || []).length ? q.sums.map((one) => {
    const due = checkDay(T, one.due);
    checkSum(one.amount);
    return { first: due, last: due, due, amount: one.amount };
  }) : refuse("missing_key"),
  late: (T, debt, asOf) => stretches(debt, asOf).flatMap(([from, to, base]) => spans(T.t.percent, from, to).map(
    ([first, last, percent]) => ["penalty", first, last, base, BigInt(base) * BigInt((last - first + 1) * percent),
      { rate: sum(percent), fraction: "1" }])),
  notes: (T, steps) => {
    const [first, last] = T.t.unclear;
    return [["cap_not_confirmed"], ["payment_day_counts"],
      ...touches(steps, first, last) ? [["code_start_unclear", { first, last }]] : []];
  },
  limit: (T, due) => {
    const last = addMonths(due, 12 * at(T.t.limit, due)), safe = onOrBefore(T.t.off, last);
    return { last, safe, steps: eve(last, safe), notes: [["limit_is_no_promise"]] };
  },
});
