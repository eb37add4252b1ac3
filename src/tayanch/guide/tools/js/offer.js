// An offer or a job against the eleven signs, and its price in months of pay. What is not answered is unknown.
const compute = (T, q) => {
  const of = (answer) => T.t.signs.filter((sign) => (q[sign] || "unknown") == answer);
  const flags = of("yes"), unknown = of("unknown"), lines = [], put = (kind, code, facts = {}) => lines.push([kind, code, facts]);
  put("big", "offer.signs", { found: flags.length, of: T.t.signs.length });
  for (const sign of flags) put("row", "step.flag_" + sign);
  if (!flags.length) put("row", "step.no_flags", { unknown: unknown.length });
  const found = { value: flags.length, flags, unknown, clear: of("no"), months: null, lines };
  if (q.cost) checkSum(q.cost);
  if (q.income) checkSum(q.income);
  if (q.cost && q.income) {
    found.months = halfUp(100n * BigInt(q.cost), BigInt(q.income));
    put("row", "step.cost_in_months", { cost: [q.cost, "c"], income: [q.income, "c"], months: [found.months, "c"] });
  }
  if (q.cost) for (const text of T.t.fees) put("step", "offer.said", { text });
  for (const text of T.t.here) put("step", "offer.said", { text });
  for (const sign of unknown) put("row", "step.ask_" + sign);
  const note = (code) => put("note", code);
  if (["violence", "movement-barred", "threats"].some((sign) => flags.includes(sign))) note("warning.danger_first");
  if (flags.includes("documents-taken")) note("warning.passport_is_yours");
  note(flags.length ? "warning.signs_not_verdict" : "warning.no_signs_no_promise");
  if (found.months != null) note("warning.fees_not_hers");
  return found;
};
