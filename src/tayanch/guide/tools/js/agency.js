// An agency: its permit on the day of the check, the money it asks for, and what is still to be found out.
const compute = (T, q) => {
  const t = T.t, asOf = checkDay(T, q.as_of), lines = [], put = (kind, code, facts = {}) => lines.push([kind, code, facts]);
  const told = (name) => { for (const text of t.said[name] || []) put("step", "agency.said", { text }); };
  const known = (answer) => answer == "yes" || answer == "no", notes = [], note = (code, facts = {}) => notes.push(["note", "warning." + code, facts]);
  const found = { value: null, fee: null, ask: [], lines };
  const permit = () => {
    const on = checkDay(T, q.valid_from), last = checkDay(T, q.valid_to), looked = checkDay(T, q.checked_on);
    if (last < on || asOf < looked) refuse("range_backwards");
    const usual = at(t.term, looked), inDate = on <= looked && looked <= last, age = [asOf - looked, "d"];
    const dates = { from: q.valid_from, to: q.valid_to, checked_on: q.checked_on };
    found.value = inDate && q.named == "yes" && q.listed != "no" && q.suspended != "yes";
    put("row", "step.permit_" + (looked < on ? "not_yet" : looked > last ? "ended" : "in_date"), dates);
    put("row", q.named == "yes" ? "step.permit_names_country" : "step.permit_lacks_country", { country: t.names[q.country] });
    if (q.listed == "no") put("row", "step.permit_not_listed", { checked_on: q.checked_on });
    if (q.suspended == "yes") put("row", "step.permit_suspended", { checked_on: q.checked_on });
    put("row", "step.check_age", { checked_on: q.checked_on, as_of: q.as_of, age });
    put("row", "step.where_to_check");
    if (age[0]) note("check_again", { age });
    if (!known(q.listed) || !known(q.suspended)) note("status_not_asked");
    if (asOf > last) note("permit_ended_since", { to: q.valid_to });
    if (last > addMonths(on, usual)) note("longer_than_usual", { months: [usual, "m"] });
    note("partner_and_contract");
  };
  const fee = () => {
    checkSum(q.amount);
    const sum = at(t[q.money], asOf), amount = [q.amount, "c"];
    found.fee = q.money == "service" ? "no_limit_known" : "agency_pays";
    put("row", "step.fee_" + q.money, q.money == "service" ? { amount } : { amount, rule_sum: [sum, "c"] });
    put("row", "step.fair_recruitment");
    note(q.money == "service" ? "fee_bill_unknown" : "fee_sums_are_old");
    note("fee_in_writing");
    note("ask_the_center");
  };
  if (q.home == "KG") {
    if (!q.valid_from || !q.valid_to) found.ask.push("permit");
    if (!q.checked_on) found.ask.push("looked");
    for (const one of ["named", "listed", "suspended"]) if (!known(q[one])) found.ask.push(one);
    if (q.valid_from && q.valid_to && q.checked_on && known(q.named)) permit();
    else if (q.named == "no" || q.listed == "no" || q.suspended == "yes") found.value = false;
    if (q.money && q.amount) fee();
  }
  told(q.country);
  for (const one of found.ask) put("row", "agency.ask." + one);
  told(q.home);
  lines.push(...notes);
  if (q.home != "KG") put("note", "agency.other_home");
  const rest = found.ask.length ? "open" : "fits";
  put("big", "agency." + (q.home != "KG" ? "open" : found.value === false || found.fee == "agency_pays" ? "stop" : rest));
  lines.unshift(lines.pop());
  return found;
};
