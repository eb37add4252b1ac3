"""Leaflet and poster: what stands on them, where their codes lead, and that they need no key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from typer.testing import CliRunner

from tayanch import directory as who
from tayanch.cli import app
from tayanch.guide import edition
from tayanch.guide.content.card import COUNTRIES, LANGUAGES
from tayanch.guide.content.helpers import dialled_in, directory
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.guide.pages.rendering import Making
from tayanch.guide.paper import setting
from tayanch.guide.paper.content import NoPaper, chosen, sheet
from tayanch.guide.paper.setting import KINDS, TooLong, to_pdf
from tayanch.store.state import keyring

TODAY = date(2026, 11, 22)
HOST = "https://leaflet.example"
A4_WIDTH, A3_HEIGHT = 842, 1191  # points


def making(today: date = TODAY) -> Making:
    return Making(guide(), today, directory(), lambda language: f"/{language}/callback/")


@pytest.fixture(scope="module")
def printed() -> dict[tuple[str, str, str], bytes]:
    made = making()
    every = [(kind, language, country) for kind in KINDS for language in LANGUAGES for country in COUNTRIES]
    return {one: to_pdf(one[0], made, one[1], one[2], HOST) for one in every}


def texts(pdf: bytes) -> list[str]:
    """The words of each page, with single spaces."""
    opened = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_bounded() for page in opened]
    return [" ".join(re.sub(r"[\ufffe\u200b]", "", one).split()) for one in found]


def codes(pdf: bytes, scale: float = 1) -> list[str]:
    """What a camera reads from the first page; at *scale* 1 a point of the sheet is one of the picture."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_cards_for_its_paper_and_none_is_sensitive(country: str) -> None:
    cards, lines, help_card = chosen(making(), country)
    told = setting.sheet(making(), "ky", country, HOST)
    assert cards
    assert 2 <= len(lines) <= 3
    assert not [card for card in (*cards, *lines) if card.sensitive]
    assert len(told.parts) == len(cards)
    assert help_card or country in ("tr", "kr", "uk", "de", "any")


def test_a_country_that_is_none_has_no_paper() -> None:
    with pytest.raises(NoPaper):
        sheet(making(), "ky", "xx", HOST)


def test_a_leaflet_is_two_sides_and_a_poster_one(printed: dict[tuple[str, str, str], bytes]) -> None:
    for (kind, _, _), pdf in printed.items():
        opened = pypdfium2.PdfDocument(pdf)
        assert len(opened) == (2 if kind == "leaflet" else 1)
        width, height = opened[0].get_size()
        assert round(width if kind == "leaflet" else height) == (A4_WIDTH if kind == "leaflet" else A3_HEIGHT)


def test_the_codes_of_all_papers_lead_to_the_page_of_the_country(printed: dict[tuple[str, str, str], bytes]) -> None:
    for (_, language, country), pdf in printed.items():
        assert set(codes(pdf)) == {f"{HOST}/{language}/g/{country}/"}


def test_the_code_on_each_strip_can_be_read(printed: dict[tuple[str, str, str], bytes]) -> None:
    assert codes(printed["poster", "ky", "ru"], scale=3) == [f"{HOST}/ky/g/ru/"] * 10


def test_the_steps_and_the_words_to_say_are_those_of_the_cards(printed: dict[tuple[str, str, str], bytes]) -> None:
    outside, inside = texts(printed["leaflet", "ky", "ru"])
    assert "Айлыгымды бербей жатышат" in inside
    assert "Канча карыз экенин эсептеңиз. Кечиккен ар бир күн үчүн да акча кошулат." in inside
    assert "Прошу выплатить зарплату и компенсацию за задержку. – Айлыкты жана" in inside
    assert "Кыргызстандын Россиядагы элчилиги" in outside
    assert "Биз сизге чалабыз" in outside
    poster = texts(printed["poster", "ru", "ru"])[0]
    assert "Мне не платят" in poster


def test_a_card_stands_whole_or_not_at_all(printed: dict[tuple[str, str, str], bytes]) -> None:
    """What is left out of advice may be what it stands on."""
    for language in LANGUAGES:
        for country in COUNTRIES:
            inside = squeezed(texts(printed["leaflet", language, country])[1])
            parts = sheet(making(), language, country, HOST).parts
            there = [part for part in parts if squeezed(part.title) in inside]
            assert there, (country, language)
            for part in there:
                for line in (*part.steps, *part.says, *part.nots):
                    assert squeezed(line) in inside, (country, language, line)


def squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def test_only_a_confirmed_number_is_printed(printed: dict[tuple[str, str, str], bytes]) -> None:
    entries = who.all_entries()
    confirmed = {phone.number for one in entries for phone in who.public(one).phones}
    digits = re.compile(r"\D")
    doubtful = {digits.sub("", phone.number)[-9:] for one in entries for phone in one.phones} - {
        digits.sub("", number)[-9:] for number in confirmed
    }
    assert doubtful
    for one, pdf in printed.items():
        told = digits.sub("", "".join(texts(pdf)))
        assert [number for number in doubtful if len(number) > 5 and number in told] == [], one
        assert "112" in told or one[2] in ("uk", "de"), one


def test_the_number_for_a_life_in_danger_comes_first() -> None:
    assert [dialled_in(country)[0] for country in ("ru", "kz", "kg", "tr")] == ["ru-112", "kz-112", "kg-112", "tr-112"]
    numbers = [one.number for one in sheet(making(), "ky", "ru", HOST).numbers]
    assert sorted(numbers) == sorted(set(numbers))


