"""Two tables together tell no more than each may: of another day, of a part of the people, by other breakdowns."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import product

import pytest
from bench.disclosure_attacker import random_table

from tayanch.disclosure import ProtectedTable, Released, Rules, TableError, attack, protect_table

QUICK = Rules(exact_up_to=0)
DIMENSIONS = {"topic": ["wages", "ban", "papers"], "country": ["RU", "KZ"]}
MONDAY, TUESDAY = "2026-10-05", "2026-10-06"
COUNTS = {
    ("wages", "RU"): 23,
    ("wages", "KZ"): 8,
    ("ban", "RU"): 31,
    ("ban", "KZ"): 12,
    ("papers", "RU"): 9,
    ("papers", "KZ"): 14,
}


def made(cells: dict, date: str, released: tuple = (), **more) -> ProtectedTable:  # type: ignore[no-untyped-def, type-arg]
    given = {"dimensions": DIMENSIONS, "rules": QUICK, **more}
    return protect_table(cells, date=date, released=released, **given)


def test_the_same_table_a_day_later_does_not_tell_that_one_record_was_added() -> None:
    monday = made(COUNTS, MONDAY)
    assert not monday.why
    tuesday = made({**COUNTS, ("wages", "KZ"): 9}, TUESDAY, (monday.released("Monday"),))
    assert tuesday["wages", "KZ"].value is None
    assert tuesday["", ""].value is None
    assert set(tuesday.why.values()) == {"differencing"}
    low, high = attack(tuesday.released(""), [monday.released("")])["wages", "KZ"]
    assert low <= 8 + 1
    assert high >= 8 + 4


def test_a_day_on_which_nothing_changed_hides_nothing_more() -> None:
    monday = made(COUNTS, MONDAY)
    assert not made(COUNTS, TUESDAY, (monday.released("Monday"),)).why


def test_a_day_on_which_many_came_is_shown() -> None:
    monday = made(COUNTS, MONDAY)
    assert not made({key: count + 7 for key, count in COUNTS.items()}, TUESDAY, (monday.released("Monday"),)).why


def test_a_record_that_went_is_not_told_either() -> None:
    monday = made(COUNTS, MONDAY)
    tuesday = made({**COUNTS, ("ban", "RU"): 30}, TUESDAY, (monday.released("Monday"),))
    assert tuesday["ban", "RU"].value is None


def test_a_table_of_women_beside_one_of_everybody_does_not_tell_how_few_men_there_are() -> None:
    everybody = made(COUNTS, MONDAY)
    women = {key: count - (2 if key == ("ban", "RU") else 0) for key, count in COUNTS.items()}
    table = made(women, MONDAY, (everybody.released("everybody"),), population={"sex": "female"})
    assert table["ban", "RU"].value is None


def test_a_hidden_cell_is_not_told_by_a_table_with_other_breakdowns() -> None:
    """By topic and country, then by topic and month: the total of papers would be told by the second."""
    few = {**COUNTS, ("papers", "KZ"): 2}
    first = made(few, MONDAY)
    by_topic = {
        ("wages", "Sep"): 20, ("wages", "Oct"): 11, ("ban", "Sep"): 30, ("ban", "Oct"): 13, ("papers", "Oct"): 11
    }  # fmt: skip
    months = {"topic": DIMENSIONS["topic"], "month": ["Sep", "Oct"]}
    second = made(by_topic, MONDAY, (first.released("first"),), dimensions=months)
    low, high = attack(first.released(""), [second.released("")])["papers", "KZ"]
    assert low <= 1
    assert high >= 4


@pytest.mark.parametrize("seed", range(8))
def test_no_small_difference_of_two_random_releases_is_recovered(seed: int) -> None:
    cells, dimensions = random_table(seed, longest=3)
    chance = random.Random(seed)
    later = {key: count + chance.choice((0, 0, 0, 1, 2, 9)) for key, count in cells.items()}
    first = protect_table(cells, dimensions=dimensions, rules=QUICK, date=MONDAY)
    old = first.released("first")
    second = protect_table(later, dimensions=dimensions, rules=QUICK, date=TUESDAY, released=[old])
    new = second.released("second")
    found = attack(new, [old])
    before = attack(old, [new])
    for key, count in cells.items():
        if 0 < later[key] - count < 5 and old.told[key] is not None:
            assert new.told[key] is None, key
            assert found[key][0] <= count + 1 + 1e-4
            assert found[key][1] >= count + 4 - 1e-4
        for counts, intervals in ((later, found), (cells, before)):
            if 0 < counts[key] < 5:
                assert intervals[key][0] <= 1 + 1e-4
                assert intervals[key][1] >= 4 - 1e-4


def test_a_release_of_which_only_the_public_part_is_known_is_protected_more_carefully() -> None:
    first = made({**COUNTS, ("papers", "KZ"): 2}, MONDAY)
    public = replace(first.released("first"), protected=None)
    second = made({**COUNTS, ("papers", "KZ"): 2}, MONDAY, (public,))
    assert set(first.why) <= set(second.why)


def test_tables_of_something_else_are_not_compared() -> None:
    cases = made(COUNTS, MONDAY, measure_name="cases")
    talks = made({**COUNTS, ("wages", "KZ"): 9}, MONDAY, (cases.released("cases"),), measure_name="talks")
    assert not talks.why


def test_tables_that_cannot_both_be_true_are_refused() -> None:
    monday = made(COUNTS, MONDAY)
    with pytest.raises(TableError, match="cannot both be true"):
        made({**COUNTS, ("wages", "KZ"): 20}, MONDAY, (monday.released("Monday"),))


def test_a_sum_that_one_more_person_changed_is_hidden() -> None:
    sums = {key: [float(count)] * 6 for key, count in COUNTS.items()}
    monday = made(sums, MONDAY)
    more = {**sums, ("ban", "KZ"): [*sums["ban", "KZ"], 12.0]}
    tuesday = made(more, TUESDAY, (monday.released("Monday"),))
    assert not monday.why
    assert tuesday["ban", "KZ"].value is None


def test_a_rounded_release_is_compared_by_what_it_leaves_possible() -> None:
    rules = Rules(rounding=5)
    monday = made(COUNTS, MONDAY, rules=rules)
    tuesday = made({**COUNTS, ("wages", "KZ"): 9}, TUESDAY, (monday.released("Monday"),), rules=rules)
    assert not tuesday.why


def test_what_is_kept_reads_back_the_same() -> None:
    kept = made({**COUNTS, ("papers", "KZ"): 2}, MONDAY).released("Monday")
    assert Released.from_dict(json.loads(json.dumps(kept.to_dict()))) == kept
    with pytest.raises(TableError, match="keep it with to_dict"):
        Released.from_dict({"label": "x"})


def test_too_many_cells_to_compare_are_refused() -> None:
    codes = {name: [f"{name}{n}" for n in range(50)] for name in "abcd"}
    first = protect_table({("a1", "b1"): 9}, dimensions={"a": codes["a"], "b": codes["b"]}, rules=QUICK)
    cells = dict.fromkeys(product(codes["c"][:2], codes["d"][:2]), 9)
    with pytest.raises(TableError, match="too many cells to compare"):
        protect_table(cells, dimensions={"c": codes["c"], "d": codes["d"]}, rules=QUICK, released=[first.released("")])
