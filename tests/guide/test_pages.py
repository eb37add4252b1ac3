"""The pages as they are sent: what stands in their heads, what they weigh, and that they need no key."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from html.parser import HTMLParser

import brotli
import pytest
from django.test import Client
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.directory import all_entries
from tayanch.guide import edition, weighing
from tayanch.guide.content.card import COUNTRIES, LANGUAGES
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.guide.pages import frame
from tayanch.guide.pages.rendering import Making
from tayanch.guide.paper.setting import KINDS
from tayanch.law import reviews
from tayanch.store.state import keyring
from tests.guide.invented import find

TODAY = date(2026, 11, 22)
WEBSITES = {one.website for one in all_entries() if one.website}
SENSITIVE = [card for card in guide().cards if card.sensitive]


@pytest.fixture
def _locked() -> None:
    keyring().lock()


@pytest.mark.usefixtures("_locked")
@pytest.mark.parametrize("path", ["/ky/g/", "/ru/g/ru/", "/en/g/any/z2/", "/ky/g/about/", "/ky/g/forget/", "/g.js"])
def test_a_page_is_there_while_the_desk_is_locked_and_leaves_nothing(path: str) -> None:
    answer = Client(headers={"Accept-Encoding": "gzip, br"}).get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers["Vary"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Encoding"] == "br"
    whole = brotli.decompress(answer.content)
    assert len(whole) > len(answer.content)
    older = Client(headers={"Accept-Encoding": "deflate, gzip;q=0.5"}).get(path)
    assert (older.headers["Content-Encoding"], gzip.decompress(older.content)) == ("gzip", whole)
    assert Client().get(path).content == whole


def test_a_browser_that_cannot_unpack_gets_the_page_as_it_is() -> None:
    answer = Client().get("/ky/g/")
    assert "Content-Encoding" not in answer.headers
    assert answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_that_of_the_path(language: str) -> None:
    answer = Client(headers={"Accept-Language": "de"}).get(f"/{language}/g/ru/")
    assert f'<html lang="{language}"' in answer.content.decode()


def test_an_address_that_is_none_is_said_so_honestly() -> None:
    for path in ("nothing/", "ru/zzz/", "ru/99/", "ru/31/x/", "xx/", "kg/31/"):
        answer = Client().get(f"/ky/g/{path}")
        assert answer.status_code == 404, path
        assert "Мындай барак жок" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_stroke_that_was_forgotten_is_added() -> None:
    assert Client().get("/ru/g/ru/z2").headers["Location"] == "/ru/g/ru/z2/"


def test_only_reading_is_answered() -> None:
    assert Client().post("/ky/g/").status_code == Client().post("/ky/g/ru/51/").status_code == 405
    assert Client().head("/ky/g/").status_code == 200


# --- sensitive pages -------------------------------------------------------------------------------------------


def title(page: bytes) -> str:
    return re.findall(r"<title>(.*?)</title>", page.decode())[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sensitive_page_tells_nothing_in_its_title_address_or_head(whole: Edition, language: str) -> None:
    paths = [f"{card.country}/{card.code}/" for card in SENSITIVE] + ["ru/7/"]
    neutral = {card.texts[language].neutral for card in SENSITIVE}
    for path in paths:
        page = whole.page(language, path)
        assert title(page.body) in neutral
        assert page.is_quiet
        assert b"<main data-q>" in page.body
    answer = Client().get(f"/{language}/g/{paths[0]}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_an_ordinary_page_may_be_kept_for_an_hour_and_be_found() -> None:
    answer = Client().get("/ru/g/ru/z2/")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["X-Robots-Tag"] == "noarchive"


def test_no_title_or_address_names_the_service(whole: Edition) -> None:
    for language, path in whole.all_pages():
        told = title(whole.page(language, path).body) + path
        assert not re.search("tayanch|таяныч", told, re.IGNORECASE)


# --- what a page holds -----------------------------------------------------------------------------------------


class Parts(HTMLParser):
    """Addresses that a page names, and its open tags."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        if tag not in ("meta", "link", "rect", "path", "br", "input"):
            self.open.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_sound_and_every_link_leads_to_a_page(whole: Edition) -> None:
    known = {f"/{language}/g/{path}" for language, path in whole.all_pages()}
    known |= {f"/{language}/callback/" for language in LANGUAGES} | {frame.EXIT, "data:,"}
    known |= {f"/{lang}/g/{land}/{kind}.pdf" for lang in LANGUAGES for land in COUNTRIES for kind in KINDS}
    for language, path in whole.all_pages():
        page = whole.page(language, path)
        assert page.status == 200, path
        parts = Parts()
        parts.feed(page.body.decode())
        assert parts.open == [], path
        ours = {link.partition("#")[0] for link in parts.links if not link.startswith(("tel:", "#"))} - WEBSITES
        assert ours <= known, path
        assert "{" not in re.sub(r"<(style|script)[^>]*>.*?</\1>", "", page.body.decode(), flags=re.DOTALL), path


def test_the_policy_allows_exactly_the_style_and_scripts_of_the_page() -> None:
    for path in ("/ky/g/", "/ky/g/forget/"):
        answer = Client().get(path)
        for text in re.findall(r"<(?:style|script)>(.*?)</", answer.content.decode(), re.DOTALL):
            assert frame.digest(text) in answer.headers["Content-Security-Policy"]


