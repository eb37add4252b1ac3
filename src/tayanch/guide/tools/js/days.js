// Entries and exits as stays; a stay that goes on has no end.
const NO_END = 4e6;
const count = (n) => [n, "d"];
const stays = (T, q, until) => {
  const days = new Map(), found = [];
  let entered = null;
  const cross = (n, way) => {
    if (n > until) return;
    const of = days.get(n) || [0, 0];
    of[way]++;
    days.set(n, of);
  };
  for (const one of q.visits || []) {
    cross(checkDay(T, one.entry), 0);
    if (one.exit) cross(checkDay(T, one.exit), 1);
  }
  for (const [n, left] of [...days].sort((a, b) => a[0] - b[0])) {
    while (left[0] || left[1]) {
      if (!left[entered ? 1 : 0]--) refuse("entries_unpaired", { day: iso(n) });
      if (entered) found.push([entered, n]);
      entered = entered ? null : n;
    }
  }
  if (entered) found.push([entered, NO_END]);
  return found;
};
const told = (T, q, name) => q[name] ? checkDay(T, q[name]) : null;
