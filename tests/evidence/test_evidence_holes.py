"""Ways in which numbers of the desk told of few, tried as a stranger would: by solving all that is shown together."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook

from tayanch import figures
from tayanch.disclosure import attack
from tayanch.disclosure.layout import layout_of
from tayanch.disclosure.linked import Part, protect_linked
from tayanch.disclosure.released import Released
from tayanch.evidence.indicators import protecting
from tayanch.indicators.computing import DOMINANT, Plan, plan
from tayanch.indicators.definitions import definitions
from tayanch.indicators.spreadsheets import rows_of
from tayanch.releases.protecting import protected

OPENED, WAGES = "desk-cases-opened", "desk-cases-no-contract-share"
Record = tuple[str, dict[str, str]]


def records(number: int, seed: int) -> list[Record]:
    chance = random.Random(seed)
    codes = [f"c{place}" for place in range(5)]
    falling = [1 / (place + 1) ** 1.5 for place in range(5)]

    def made() -> dict[str, str]:
        told = {name: chance.choices(codes, falling)[0] for name in ("topic", "country", "sector")}
        return told | {"sex": chance.choices(("female", "male", ""), (60, 30, 10))[0]}

    return [(f"2026-Q{chance.randint(1, 4)}", made()) for _ in range(number)]


def year_of(asked: Plan, rows: Iterable[Record], base: Iterable[Record] = ()) -> dict[str, list[list[Any]]]:
    """Cells as they are kept, of a count, or of a share with *base* as its denominator."""
    counts, bases = _counted(asked, rows), _counted(asked, base)
    found: dict[str, list[list[Any]]] = {}
    for (period, columns, codes), number in sorted((bases or counts).items()):
        count = counts[period, columns, codes]
        value, of = (count / number, float(number)) if bases else (float(count), None)
        found.setdefault(period, []).append([list(columns), list(codes), value, float(count), of, []])
    return found


def _counted(asked: Plan, rows: Iterable[Record]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for quarter, told in rows:
        for period in (quarter, "2026"):
            for margin in asked.margins():
                found[period, margin, tuple(told.get(name, "") for name in margin)] += 1
    return found


def leaks(true: Any, shown: Any, name: str) -> tuple[list[Any], int]:
    """Small counts that the shown cells of one breakdown tell too closely, and how many are hidden."""
    exact, told = _by_place(true), _by_place(shown)
    codes: dict[str, list[str]] = {"period": [], "sex": [], name: []}
    for place in exact:
        for key, code in place:
            if key in codes and code not in codes[key]:
                codes[key].append(code)
    layout = layout_of(codes, [])
    place = {key: frozenset((k, c) for k, c in zip(codes, key, strict=True) if c) for key in layout.keys}
    seen = {key: told.get(at) if at in exact else 0.0 for key, at in place.items()}
    found = attack(Released("page", "2026-12-31", layout.dimensions, seen))
    bad = []
    for key, (low, high) in found.items():
        least = sum(
            1
            for one in layout.inner
            if exact.get(place[one]) and all(own in ("", other) for own, other in zip(key, one, strict=True))
        )
        if 0 < exact[place[key]] < 5 and (low > least + 1e-6 or high < 4 - 1e-6):
            bad.append((key, exact[place[key]], low, high))
    return bad, sum(value is None for value in seen.values())


def _by_place(year: dict[str, list[list[Any]]]) -> dict[frozenset[tuple[str, str]], Any]:
    return {
        frozenset(
            {
                *({("period", period)} if "Q" in period else ()),
                *((k, c or "?") for k, c in zip(cell[0], cell[1], strict=True)),
            }
        ): cell[3]
        for period, cells in year.items()
        for cell in cells
    }


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_of_an_indicator_follows_from_all_its_breakdowns_on_the_page(seed: int) -> None:
    asked = plan(definitions()[OPENED])
    year = year_of(asked, records(900, seed))
    shown = protecting.protected(asked, year)
    for name in asked.breakdowns:
        if any(name in cell[0] for cell in shown["2026-Q1"]):
            bad, hidden = leaks(year, shown, name)
            assert hidden
            assert bad == []


def test_what_is_hidden_in_one_breakdown_is_hidden_in_the_margins_of_the_other() -> None:
    topic = {("female", "wages"): 3, ("female", "ban"): 20, ("male", "wages"): 12, ("male", "ban"): 9}
    country = {("female", "RU"): 10, ("female", "KZ"): 13, ("male", "RU"): 11, ("male", "KZ"): 10}
    sexes = ["female", "male"]
    found = protect_linked(
        [Part(topic, {"sex": sexes, "topic": ["wages", "ban"]}), Part(country, {"sex": sexes, "country": ["RU", "KZ"]})]
    )
    assert frozenset({("sex", "female"), ("topic", "wages")}) in found.hidden
    shown = {place for place in found.values if place not in found.hidden}
    both = {frozenset({("sex", "female")}), frozenset({("sex", "female"), ("topic", "ban")})}
    assert not both <= shown


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_follows_from_two_breakdowns_of_one_release(seed: int) -> None:
    one = definitions()[OPENED]
    asked = plan(one)
    year = year_of(asked, records(150, seed))
    raw = [each for period, cells in year.items() for each in protecting.observations(asked, 1, period, cells)]
    made = protected(raw, one, date="2026-12-31").observations
    back: dict[str, list[list[Any]]] = {}
    for each in made:
        names, codes = zip(*each.groups, strict=True) if each.groups else ((), ())
        back.setdefault(each.period, []).append([list(names), list(codes), each.value, each.count, None, []])
    for name in asked.breakdowns:
        assert leaks(year, back, name)[0] == []


def test_a_share_does_not_tell_those_whom_its_base_leaves_out() -> None:
    """100 cases were opened and 97 of them say what papers there were: the three others are not told."""
    share, opened = plan(definitions()[WAGES]), plan(definitions()[OPENED])
    assert protecting.around_of(share, [opened, share]) is opened
    rows = [
        ("2026-Q1", {"sex": "female", "country": "RU", "sector": "trade", "topic": "wages", "household": "no"})
    ] * 50
    rows += [("2026-Q1", told | {"sex": "male"}) for _, told in rows]
    exact = year_of(opened, rows)
    around = protecting.Around(opened, exact, protecting.protected(opened, exact))
    known = [*rows[:47], *rows[50:]]
    shown = protecting.protected(share, year_of(share, known[::2], known), around)
    told = {tuple(cell[1]): cell[4] for cell in shown["2026"] if cell[0] in ([], ["sex"])}
    assert told["female",] is None
    assert not (told[()] is not None and told["male",] is not None)


def test_a_sum_that_one_case_holds_is_not_told_nor_is_the_rest_of_its_line() -> None:
    asked = plan(definitions()["desk-money-received"])
    cells = [
        [["currency"], ["RUB"], 3000.0, 30.0, None, []],
        [["currency", "sex"], ["RUB", "female"], 1000.0, 10.0, None, [DOMINANT]],
        [["currency", "sex"], ["RUB", "male"], 2000.0, 20.0, None, []],
        [["currency", "country"], ["RUB", "ru"], 3000.0, 30.0, None, []],
        [["currency", "sex", "country"], ["RUB", "female", "ru"], 1000.0, 10.0, None, [DOMINANT]],
        [["currency", "sex", "country"], ["RUB", "male", "ru"], 2000.0, 20.0, None, []],
    ]
    shown = {tuple(cell[1]): cell for cell in protecting.protected(asked, {"2026": cells})["2026"]}
    assert shown["RUB", "female"][2] is None
    assert shown["RUB", "male"][2] is None or shown["RUB",][2] is None
    assert not any(DOMINANT in cell[5] for cell in shown.values())


def test_months_and_thin_quarters_are_told_by_sex_only() -> None:
    asked = plan(definitions()[OPENED])
    year = year_of(asked, records(60, 1))
    shown = protecting.protected(asked, year | {"2026-01": [[["topic"], ["c0"], 30.0, 30.0, None, []]]})
    assert shown["2026-01"] == []
    assert {tuple(cell[0]) for cell in shown["2026-Q1"]} <= {(), ("sex",)}


def test_a_workbook_that_says_it_is_wide_is_read_as_wide_as_it_is() -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (["year", "sex", "value"], [2020, "female", 1]):
        book.active.append(row)
    book.save(out)
    packed, made = zipfile.ZipFile(out), io.BytesIO()
    with zipfile.ZipFile(made, "w") as lying:
        for name in packed.namelist():
            text = packed.read(name)
            lying.writestr(name, re.sub(rb'(<dimension ref=)"[^"]*"', rb'\1"A1:XFD1048576"', text))
    assert [len(cells) for _, cells in rows_of(made.getvalue())] == [3, 3]


def test_a_figure_is_no_formula_in_a_spreadsheet_and_comes_back_as_it_was() -> None:
    one = replace(figures.load().figures[0], note='=HYPERLINK("http://x")', source="@SUM(A1)")
    told = figures.write_csv([one])
    assert b",=" not in told
    assert b',"=' not in told
    assert figures.read_csv(told)[0].note == one.note
    assert figures.read_csv(told)[0].source == one.source
