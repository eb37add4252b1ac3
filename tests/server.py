"""A real Tayanch in a process and a data folder of its own, for tests that kill it or look at what it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

PASSPHRASE = "a passphrase for this test"
PASSWORD = "a long password"
only_embedded = pytest.mark.skipif(
    os.environ.get("TAYANCH_TEST_ON") == "postgresql",
    reason="A server in a data folder of its own runs on the encrypted file; PostgreSQL has no such folder.",
)
# Runs in its own process, because settings and keyring are chosen once per process.
PREPARE = """
import sys
from datetime import date
from tayanch.store.state import keyring
keyring().create(sys.argv[1])
keyring().confirm_recovery(keyring().new_recovery_code(), date(2026, 11, 1))
import django
django.setup()
from tayanch.store.tables import migrate
migrate()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
from tayanch.accounts.models import Organisation, Role, Team, User
organisation = Organisation.objects.create(name="Helpers (invented)", country="kg")
team = Team.objects.create(organisation=organisation, name="Night")
for name in ("teammate", "worker"):
    user = User.objects.create_user(name, sys.argv[2], name=name.title(), role=Role.CASEWORKER,
                                    organisation=organisation, language="en")
    user.teams.add(team)
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""
OPEN = """
from tayanch.store.keyring import passphrase_from_file
from tayanch.store.state import keyring
keyring().unlock(passphrase_from_file())
import django
django.setup()
from tayanch.accounts.scopes import every_organisation
walls = every_organisation()
walls.__enter__()
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Server:
    """One data folder and, while it runs, one process. The session cookie is that of a caseworker.

    Beside the folder lie its passphrase, what the process printed (``.log``) and its temporary files (``.tmp``).
    """

    folder: Path
    session: str = ""
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    cookies: str = ""

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        return self.beside("log")

    def beside(self, ending: str) -> Path:
        return self.folder.parent / f"{self.folder.name}.{ending}"

    @property
    def environment(self) -> dict[str, str]:
        secret, temporary = self.beside("passphrase"), self.beside("tmp")
        secret.write_text(PASSPHRASE)
        temporary.mkdir(exist_ok=True)
        own = {"TAYANCH_DATA": str(self.folder), "TAYANCH_PASSPHRASE_FILE": str(secret), "TMPDIR": str(temporary)}
        own |= {"DJANGO_SETTINGS_MODULE": "tayanch.site.settings", "TAYANCH_REQUIRE_SECOND_FACTOR": "false"}
        return {key: value for key, value in os.environ.items() if not key.startswith("TAYANCH_")} | own

    def prepare(self) -> Server:
        command = [sys.executable, "-c", PREPARE, PASSPHRASE, PASSWORD]
        out = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True)
        self.session = out.stdout.split()[-1]
        return self

    def start(self, port: int = 0, command: str = "start", seconds: int = 30) -> Server:
        """``tayanch start``; with *command* ``demo`` a demonstration, which takes some seconds to fill."""
        self.port = port or free_port()
        words = [sys.executable, "-m", "tayanch", command, "--port", str(self.port), "--no-browser"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log)
        for _ in range(seconds * 10):
            try:
                if self.get("/health")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not answer within {seconds} seconds")

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """``tayanch …`` on this folder; what it printed is also kept in the log."""
        command = [sys.executable, "-m", "tayanch", *words]
        own = self.environment | environment
        done = subprocess.run(command, env=own, check=False, capture_output=True, encoding="utf-8", timeout=120)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(done.stdout + done.stderr)
        return done

    def inside(self, program: str) -> str:
        """What a Python program prints that runs with the folder unlocked and Django set up."""
        command = [sys.executable, "-c", OPEN + program]
        done = subprocess.run(command, env=self.environment, check=False, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self) -> None:
        """As Ctrl+C does: it locks and ends."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)

    def kill(self) -> None:
        """The hardest end there is: SIGKILL, as a power cut to the process."""
        if self.process:
            self.process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            self.process.wait()

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: str, kind: str = "application/x-www-form-urlencoded") -> tuple[int, str]:
        token = re.search(r"c=(\w+)", self.cookies)
        headers = {"Content-Type": kind, "X-CSRFToken": token[1] if token else ""}
        return self._ask("POST", path, body, headers)

    def save(self, reference: str, fields: dict[str, str]) -> int:
        """One autosave of the consultation page; the status of the answer."""
        token = re.search(r"c=(\w+)", self.cookies)
        headers = {"Cookie": self.cookies, "X-CSRFToken": token[1] if token else "", "X-Requested-With": "fetch"}
        address, body = f"/en/desk/consultations/{reference}/save/", json.dumps({"fields": fields})
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("POST", address, body, headers)
            response = connection.getresponse()
            response.read()
            return response.status

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        headers = {"Cookie": self.cookies or f"s={self.session}"} | headers
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body and body.encode(), headers)
            response = connection.getresponse()
            self._keep_cookies(response)
            text = response.read().decode()
            return response.status, response.headers.get("Location") or text

    def _keep_cookies(self, response: HTTPResponse) -> None:
        jar = dict(pair.split("=", 1) for pair in (self.cookies or f"s={self.session}").split("; "))
        for header in response.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            jar[name] = value
        self.cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
