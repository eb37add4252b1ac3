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
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

PASSPHRASE = "a passphrase for this test"
# Runs in its own process, because settings and keyring are chosen once per process.
PREPARE = """
import sys
from datetime import date
from tayanch.store.state import keyring
keyring().create(sys.argv[1])
keyring().confirm_recovery(keyring().new_recovery_code(), date(2026, 11, 1))
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
from tayanch.accounts.models import Organisation, Role, Team, User
organisation = Organisation.objects.create(name="Helpers (invented)", country="kg")
team = Team.objects.create(organisation=organisation, name="Night")
user = User.objects.create_user("worker", "a long password", name="Worker", role=Role.CASEWORKER,
                                organisation=organisation, language="en")
user.teams.add(team)
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


@dataclass
class Server:
    """One data folder and, while it runs, one process. The session cookie is that of a caseworker."""

    folder: Path
    session: str = ""
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    cookies: str = ""

    @property
    def environment(self) -> dict[str, str]:
        secret = self.folder.parent / f"{self.folder.name}.passphrase"
        secret.write_text(PASSPHRASE)
        own = {"TAYANCH_DATA": str(self.folder), "TAYANCH_PASSPHRASE_FILE": str(secret)}
        own |= {"DJANGO_SETTINGS_MODULE": "tayanch.site.settings", "TAYANCH_REQUIRE_SECOND_FACTOR": "false"}
        return {key: value for key, value in os.environ.items() if not key.startswith("TAYANCH_")} | own

    def prepare(self) -> Server:
        command = [sys.executable, "-c", PREPARE, PASSPHRASE]
        out = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True)
        self.session = out.stdout.split()[-1]
        return self

    def start(self) -> Server:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        command = [sys.executable, "-m", "tayanch", "start", "--port", str(self.port), "--no-browser"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        for _ in range(300):
            try:
                if self.get("/health")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not answer within 30 seconds")

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
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        token = re.search(r"c=(\w+)", self.cookies)
        headers = {"Cookie": self.cookies, "X-CSRFToken": token[1] if token else "", "X-Requested-With": "fetch"}
        connection.request("POST", f"/en/desk/consultations/{reference}/save/", json.dumps({"fields": fields}), headers)
        response = connection.getresponse()
        response.read()
        return response.status

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(
            method, path, body and body.encode(), {"Cookie": self.cookies or f"s={self.session}"} | headers
        )
        response = connection.getresponse()
        self._keep_cookies(response)
        text = response.read().decode()
        if location := response.headers.get("Location"):
            return response.status, location
        return response.status, text

    def _keep_cookies(self, response: HTTPResponse) -> None:
        jar = dict(pair.split("=", 1) for pair in (self.cookies or f"s={self.session}").split("; "))
        for header in response.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            jar[name] = value
        self.cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
