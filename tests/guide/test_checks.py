"""The gates: each fault is told with its file, its line and what to do, and every card of the product passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tayanch.guide.content import checks
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.loading import HOME, guide, read_guide
from tests.guide.invented import SETTINGS, TEXT, WORDS, find, write_card

TODAY = date(2026, 11, 22)


def told(home: Path, today: date = TODAY) -> list[str]:
    return checks.lines(checks.check(home, today, find), home)


def text(language: str = "ru", **other: str) -> str:
    return TEXT.format(**{**WORDS[language], **other})


def test_every_card_of_the_product_passes_all_gates() -> None:
    assert guide().cards
    assert checks.lines(checks.check(HOME, TODAY, directory()), HOME) == []


def test_every_card_exists_in_every_language() -> None:
    assert {tuple(card.texts) for card in guide().cards} == {LANGUAGES}


def test_a_sound_card_passes(tmp_path: Path) -> None:
    write_card(tmp_path)
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("code: w1", "code: wage-1", 1, "is no code"),
        ("code: w1\n", "", 1, "'code' is missing"),
        ("needs: [work]", "needs: [wages]", 2, "is none of the needs"),
        ("needs: [work]", "needs: []", 2, "'needs' is empty"),
        ("stages: [abroad]", "stages: abroad", 3, "'stages' cannot be read"),
        ("sensitive: false", "sensitive: perhaps", 4, "'sensitive' cannot be read"),
        ("sensitive: false", "sensitive: true", 1, "may tell something"),
        ("[ru.stay.amina]", "[ru.stay.nothing]", 7, "There is no rule 'ru.stay.nothing'"),
        ("related: []", "related: [ru.w9]", 12, "There is no card 'ru.w9'"),
        ("seen: 2026-11-21", "seen: lately", 8, "'sources' cannot be read"),
        ("checked_on: 2026-11-22", "checked_on: soon", 10, "'checked_on' cannot be read"),
        ("check_again_after_days: 180", "check_again_after_days: true", 11, "cannot be read"),
        ("related: []", "related: []\ncolour: red", 13, "'colour' is no setting"),
        ("code: w1", "code: [", 3, "This is no YAML"),
    ],
)
def test_a_fault_in_the_settings_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, what: str
) -> None:
    write_card(tmp_path, settings=SETTINGS.replace(before, after))
    found = told(tmp_path)
    assert any(one.startswith(f"cards/ru/pay/card.yaml:{line}: ") and what in one for one in found), found


@pytest.mark.parametrize(
    ("changed", "line", "what"),
    [
        (text(now="Ждите 3 дня."), 7, "The digit 3 stands in the text"),
        (text(title="Шаг 1"), 2, "The digit 1 stands in the text"),
        (text(now="Ждите {ru.stay.amina.nothing}."), 7, "{ru.stay.amina.nothing}"),
        (text(now="Ждите {ru.wage.delay.days}."), 7, "Only rules that state something have figures"),
        (text(now="Ждите {ru.stay.ruid.hours}."), 7, "is not in force today"),
        (text(now="Звоните [[org:ru-nobody]]."), 7, "no organisation 'ru-nobody'"),
        (text(now="Звоните [[phone:102]]."), 7, "no confirmed number '102'"),
        (text(now="Вы нелегал."), 7, "“нелегал” is not how one talks to her"),
        (text(now=" ".join(["да"] * 21)), 7, "A sentence has 21 words"),
        (text(now="Административное правонарушение предусматривает ответственность."), 1, "by Oborneva"),
        (text(now="Смотрите [сюда](https://example.org)."), 7, "Only lists, quotations, paragraphs"),
        (text(now="<b>Пишите</b>."), 7, "Only lists, quotations, paragraphs"),
        (text(now="Пишите.\n   - и ещё"), 8, "A list stands inside another one"),
        (text() + "## more\n", 10, "The section 'more' is empty"),
        (text() + "## rule\nДа.\n", 10, "'rule' is no section"),
        (text() + "## now\nДа.\n", 10, "The section 'now' is there twice"),
        (text().replace("## ask\n", ""), 8, "The section 'ask' is missing"),
        (text().replace("## now\n", "Да.\n## now\n"), 6, "This stands in no section"),
        (text() + "## say\n> Да.\n", 1, "It has the sections"),
        (text(now="Пишите.\n2. Ждите."), 7, "steps under now"),
        (text().replace("status: draft", "status: done"), 2, "neither draft nor reviewed"),
        (text().replace("status: draft\n", ""), 2, "'status' is missing"),
        (text(title="а" * 61), 2, "longer than 60 signs"),
        (text().replace("status: draft", "status: draft\nneutral: Справка"), 5, "Only a sensitive card"),
        ("Пишите.", 1, "The settings at the top are missing"),
    ],
)
def test_a_fault_in_a_text_is_told_with_its_line(tmp_path: Path, changed: str, line: int, what: str) -> None:
    write_card(tmp_path, ru=changed)
    found = told(tmp_path)
    assert any(one.startswith(f"cards/ru/pay/ru.md:{line}: ") and what in one for one in found), found


def test_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    (write_card(tmp_path) / "ky.md").unlink()
    assert told(tmp_path) == ["cards/ru/pay/ky.md:1: The card is not there in 'ky'. Write it in all three languages."]


def test_a_long_mean_is_told_in_kyrgyz_too(tmp_path: Path) -> None:
    long = "Ар бир күнү иштеген сааттарыңызды жана алган акчаңызды өзүнчө дептерге так жазып туруңуз."
    write_card(tmp_path, ky=text("ky", title=long[:60], lead=long, now=long, ask=long))
    assert any("words on average" in one for one in told(tmp_path))


def secret(**neutral: str) -> dict[str, str]:
    return {
        language: text(language).replace("status: draft", f"status: draft\nneutral: {words}")
        for language, words in neutral.items()
    }


SECRET = SETTINGS.replace("code: w1", "code: k7f").replace("sensitive: false", "sensitive: true")


def test_a_sensitive_card_with_neutral_titles_and_a_code_that_says_nothing_passes(tmp_path: Path) -> None:
    write_card(tmp_path, settings=SECRET, **secret(ky="Маалымат", ru="Справка", en="Information"))
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("neutral", "what"),
    [
        ("Зарплаты", "tells what the card is about"),
        ("Это совсем простая справка", "tells what"),
        ("", "needs a neutral"),
    ],
)
def test_a_title_that_tells_is_not_neutral(tmp_path: Path, neutral: str, what: str) -> None:
    write_card(tmp_path, settings=SECRET, **secret(ky="Маалымат", ru=neutral, en="Information"))
    assert [one for one in told(tmp_path) if what in one and "ru.md" in one]


def test_a_code_stands_once_also_among_cards_that_hold_everywhere(tmp_path: Path) -> None:
    write_card(tmp_path)
    write_card(tmp_path, slug="again")
    write_card(tmp_path, country="any", slug="everywhere")
    named = [one for one in told(tmp_path) if "has another card" in one]
    assert [one.partition(":")[0] for one in named] == ["cards/ru/again/card.yaml", "cards/ru/pay/card.yaml"]


def test_an_overdue_check_and_an_ended_rule_are_told_but_stop_nothing(tmp_path: Path) -> None:
    write_card(tmp_path)
    read, problems = read_guide(tmp_path)
    assert problems == []
    assert checks.warnings(read, TODAY) == []
    late = [one.what for one in checks.warnings(read, date(2029, 9, 1))]
    assert late == ["The check of this card is overdue.", "The rule ru.stay.amina is not in force today."]


def test_phrases_that_are_none_are_told(tmp_path: Path) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "work.yaml").write_text("- {ky: Саламатсызбы, ru: Здравствуйте}\n", "utf-8")
    (tmp_path / "phrases" / "police.yaml").write_text("- {ky: [\n", "utf-8")
    assert [one.partition(": ")[0] for one in told(tmp_path)] == ["phrases/police.yaml:2", "phrases/work.yaml:1"]
