"""A call-back request in a real server, locked and unlocked: nothing readable of it ever lies on the disk."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.server import PASSPHRASE, Server, only_embedded
from tests.traces import Traces

VALUES = {"number": "+996 555 000 111", "digits": "996555000111", "words": "Мен коркуп жатам, үйдөн чыга албайм"}
OPEN_THE_DOOR = """
from django.core.management import call_command
from tayanch.accounts.models import Organisation, Team, User
from tayanch.desk.actions.channels import do_write_rules
user = User.objects.get(username="worker")
do_write_rules(user.organisation, by=user, team=user.teams.get(), takes_callbacks=True)
"""
COUNT = """
from tayanch.desk.models import Arrival
print(Arrival.objects.count())
"""


@only_embedded
@pytest.mark.slow
def test_a_request_that_comes_while_locked_is_read_after_unlock_and_never_lies_open(tmp_path: Path) -> None:
    server = Server(tmp_path / "data").prepare()
    server.inside(OPEN_THE_DOOR)
    server.start()
    try:
        traces = Traces(VALUES)
        assert send(server, "application/x-www-form-urlencoded") == 200
        assert traces.below(server.folder, server.log, server.beside("tmp")) == {}
        lock(server)
        assert waiting(server) == 0  # Tonight has read it in
        assert send(server, "application/json") == 202
        assert waiting(server) == 1
        assert traces.below(server.folder, server.log, server.beside("tmp")) == {}
        server.post("/en/unlock/", urlencode({"passphrase": PASSPHRASE}))
    finally:
        server.stop()
    server.inside(
        "from django.utils import timezone\nfrom tayanch.desk.messages import inbox\ninbox.read_in(timezone.now())"
    )
    assert server.inside(COUNT).split() == ["2"]
    assert waiting(server) == 0
    assert traces.below(server.folder, server.log, server.beside("tmp")) == {}


def send(server: Server, kind: str) -> int:
    told = {"reach": VALUES["number"], "words": VALUES["words"], "by": "phone"}
    body = json.dumps(told) if kind.endswith("json") else urlencode(told)
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("POST", "/callback/", body.encode(), {"Content-Type": kind})
    status = connection.getresponse().status
    connection.close()
    return status


def waiting(server: Server) -> int:
    return len(list((server.folder / "spool").glob("*/*")))


def lock(server: Server) -> None:
    """As the button of a page does, with the token of that page."""
    server.get("/en/desk/")
    server.post("/en/lock/", "")
    assert "/unlock/" in server.get("/en/desk/")[1]
