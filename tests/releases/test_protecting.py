"""What leaves tells of nobody: not in one table, not by two breakdowns, not by the difference of two releases."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from tayanch.disclosure import attack
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases.protecting import Series, protected
from tests.releases.made import INDICATOR

QUARTERS = ("2026-Q1", "2026-Q2")
COUNTRIES = ("RU", "KZ", "TR")


def counted(counts: Counter[tuple[str, str, str]]) -> list[Observation]:
    """Observations with all margins from counts of quarter, sex, country."""
    found: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
    sexes = sorted({sex for _q, sex, _c in counts})
    for period in (*QUARTERS, "2026"):
        for sex, country in product(("", *sexes), ("", *COUNTRIES)):
            groups = tuple((name, code) for name, code in (("sex", sex), ("country", country)) if code)
            found[period, groups] = sum(
                count
                for (quarter, own, where), count in counts.items()
                if quarter.startswith(period) and sex in ("", own) and country in ("", where)
            )
    return [
        Observation(INDICATOR.id, 1, period, groups, float(count), "consultations", float(count))
        for (period, groups), count in found.items()
    ]


def some(seed: int, more: int = 0) -> Counter[tuple[str, str, str]]:
    chance = random.Random(seed)
    found: Counter[tuple[str, str, str]] = Counter()
    for quarter, sex, country in product(QUARTERS, ("female", "male"), COUNTRIES):
        found[quarter, sex, country] = chance.choice((1, 2, 4, 7, 12, 30, 60))
    keys = sorted(found)
    for _each in range(more):
        found[chance.choice(keys)] += 1
    return found


def small(counts: Counter[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    return {key for key, count in counts.items() if 0 < count < 5}


def value(series: Series, period: str, **groups: str) -> float | None:
    found = {(one.period, frozenset(one.groups)): one.value for one in series.observations}
    return found[period, frozenset(groups.items())]


def test_a_small_count_is_hidden_with_what_would_give_it_away() -> None:
    counts = Counter(dict.fromkeys(product(QUARTERS, ("female", "male"), COUNTRIES), 40))
    counts["2026-Q2", "male", "TR"] = 2
    made = protected(counted(counts), INDICATOR, date="2026-07-01")
    assert value(made, "2026-Q2", sex="male", country="TR") is None
    hidden = [one for one in made.observations if one.value is None]
    assert len(hidden) > 1
    assert all(one.flags == ("hidden",) and one.count is None for one in hidden)
    assert value(made, "2026") == sum(counts.values())
    assert made.hidden[0].en == f"{len(hidden)} of {len(made.observations)} numbers are hidden."


def test_without_small_counts_nothing_is_hidden() -> None:
    counts = Counter(dict.fromkeys(product(QUARTERS, ("female", "male"), COUNTRIES), 40))
    made = protected(counted(counts), INDICATOR, date="2026-07-01")
    assert made.hidden == ()
    assert [one.value for one in made.observations] == [one.value for one in counted(counts)]


@pytest.mark.parametrize("seed", range(6))
def test_no_small_count_follows_from_one_release(seed: int) -> None:
    made = protected(counted(some(seed)), INDICATOR, date="2026-07-01")
    inner = next(one for one in made.kept if len(one.dimensions) == 3)
    margin = next(one for one in made.kept if len(one.dimensions) == 2)
    for key, (low, high) in attack(inner, [margin]).items():
        if key in small(some(seed)):
            assert low <= 1.001
            assert high >= 3.999


@pytest.mark.parametrize("seed", range(4))
def test_no_small_count_follows_from_two_releases(seed: int) -> None:
    before, after = some(seed), some(seed, more=5)
    first = protected(counted(before), INDICATOR, date="2026-07-01")
    second = protected(counted(after), INDICATOR, date="2026-10-01", released=first.kept)
    old, new = (next(one for one in made.kept if len(one.dimensions) == 3) for made in (first, second))
    for key, (low, high) in attack(old, [new]).items():
        if key in small(before):
            assert low <= 1.001
            assert high >= 3.999
    for key, (low, high) in attack(new, [old]).items():
        if key in small(after):
            assert high - low >= 2.999


def test_of_a_share_both_sides_are_protected() -> None:
    share = Indicator(**{**INDICATOR.__dict__, "id": "share", "unit": "share of consultations"})
    told = [
        Observation("share", 1, "2026-Q1", (("sex", sex),), count / base, "share of consultations", count, base)
        for sex, count, base in (("female", 40.0, 90.0), ("male", 3.0, 60.0))
    ]
    told.append(Observation("share", 1, "2026-Q1", (), 43 / 150, "share of consultations", 43.0, 150.0))
    made = protected(told, share, date="2026-07-01")
    assert value(made, "2026-Q1", sex="male") is None
    assert value(made, "2026-Q1", sex="female") is None, "the total would tell the other"
    assert value(made, "2026-Q1") == pytest.approx(43 / 150)


def test_months_are_left_out() -> None:
    told = [Observation(INDICATOR.id, 1, "2026-01", (), 40.0, "consultations", 40.0)]
    assert protected(told, INDICATOR, date="2026-07-01").observations == ()
