// A transcript is read and coded: with the mouse, with fingers, with keys alone. Every act is drawn at once and sent.
"use strict";

{
  const root = document.getElementById("text");
  const bar = document.getElementById("bar");
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = JSON.parse(document.getElementById("words").textContent);
  const text = new Places.Text(root);
  const codes = new Codes.Chooser(data, words);
  const others = data.others;
  const mayCode = data.may;
  let anchor = null; // the word at which a selection was begun
  let head = null; // the word to which it reaches
  let exact = null; // what the mouse selected
  let chosen = null; // a coding: [start, end, code]
  let found = { words: "", places: [], at: -1 };

  const $ = (id) => document.getElementById(id);
  const make = (tag, told = {}) => Object.assign(document.createElement(tag), told);
  const say = (template, ...values) => { let told = template; for (const value of values) told = told.replace(/%[sd]/, () => value); return told; };
  const tell = (what) => { $("told").textContent = what; };
  const mine = () => [...log.mine.values()];

  // --- drawing -------------------------------------------------------------------------------------------------------

  // Codings by turn: looking through all of them for each turn would be slow in a long text.
  const byTurn = new Map(text.turns.map((turn) => [turn, new Map()]));
  const turnsOf = (start, end) => {
    const first = text.turns.indexOf(text.turnAt(start));
    const last = text.turns.indexOf(text.turnAt(end - 1));
    return text.turns.slice(Math.max(0, first), last + 1);
  };
  const entry = (row, who) => ({ row, who, key: `${Acts.key(row)}${who}` });
  const put = (one) => { for (const turn of turnsOf(one.row[0], one.row[1])) byTurn.get(turn).set(one.key, one); };

  function paintRun(run, here) {
    const touching = here.filter(({ row }) => row[0] < run.end && row[1] > run.at);
    const borders = new Set([run.at, run.end]);
    for (const { row } of touching) for (const border of row.slice(0, 2)) if (border > run.at && border < run.end) borders.add(border);
    const sorted = [...borders].sort((a, b) => a - b);
    run.element.replaceChildren(...sorted.slice(0, -1).map((start, place) => {
      const end = sorted[place + 1];
      const on = touching.filter(({ row }) => row[0] < end && row[1] > start).sort((a, b) => (a.row[1] - a.row[0]) - (b.row[1] - b.row[0]));
      const part = run.slice(start, end);
      if (!on.length) return document.createTextNode(part);
      const isChosen = chosen && chosen[0] <= start && chosen[1] >= end ? " chosen" : "";
      return make("span", { className: `c k${codes.colour(on[0].row[2])}${on.length > 1 ? " many" : ""}${isChosen}`, textContent: part });
    }));
  }

  function chip(one, turn) {
    const item = make("li", { className: `chip k${codes.colour(one.row[2])}` });
    const isOn = chosen && !one.who && Acts.key(one.row) === Acts.key(chosen);
    const button = make("button", { type: "button", textContent: codes.name(one.row[2]), tabIndex: -1 });
    button.setAttribute("aria-pressed", String(Boolean(isOn)));
    button.addEventListener("click", () => { choose(one.who ? null : one.row); mark(one.row[0], one.row[1]); root.focus({ preventScroll: true }); });
    item.append(button);
    if (one.who) item.append(make("span", { className: "muted", textContent: ` ${one.who}` }));
    return { item, ...one, turn };
  }

  function paint(turn) {
    const here = [...byTurn.get(turn).values()].sort((a, b) => a.row[0] - b.row[0] || b.row[1] - a.row[1]);
    for (const run of text.inTurn.get(turn)) paintRun(run, here);
    const begun = here.filter(({ row }) => text.turnAt(row[0]) === turn);
    turn.querySelector(".chips").replaceChildren(...begun.map((one) => chip(one, turn).item));
    turn.dataset.coded = here.length ? "1" : "";
    bars([turn]);
  }

  // Bars beside the words, for turns that are in sight: where a line is on the screen is asked for nothing else. All
  // are measured before any is drawn, or the browser would lay out the page anew for each.
  function bars(turns) {
    for (const turn of turns) turn.querySelector(".bars")?.remove();
    const made = turns.filter((turn) => inSight.has(turn)).map((turn) => [turn, boxesIn(turn)]);
    for (const [turn, boxes] of made) if (boxes.length) turn.append(barsOf(boxes));
  }

  function boxesIn(turn) {
    const runs = text.inTurn.get(turn);
    const here = [...byTurn.get(turn).values()].sort((a, b) => a.row[0] - b.row[0]);
    if (!here.length || !runs.length) return [];
    const top = turn.getBoundingClientRect().top;
    return here.flatMap(({ row: [from, to, code] }) => {
      const start = Math.max(from, runs[0].at);
      const end = Math.min(to, runs.at(-1).end);
      const box = end > start ? text.range(start, end).getBoundingClientRect() : null;
      return box ? [[codes.colour(code), box.top - top, box.height]] : [];
    });
  }

  function barsOf(boxes) {
    const holder = make("div", { className: "bars" });
    for (const [place, [colour, top, height]] of boxes.entries()) {
      const one = make("i", { className: `k${colour}` });
      one.style.top = `${top}px`;
      one.style.height = `${height}px`;
      one.style.insetInlineStart = `${(place % 6) * 5}px`;
      holder.append(one);
    }
    return holder;
  }

  const inSight = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) { if (isIntersecting) inSight.add(target); else inSight.delete(target); }
    bars(entries.map(({ target }) => target));
  }, { rootMargin: "200px" });

  function changed(rows) {
    const turns = new Set(rows.flatMap((row) => turnsOf(row[0], row[1])));
    for (const row of rows) {
      for (const turn of turnsOf(row[0], row[1])) byTurn.get(turn).delete(entry(row, "").key);
      if (log.has(row)) put(entry(row, ""));
    }
    if (chosen && !log.has(chosen)) choose(null);
    for (const turn of turns) paint(turn);
    if (anchor) show();
    count();
  }

  function count() {
    const coded = text.turns.filter((turn) => turn.dataset.coded).length;
    $("coded").textContent = say($("coded").dataset.said, coded);
    clearTimeout(count.soon);
    count.soon = setTimeout(listPassages, 300);
  }

  function listPassages() {
    const many = new Map();
    for (const [, , code] of [...mine(), ...others]) many.set(code, (many.get(code) ?? 0) + 1);
    const was = $("jump").value;
    const options = [...many].map(([code, number]) => [codes.name(code), code, number]).sort(([a], [b]) => a.localeCompare(b));
    $("jump").replaceChildren($("jump").options[0], ...options.map(([name, code, number]) => make("option", { value: code, textContent: `${name} (${number})` })));
    $("jump").value = many.has(was) ? was : "";
  }

  // --- what is selected ----------------------------------------------------------------------------------------------

  const selection = () => exact ?? (anchor && head ? [Math.min(anchor[0], head[0]), Math.max(anchor[1], head[1])] : null);

  function show() {
    const now = selection();
    if (now) { text.select(...now); $("code-it").disabled = !mayCode; }
  }

  function mark(start, end) {
    anchor = [start, end];
    head = [start, end];
    exact = null;
    show();
    const turn = text.turnAt(start);
    turn.scrollIntoView({ block: "nearest" });
    const box = text.range(start, end).getBoundingClientRect();
    const low = innerHeight - bar.offsetHeight - 24;
    if (box.top < 8 || box.bottom > low) scrollBy(0, box.top - Math.max(8, (low - box.height) / 3));
  }

  // A word, sentence or turn further; with Shift the selection grows or shrinks to there.
  function go(unit, step, isMore) {
    if (!anchor) { begin(); return; }
    const now = selection();
    if (exact) { anchor = text.at("words", now[0]) ?? now; head = text.at("words", now[1] - 1) ?? now; exact = null; }
    const from = isMore ? head : step > 0 ? [now[1], now[1]] : [now[0], now[0]];
    const next = unit === "turn" ? nextTurn(from, step, isMore) : text.next(unit, step > 0 ? (isMore ? from[1] : from[0]) : (isMore ? from[0] : from[1]), step);
    if (!next) return;
    const start = isMore ? anchor : next;
    mark(next[0], next[1]);
    anchor = start;
    head = next;
    show();
    tellSelection();
  }

  // The first word of the next turn or the one before; with Shift the whole turn is taken along.
  function nextTurn(from, step, isMore) {
    let place = text.turns.indexOf(text.turnAt(from[0]));
    const here = text.wholeTurn(text.turns[place]);
    if (isMore && here && (step > 0 ? from[1] < here[1] : from[0] > here[0])) return step > 0 ? [here[1] - 1, here[1]] : [here[0], here[0] + 1];
    for (place += step; place >= 0 && place < text.turns.length; place += step) {
      const whole = text.wholeTurn(text.turns[place]);
      if (whole) return isMore ? (step > 0 ? [whole[1] - 1, whole[1]] : [whole[0], whole[0] + 1]) : text.at("words", whole[0]);
    }
    return null;
  }

  function begin() {
    const turn = text.turns.find((each) => each.getBoundingClientRect().bottom > 60) ?? text.turns[0];
    const whole = turn && (text.wholeTurn(turn) ?? text.next("words", 0, 1));
    const word = whole && (text.at("words", whole[0]) ?? whole);
    if (word) { mark(...word); tellSelection(); }
  }

  function tellSelection() {
    const now = selection();
    if (now) tell(text.words(...now).slice(0, 200));
  }

  function whole(unit) {
    const now = selection();
    if (!now) return;
    const part = unit === "turn" ? text.wholeTurn(text.turnAt(now[0])) : text.at("sentences", now[0]);
    if (part) { mark(...part); tellSelection(); }
  }

  function taken(isExact) {
    const now = text.selected(isExact);
    if (!now) return;
    exact = now;
    anchor = head = now;
    if (chosen && (now[1] <= chosen[0] || now[0] >= chosen[1])) choose(null);
    if (!isExact) show();
  }

  // --- coding --------------------------------------------------------------------------------------------------------

  function code() {
    if (!mayCode) return;
    const now = chosen ? chosen.slice(0, 2) : selection();
    if (!now) { tell(words.select_first); $("saved").textContent = words.select_first; return; }
    const standing = new Set(mine().filter((row) => row[0] === now[0] && row[1] === now[1]).map((row) => row[2]));
    codes.open(standing, (id) => { apply(now, id, chosen); root.focus({ preventScroll: true }); });
  }

  function apply([start, end], id, instead = null) {
    const row = [start, end, id];
    const isThere = log.has(row);
    if (isThere) log.act([], [row]); else log.act([row], instead ? [instead] : []);
    if (!isThere) { codes.use(id); quick(); }
    if (instead) choose(isThere ? null : row);
    tell(say(isThere ? words.removed : words.coded, codes.name(id)));
  }

  function remove() {
    const now = selection();
    const here = now ? mine().filter((row) => row[0] < now[1] && row[1] > now[0]) : [];
    const row = chosen ?? (here.length === 1 ? here[0] : null);
    if (!row) { if (here.length) { choose(here[0]); mark(here[0][0], here[0][1]); } return; }
    choose(null);
    if (log.act([], [row])) tell(say(words.removed, codes.name(row[2])));
  }

  function turnBack(isUndo) {
    tell((isUndo ? log.undo() : log.redo()) ? (isUndo ? words.undone : words.redone) : words.nothing);
  }

  // --- one passage ---------------------------------------------------------------------------------------------------

  function choose(row) {
    const before = chosen;
    chosen = row;
    for (const turn of new Set([before, row].filter(Boolean).flatMap(([start, end]) => turnsOf(start, end)))) paint(turn);
    panel();
    handles();
  }

  function panel() {
    const box = $("chosen");
    box.hidden = !chosen;
    if (!chosen) return;
    const about = codes.by.get(chosen[2]);
    box.querySelector("b").textContent = codes.name(chosen[2]);
    box.querySelector("span").textContent = about ? about.path.join(" › ") : "";
    box.querySelector(".definition").textContent = about?.definition ?? "";
    const tools = mayCode ? [[words.remove, remove], [words.other_code, code], ["[←", () => move(true, -1), words.from], ["[→", () => move(true, 1), words.from], ["←]", () => move(false, -1), words.to], ["→]", () => move(false, 1), words.to]] : [];
    box.querySelector(".tools").replaceChildren(...tools.map(([name, act, about]) => {
      const button = make("button", { type: "button", className: "btn small quiet", textContent: name });
      if (about) Object.assign(button, { title: about, ariaLabel: `${about} ${name.replace(/[[\]]/, "")}` });
      button.addEventListener("click", act);
      return button;
    }));
  }

  // One border of the chosen passage by a word.
  function move(isStart, step) {
    if (!chosen || !mayCode) return;
    const [start, end] = chosen;
    const word = isStart ? text.next("words", step < 0 ? start : start + 1, step) : text.next("words", step > 0 ? end : end - 1, step);
    if (!word) return;
    const to = isStart ? [word[0], end] : [start, step > 0 ? word[1] : word[1]];
    if (to[1] > to[0]) rebound(to);
  }

  function rebound([start, end]) {
    const row = [start, end, chosen[2]];
    if (log.has(row)) return;
    const was = chosen;
    chosen = null;
    log.act([row], [was]);
    choose(row);
    mark(start, end);
    tellSelection();
  }

  // Handles at both ends, to be dragged. Keys do the same.
  function handles() {
    for (const old of document.querySelectorAll(".handle")) old.remove();
    if (!chosen || !mayCode) return;
    for (const isStart of [true, false]) {
      const run = isStart ? text.run(chosen[0]) : text.run(chosen[1] - 1);
      const box = (isStart ? text.range(chosen[0], chosen[0] + 1) : text.range(chosen[1] - 1, chosen[1])).getBoundingClientRect();
      const frame = run.turn.getBoundingClientRect();
      const handle = make("span", { className: `handle ${isStart ? "from" : "to"}` });
      handle.style.left = `${(isStart ? box.left : box.right) - frame.left - 12}px`;
      handle.style.top = `${box.bottom - frame.top - 6}px`;
      handle.addEventListener("pointerdown", (event) => drag(event, handle, isStart));
      run.turn.append(handle);
    }
  }

  function drag(event, handle, isStart) {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    let to = chosen.slice(0, 2);
    handle.onpointermove = ({ clientX, clientY }) => {
      handle.style.visibility = "hidden";
      const at = text.under(clientX, clientY - 10);
      handle.style.visibility = "";
      const word = at === null ? null : text.at("words", at);
      if (!word) return;
      const next = isStart ? [word[0], chosen[1]] : [chosen[0], word[1]];
      if (next[1] > next[0]) { to = next; text.select(...to); }
    };
    handle.onpointerup = () => { handle.onpointermove = null; rebound(to); };
  }

  function stepPassage(step, only = null) {
    const rows = [...mine(), ...others].filter((row) => !only || row[2] === only).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const now = chosen ?? (selection() ? [...selection(), ""] : [-1, -1, ""]);
    const place = rows.findIndex((row) => row === chosen || (chosen && Acts.key(row) === Acts.key(chosen)));
    const next = place >= 0 ? rows[place + step] : step > 0 ? rows.find((row) => row[0] > now[0] || (row[0] === now[0] && row[1] >= now[1])) : rows.findLast((row) => row[0] < now[0]);
    const row = next ?? (only ? rows[0] : null);
    if (!row) { tell(words.no_passage); return; }
    choose(log.has(row) ? row : null);
    mark(row[0], row[1]);
    tell(say(words.passage, codes.name(row[2]), text.words(row[0], row[1]).slice(0, 200)));
  }

  // --- finding -------------------------------------------------------------------------------------------------------

  function nextUncoded() {
    const now = selection();
    const first = now ? text.turns.indexOf(text.turnAt(now[0])) + 1 : 0;
    const order = [...text.turns.slice(first), ...text.turns.slice(0, first)];
    const turn = order.find((each) => !each.dataset.coded && !each.classList.contains("asks") && text.wholeTurn(each));
    if (!turn) { tell(words.all_coded); $("saved").textContent = words.all_coded; return; }
    choose(null);
    mark(...text.wholeTurn(turn));
    root.focus({ preventScroll: true });
    tellSelection();
  }

  function find(step) {
    const wanted = $("find").value;
    if (wanted !== found.words) found = { words: wanted, places: text.find(wanted), at: step > 0 ? -1 : 0 };
    const many = found.places.length;
    if (!many) { $("saved").textContent = wanted ? words.not_found : ""; return; }
    found.at = (found.at + step + many) % many;
    mark(...found.places[found.at]);
    $("saved").textContent = say(words.found, found.at + 1, many);
  }

  function memo() {
    const now = chosen ?? selection();
    const passage = now ? `&version=${data.version}&start=${now[0]}&end=${now[1]}` : "";
    log.flush().then((isSaved) => { if (isSaved) location.href = bar.dataset.memo + passage; });
  }

  // --- the bar -------------------------------------------------------------------------------------------------------

  function quick() {
    $("quick").replaceChildren(...codes.recent.slice(0, matchMedia("(max-width: 40rem)").matches ? 2 : 4).map((id, place) => {
      const button = make("button", { type: "button", className: `btn small quiet k${codes.colour(id)}` });
      button.append(make("span", { className: "digit", textContent: String(place + 1) }), make("span", { className: "swatch" }), ` ${codes.name(id)}`);
      button.addEventListener("click", () => { const now = selection(); if (now) apply(now, id); else $("saved").textContent = words.select_first; });
      return button;
    }));
  }

  function trouble(why, more) {
    const box = $("trouble");
    box.hidden = !why;
    if (!why) return;
    box.replaceChildren(make("span", { textContent: `${words[why]} ${more}` }));
    const way = { locked: [bar.dataset.unlock, words.unlock], signed_out: [bar.dataset.signIn, words.sign_in], closed: [location.pathname, words.reload], new_text: [location.pathname, words.reload] }[why];
    if (!way) return;
    const link = make("a", { href: way[0], textContent: way[1] });
    if (why === "locked" || why === "signed_out") Object.assign(link, { target: "_blank", rel: "noopener" });
    box.append(" ", link);
  }

  function saved(left) {
    $("saved").textContent = left ? say(words.unsaved, left) : words.saved;
    $("undo").disabled = !log || !log.done;
    $("redo").disabled = !log || log.done >= log.acts.length;
  }

  // --- keys and hands ------------------------------------------------------------------------------------------------

  const KEYS = {
    Enter: code, Delete: remove, Backspace: remove, j: nextUncoded, m: memo, s: () => whole("sentences"), t: () => whole("turn"),
    "[": () => stepPassage(-1), "]": () => stepPassage(1), "/": () => $("find").focus(),
    g: () => { const row = chosen ?? mine().find(([start, end]) => selection() && start === selection()[0] && end === selection()[1]); stepPassage(1, row?.[2] ?? ($("jump").value || null)); },
    Escape: () => { choose(null); getSelection().collapseToStart(); anchor = head = exact = null; },
  };
  // The same keys where the letters are Cyrillic.
  const BY_PLACE = { KeyJ: "j", KeyM: "m", KeyS: "s", KeyT: "t", KeyG: "g", BracketLeft: "[", BracketRight: "]", Slash: "/" };

  function arrow(event) {
    const [unit, step] = { ArrowLeft: ["words", -1], ArrowRight: ["words", 1], ArrowUp: ["turn", -1], ArrowDown: ["turn", 1] }[event.key] ?? [];
    if (!unit || event.metaKey) return false;
    if (event.altKey) {
      if (!chosen || unit === "turn") return false;
      move(event.shiftKey, step);
      return true;
    }
    if (chosen && !event.shiftKey) choose(null);
    go(event.ctrlKey && unit === "words" ? "sentences" : unit, step, event.shiftKey);
    return true;
  }

  function pressed(event) {
    if (event.target !== root) return false;
    if (arrow(event)) return true;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const digit = Number(event.key);
    if (digit && codes.recent[digit - 1]) {
      const now = selection();
      if (now) apply(now, codes.recent[digit - 1], chosen);
      return true;
    }
    const act = KEYS[event.key] ?? KEYS[BY_PLACE[event.code]];
    if (act) act();
    return Boolean(act);
  }

  // Letters of the whole site but those that lock it and open its commands are not meant while a text is coded; Escape
  // three times locks it.
  root.addEventListener("keydown", (event) => {
    const isDone = pressed(event);
    if (isDone) event.preventDefault();
    const isPlain = event.target === root && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isLetter = isPlain && event.key.length === 1 && !/[kl]/i.test(event.key);
    if (event.key !== "Escape" && (isDone || isLetter)) event.stopPropagation();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
    const isUndo = event.code === "KeyZ" && !event.shiftKey;
    if (!isUndo && event.code !== "KeyY" && event.code !== "KeyZ") return;
    event.preventDefault();
    turnBack(isUndo);
  });
  document.addEventListener("pointerup", (event) => { if (root.contains(event.target) && !event.target.closest("button, a, .handle")) setTimeout(() => clicked(event)); });
  // Fingers: the browser's own handles change a selection without any click.
  document.addEventListener("selectionchange", () => {
    if (!matchMedia("(pointer: coarse)").matches) return;
    const now = text.selected();
    if (now && String(now) !== String(selection())) { exact = now; anchor = head = now; }
  });

  // A click on coded words chooses their shortest passage; a click elsewhere puts the caret on a word.
  function clicked(event) {
    if (!getSelection().isCollapsed) { taken(event.altKey); return; }
    const at = text.under(event.clientX, event.clientY);
    if (at === null) return;
    const here = mine().filter(([start, end]) => start <= at && end > at).sort((a, b) => (a[1] - a[0]) - (b[1] - b[0]));
    const place = here.findIndex((row) => chosen && Acts.key(row) === Acts.key(chosen));
    const row = here[(place + 1) % (here.length || 1)];
    choose(row ?? null);
    exact = null;
    anchor = head = row ? row.slice(0, 2) : text.at("words", at);
    if (row && anchor) show();
  }

  for (const [id, act] of [["code-it", code], ["undo", () => turnBack(true)], ["redo", () => turnBack(false)], ["uncoded", nextUncoded], ["next-passage", () => stepPassage(1, $("jump").value || null)]]) $(id).addEventListener("click", act);
  $("jump").addEventListener("change", () => { if ($("jump").value) { chosen = null; anchor = head = exact = null; stepPassage(1, $("jump").value); } });
  $("find").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); find(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") root.focus({ preventScroll: true });
  });
  $("find").addEventListener("search", () => { if (!$("find").value) $("saved").textContent = ""; });
  $("more").addEventListener("click", () => { $("more").setAttribute("aria-expanded", String($("rest").classList.toggle("open"))); });
  $("memo").addEventListener("click", (event) => { event.preventDefault(); memo(); });
  addEventListener("resize", () => { bars([...inSight]); handles(); });

  const log = new Acts.Log(data, bar, { changed, say: trouble, saved });

  function start() {
    document.documentElement.classList.add("is-live");
    for (const row of mine()) put(entry(row, ""));
    for (const [begun, end, id, who] of others) put(entry([begun, end, id], who));
    for (const turn of text.turns) { if (byTurn.get(turn).size) paint(turn); watcher.observe(turn); }
    bar.hidden = false;
    for (const id of ["code-it", "undo", "redo", "uncoded"]) $(id).hidden = !mayCode && id !== "uncoded";
    quick();
    listPassages();
    saved(0);
    $("saved").textContent = "";
    const place = /^(\d+)-(\d+)$/.exec(new URLSearchParams(location.search).get("at") ?? "");
    if (place && text.runs.length) { mark(Number(place[1]), Number(place[2])); root.focus({ preventScroll: true }); }
  }
  start();
}
