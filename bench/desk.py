"""The desk under load: one worker's requests to a real server over a seeded store.

``python -m bench.desk WOMEN CONSULTATIONS FOLDER`` seeds a store, unless FOLDER has one, and prints what it is.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
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


WARM_UP, REQUESTS = 20, 300
PASSPHRASE = "measured passphrase"


def main(women: int, consultations: int, folder: Path) -> dict[str, object]:
    os.environ |= settings(folder)
    os.environ.pop("TAYANCH_DATABASE_URL", None)
    start = time.monotonic()
    seeded(folder) or build(folder, women, consultations)
    seconds = round(time.monotonic() - start)
    size = sum(path.stat().st_size for path in (folder / "data").glob("tayanch.db*"))
    return {"women": women, "consultations": consultations, "seconds_to_seed": seconds, "bytes": size}


def settings(folder: Path) -> dict[str, str]:
    """The environment of a process that works on the store in *folder*."""
    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE)
    return {
        "TAYANCH_DATA": str(folder / "data"),
        "TAYANCH_PASSPHRASE_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": "tayanch.site.settings",
        "TAYANCH_LOCK_AFTER_MINUTES": "600",
    }


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
    from tayanch.accounts.scopes import every_organisation

    call_command("migrate", verbosity=0)
    with every_organisation():
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
    """One signed-in worker with one open connection to a server of her own."""

    def __init__(self, folder: Path, port: int) -> None:
        found = seeded(folder)
        if found is None:
            raise RuntimeError(f"nothing was seeded in {folder}")
        self.world, session = found
        self.server = serve(folder, port)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"s": session}
        self.ask("GET", "/en/desk/")

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait()

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

    def search(self, text: str) -> object:
        return self.ask("POST", "/en/desk/search/", urlencode({"typed": text}))

    def acts(self) -> dict[str, Callable[[], object]]:
        """What is measured, by name."""
        reference = re.findall(r"[\w-]+", self.ask("POST", "/en/desk/consultations/start/", "")[2])[-1]
        talk = f"/en/desk/consultations/{reference}"
        phones = cycle([*self.world.phones, "+996555999999"])
        return {
            "save": self._saver(talk),
            "has she called before?": lambda: self.ask("POST", f"{talk}/known/", urlencode({"phone": next(phones)})),
            "queue": lambda: self.ask("GET", "/en/desk/"),
            "cases": lambda: self.ask("GET", "/en/desk/cases/"),
            "search by phone": self._searcher(self.world.phones),
            "search by name": self._searcher(self.world.names),
            "search by employer": self._searcher(self.world.employers),
            "search by topic": self._searcher(["unpaid wages", "паспорт", "айлык"]),
        }

    def _saver(self, talk: str) -> Callable[[], object]:
        numbers: Iterator[int] = iter(range(10**9))
        fetch = {"X-Requested-With": "fetch", "Content-Type": "application/json"}

        def save() -> object:
            said = f"Три месяца не платят, сказала она в {next(numbers)}-й раз. " * 5
            return self.ask("POST", f"{talk}/save/", json.dumps({"fields": {"said": said}}), **fetch)

        return save

    def _searcher(self, texts: list[str]) -> Callable[[], object]:
        wanted = cycle(texts)
        return lambda: self.search(next(wanted))


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tayanch", "start", "--port", str(port), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | settings(folder))
    for _ in range(600):
        try:
            HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/health")
            return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return round((time.perf_counter() - start) * 1000, 2)


def in_turns(*acts: Callable[[], object]) -> list[dict[str, float]]:
    """Milliseconds of each act, asked in turns: what else the machine does meanwhile slows all of them alike."""
    times = [[milliseconds(act) for act in acts] for _ in range(WARM_UP + REQUESTS)][WARM_UP:]
    cuts = [quantiles(each, n=100) for each in zip(*times, strict=True)]
    return [{"p50": round(each[49], 2), "p95": round(each[94], 2)} for each in cuts]


if __name__ == "__main__":
    told = main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    print(json.dumps(told, ensure_ascii=False))
