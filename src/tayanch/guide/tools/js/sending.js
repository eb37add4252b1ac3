// A plan of months: her own savings first, then living, debts with their interest, and what she sends with its price.
// Sums are kopecks; the way is written in sending.py.
const scaled = (text, decimals, least, most) => {
  const [, whole, part = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) || [];
  if (!whole || part.length > decimals || +text < least || +text > most) refuse("not_a_number", { least, most, decimals });
  return BigInt(whole + part.padEnd(decimals, "0"));
};
const near = (units, per) => {
  const up = 2n * units + per, of = 2n * per;
  return up < 0n && up % of ? up / of - 1n : up / of;
};
const compute = (T, q) => {
  const first = checkDay(T, q.from), lines = [], put = (kind, code, facts = {}) => lines.push([kind, code, facts]);
  if (!Number.isInteger(q.months) || q.months < 1 || q.months > 60) refuse("not_whole", { least: 1, most: 60 });
  checkSum(q.income);
  for (const name of ["own", "living", "send"]) if (q[name]) checkSum(q[name]);
  const share = q.fee_percent ? scaled(q.fee_percent, 2, 0, 100) : 0n;
  if (q.fee_fixed) checkSum(q.fee_fixed);
  const million = 1000000n, rate = q.rate ? scaled(q.rate, 6, 0, 1e6) : 0n, reference = q.reference_rate ? scaled(q.reference_rate, 6, 0, 1e6) : 0n;
  const debts = (q.debts || []).map((one) => {
    if (one.owed == null) refuse("missing_key");
    checkSum(one.owed);
    if (one.payment) checkSum(one.payment);
    const percent = one.percent ? scaled(one.percent, 2, 0, 1000) : 0n, per = one.per == "year" ? 120000n : 10000n;
    const owed = BigInt(one.owed), payment = BigInt(one.payment || 0);
    return { owed, payment, percent, per, interest: 0n, ends: null, grows: percent > 0n && payment <= near(owed * percent, per) };
  });
  const fixed = BigInt(q.fee_fixed || 0), own = BigInt(q.own || 0), living = BigInt(q.living || 0);
  const sum = { paid: 0n, interest: 0n, sent: 0n, fees: 0n, left: 0n, short: 0n }, months = [];
  for (let number = 1; number <= q.months; number++) {
    let paid = 0n, interest = 0n;
    for (const one of debts) {
      const grown = near(one.owed * one.percent, one.per), payment = one.payment < one.owed + grown ? one.payment : one.owed + grown;
      one.owed += grown - payment;
      if (one.owed > 100000000000n) refuse("money_too_big", { largest: [1e11, "c"] });
      one.interest += grown;
      if (payment && !one.owed) one.ends = number;
      paid += payment;
      interest += grown;
    }
    const remains = BigInt(q.income) - own - living - paid, most = remains > fixed ? (remains - fixed) * 10000n / (10000n + share) : 0n;
    const sent = q.send != null && BigInt(q.send) < most ? BigInt(q.send) : most, fee = sent ? near(sent * share, 10000n) + fixed : 0n;
    const left = remains - sent - fee;
    months.push([paid, sent, fee, left].map(Number));
    for (const [name, more] of Object.entries({ paid, interest, sent, fees: fee, left, short: left < 0n ? -left : 0n })) sum[name] += more;
  }
  const kept = Number(own * BigInt(q.months) + sum.left), arrives = rate ? near(sum.sent * rate, million) : null;
  if (arrives > 10n ** 15n) refuse("money_too_big", { largest: [1e15, "c"] });
  const both = rate && reference, apart = both && (rate > 10n * reference || reference > 10n * rate);
  const worse = both ? [reference - rate, reference] : [0n, 1n];
  const price = sum.sent && !apart ? Number(near((sum.fees * worse[1] + sum.sent * worse[0]) * 10000n, sum.sent * worse[1])) : null;
  const c = (n) => [Number(n), "c"], span = [q.months, "m"];
  put("big", kept < 0 ? "send.total_short" : "send.total", { months: span, sent: c(sum.sent), kept: c(Math.abs(kept)) });
  put("step", "send.first", { income: c(q.income), own: c(own), living: c(living) });
  for (let i = 0, from = 0; i < months.length; i++) {
    if (i + 1 < months.length && months[i + 1].every((n, k) => n == months[i][k])) continue;
    const [paid, sent, fee, left] = months[i];
    put("row", left < 0 ? "send.months_short" : "send.months_plan", { span: from < i ? from + 1 + "–" + (i + 1) : "" + (i + 1), paid: c(paid), sent: c(sent), fee: c(fee), left: c(Math.abs(left)) });
    from = i + 1;
  }
  debts.forEach((one, i) => {
    const facts = { number: i + 1, interest: c(one.interest) };
    if (one.ends) put("row", "send.debt_ends", { ...facts, day: iso(addMonths(first, one.ends)) });
    else put("row", "send.debt_left", { ...facts, months: span, left: c(one.owed) });
    if (one.grows) put("note", "send.debt_grows", { number: i + 1 });
  });
  put("step", "send.costs", { fees: c(sum.fees), interest: c(sum.interest) });
  if (arrives != null) put("step", "send.arrives", { arrives: c(arrives) });
  if (price != null) {
    put("row", price < 0 ? "send.price_gain" : "send.price", { price: c(Math.abs(price)) });
    const { target, most, says } = T.t;
    for (const text of says) put("step", "send.said", { text });
    if (most && price > most) put("note", "send.dear", { most: c(most) });
    else if (target && price > target) put("note", "send.above", { target: c(target) });
    if (!both) put("note", "send.no_rate");
  }
  if (apart && sum.sent) put("note", "send.apart");
  if (!own) put("note", "send.no_own");
  if (sum.short) put("note", "send.short", { short: c(sum.short) });
  else if (q.send != null && sum.sent < BigInt(q.send) * BigInt(q.months)) put("note", "send.less");
  put("note", "send.yours");
  const told = debts.map((one) => ({ owed: Number(one.owed), interest: Number(one.interest), ends_in: one.ends, grows: one.grows }));
  return { value: kept, months, paid: Number(sum.paid), interest: Number(sum.interest), sent: Number(sum.sent), fees: Number(sum.fees), arrives: arrives == null ? null : Number(arrives), price, debts: told, lines };
};
