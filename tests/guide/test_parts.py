"""A card in pieces: its files become pieces and files again, and every line leads back to its piece."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tayanch.guide.content import checks
from tayanch.guide.content.card import LANGUAGES, Card, Guide
from tayanch.guide.content.loading import guide, laid_over, read_card
from tayanch.guide.content.parts import NAMES, Parts, files_of, parts_of
from tests.guide.invented import find, write_card

TODAY = date(2026, 11, 22)


def write(home: Path, country: str, slug: str, parts: Parts) -> Path:
    folder = home / "cards" / country / slug
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in files_of(parts, {}).items():
        (folder / name).write_text(file.text, "utf-8")
    return folder


def bare(card: Card) -> Card:
    """Without the places of its files."""
    texts = {
        language: replace(
            text,
            path=Path(),
            sections={
                name: tuple(replace(b, items=tuple(replace(i, line=0) for i in b.items)) for b in blocks)
                for name, blocks in text.sections.items()
            },
        )
        for language, text in card.texts.items()
    }
    needs = (card.needs[0], *sorted(card.needs[1:]))  # only the first one's place means something
    return replace(card, folder=Path(), texts=texts, needs=needs, stages=tuple(sorted(card.stages)))


def test_every_card_of_the_product_is_the_same_after_it_was_taken_to_pieces(tmp_path: Path) -> None:
    for card in guide().cards:
        made = read_card(write(tmp_path, card.country, card.folder.name, parts_of(card.folder)))
        assert bare(made) == bare(card)


def test_a_card_has_every_piece(tmp_path: Path) -> None:
    assert set(parts_of(write_card(tmp_path))) == set(NAMES)


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("ru.now", "1. Пишите.\n2. Ждите 3 дня.", 2, "The digit 3"),
        ("ky.title", "Кадам 1", 1, "The digit 1"),
        ("rules", "ru.wage.delay\nru.nothing", 1, "There is no rule 'ru.nothing'"),
        ("related", "ru.w9", 1, "There is no card 'ru.w9'"),
        ("sources", "A book", 1, "'sources' cannot be read"),
        ("check_again_after_days", "soon", 1, "'check_again_after_days' cannot be read"),
        ("need", "", 1, "'needs' is empty"),
    ],
)
def test_a_fault_leads_back_to_its_piece_and_the_line_in_it(
    tmp_path: Path, name: str, text: str, line: int, what: str
) -> None:
    parts = parts_of(write_card(tmp_path)) | {name: text}
    files = files_of(parts, {})
    write(tmp_path, "ru", "pay", parts)
    found = [(files[one.path.name].place(one.line), one.what) for one in checks.check(tmp_path, TODAY, find)]
    assert [place for place, told in found if what in told] == [(name, line)]


def test_what_was_published_lies_over_the_card_of_that_name_and_beside_the_others(tmp_path: Path) -> None:
    shipped, over = tmp_path / "shipped", tmp_path / "over"
    old = read_card(write_card(shipped))
    parts = parts_of(old.folder) | {"ru.title": "Получить зарплату"}
    write(over, "ru", "pay", parts)
    write(over, "kg", "new", parts | {"code": "n9"})
    found, problems = laid_over(Guide((old,), {}), over)
    assert problems == []
    assert [(one.id, one.texts["ru"].title) for one in found.cards] == [
        ("ru.w1", "Получить зарплату"),
        ("kg.n9", "Получить зарплату"),
    ]
    assert {tuple(one.texts) for one in found.cards} == {LANGUAGES}


def test_a_published_card_that_cannot_be_read_leaves_the_shipped_one_and_is_told(tmp_path: Path) -> None:
    shipped, over = tmp_path / "shipped", tmp_path / "over"
    old = read_card(write_card(shipped))
    folder = write(over, "ru", "pay", parts_of(old.folder))
    (folder / "ky.md").unlink()
    found, problems = laid_over(Guide((old,), {}), over)
    assert found.cards == (old,)
    assert "not there in 'ky'" in problems[0].what
    assert [one for one in checks.check(shipped, TODAY, find, over) if "not there in 'ky'" in one.what]


def test_a_card_that_was_taken_back_is_gone_and_may_still_be_named(tmp_path: Path) -> None:
    shipped, over = tmp_path / "shipped", tmp_path / "over"
    old = read_card(write_card(shipped))
    other = write_card(shipped, slug="other")
    (other / "card.yaml").write_text(
        (other / "card.yaml").read_text("utf-8").replace("code: w1", "code: w2").replace("[]", "[ru.w1]"), "utf-8"
    )
    (over / "cards" / "ru" / "pay").mkdir(parents=True)
    (over / "cards" / "ru" / "pay" / "withdrawn").write_text("ru.w1\n", "utf-8")
    found, _problems = laid_over(Guide((old, read_card(other)), {}), over)
    assert [one.id for one in found.cards] == ["ru.w2"]
    assert checks.check(shipped, TODAY, find, over) == []
