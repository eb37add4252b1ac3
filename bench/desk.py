"""The desk under load: one worker's requests to a real server over a seeded store of a given size.

``python -m bench.desk WOMEN CONSULTATIONS [FOLDER]`` prints one JSON object: milliseconds per request, p50 and p95.
A FOLDER is kept, and used as it is when it was seeded before.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode


@dataclass(frozen=True)
class World:
    """Whom to be, and examples to ask for."""

    worker: str
    phones: list[str]
    names: list[str]
    employers: list[str]
    topics: list[str]


WARM_UP, REQUESTS, PORT = 20, 300, 8799
PASSPHRASE = "measured passphrase"


def main(women: int, consultations: int, folder: Path) -> dict[str, object]:
    use_folder(folder)
    start = time.monotonic()
    world, session = seeded(folder) or build(folder, women, consultations)
    seconds = round(time.monotonic() - start)
    size = sum(path.stat().st_size for path in (folder / "data").glob("tayanch.db*"))
    told = {"women": women, "consultations": consultations, "seconds_to_seed": seconds, "bytes": size}
    return told | measure(world, session)


def use_folder(folder: Path) -> None:
    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE)
    os.environ |= {
        "TAYANCH_DATA": str(folder / "data"),
        "TAYANCH_PASSPHRASE_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": "tayanch.site.settings",
        "TAYANCH_LOCK_AFTER_MINUTES": "600",
    }
    os.environ.pop("TAYANCH_DATABASE_URL", None)


def seeded(folder: Path) -> tuple[World, str] | None:
    """What an earlier run left in *folder*."""
    path = folder / "world.json"
    if not path.exists():
        return None
    told = json.loads(path.read_text("utf-8"))
    return World(**told["world"]), told["session"]


def build(folder: Path, women: int, consultations: int) -> tuple[World, str]:
    """The seeded store, and the session of one of its workers."""
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
    from tayanch.accounts.models import User

    call_command("migrate", verbosity=0)
    world = Seeder(women, consultations).run()
    user = User.objects.get(id=world.worker)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    connection.close()
    told = {"world": asdict(world), "session": session.session_key}
    (folder / "world.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return world, str(session.session_key)


class Worker:
    """One signed-in worker with one open connection."""

    def __init__(self, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cookies = {"s": session}
        self.ask("GET", "/en/desk/")

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        own = {"Cookie": cookie, "X-CSRFToken": self.cookies.get("c", "")} | kind | headers
        self.connection.request(method, path, body.encode() if body is not None else None, own)
        response = self.connection.getresponse()
        for header in response.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            self.cookies[name] = value
        text = response.read().decode()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} answered {response.status}")
        return response.status, text, response.headers.get("Location", "")


def serve() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tayanch", "start", "--port", str(PORT), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(600):
        try:
            HTTPConnection("127.0.0.1", PORT, timeout=5).request("GET", "/health")
            return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


def measure(world: World, session: str) -> dict[str, object]:
    server = serve()
    try:
        worker = Worker(session)
        reference = re.findall(r"[\w-]+", worker.ask("POST", "/en/desk/consultations/start/", "")[2])[-1]
        talk = f"/en/desk/consultations/{reference}"
        phones = cycle([*world.phones, "+996555999999"])
        first_name = milliseconds(lambda: search(worker, world.names[0]))
        acts: dict[str, Callable[[], object]] = {
            "save": saver(worker, talk),
            "has she called before?": lambda: worker.ask("POST", f"{talk}/known/", urlencode({"phone": next(phones)})),
            "queue": lambda: worker.ask("GET", "/en/desk/"),
            "cases": lambda: worker.ask("GET", "/en/desk/cases/"),
            "search by phone": searcher(worker, world.phones),
            "search by name": searcher(worker, world.names),
            "search by employer": searcher(worker, world.employers),
            "search by topic": searcher(worker, ["unpaid wages", "паспорт", "айлык"]),
        }
        figures: dict[str, object] = {"first search by name after unlock": {"p50": first_name, "p95": first_name}}
        for name, act in acts.items():
            figures[name] = timed(act)
            print(name, figures[name], file=sys.stderr, flush=True)
        return figures
    finally:
        server.terminate()
        server.wait()


def saver(worker: Worker, talk: str) -> Callable[[], object]:
    numbers: Iterator[int] = iter(range(10**9))
    fetch = {"X-Requested-With": "fetch", "Content-Type": "application/json"}

    def save() -> object:
        said = f"Три месяца не платят, сказала она в {next(numbers)}-й раз. " * 5
        return worker.ask("POST", f"{talk}/save/", json.dumps({"fields": {"said": said}}), **fetch)

    return save


def search(worker: Worker, text: str) -> object:
    return worker.ask("POST", "/en/desk/search/", urlencode({"typed": text}))


def searcher(worker: Worker, texts: list[str]) -> Callable[[], object]:
    wanted = cycle(texts)
    return lambda: search(worker, next(wanted))


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return round((time.perf_counter() - start) * 1000, 2)


def timed(act: Callable[[], object]) -> dict[str, float]:
    times = [milliseconds(act) for _ in range(WARM_UP + REQUESTS)][WARM_UP:]
    cuts = quantiles(times, n=100)
    return {"p50": round(cuts[49], 2), "p95": round(cuts[94], 2)}


def run(women: str, consultations: str, folder: str = "") -> None:
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as passing:
        place = Path(folder or passing)
        place.mkdir(parents=True, exist_ok=True)
        print(json.dumps(main(int(women), int(consultations), place), ensure_ascii=False))


if __name__ == "__main__":
    run(*sys.argv[1:])
