"""Packets over HTTPS: what enters, what is answered to whom, and what the sending side makes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tayanch.accounts import flood
from tayanch.accounts.models import Organisation
from tayanch.audit import log
from tayanch.audit.models import Entry
from tayanch.desk.actions import incoming, partners, referrals
from tayanch.desk.models import Partner, Referral, ReferralStep
from tayanch.desk.referrals import addresses, delivery, exchange
from tayanch.desk.views import packets as door
from tayanch.packets import LARGEST, Identity, seal_packet
from tayanch.store import gate
from tayanch.store.state import keyring
from tayanch.vault import erasure, files
from tests.desk import exchange_helpers as helpers
from tests.tls import in_front_of, make_certificate

ADDRESS = "/packets/"
State = Referral.State


@pytest.fixture(autouse=True)
def _no_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "requests", flood.Flood(1000, 1000))


@pytest.fixture
def story(here: SimpleNamespace) -> SimpleNamespace:
    return helpers.tell_a_story(here)


def packet_of(story: SimpleNamespace) -> bytes:
    return helpers.bytes_of(helpers.last_step(helpers.refer(story), "referral"))


def post(data: bytes) -> Any:
    return Client(enforce_csrf_checks=True).post(ADDRESS, data, content_type=delivery.CONTENT_TYPE)


# --- the door ---------------------------------------------------------------------------------------------


def test_a_packet_enters_and_its_receipt_is_the_answer(story: SimpleNamespace) -> None:
    answer = post(packet_of(story))
    assert (answer.status_code, answer["Content-Type"]) == (200, delivery.CONTENT_TYPE)
    assert not answer.cookies
    theirs = Referral.objects.get(direction="in")
    assert (theirs.organisation, theirs.team, theirs.owner) == (
        story.here.partner,
        story.here.stranger.teams.get(),
        None,
    )
    helpers.carry(answer.content, story.by)
    assert Referral.objects.get(direction="out").state == State.RECEIVED
    assert helpers.last_step(theirs, "receipt").delivered_at is not None
    assert log.verify().is_whole


def test_what_arrives_goes_to_the_team_that_was_named(story: SimpleNamespace) -> None:
    own = exchange.own_identity(story.here.partner.id)
    assert own is not None
    team = story.here.partner.teams.create(name="Referrals")
    partners.do_set_own_address(own, "", team, by=story.here.stranger)
    post(packet_of(story))
    assert Referral.objects.get(direction="in").team == team


def test_a_packet_that_comes_twice_is_refused_and_the_lost_receipt_is_given_again(story: SimpleNamespace) -> None:
    packet = packet_of(story)
    first, second = post(packet), post(packet)
    assert (second.status_code, second.content) == (409, first.content)
    assert Referral.objects.filter(direction="in").count() == 1


def refused() -> dict[str, Callable[[bytes], bytes]]:
    return {
        "empty": lambda data: b"",
        "not a packet": lambda data: b"hello",
        "altered": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        "cut": lambda data: data[:-100],
        "newer": lambda data: data[:7] + b"\x02" + data[8:],
    }


@pytest.mark.parametrize("how", refused())
def test_whatever_is_refused_gets_the_same_answer(story: SimpleNamespace, how: str) -> None:
    answer = post(refused()[how](packet_of(story)))
    assert (answer.status_code, answer.content) == (400, b"")
    assert not Referral.objects.filter(direction="in").exists()


def test_strangers_and_partners_not_yet_compared_are_told_nothing_else(story: SimpleNamespace) -> None:
    to = exchange.own_card(partners.do_make_identity(story.here.partner, by=None))
    now = timezone.now()
    _, strange = seal_packet("referral", {}, by=Identity.new(), to=to, now=now, lasts=timedelta(days=1))
    _, elsewhere = seal_packet(
        "referral", {}, by=Identity.new(), to=Identity.new().card("x"), now=now, lasts=timedelta(1)
    )
    packet = packet_of(story)
    Partner.objects.filter(id=story.bishkek.id).update(compared_at=None)
    assert [(one.status_code, one.content) for one in map(post, (strange, elsewhere, packet))] == [(400, b"")] * 3


def test_an_expired_packet_of_a_partner_is_told_so(story: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    packet, later = packet_of(story), timezone.now() + timedelta(days=20)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert post(packet).status_code == 410


def test_an_answer_to_what_was_erased_is_told_so(story: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    theirs = helpers.carry(helpers.bytes_of(helpers.last_step(ours, "referral")), story.here.stranger).referral
    assert theirs is not None
    erasure.do_erase_person(story.woman, by=story.by, reason="her-wish")
    incoming.do_accept(theirs, by=story.here.stranger)
    assert post(helpers.bytes_of(helpers.last_step(theirs, "status"))).status_code == 422


def test_a_packet_that_is_too_large_is_not_read(story: SimpleNamespace) -> None:
    assert post(bytes(LARGEST + 1)).status_code == 413


def test_a_flood_is_asked_to_wait(story: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "requests", flood.Flood(2, 100))
    answers = [post(b"x") for _ in range(3)]
    assert [one.status_code for one in answers] == [400, 400, 429]
    assert answers[-1]["Retry-After"]


def test_the_door_takes_posts_only(here: SimpleNamespace) -> None:
    assert Client().get(ADDRESS).status_code == 405


def test_a_locked_installation_keeps_nothing_and_asks_to_come_back() -> None:
    keyring().lock()
    answer = post(b"TAYANCH\x01" + bytes(5000))
    assert (answer.status_code, answer["Retry-After"], answer.content) == (503, "600", b"")


def test_packets_from_outside_do_not_keep_the_installation_open(
    story: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_last_use", 42.0)
    assert post(packet_of(story)).status_code == 200
    assert gate._last_use == 42.0


def test_an_organisation_without_a_team_asks_to_come_back(story: SimpleNamespace) -> None:
    packet = packet_of(story)
    lonely = Organisation.objects.create(name="Lonely (invented)", country="kg")
    to = exchange.own_card(partners.do_make_identity(lonely, by=None))
    bishkek = partners.do_make_identity(story.here.organisation, by=None)
    made = Partner(organisation=lonely, added_by=story.by, compared_at=timezone.now())
    made.take(exchange.own_card(bishkek))
    made.save()
    by = exchange.secret_of(bishkek)
    _, data = seal_packet("referral", {}, by=by, to=to, now=timezone.now(), lasts=timedelta(days=1))
    assert post(data).status_code == 503
    assert post(packet).status_code == 200


def test_a_recall_over_the_line_leaves_no_file(
    story: SimpleNamespace, django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "scrub", lambda: None)  # it cannot run inside the transaction of a test
    ours = helpers.refer(story, "topic", f"paper:{story.paper.id}")
    post(helpers.bytes_of(helpers.last_step(ours, "referral")))
    theirs = Referral.objects.get(direction="in")
    kept = [files.path_of(theirs.id), files.path_of(helpers.last_step(theirs, "receipt").id)]
    assert all(path.exists() for path in kept)
    referrals.do_recall(ours, by=story.by)
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(helpers.bytes_of(helpers.last_step(ours, "recall")))
    assert not any(path.exists() for path in kept)
    helpers.carry(answer.content, story.by)
    ours.refresh_from_db()
    assert ours.state == State.DESTROYED


# --- the sending side -------------------------------------------------------------------------------------


def answering(status: int, content: bytes = b"", kind: str = delivery.CONTENT_TYPE) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: answer_of(status, content, {"Content-Type": kind}))


def answer_of(status: int, content: bytes, headers: dict[str, str]) -> httpx.Response:
    """An answer that is read from a stream, as one that comes over a line."""
    return httpx.Response(status, stream=httpx.ByteStream(content), headers=headers)


def failing(error: type[httpx.TransportError], text: str = "") -> httpx.MockTransport:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error(text)

    return httpx.MockTransport(fail)


@pytest.mark.parametrize(
    ("transport", "trouble"),
    [
        (answering(200, b"x"), ""),
        (answering(409), ""),
        (answering(200, b"<html>", "text/html"), "strange"),
        (answering(301), "strange"),
        (answering(404), "strange"),
        (answering(400), "refused"),
        (answering(410), "expired"),
        (answering(413), "too-large"),
        (answering(422), "gone"),
        (answering(429), "busy"),
        (answering(503), "locked"),
        (answering(200, bytes(LARGEST + 1)), "strange"),
        (failing(httpx.ConnectError, "[SSL: CERTIFICATE_VERIFY_FAILED]"), "not-safe"),
        (failing(httpx.ConnectError, "refused"), "no-answer"),
        (failing(httpx.ReadTimeout), "no-answer"),
    ],
)
def test_what_the_other_side_does_is_told_in_one_word(transport: httpx.MockTransport, trouble: str) -> None:
    outcome = delivery.deliver(b"x", "https://x.example.org", transport)
    assert outcome.trouble == trouble
    assert not trouble or delivery.TROUBLE[trouble]


@pytest.mark.parametrize(
    "address", ["http://x.example.org", "ftp://x", "https://", "https://a@b.example.org", "x", "//y"]
)
def test_an_address_that_is_not_https_is_never_called(address: str) -> None:
    called = []
    transport = httpx.MockTransport(lambda request: called.append(request) or httpx.Response(200))
    assert delivery.deliver(b"x", address, transport).trouble == "strange"
    assert called == []
    with pytest.raises(addresses.BadAddress):
        addresses.check_address(address)


def test_plain_http_is_for_this_computer_only() -> None:
    assert addresses.check_address("http://localhost:8765/") == "http://localhost:8765"
    assert addresses.check_address(" https://desk.example.org/ ") == "https://desk.example.org"
    assert delivery.deliver(b"x", "").trouble == "no-address"


def test_a_redirect_is_not_followed() -> None:
    called: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        called.append(str(request.url))
        return answer_of(307, b"", {"Location": "https://elsewhere.example.org/packets/"})

    delivery.deliver(b"x", "https://x.example.org", httpx.MockTransport(answer))
    assert called == ["https://x.example.org/packets/"]


class Takes(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", delivery.CONTENT_TYPE)
        self.end_headers()
        self.wfile.write(b"receipt")

    def log_message(self, *_: Any) -> None:
        """Nothing: pytest shows what failed."""


@pytest.fixture
def secure_line(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server over real TLS, and the certificate that nobody trusts yet."""
    certificate = make_certificate(tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with in_front_of(server.server_port, certificate) as port:
            yield f"https://localhost:{port}", certificate
        server.shutdown()


def test_nothing_is_sent_to_a_certificate_that_nobody_vouches_for(
    secure_line: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, certificate = secure_line
    assert delivery.deliver(b"x", address) == delivery.Outcome("not-safe")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert delivery.deliver(b"x", address) == delivery.Outcome(answer=b"receipt")
    other_name = address.replace("localhost", "127.0.0.1")
    assert delivery.deliver(b"x", other_name) == delivery.Outcome("not-safe")


def through_the_door(request: httpx.Request) -> httpx.Response:
    answer = Client().generic("POST", request.url.path, request.content, content_type=request.headers["Content-Type"])
    return answer_of(answer.status_code, answer.content, dict(answer.headers))


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, story: SimpleNamespace) -> SimpleNamespace:
    """Both partners have an address, and the line between them can be cut."""
    for partner in (story.moscow, story.bishkek):
        partner.address = "https://x.example.org"
        partner.save()
    now = SimpleNamespace(transport=httpx.MockTransport(through_the_door))
    monkeypatch.setattr(referrals, "deliver", lambda data, address: delivery.deliver(data, address, now.transport))
    return now


def test_a_referral_and_its_answers_go_over_the_line(story: SimpleNamespace, line: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    assert referrals.do_send(helpers.last_step(ours, "referral"), by=story.by).trouble == ""
    ours.refresh_from_db()
    assert ours.state == State.RECEIVED
    theirs = Referral.objects.get(direction="in")
    incoming.do_accept(theirs, by=story.here.stranger)
    assert referrals.do_send(helpers.last_step(theirs, "status"), by=story.here.stranger).trouble == ""
    ours.refresh_from_db()
    assert ours.state == State.ACCEPTED
    step = helpers.last_step(theirs, "status")
    assert (step.has_bytes, bool(step.delivered_at)) == (False, True)


def test_after_trouble_one_tries_again_with_the_same_packet(story: SimpleNamespace, line: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    step, works = helpers.last_step(ours, "referral"), line.transport
    line.transport = answering(503)
    assert referrals.do_send(step, by=story.by).trouble == "locked"
    step.refresh_from_db()
    assert (step.trouble, step.delivered_at, step.has_bytes) == ("locked", None, True)
    assert Entry.objects.get(action="referral.not-sent").reason == "locked"
    line.transport = works
    assert referrals.do_send(step, by=story.by).trouble == ""
    step.refresh_from_db()
    assert (step.trouble, bool(step.delivered_at)) == ("", True)


def test_when_the_answer_was_lost_the_second_try_brings_it(story: SimpleNamespace, line: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    step, works = helpers.last_step(ours, "referral"), line.transport

    def arrives_but_the_answer_is_lost(request: httpx.Request) -> httpx.Response:
        through_the_door(request)
        raise httpx.ReadTimeout("")

    line.transport = httpx.MockTransport(arrives_but_the_answer_is_lost)
    assert referrals.do_send(step, by=story.by).trouble == "no-answer"
    line.transport = works
    assert referrals.do_send(step, by=story.by).trouble == ""
    ours.refresh_from_db()
    assert ours.state == State.RECEIVED
    assert Referral.objects.filter(direction="in").count() == 1


def test_an_answer_that_is_no_receipt_does_no_harm(story: SimpleNamespace, line: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    line.transport = answering(200, b"TAYANCH\x01" + bytes(9000))
    assert referrals.do_send(helpers.last_step(ours, "referral"), by=story.by).trouble == ""
    ours.refresh_from_db()
    assert ours.state == State.MADE
    assert ReferralStep.objects.filter(referral=ours, direction="in").count() == 0
