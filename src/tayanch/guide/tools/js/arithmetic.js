"use strict";
// Days are whole numbers since 1 January 1970; a table has its first day, its last one (0: open), and its rows.
const day = (iso) => Date.parse(iso) / 864e5;
const iso = (n) => new Date(n * 864e5).toISOString().slice(0, 10);
const monthEnd = (n, more = 0) => { const [y, m] = iso(n).split("-"); return Date.UTC(y, +m + more, 0) / 864e5; };
const dayOf = (n) => +iso(n).slice(8);
const inMonth = (last, d) => last - Math.max(0, dayOf(last) - d);
const addMonths = (n, more) => inMonth(monthEnd(n, more), dayOf(n));
const refuse = (code, facts = {}) => { throw { refused: ["error." + code, facts] }; };
const asked = (T, q) => { try { return compute(T, q); } catch (e) { if (e.refused) return e; throw e; } };
// Stretches of first..last with one value: [first, last, value].
const spans = (t, first, last) => {
  if (first < t.from) refuse("before_known_dates", { day: iso(first), known_from: iso(t.from), table: t.n });
  if (t.to && last > t.to) refuse("after_known_dates", { day: iso(last), known_through: iso(t.to), table: t.n });
  const found = [];
  for (let i = 0, from = t.from, to; i < t.rows.length && from <= last; i += 2, from = to + 1) {
    to = i + 2 > t.rows.length ? last : from + t.rows[i + 1] - 1;
    if (to >= first) found.push([Math.max(first, from), Math.min(last, to), t.rows[i]]);
  }
  return found;
};
const at = (t, n) => spans(t, n, n)[0][2];
const isOff = (t, n) => {
  if (!t.set) { let d = t.from; t.set = new Set(t.rows.map((more) => d += more)); }
  return (n + 3) % 7 > 4 != t.set.has(n);
};
const onOrBefore = (t, n) => { while (isOff(t, n)) n--; return n; };
const halfUp = (units, per) => Number((2n * units + per) / (2n * per));
const checkSum = (n) => {
  if (n > 1e11) refuse("money_too_big", { largest: [1e11, "c"] });
  if (!(n > 0)) refuse("money_not_positive");
};
const checkDay = (T, s) => {
  const n = day(s), [first, last] = T.t.days;
  if (!(n >= first && n <= last)) refuse("date_out_of_range", { earliest: iso(first), latest: iso(last) });
  return n;
};
