// The price of filling months without contributions in Kyrgyzstan: so many percent of a month's average wage for each.
const compute = (T, q) => {
  const whole = (n, least, most) => { if (!Number.isInteger(n) || n < least || n > most) refuse("not_whole", { least, most }); };
  whole(q.months, 1, 720);
  whole(q.year, 1990, 2100);
  checkSum(q.wage);
  if (q.record != null) whole(q.record, 0, 720);
  const percent = at(T.t.percent, day(q.year + "-01-01")), value = halfUp(BigInt(q.wage) * BigInt(percent * q.months), 10000n);
  const each = halfUp(BigInt(q.wage) * BigInt(percent), 10000n), months = [q.months, "m"];
  const lines = [
    ["big", "gap.price", { months, value: [value, "c"] }],
    ["step", "step.voluntary_price", { months, percent: [percent, "c"], wage: [q.wage, "c"], total: [value, "c"] }],
    ["row", "gap.each", { each: [each, "c"] }],
  ];
  let missing = null;
  if (q.record != null) {
    const after = q.record + q.months, full = T.t.full;
    missing = Math.max(0, full - after);
    lines.push(["step", "step.voluntary_record", { after: [after, "m"], missing: [missing, "m"], full: [full, "m"] }]);
  }
  for (const text of T.t.home) lines.push(["step", "gap.said", { text }]);
  lines.push(["note", "warning.voluntary_ask_fund", {}], ["note", "assumed.voluntary_least", {}]);
  return { value, each, missing, lines };
};