def test_a_card_prints_its_rules_with_article_day_and_draft(whole: Edition) -> None:
    page = whole.page("en", "any/z1/").body.decode()
    assert "No fee for hiring is charged to the worker." in page
    assert "checked on 21 November 2026" in page
    assert "no lawyer has checked it yet" in page


def test_a_rule_that_a_lawyer_signed_says_so_and_the_pages_are_made_anew() -> None:
    before = edition.current(TODAY)
    assert edition.current(TODAY) is before
    reviews.put({"ilo.offer.fees": reviews.current("ilo.offer.fees")})
    try:
        after = edition.current(TODAY)
        assert after is not before
        assert "checked by a lawyer" in after.page("en", "any/z1/").body.decode()
    finally:
        reviews.drop()


def test_an_overdue_check_is_told_on_the_card() -> None:
    late = Edition(Making(guide(), date(2027, 11, 22), find, lambda _language: ""))
    assert "Nobody has checked this page since 22 November 2026." in late.page("en", "any/z2/").body.decode()


def test_a_figure_that_has_ended_is_not_printed() -> None:
    late = Edition(Making(guide(), date(2029, 11, 22), find, lambda _language: ""))
    card = next(card for card in SENSITIVE if card.amina)
    page = late.page("en", f"{card.country}/{card.code}/").body.decode()
    assert "this figure is out of date: ask a lawyer" in page
    assert "3\xa0working days" not in page


def test_the_warning_about_the_app_stands_above_the_steps(whole: Edition) -> None:
    card = next(card for card in SENSITIVE if card.amina)
    page = whole.page("en", f"{card.country}/{card.code}/").body.decode()
    assert page.index("If you are in Moscow") < page.index("What to do now")
    assert "3\xa0working days" in page


def test_who_calls_back_is_linked_only_where_somebody_does(whole: Edition) -> None:
    assert b'"/ru/callback/"' in whole.page("ru", "ru/").body
    nobody = Edition(Making(guide(), TODAY, find, lambda _language: ""))
    assert b"/callback/" not in nobody.page("ru", "ru/").body


# --- weight and the copy ----------------------------------------------------------------------------------------


def test_every_page_and_every_country_is_within_its_budget(whole: Edition) -> None:
    weights = weighing.weigh_edition(whole)
    assert len(weights) == len(COUNTRIES) * len(LANGUAGES)
    assert [one for one in weights if one.is_over] == []


def test_the_head_of_an_answer_is_not_heavier_than_it_is_counted() -> None:
    answer = Client(headers={"Accept-Encoding": "gzip"}).get("/ky/g/ru/")
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    assert head + 100 <= weighing.HEADERS  # the server adds its name, the day and the length


@pytest.mark.parametrize("part", ["pack", "tools"])
def test_the_copy_holds_every_page_of_the_country_as_it_is_sent(whole: Edition, part: str) -> None:
    pack = whole.pack("ky", "ru", part)
    assert pack is not None
    told = json.loads(pack.body)
    wanted = (
        {"/ky/g/", "/ky/g/ru/", "/ky/g/ru/z2/", "/ky/g/ru/51/"} if part == "pack" else {"/ky/g/ru/41/", "/ky/g/ru/46/"}
    )
    assert wanted <= told["pages"].keys()
    for path, (named, inside, *own) in told["pages"].items():
        sent = whole.page("ky", path.removeprefix("/ky/g/"))  # with no more style and script than it uses
        assert f"<title>{named}</title>" in sent.body.decode()
        assert inside in sent.body.decode()
        scripts = re.findall(r"<script>(\n.*?)</script>", inside, re.DOTALL)
        assert all(frame.digest(one) in own[0] for one in scripts)
        assert len(own) == len(scripts) == (part == "tools")
    assert told["headers"]["Content-Security-Policy"] == frame.policy()


def test_there_is_no_copy_of_a_country_that_is_none() -> None:
    assert Client().get("/ky/g/xx/pack").status_code == 404
    assert Client().get("/ky/g/ru/pack").headers["Content-Type"] == "application/octet-stream"


def test_forgetting_tells_the_browser_to_erase_what_this_site_kept() -> None:
    assert Client().get("/ru/g/forget/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert Client(headers={"Accept-Language": "ru"}).get("/forget").headers["Location"] == "/ru/g/forget/"


# --- the commands ------------------------------------------------------------------------------------------------


def test_the_command_prints_the_table_of_weights_and_fails_over_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "COUNTRIES", ("de",))  # one of them in one language: all are weighed above
    monkeypatch.setattr(weighing, "LANGUAGES", ("ky",))
    done = CliRunner().invoke(app, ["guide", "weigh", "--as-of", "2026-11-22"])
    assert done.exit_code == 0, done.output
    assert "de/ky" in done.output
    monkeypatch.setattr(weighing, "PAGE", 100)
    done = CliRunner().invoke(app, ["guide", "weigh"])
    assert done.exit_code == 1
    assert "* de/" in done.output


def test_the_command_tells_what_is_wrong_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayanch.guide.content.helpers.directory", lambda: find)
    done = CliRunner().invoke(app, ["guide", "check", "--as-of", "2026-11-22"])
    assert done.exit_code == 1
    assert "The directory has no organisation 'kg-iom'." in done.output
    found = directory()
    monkeypatch.setattr("tayanch.guide.content.helpers.directory", lambda: found)
    done = CliRunner().invoke(app, ["guide", "check", "--as-of", "2029-11-22"])
    assert "Look at it: cards/any/" in done.output
