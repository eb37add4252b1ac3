"""Bishkek refers a woman to Moscow: two installations, each a process and a data folder of its own, in a real browser.

By file and over HTTPS; receipt, status, outcome, recall; and what is altered, for somebody else, replayed, expired
or from a stranger is refused with a clear line.
"""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, TIMEOUT_MS, check_accessible
from tests.server import PASSPHRASE, Server, only_embedded
from tests.tls import in_front_of, make_certificate
from tests.traces import Traces

pytestmark = [pytest.mark.browser, pytest.mark.slow, only_embedded]
NAME, PHONE, STREET = "Сидора Посеянная", "+996555987654", "Придуманный переулок"
VALUES = {"name": NAME, "phone": PHONE, "street": STREET}

SETTLE = """
from tayanch.accounts.models import Organisation, Role, User
Organisation.objects.update(name={name!r}, country={country!r})
User.objects.filter(username="worker").update(role=Role.SUPERVISOR)
"""
WOMAN = f"""
from tayanch.accounts.models import User
from tayanch.desk.actions import cases, people
from tayanch.vault.people import do_add_contact, do_update_person
by = User.objects.get(username="worker")
case = cases.do_open_case(by=by, topic="unpaid-wages", country="ru", place="moscow")
woman = people.do_add_person(case, by=by, name={NAME!r}, relation="client").person
do_update_person(woman, by=by, address={STREET!r})
do_add_contact(woman, {PHONE!r}, "own", by=by)
cases.do_add_violation(case, by=by, detail="", violation="unpaid-wages")
print(case.reference)
"""
# A packet that Bishkek made a month ago, and one that a stranger made today, both sealed to Moscow.
LATE_AND_STRANGE = """
from base64 import b64encode
from datetime import timedelta
from django.utils import timezone
from tayanch.accounts.models import Organisation
from tayanch.desk.referrals import exchange
from tayanch.desk.models import Partner
from tayanch.packets import Identity, seal_packet
own = exchange.secret_of(exchange.own_identity(Organisation.objects.get().id))
to = Partner.objects.get().card
month_ago = timezone.now() - timedelta(days=30)
two_weeks = timedelta(days=14)
_, late = seal_packet("referral", {"asks": "x"}, by=own, to=to, now=month_ago, lasts=two_weeks)
_, strange = seal_packet("referral", {"asks": "x"}, by=Identity.new(), to=to, now=timezone.now(), lasts=two_weeks)
print(b64encode(late).decode(), b64encode(strange).decode())
"""


