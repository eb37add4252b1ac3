// Kazakhstan: at most so many days in any so many, and beside it the contract, the agreement and a permit.
const compute = (T, q) => {
  const t = T.t, asOf = checkDay(T, q.as_of), union = t.members.includes(q.citizenship), all = stays(T, q, asOf);
  const day_ = (name) => told(T, q, name), start = day_("contract_start"), end = day_("contract_end"), early = day_("contract_end_early");
  const registered = day_("registration"), permit = day_("permit_until"), value_ = (table) => at(table, asOf);
  const window = value_(t.window), most = value_(t.limit), past = [];
  if (!(q.visits || []).length) refuse("start_missing");
  let since = asOf, inside = false, until = -NO_END;
  for (const [first, last] of all) {
    if (last == NO_END) { since = first; inside = true; continue; }
    const from = Math.max(first, until + 1);
    if (from <= last) { past.push([from, last]); until = last; }
  }
  since = Math.max(since, until + 1);
  const daysIn = (last) => [...past, [since, last]].reduce((sum, one) =>
    sum + Math.max(0, Math.min(one[1], last) - Math.max(one[0], last - window + 1) + 1), 0);
  let free = since;
  while (daysIn(free) <= most) free++;
  free--;
  if (!union) free = Math.min(free, since + value_(t.stay) - 1);
  const ends = { visa_free: free };
  if (permit && permit >= asOf) ends.permit = permit;
  if (union && start && start <= asOf) {
    if (early && start <= early && early <= asOf) {
      if (early - since + 1 > most) ends.contract = early + value_(t.more);
    } else if (!end || end < start) ends.contract = null;
    else if (end >= asOf) ends.contract = end;
  }
  if (q.citizenship == t.agreed && registered && since <= registered && registered <= asOf) {
    ends.agreement = registered + value_(t.register) - 1;
    ends.agreement_extended = ends.agreement + value_(t.extend);
  }
  const ground = ends.permit ? "permit" : "visa_free", last = ends[ground], lines = [], others = {};
  for (const name in ends) if (name != ground) others[name] = ends[name] && iso(ends[name]);
  const used = daysIn(asOf) - !inside, line = (kind, code, facts = {}) => lines.push([kind, code, facts]);
  if (ends.permit) line("big", "step.stay_permit", { last_day: iso(last) });
  else if (last < since) line("big", "step.no_days_left", { since: iso(since) });
  else line("big", "step.stay_visa_free", { since: iso(since), window: count(window), most: count(most), last_day: iso(last) });
  const free_ = value_(union ? t.unregistered : t.stay), register_by = union ? iso(since + free_ - 1) : null;
  if (union) line("row", "step.register_by", { days: count(free_), register_by }); else line("row", "step.one_stay", { most: count(free_) });
  line("step", "step.days_counted", { as_of: q.as_of, window: count(window), used: count(used) });
  if (!inside) line("step", "step.if_she_enters", { since: iso(since) });
  for (const other of [...new Set(Object.values(others))].sort()) if (other && other != iso(last)) line("note", "warning.other_reading", { other });
  for (const code of ["police_decide", ...q.citizenship == t.agreed ? ["three_rules_collide"] : [],
    union ? "long_work_needs_permission" : "work_needs_permit"]) line("note", "warning." + code);
  return { value: iso(last), ground, inside, since: iso(since), days_used: used, days_left: Math.max(0, last - asOf + !inside),
    register_by, others, lines };
};