def test_the_front_says_nothing_of_what_is_inside(printed: dict[tuple[str, str, str], bytes]) -> None:
    page = pypdfium2.PdfDocument(printed["leaflet", "ky", "ru"])[0]
    width, height = page.get_size()
    front = page.get_textpage().get_text_bounded(left=width * 2 / 3, bottom=0, right=width, top=height)
    assert front.split() == ["Россия", "Маалымат"]
    for pdf in printed.values():
        assert not re.search("tayanch|таяныч", "".join(texts(pdf)), re.IGNORECASE)


def test_a_draft_says_so_and_on_which_day_it_was_checked(printed: dict[tuple[str, str, str], bytes]) -> None:
    for kind in KINDS:
        told = texts(printed[kind, "en", "ru"])[0]
        assert "No lawyer and no editor has read this text yet." in told
        assert "This page was checked on 22 November 2026." in told
        assert "Made on 22 November 2026." in told


def test_an_overdue_check_is_printed() -> None:
    told = texts(to_pdf("poster", making(date(2027, 11, 22)), "en", "ru", HOST))[0]
    assert "Nobody has checked this page since 22 November 2026." in told


def test_an_address_that_only_this_computer_knows_is_said_to_lead_nowhere() -> None:
    at_home = texts(to_pdf("poster", making(), "en", "ru", "http://localhost:8000/"))[0]
    assert "This address opens on this computer only." in at_home
    assert "This address" not in texts(to_pdf("poster", making(), "en", "ru", HOST))[0]


def test_nothing_is_left_to_be_filled(printed: dict[tuple[str, str, str], bytes]) -> None:
    for one, pdf in printed.items():
        assert not re.search(r"[{}\[\]<>]|&\w+;", "".join(texts(pdf))), one


def test_the_same_day_gives_the_same_bytes(printed: dict[tuple[str, str, str], bytes]) -> None:
    for kind in KINDS:
        assert to_pdf(kind, making(), "ky", "kz", HOST) == printed[kind, "ky", "kz"]


def test_a_sheet_that_holds_not_one_card_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = sheet(making(), "ky", "ru", HOST)
    long = replace(told, parts=(replace(told.parts[0], steps=told.parts[0].steps * 40),))
    monkeypatch.setattr(setting, "sheet", lambda *_: long)
    with pytest.raises(TooLong):
        to_pdf("leaflet", making(), "ky", "ru", HOST)


# --- over HTTP ---------------------------------------------------------------------------------------------------


@pytest.fixture
def locked() -> Iterator[None]:
    edition._current = None
    keyring().lock()
    yield
    edition._current = None


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("kind", KINDS)
def test_a_locked_desk_still_gives_the_paper(kind: str) -> None:
    answer = Client().get(f"/ky/g/kg/{kind}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="kg-ky-{"a3" if kind == "poster" else "a4"}.pdf"'
    assert not answer.cookies
    assert set(codes(answer.content)) == {"http://testserver/ky/g/kg/"}


@pytest.mark.usefixtures("locked")
def test_the_code_leads_to_the_public_address_where_one_is_set(settings: Any) -> None:
    settings.ADDRESS = "https://public.example"
    assert set(codes(Client().get("/ru/g/kz/poster.pdf").content)) == {"https://public.example/ru/g/kz/"}


@pytest.mark.usefixtures("locked")
def test_a_paper_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(edition, "to_pdf", lambda kind, *_: made.append(kind) or b"%PDF")
    for _ in range(2):
        assert Client().get("/ky/g/ru/leaflet.pdf").content == b"%PDF"
    assert made == ["leaflet"]


def test_the_kept_papers_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "MOST_PAPERS", 3)
    monkeypatch.setattr(edition, "to_pdf", lambda *_: b"%PDF")
    made = Edition(making())
    for number in range(10):
        made.paper("poster", "ky", "ru", f"https://{number}.example")
    assert len(made.papers) <= 3


@pytest.mark.usefixtures("locked")
def test_there_is_no_paper_of_a_country_that_is_none() -> None:
    answer = Client().get("/ky/g/xx/leaflet.pdf")
    assert answer.status_code == 404
    assert "Мындай барак жок" in answer.content.decode()


# --- the commands ------------------------------------------------------------------------------------------------


def test_the_command_writes_the_paper(tmp_path: Path) -> None:
    for kind in KINDS:
        file = tmp_path / f"{kind}.pdf"
        done = CliRunner().invoke(app, ["guide", kind, "kg", "ru", str(file), "--address", HOST])
        assert done.exit_code == 0, done.output
        assert set(codes(file.read_bytes())) == {f"{HOST}/ru/g/kg/"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["kg", "ru"], "public address"),
        (["kg", "ru", "--address", "leaflet.example"], "public address"),
        (["xx", "ru", "--address", HOST], "COUNTRY is one of"),
        (["kg", "uz", "--address", HOST], "LANGUAGE is one of"),
    ],
)
def test_the_command_says_what_is_missing(tmp_path: Path, given: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["guide", "leaflet", *given[:2], str(tmp_path / "a.pdf"), *given[2:]])
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "a.pdf").exists()


def test_a_page_of_a_country_leads_to_its_papers() -> None:
    page = Edition(making()).page("ky", "ru/").body.decode()
    assert all(f'"/ky/g/ru/{kind}.pdf"' in page for kind in KINDS)