@dataclass
class Desk:
    """One installation and the tab of its worker."""

    server: Server
    page: Page
    context: BrowserContext
    name: str
    line: str  # where its packets arrive, over TLS

    def open(self, path: str) -> Page:
        answer = self.page.goto(f"{self.server.address}/en/desk/{path}")
        assert answer is not None
        assert answer.status == 200, path
        return self.page

    def look(self, name: str) -> None:
        """Check the page with axe; keep a picture of it where that was asked for."""
        check_accessible(self.page)
        if folder := os.environ.get("TAYANCH_SCREENS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"two-{name}.png", full_page=True)

    def says(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def download(self, button: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=button).last.click()
        return Path(waiting.value.path()).read_bytes()

    def take_in(self, data: bytes) -> None:
        self.open("referrals/")
        file = {"name": "x.tayanch", "mimeType": "application/octet-stream", "buffer": data}
        self.page.locator("#take-in input[type=file]").set_input_files(files=[file])
        self.page.get_by_role("button", name="Open it").click()

    def refuses(self, data: bytes, line: str) -> None:
        self.take_in(data)
        assert line in self.page.locator("main [role=alert]").first.inner_text()

    def newest(self) -> Page:
        """The page of the newest referral."""
        self.open("referrals/")
        self.page.locator("td a.num[href*='/referrals/']").first.click()
        return self.page

    def state(self) -> str:
        return self.newest().locator(".heading .tag").inner_text()


@pytest.fixture
def desks(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, Desk]]:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with ExitStack() as opened:
        bishkek = open_desk("Bishkek (invented)", "kg", browser, Server(tmp_path / "kg"), opened, certificate)
        moscow = open_desk("Moscow (invented)", "ru", browser, Server(tmp_path / "ru"), opened, certificate)
        yield bishkek, moscow


def open_desk(name: str, country: str, browser: Browser, server: Server, opened: ExitStack, certificate: Path) -> Desk:
    server.prepare().inside(SETTLE.format(name=name, country=country))
    server.start()
    opened.callback(server.stop)
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", accept_downloads=True)
    opened.callback(context.close)
    context.set_default_timeout(TIMEOUT_MS)
    context.add_cookies([{"name": "s", "value": server.session, "domain": "localhost", "path": "/"}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    port = opened.enter_context(in_front_of(server.port, certificate))
    return Desk(server, page, context, name, f"https://localhost:{port}")


def make_card(desk: Desk, address: str = "") -> bytes:
    """Make the card, or give it an address; the file that partners get."""
    page = desk.open("partners/")
    page.evaluate("for (const hidden of document.querySelectorAll('aside details')) hidden.open = true")
    page.locator("#id_address").fill(address)
    page.locator("form[action$='/own/'] button").click()
    desk.says("Our card is ready")
    return desk.download("Download our card")


def take_card(desk: Desk, card: bytes) -> list[str]:
    """Take a partner's card; the six words that are shown for it."""
    page = desk.open("partners/")
    file = {"name": "partner.card", "mimeType": "application/octet-stream", "buffer": card}
    page.locator("#add input[type=file]").set_input_files(files=[file])
    page.get_by_role("button", name="Take the card").click()
    words = page.locator(".six-words").first.locator("li")
    expect(words).to_have_count(6)
    return words.all_inner_texts()


def become_partners(bishkek: Desk, moscow: Desk) -> None:
    """Exchange cards and compare the words, as over the phone."""
    cards = {desk.name: make_card(desk) for desk in (bishkek, moscow)}
    for desk, other in ((bishkek, moscow), (moscow, bishkek)):
        seen = take_card(desk, cards[other.name])
        other.open("partners/")
        assert seen == other.page.locator("aside .six-words li").all_inner_texts()
        assert len(seen) == 6
        desk.look(f"words-{desk.server.folder.name}")
        desk.page.get_by_role("button", name="We compared the words by voice").click()
        desk.says("Packets can go both ways now.")


def ask_her(bishkek: Desk, reference: str) -> None:
    """Read the words to her, and write down that she said yes."""
    page = bishkek.open(f"cases/{reference}/consents/")
    page.locator("#id_partner").select_option(label="Moscow (invented)")
    for fact in ("name", "phone", "topic", "violations"):
        page.locator(f"input[name=facts][value={fact}]").check()
    page.locator("#id_language").select_option("ru")
    page.get_by_role("button", name="Show the words to read").click()
    bishkek.says("Мы всё равно вам поможем.")
    bishkek.look("reading")
    page.get_by_label("She said yes").check()
    page.get_by_role("button", name="Write her consent down").click()
    bishkek.says("Her consent is written down")


def refer(bishkek: Desk, reference: str) -> None:
    """From the consent to the packet, by way of the preview."""
    page = bishkek.open(f"cases/{reference}/referrals/")
    page.get_by_role("link", name="Prepare the packet").click()
    page.locator("#id_asks").fill("Please help her to get her pay")
    page.get_by_role("button", name="Show exactly what goes").click()
    preview = page.locator(".preview").inner_text()
    assert NAME in preview
    assert PHONE in preview
    assert STREET not in preview  # she did not agree to her address
    bishkek.look("preview")
    page.get_by_role("button", name="Make the packet").click()
    bishkek.says("What happened")


def refuse_what_is_wrong(bishkek: Desk, moscow: Desk, packet: bytes) -> None:
    moscow.refuses(packet[:-1] + bytes([packet[-1] ^ 1]), "was changed or cut on its way")
    moscow.refuses(packet[: len(packet) // 2], "was changed or cut on its way")
    bishkek.refuses(packet, "sealed to somebody else's key")
    late, strange = (b64decode(one) for one in bishkek.server.inside(LATE_AND_STRANGE).split())
    moscow.refuses(late, "has expired")
    moscow.refuses(strange, "not among your partners")
    moscow.refuses(b"%PDF-1.7", "not a Tayanch packet")
    moscow.look("refused")


def by_file(bishkek: Desk, moscow: Desk, reference: str) -> None:
    refer(bishkek, reference)
    packet = bishkek.download("Download the packet")
    refuse_what_is_wrong(bishkek, moscow, packet)
    moscow.take_in(packet)
    moscow.says("The packet is whole, and from Bishkek (invented).")
    assert NAME in moscow.page.locator("main").inner_text()
    moscow.look("came-in")
    bishkek.take_in(moscow.download("Download the packet"))
    assert bishkek.state() == "they have it"
    moscow.refuses(packet, "has come before")
    moscow.newest().get_by_role("button", name="Accept and open a case").click()
    moscow.says(NAME)
    moscow.newest()
    bishkek.take_in(moscow.download("Download the packet"))
    assert bishkek.state() == "accepted"


def meet_on_the_line(bishkek: Desk, moscow: Desk) -> None:
    """Each tells the other where packets arrive; the keys are the same, so the words need no new comparison."""
    for desk, other in ((bishkek, moscow), (moscow, bishkek)):
        card = make_card(other, other.line)
        take_card(desk, card)
        desk.says(other.line)
        assert desk.page.locator(".heading .tag").inner_text() == "words compared"


def over_the_line(bishkek: Desk, moscow: Desk, reference: str) -> None:
    refer(bishkek, reference)
    bishkek.says("It has arrived.")
    assert bishkek.state() == "they have it"
    moscow.newest().get_by_role("button", name="Accept and open a case").click()
    moscow.says("It has arrived.")
    page = moscow.newest()
    page.locator("form[action$='/status/'] textarea").fill("The inspectorate has her complaint")
    page.get_by_role("button", name="Send the status").click()
    moscow.says("It has arrived.")
    page.get_by_text("It has ended").click()
    page.locator("#id_outcome").select_option("paid-in-full")
    page.get_by_role("button", name="Send the outcome").click()
    moscow.says("It has arrived.")
    assert bishkek.state() == "finished"
    told = bishkek.page.locator(".timeline").inner_text()
    for part in ("Receipt", "The inspectorate has her complaint", "Paid in full"):
        assert part in told
    bishkek.look("finished")


def recalled(bishkek: Desk, moscow: Desk, reference: str) -> None:
    refer(bishkek, reference)
    bishkek.page.get_by_role("button", name="Recall").click()
    bishkek.says("It has arrived.")
    assert bishkek.state() == "destroyed"
    assert moscow.state() == "destroyed"
    assert NAME not in moscow.page.locator("main").inner_text()
    moscow.look("destroyed")


def locked_and_again(bishkek: Desk, moscow: Desk, reference: str) -> None:
    moscow.open("referrals/").get_by_role("button", name="Lock").click()
    moscow.page.locator("#passphrase").wait_for()
    refer(bishkek, reference)
    bishkek.says("Their Tayanch is locked at the moment.")
    bishkek.look("locked")
    moscow.page.locator("#passphrase").fill(PASSPHRASE)
    moscow.page.locator("form button").first.click()
    moscow.page.locator("input[name=login]").wait_for()
    bishkek.page.get_by_role("button", name="Try again").click()
    bishkek.says("It has arrived.")
    assert bishkek.state() == "they have it"


def test_a_woman_is_referred_by_file_and_over_the_line_and_a_referral_is_recalled(desks: tuple[Desk, Desk]) -> None:
    bishkek, moscow = desks
    reference = bishkek.server.inside(WOMAN).split()[-1]
    become_partners(bishkek, moscow)
    ask_her(bishkek, reference)
    by_file(bishkek, moscow, reference)
    meet_on_the_line(bishkek, moscow)
    over_the_line(bishkek, moscow, reference)
    recalled(bishkek, moscow, reference)
    locked_and_again(bishkek, moscow, reference)
    for desk in desks:
        told = desk.server.run("audit", "verify")
        assert told.returncode == 0, told.stderr
        assert "The log is whole" in told.stdout
        desk.server.stop()
        assert Traces(VALUES, names=("name",)).below(desk.server.folder, desk.server.log) == {}
