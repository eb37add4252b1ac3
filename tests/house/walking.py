"""Walk the addresses of the matrix as every actor, and keep all that comes back, is logged and is sent."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_plus

import pikepdf
from django.conf import settings
from django.db import transaction
from django.test import Client

from tayanch.audit.models import Entry
from tayanch.channels import web
from tayanch.site.logs import NoValues
from tests.house.her_values import Finder, Value
from tests.house.matrix import MATRIX
from tests.house.matrix.rows import OK, STAFF
from tests.house.test_permissions import path_of

NOBODY = "nobody"  # not signed in
FETCH = {"X-Requested-With": "fetch", "Accept": "application/json"}
# These make or take away keys on the disk: asked only by the method that the matrix names.
AS_THE_MATRIX_SAYS = ("site:", "account", "mfa_", "packets", "callback", "door")


class Walk:
    """A browser with the session of each actor; what a request changes is taken back."""

    def __init__(self, here: SimpleNamespace, made: dict[str, Any]) -> None:
        self.here, self.made, self.client = here, made, Client()
        self.sessions: dict[str, str] = {}
        self.refused: Counter[str] = Counter()
        for actor in STAFF:
            self.client.force_login(getattr(here, actor))
            self.sessions[actor] = self.client.cookies.pop(settings.SESSION_COOKIE_NAME).value
        self.entries = Entry.objects.order_by("-seq").values_list("seq", flat=True)

    def ask(self, actor: str, name: str, method: str, *, fetch: bool = False, sent: Any = None) -> SimpleNamespace:
        """What *actor* gets: the answer, all its text, and what the audit kept of the request."""
        self.client.cookies.clear()
        if actor != NOBODY:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        body = sent if sent is not None else {"case": self.made["case"]}
        with transaction.atomic():
            last = self.entries.first() or 0
            answer = self._asked(name, method, fetch, body)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            logged = [told_of(entry) for entry in Entry.objects.filter(seq__gt=last)]
            transaction.set_rollback(True)
        head = [f"{answer.status_code} {answer.reason_phrase}", *(f"{k}: {v}" for k, v in answer.headers.items())]
        head += [str(answer.cookies)]
        return SimpleNamespace(status=answer.status_code, head=head, content=content, logged=logged)

    def _asked(self, name: str, method: str, fetch: bool, body: Any) -> Any:
        path, headers = path_of(name, self.made), FETCH if fetch else {}
        if method == "GET":
            return self.client.get(path, headers=headers)
        if fetch:
            return self.client.post(path, json.dumps(body), "application/json", headers=headers)
        return self.client.post(path, body)

    def twice(self, actor: str, name: str) -> Iterator[SimpleNamespace]:
        """As a page by the method of the matrix, as a script by the other one.

        What takes one method only refuses the other before it looks who asks: two actors and the owner are enough for
        that.
        """
        method = MATRIX[name][0]
        yield self.ask(actor, name, method)
        if not name.startswith(AS_THE_MATRIX_SAYS) and (actor == "owner" or self.refused[name] < 2):
            answer = self.ask(actor, name, "POST" if method == "GET" else "GET", fetch=True)
            self.refused[name] += answer.status == 405
            yield answer


def told_of(entry: Entry) -> str:
    return f"{entry.action} {entry.kind} {entry.reason} {entry.fields}"


def titles(content: bytes) -> list[str]:
    """Of a page, or what a PDF shows as its own."""
    if content[:5] != b"%PDF-":
        return re.findall(r"<title>(.*?)</title>", content.decode(errors="replace"), re.DOTALL)
    try:
        with pikepdf.open(BytesIO(content)) as paper:
            return [f"{name} {told}" for name, told in paper.docinfo.items()]
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return []


class Finders:
    """Finders of the values that no answer of an address to an actor may hold, each made once."""

    def __init__(self, values: list[Value]) -> None:
        self.values = values
        self.everything = Finder([value for value in values if value.is_hers])
        self.known: dict[str, Finder] = {"": Finder(values)}

    def __call__(self, actor: str, name: str) -> Finder:
        if actor == NOBODY or MATRIX[name][1][actor] != OK:
            return self.known[""]
        if actor not in self.known:
            self.known[actor] = Finder([value for value in self.values if actor not in value.readers])
        return self.known[actor]


def leaks(walk: Walk, finders: Finders, actor: str, names: list[str]) -> list[str]:
    """Every address that tells *actor* a value she has no right to, or anybody one where none belongs."""
    found = []
    for name in names:
        for answer in walk.twice(actor, name):
            told = finders(actor, name)(*answer.head, answer.content)
            open_to_all = finders.everything(*answer.head, *titles(answer.content), *answer.logged)
            found += [f"{name} tells {actor} ({answer.status}): {where}" for where in sorted(told | open_to_all)]
    return found


# --- what is written and sent --------------------------------------------------------------------------------------


@contextmanager
def everything_logged() -> Iterator[StringIO]:
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.addFilter(NoValues())
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    before = [(one, one.level, one.disabled) for one in loggers]
    ends = [one for one in loggers if one is logging.root or not one.propagate]
    for one in loggers:
        one.setLevel(logging.DEBUG)
        one.disabled = False
    for one in ends:
        one.addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = lambda message, *_where, **_more: told.write(f"{message}\n") and None
            yield told
    finally:
        for one in ends:
            one.removeHandler(handler)
        for one, level, disabled in before:
            one.setLevel(level)
            one.disabled = disabled


class Wire:
    """All that the channels give to the network: nothing goes out."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def ask(self, method: str, address: str, body: bytes | None = None, headers: Any = None) -> web.Answer:
        self.sent += [f"{method} {address} {headers}", unquote_plus((body or b"").decode())]
        return web.Answer(
            200, json.dumps({"ok": True, "result": {"message_id": 1}, "messages": [{"id": "1"}]}).encode()
        )

    @contextmanager
    def server(self, _settings: Any) -> Iterator[Any]:
        def send_message(letter: Any) -> None:
            self.sent += [str(letter), *(str(told) for told in letter.values()), letter.get_content()]

        yield SimpleNamespace(send_message=send_message)
