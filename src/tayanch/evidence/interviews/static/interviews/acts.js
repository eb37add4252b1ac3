// Acts of coding: done on the page at once, sent in their order, sent again until the server has them. What could not
// be sent stays in the memory of the page, and only there.
"use strict";

const Acts = (() => {
  const A_REQUEST = 100; // acts
  const RETRY_MS = [1000, 2000, 4000, 8000, 15000];
  const token = () => document.cookie.match(/(?:^|; )c=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const key = ([start, end, code]) => `${start}-${end}-${code}`;

  // crypto.randomUUID is missing where a team reaches its own server without TLS.
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, place) => ([4, 6, 8, 10].includes(place) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  }

  // `mine`: the coder's codings by key. `acts`: what she did, oldest first; those behind `done` are undone. The page is
  // told by `changed(passages)` what to draw anew, by `say(why, text)` what is the matter, by `saved(left)` what is left.
  class Log {
    constructor(data, bar, { changed, say, saved }) {
      Object.assign(this, { bar, changed, say, saved, version: data.version, waiting: [], going: 0, tries: 0, timer: 0, closed: !data.may });
      this.take(data);
      for (const [target, name] of [[window, "focus"], [window, "online"], [document, "visibilitychange"]]) {
        target.addEventListener(name, () => { if (this.waiting.length && !document.hidden) { this.tries = 0; this.flush(); } });
      }
      window.addEventListener("beforeunload", (event) => { if (this.waiting.length) event.preventDefault(); });
    }

    take(data) {
      this.mine = new Map(data.mine.map((row) => [key(row), row]));
      this.acts = data.acts.map(([id, add, remove]) => ({ id, add, remove }));
      this.done = data.acts.filter(([, , , undone]) => !undone).length;
      this.last = data.last;
    }

    has(row) { return this.mine.has(key(row)); }

    // One act. What stands already is not added, what is not there is not removed; nothing is no act.
    act(add, remove) {
      const gone = remove.filter((row) => this.has(row));
      const came = add.filter((row) => !this.has(row) || gone.some((other) => key(other) === key(row)));
      if (this.closed || (!came.length && !gone.length)) return false;
      const made = { id: newId(), add: came, remove: gone };
      this.acts.splice(this.done, Infinity, made);
      this.done += 1;
      this.apply(came, gone);
      this.send(made);
      return true;
    }

    apply(came, gone) {
      for (const row of gone) this.mine.delete(key(row));
      for (const row of came) this.mine.set(key(row), row);
      this.changed([...came, ...gone]);
    }

    undo() { return this.turn(this.acts[this.done - 1], "undo", -1); }
    redo() { return this.turn(this.acts[this.done], "redo", 1); }

    turn(act, way, step) {
      if (this.closed || !act) return false;
      this.done += step;
      if (step < 0) this.apply(act.remove, act.add); else this.apply(act.add, act.remove);
      this.send({ id: newId(), [way]: act.id });
      return true;
    }

    send(act) {
      this.waiting.push(act);
      this.saved(this.waiting.length);
      this.flush();
    }

    flush() {
      clearTimeout(this.timer);
      this.running ??= this.run().finally(() => { this.running = null; });
      return this.running;
    }

    // One request at a time, so that acts arrive in their order; one without an answer is sent again as it was.
    async run() {
      while (this.waiting.length && !this.closed) {
        this.going ||= Math.min(this.waiting.length, A_REQUEST);
        const sent = this.waiting.slice(0, this.going);
        let answer;
        try {
          answer = await fetch(this.bar.dataset.acts, { method: "POST", headers: { "X-Requested-With": "fetch", "X-CSRFToken": token(), "Content-Type": "application/json" }, body: JSON.stringify({ version: this.version, acts: sent }) });
        } catch { return this.later("offline"); }
        if (!(await this.answered(answer, sent))) return false;
      }
      return !this.waiting.length;
    }

    async answered(answer, sent) {
      if (answer.status === 200 && !answer.redirected) return this.accept(await answer.json(), sent);
      if (answer.status === 423) return this.later("locked");
      if (answer.status === 401) return this.later("signed_out");
      if (answer.status === 409) { this.closed = true; this.say("closed", (await answer.json()).why); return false; }
      if (answer.status === 404 || answer.status === 422) { this.closed = true; this.say("closed", ""); return false; }
      return this.later("offline"); // 403 too: a fresh sign-in may have changed the token
    }

    async accept(answer, sent) {
      this.waiting.splice(0, sent.length);
      this.going = this.tries = 0;
      this.say("", "");
      this.saved(this.waiting.length);
      const refused = Object.values(answer.refused);
      if (refused.length) this.say("refused", [...new Set(refused)].join(" "));
      if (answer.is_other_text) { this.say("new_text", ""); this.closed = !this.waiting.length; return true; }
      // Another window of hers may have coded meanwhile: then the page asks for all of it.
      const expected = this.last + sent.filter((act) => act.add).length;
      const isAlone = answer.last === expected || sent.some((act) => act.undo || act.redo);
      this.last = answer.last;
      if (refused.length || !isAlone) await this.refresh();
      return true;
    }

    async refresh() {
      if (this.waiting.length) return;
      const answer = await fetch(this.bar.dataset.codings, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (!answer?.ok || this.waiting.length) return;
      const before = [...this.mine.values()];
      this.take(await answer.json());
      this.changed([...before, ...this.mine.values()]);
    }

    later(why) {
      this.say(why, "");
      this.saved(this.waiting.length);
      this.timer = setTimeout(() => this.flush(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
      return false;
    }
  }

  return { Log, key };
})();
