// What was due of a job: its pay periods with their shares of the salary, and what lacks to the minimum wage.
const worked = (off, first, last) => { let n = 0; for (; first <= last; first++) n += !isOff(off, first); return n; };
const monthStart = (n) => n - dayOf(n) + 1;
const ofJob = (T, q, asOf) => {
  const start = checkDay(T, q.start), end = q.end ? checkDay(T, q.end) : 0, until = Math.min(end || asOf, asOf);
  checkSum(q.salary);
  for (const name of ["pay_day_1", "pay_day_2", "pay_day"]) {
    const n = q[name];
    if (name in q && !(n >= 1 && n <= 31 && n % 1 == 0)) refuse("not_whole", { least: 1, most: 31 });
  }
  if (end && end < start || until < start) refuse("range_backwards");
  if (end > until) refuse("last_day_outside", { first: iso(start), last: iso(until) });
  const mine = periods(T, q, start, until, end), off = T.t.off, months = new Map();
  for (const one of mine) {
    const month = monthStart(one.first), whole = worked(off, month, monthEnd(month)), before = months.get(month) || 0;
    const after = before + worked(off, one.first, one.last);
    const part = (n) => whole ? halfUp(BigInt(q.salary * n), BigInt(whole)) : 0;
    Object.assign(one, { amount: part(after) - part(before), whole });
    months.set(month, after);
  }
  const sums = [...mine];
  for (const [month, n] of months) {
    const { due, first, last, whole } = mine.findLast((one) => monthStart(one.first) == month);
    const amount = whole ? halfUp(BigInt(Math.max(0, at(T.t.minimum, month) - q.salary) * n), BigInt(whole)) : 0;
    if (amount) sums.push({ what: "minimum", first, last, due, amount });
  }
  return sums;
};
