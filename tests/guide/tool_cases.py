"""Questions for the tools, drawn at random but the same every time: two rules and one kernel must answer them alike.

They reach over the ends of the tables on both sides, over New Year and the last of February, and name what is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

Question = dict[str, Any]
TODAY = date(2026, 11, 22)
ENDS = ((2, 28), (2, 29), (3, 1), (12, 31), (1, 1), (1, 9), (5, 9), (6, 12), (11, 4), (1, 31), (3, 21))


def cases(tool: str, country: str, number: int) -> list[Question]:
    draw = Random(f"{tool} {country}")
    return [DRAWN[tool, country](draw) for _ in range(number)]


def some_day(draw: Random, first: date, last: date) -> date:
    """Any day, more often one where something turns."""
    last = max(first, last)
    if draw.random() < 0.25:
        month, day = draw.choice(ENDS)
        year = draw.randint(first.year, last.year)
        if month == 2 and day == 29:
            year = max(first.year, year - year % 4)
        found = date(year, month, min(day, 28) if month == 2 and year % 4 else day)
        return min(max(first, found), last)
    return first + timedelta(days=draw.randrange((last - first).days + 1))


def some_sum(draw: Random, most: int = 9_000_000) -> int:
    """Round, odd in the last kopeck, tiny, or the largest there is; now and then one that is refused."""
    if draw.random() < 0.02:
        return draw.choice((0, 100_000_000_001, 100_000_000_000, 1))
    return draw.choice((draw.randint(1, most), draw.randint(1, most // 100_000) * 100_000))


def payments(draw: Random, first: date, last: date, most: int = 5) -> list[Question]:
    return [
        {"date": some_day(draw, first, last).isoformat(), "amount": some_sum(draw)}
        for _ in range(draw.randint(0, most))
    ]


# --- what am I owed ---------------------------------------------------------------------------------------------------


def owed_kg(draw: Random) -> Question:
    first = draw.choice((date(2025, 1, 15), date(2025, 1, 23), date(2026, 1, 1)))
    as_of = some_day(draw, date(2025, 2, 1), date(2027, 12, 31))
    sums = [
        {"amount": some_sum(draw), "due": some_day(draw, first, min(as_of, TODAY) + timedelta(days=40)).isoformat()}
        for _ in range(draw.randint(0 if draw.random() < 0.05 else 1, 6))
    ]
    return {"as_of": as_of.isoformat(), "sums": sums, "payments": payments(draw, first, date(2027, 12, 31))}


def _job(draw: Random, first: date, end: date, after: date) -> Question:
    """Work that began long ago or just now, going on or ended, counted to a day on which the tables may be over."""
    start = some_day(draw, first, end)
    as_of = some_day(draw, start - timedelta(days=20 if draw.random() < 0.05 else 0), min(end, start + _years(draw)))
    if draw.random() < 0.1:
        as_of = some_day(draw, end, after)
    asked: Question = {"start": start.isoformat(), "as_of": as_of.isoformat(), "salary": some_sum(draw)}
    if draw.random() < 0.5:
        asked["end"] = some_day(draw, start - timedelta(days=3), as_of + timedelta(days=5)).isoformat()
    return asked | {"payments": payments(draw, start, min(as_of + timedelta(days=30), after), 8)}


def _years(draw: Random) -> timedelta:
    return timedelta(days=draw.choice((60, 200, 400, 1200)))


def owed_ru(draw: Random) -> Question:
    asked = _job(draw, date(2016, 9, 25), date(2026, 9, 14), date(2027, 12, 31))
    if draw.random() < 0.4:
        asked |= {"pay_day_1": draw.randint(1, 31), "pay_day_2": draw.randint(1, 31)}
    if draw.random() < 0.03:
        asked |= draw.choice(({"pay_day_1": 5}, {"pay_day_1": 0, "pay_day_2": 20}, {"pay_day_1": 32, "pay_day_2": 20}))
    return asked


def owed_kz(draw: Random) -> Question:
    asked = _job(draw, date(2016, 1, 1), date(2026, 3, 8), date(2027, 12, 31))
    return asked | ({"pay_day": draw.randint(0 if draw.random() < 0.1 else 1, 31)} if draw.random() < 0.5 else {})


# --- my last lawful day -----------------------------------------------------------------------------------------------


def _visits(draw: Random, first: date, as_of: date) -> list[Question]:
    """Stays one after another, sometimes touching, sometimes overlapping, the last one often open."""
    found: list[Question] = []
    day = some_day(draw, first, max(first, as_of - timedelta(days=1)))
    for _ in range(draw.randint(1, 6)):
        left = day + timedelta(days=draw.choice((0, 1, 20, 44, 89, 90, 120, draw.randint(0, 200))))
        found.append({"entry": day.isoformat(), "exit": left.isoformat()})
        day = left + timedelta(days=draw.choice((0, 0, 1, 30, 90, draw.randint(0, 150))))
        if draw.random() < 0.02:
            day -= timedelta(days=20)
    if draw.random() < 0.7:
        found[-1].pop("exit")
    draw.shuffle(found)
    return found


def _near(draw: Random, day: date, back: int, ahead: int) -> str:
    return (day + timedelta(days=draw.randint(-back, ahead))).isoformat()


def _stay(draw: Random, first: date, citizens: Iterable[str]) -> Question:
    as_of = some_day(draw, first, date(2027, 6, 30))
    asked: Question = {"citizenship": draw.choice(list(citizens)), "as_of": as_of.isoformat()}
    asked["visits"] = _visits(draw, max(first, as_of - timedelta(days=draw.choice((30, 100, 300, 700)))), as_of)
    if draw.random() < 0.02:
        asked.pop("visits")
    if draw.random() < 0.6:
        asked["contract_start"] = _near(draw, as_of, 300, 5)
        start = date.fromisoformat(asked["contract_start"])
        asked |= {"contract_end": _near(draw, start, 2, 500)} if draw.random() < 0.6 else {}
        asked |= {"contract_end_early": _near(draw, start, 1, 300)} if draw.random() < 0.4 else {}
    return asked


def days_ru(draw: Random) -> Question:
    asked = _stay(draw, date(2022, 6, 4), ("KG", "KG", "KZ", "TJ", "UZ"))
    as_of = date.fromisoformat(asked["as_of"])
    if draw.random() < 0.5:
        asked["patent_start"] = _near(draw, as_of, 400, 5)
        start = date.fromisoformat(asked["patent_start"])
        asked |= {"patent_paid_until": _near(draw, start, 1, 420)} if draw.random() < 0.9 else {}
    return asked | ({"extension": _near(draw, as_of, 30, 60)} if draw.random() < 0.15 else {})


def days_kz(draw: Random) -> Question:
    asked = _stay(draw, date(2023, 1, 20), ("KG", "KG", "UZ", "TJ"))
    as_of = date.fromisoformat(asked["as_of"])
    asked |= {"registration": _near(draw, as_of, 120, 5)} if draw.random() < 0.4 else {}
    return asked | ({"permit_until": _near(draw, as_of, 20, 300)} if draw.random() < 0.2 else {})


DRAWN: dict[tuple[str, str], Callable[[Random], Question]] = {
    ("owed", "ru"): owed_ru,
    ("owed", "kz"): owed_kz,
    ("owed", "kg"): owed_kg,
    ("days", "ru"): days_ru,
    ("days", "kz"): days_kz,
}
