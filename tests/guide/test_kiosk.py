"""The guide on a terminal that many use, and the pictures for her who reads little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from tayanch.guide import edition
from tayanch.guide.content.card import COUNTRIES, LANGUAGES
from tayanch.guide.content.helpers import Organisation, directory
from tayanch.guide.content.known import known
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.guide.pages import frame, icons
from tayanch.guide.pages.places import KIOSK
from tayanch.guide.pages.rendering import Making, addresses, more_addresses, page
from tayanch.guide.words import knows, say
from tayanch.store.state import keyring
from tests.guide.invented import ENTRIES, find

TODAY = date(2026, 11, 22)
NUMBER = "+996312000000"


def making() -> Making:
    return Making(guide(), TODAY, directory(), lambda language: f"/{language}/callback/", known())


def on_terminal() -> Iterator[tuple[str, str, str]]:
    """Language, path and whole page of everything that a visitor can reach."""
    made = making()
    paths = [KIOSK, *(f"{KIOSK}{path}" for country in COUNTRIES for path in of_country(made, country))]
    for language in LANGUAGES:
        for path in paths:
            yield language, path, frame.whole(page(made, language, path), language)


def of_country(made: Making, country: str) -> Iterator[str]:
    yield from addresses(made, country)
    yield from (path for path in more_addresses(made, country) if not path.endswith("/find/"))  # nobody types there


def head(language: str) -> str:
    return f"<title>{say('neutral', language)}</title>"


def test_no_page_of_a_terminal_leads_out_rings_keeps_or_prints() -> None:
    for language, path, told in on_terminal():
        links = set(re.findall(r'(?:href|action|src)="([^"]*)"', told)) - {"data:,"}
        assert links, path
        inside = re.compile(rf"/(?:{'|'.join(LANGUAGES)})/g/{KIOSK}")
        assert [link for link in links if not inside.match(link) and not link.startswith("#")] == [], path
        assert "tel:" not in told
        assert 'id="s"' not in told
        assert frame.EXIT not in told
        assert ".pdf" not in told
        assert head(language) in told, path


def test_every_link_on_a_terminal_leads_to_a_page() -> None:
    pages = {f"/{language}/g/{path}": told for language, path, told in on_terminal()}
    for path, told in pages.items():
        links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', told)}
        assert links <= pages.keys(), path


def test_the_start_asks_for_language_and_country() -> None:
    told = frame.whole(page(making(), "ky", KIOSK), "ky")
    for language in LANGUAGES:
        assert f'<a href="/{language}/g/kiosk/" lang="{language}"' in told
    for country in COUNTRIES:
        assert f'"/ky/g/kiosk/{country}/"' in told


@pytest.fixture
def locked() -> Iterator[None]:
    edition._current = None
    keyring().lock()
    yield
    edition._current = None


@pytest.mark.usefixtures("locked")
def test_a_terminal_is_served_while_the_desk_is_locked_and_told_to_keep_nothing() -> None:
    for path in ("", "ru/", "ru/w2/", "ru/k7v/", "kz/1/"):
        answer = Client().get(f"/ky/g/kiosk/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert not answer.cookies
        for text in re.findall(r"<(?:style|script)>(.*?)</", answer.content.decode(), re.DOTALL):
            assert frame.digest(text) in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("locked")
def test_where_a_visit_ends_the_browser_is_told_to_forget() -> None:
    assert Client().get("/ky/g/kiosk/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get("/ky/g/kiosk/ru/").headers
    assert Client().get("/ky/g/kiosk").headers["Location"] == "/ky/g/kiosk/"


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("path", ["about/", "forget/", "zz/", "ru/zzz/", "kiosk/", "ru/leaflet.pdf"])
def test_what_is_not_for_a_terminal_is_not_there_and_leads_back_to_its_start(path: str) -> None:
    answer = Client().get(f"/ky/g/kiosk/{path}")
    assert answer.status_code == 404
    assert 'href="/ky/g/kiosk/"' in answer.content.decode()
    assert frame.EXIT not in answer.content.decode()


def test_no_copy_of_a_country_holds_a_page_of_a_terminal() -> None:
    assert not any("kiosk" in path for _, path in Edition(making()).all_pages())


def confirmed(id: str) -> Organisation | None:
    """The invented helpers, whose number somebody has rung."""
    entry = ENTRIES.get(id)
    if id != "kg-helpers" or entry is None:
        return find(id)
    phone = SimpleNamespace(number=NUMBER, confirmed=True, last_checked=TODAY)
    return SimpleNamespace(**{**vars(entry), "phones": (phone,)})


def test_a_number_stands_large_with_a_code_to_carry_it_away() -> None:
    made = Making(guide(), TODAY, lambda _id: confirmed("kg-helpers"), lambda _language: "")
    on_phone, on_screen = (page(made, "ky", f"{kind}ru/w2/").main for kind in ("", KIOSK))
    assert f'href="tel:{NUMBER}"' in on_phone
    assert f'<div class="z"><b>{NUMBER}</b><svg role="img" aria-label="{NUMBER}"' in on_screen
    assert "tel:" not in on_screen


# --- pictures --------------------------------------------------------------------------------------------------


def test_every_card_has_a_picture_for_each_step_and_each_has_its_words() -> None:
    pictures = icons.pictures()
    assert pictures.keys() == {card.id for card in guide().cards}
    for card in guide().cards:
        for section, names in pictures[card.id].items():
            entries = [len(block.items) for block in card.texts["ky"].sections[section] if block.shape in ("ol", "ul")]
            assert entries == [len(names)], f"{card.id}: as many pictures under {section!r} as entries"
            assert any(names)
    used = {name for sections in pictures.values() for names in sections.values() for name in names if name}
    assert used == icons.ACTIONS.keys()
    assert all(knows(f"picture.{name}") for name in icons.ACTIONS)


def test_a_card_whose_steps_have_changed_shows_no_picture_rather_than_a_wrong_one() -> None:
    assert icons.pictures_of("ru.w2", "now", 7)[0] == "count"
    assert icons.pictures_of("ru.w2", "now", 8) == ("",) * 8
    assert icons.pictures_of("ru.none", "now", 2) == ("", "")


def test_a_picture_says_in_words_what_it_shows() -> None:
    told = page(making(), "ky", "ru/w2/").main
    assert 'role="img" aria-label="эсептөө"' in told
    assert re.search(r'<h2><svg viewBox="0 0 24 24" aria-hidden="true"><path d="[^"]+"/></svg>Азыр эмне', told)


def test_a_drawing_is_light() -> None:
    assert [name for name, path in icons.ICONS.items() if len(path) > 130] == []


def test_what_must_not_be_done_is_crossed_out() -> None:
    for name in ("sign", "pay", "card"):
        assert icons.ACTIONS[f"no-{name}"].endswith("M3 3l18 18")
