"""Parameters and texts are data that others edit: mistakes must be caught here."""

import ast
import json
import re
import shutil
import tokenize
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tayanch.law
from tayanch.law import LANGUAGES, OutsideKnownDates, compute
from tayanch.law.days import add_months
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.pack import load_pack
from tayanch.law.parameters import DatedTable
from tayanch.law.ru import PACK
from tayanch.law.texts import BASE_TEXTS, NO_BREAK_SPACE, Days, Texts, show
from tayanch.law.working_days import WorkingDays

LAW = Path(tayanch.law.__file__).parent
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "law.md"


def test_every_parameter_says_where_it_stands_who_checked_it_and_that_it_is_a_draft():
    for table in PACK.tables.values():
        for row in table.rows:
            assert all([row.unit, row.article, row.source, row.checked_by])
            assert (row.status, row.checked_on) == ("draft", date(2026, 11, 21))
            assert f"article.{row.article}" in PACK.texts


def test_every_sentence_named_in_the_code_exists_and_none_is_left_over():
    source = "\n".join(path.read_text(encoding="utf-8") for path in LAW.rglob("*.py"))
    unused = [
        code
        for code in [*PACK.texts.codes(), *BASE_TEXTS.codes()]
        if code.split(".")[0] in ("warning", "error") and f'"{code.split(".")[1]}"' not in source
    ]
    assert unused == []


@given(st.dates(date(2012, 9, 14), date(2026, 9, 14)))
def test_every_day_between_the_first_and_the_last_known_one_has_a_rate(day):
    assert Decimal(PACK.tables["wage_delay.yearly_rate"].at(day).value) > 0


def test_the_rate_before_3_october_2016_is_the_refinancing_rate():
    table = PACK.tables["wage_delay.yearly_rate"]
    assert table.at(date(2015, 12, 31)).value == "8.25"
    assert table.at(date(2016, 1, 1)).value == "11.00"
    assert PACK.tables["key_rate.percent_per_year"].at(date(2015, 12, 31)).value == "11.00"


@pytest.mark.parametrize("day", [date(2012, 9, 13), date(2026, 9, 15)])
def test_a_table_refuses_days_it_does_not_know(day):
    with pytest.raises(OutsideKnownDates):
        PACK.tables["wage_delay.yearly_rate"].at(day)


def test_a_table_with_a_gap_does_not_load():
    rows = PACK.tables["key_rate.percent_per_year"].rows
    with pytest.raises(ValueError, match="gap"):
        DatedTable("broken", (rows[0], rows[2]))


def test_a_number_without_quotes_does_not_load(tmp_path):
    shutil.copytree(LAW / "ru", tmp_path / "ru")
    path = tmp_path / "ru" / "parameters" / "suspension.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"15"', "15.5"), encoding="utf-8")
    with pytest.raises(ValueError, match="quote the value"):
        load_pack(tmp_path / "ru")


def test_a_sentence_without_one_language_or_one_fact_does_not_load():
    with pytest.raises(ValueError, match="must exist"):
        Texts({"warning.x": {"ky": "бир", "ru": "один"}})
    with pytest.raises(ValueError, match="same facts"):
        Texts({"warning.x": {"ky": "{day}", "ru": "{day}", "en": "a day"}})


def test_days_off_can_be_corrected_by_hand():
    monday, saturday = date(2025, 6, 23), date(2025, 6, 28)
    corrected = WorkingDays("RU", date(2025, 1, 1), date(2025, 12, 31), frozenset([monday]), frozenset([saturday]))
    assert corrected.is_day_off(monday)
    assert not corrected.is_day_off(saturday)


@pytest.mark.parametrize(
    ("count", "ky", "ru", "en"),
    [
        (1, "күн", "день", "day"),
        (2, "күн", "дня", "days"),
        (5, "күн", "дней", "days"),
        (11, "күн", "дней", "days"),
        (21, "күн", "день", "days"),
        (112, "күн", "дней", "days"),
    ],
)
def test_days_take_the_right_plural(count, ky, ru, en):
    shown = [show(Days(count), language) for language in LANGUAGES]
    assert shown == [f"{count}{NO_BREAK_SPACE}{word}" for word in (ky, ru, en)]


def test_sums_and_dates_are_written_as_each_language_writes_them():
    assert show(Decimal("52200.00"), "en") == "52,200.00"
    assert show(Decimal("52200.00"), "ru") == f"52{NO_BREAK_SPACE}200,00"
    assert (show(date(2025, 5, 6), "ky"), show(date(2025, 5, 6), "en")) == ("06.05.2025", "6 May 2025")


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.004", "0.00"), ("0.005", "0.01"), ("1.015", "1.02"), ("2.675", "2.68"), ("7", "7.00")],
)
def test_half_a_kopeck_goes_up(exact, rounded):
    assert str(round_half_up_kopecks(Fraction(exact))) == rounded


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 40))
def test_months_later_is_the_same_day_or_the_end_of_a_shorter_month(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 0).replace(day=later.day) == later)


def test_no_float_is_written_anywhere_in_the_law():
    for path in LAW.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            assert not (isinstance(node, ast.Name) and node.id == "float"), path


def test_the_law_reads_no_clock_and_imports_nothing_from_above():
    for path in LAW.rglob("*.py"):
        with path.open("rb") as file:
            names = {token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.NAME}
        assert not names & {"today", "now", "django", "time"}, path


def test_every_rule_in_the_reference_answers_what_is_printed_there():
    page = REFERENCE.read_text(encoding="utf-8")
    questions = re.findall(
        r"^## `([a-z]+\.[a-z_.]+)`$.*?^```json\n(.*?)^```.*?^```json\n(.*?)^```",
        page,
        flags=re.MULTILINE | re.DOTALL,
    )
    assert len(questions) == page.count("\n## `")
    for rule, question, answer in questions:
        computed = compute(rule, json.loads(question))
        shown = json.loads(answer)
        assert shown == {key: computed[key] for key in shown}
