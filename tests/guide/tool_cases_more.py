"""Questions at random for the tools about offers, agencies, years and sending: usual ones, edges and refused ones."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tayanch.guide.tools import agency, years
from tayanch.law.ilo import INDICATORS

Question = dict[str, Any]
ANSWERS = ["yes", "no", "unknown", None]


def given(**told: object) -> Question:
    """Without what was left empty, as the form gives it."""
    return {key: each for key, each in told.items() if each is not None}


def day(draw: Random, first: int = 2010, last: int = 2027) -> str:
    """Mostly any day of these years; sometimes an end of a month, sometimes one that tables do not know."""
    if draw.random() < 0.01:
        return draw.choice(["1989-12-31", "1990-01-01", "1992-03-12", "1992-03-13", "2100-12-31", "2101-01-01"])
    found = date(first, 1, 1) + timedelta(draw.randrange((last - first) * 366))
    if draw.random() < 0.3:
        found = found.replace(day=1) - timedelta(draw.randrange(2))
    return found.isoformat()


def later(draw: Random, than: str, most: int) -> str:
    """A day after that one; rarely before it."""
    least = -60 if draw.random() < 0.1 else 0
    return (date.fromisoformat(than) + timedelta(draw.randrange(least, most))).isoformat()


def amount(draw: Random, most: int = 10_000_000) -> int:
    """Whole kopecks; sometimes nothing, sometimes far too much."""
    return draw.choice([0, 1, 10**11, 10**11 + 1]) if draw.random() < 0.06 else draw.randrange(1, most)


def maybe(draw: Random, value: Any, often: float = 0.6) -> Any:
    return value if draw.random() < often else None


def offer_case(draw: Random) -> Question:
    signs = {sign: draw.choice(ANSWERS) for sign in INDICATORS}
    return given(**signs, cost=maybe(draw, amount(draw)), income=maybe(draw, amount(draw)))


def agency_case(draw: Random) -> Question:
    start = day(draw, 2018, 2027)
    looked = later(draw, start, 500)
    return given(
        home=draw.choices(agency.HOMES, (8, 1, 1))[0],
        country=draw.choice(agency.ABROAD),
        valid_from=maybe(draw, start, 0.9),
        valid_to=maybe(draw, later(draw, start, draw.choice([370, 800])), 0.9),
        checked_on=maybe(draw, looked, 0.9),
        as_of=draw.choice([looked, later(draw, looked, 200), day(draw)]),
        money=maybe(draw, draw.choice(["service", "deposit", "permit"])),
        amount=maybe(draw, amount(draw)),
        **{name: draw.choice(ANSWERS) for name in ("listed", "suspended")},
        named=draw.choice(["yes", "yes", "no", *ANSWERS]),
    )


def years_case(draw: Random) -> Question:
    codes = years.LISTED
    weights = [6 if code in ("KG", "RU", "KZ") else 2 if code in ("TR", "KR", "TJ", "UZ") else 1 for code in codes]

    def country() -> str:
        return draw.choices(codes, weights)[0]

    def work() -> Question:
        first = day(draw, 1995, 2026)
        last = maybe(draw, later(draw, first, draw.choice([40, 400, 3000])), 0.8)
        paid = draw.choice(["yes", "yes", "yes", "no", "unknown", None])
        return given(country=maybe(draw, country(), 0.99), **{"from": maybe(draw, first, 0.99)}, to=last, paid=paid)

    return given(
        citizenship=country(),
        residence=country(),
        as_of=day(draw, 2020, 2027),
        work=[work() for _ in range(draw.randrange(6))],
    )


def gap_case(draw: Random) -> Question:
    return given(
        months=draw.choice([0, 721, *[draw.randrange(1, 721)] * 20]),
        year=draw.choice([1989, 1995, 2101, *[draw.randrange(1996, 2101)] * 30]),
        wage=amount(draw),
        record=maybe(draw, draw.choice([721, *[draw.randrange(721)] * 20])),
    )


def number(draw: Random, most: int, decimals: int) -> str:
    """As one types it; sometimes what is no number."""
    if draw.random() < 0.03:
        return draw.choice(["1.", "-1", "1e3", "0", "0.0000001", f"{most}.01", "x"])
    places = draw.randrange(decimals + 1)
    whole = draw.randrange(most if draw.random() < 0.1 else 8)
    return f"{whole}.{draw.randrange(10**places):0{places}}" if places else str(whole)


def send_case(draw: Random) -> Question:
    rate = draw.choice(["1.05", "0.17", number(draw, 1_000_000, 6)])
    near = f"{float(rate) * draw.uniform(0.9, 1.1):.6f}" if rate[0].isdigit() and rate[-1] != "." else rate
    debts = [
        given(
            owed=maybe(draw, amount(draw, 30_000_000), 0.99),
            percent=maybe(draw, number(draw, 1000 if draw.random() < 0.1 else 12, 2), 0.8),
            per=draw.choice(["month", "year", None]),
            payment=maybe(draw, amount(draw, 2_000_000), 0.9),
        )
        for _ in range(draw.choice([0, 0, 1, 1, 2, 5]))
    ]
    return given(
        **{"from": day(draw)},
        months=draw.choice([0, 61]) if draw.random() < 0.03 else draw.randrange(1, 61),
        income=amount(draw),
        own=maybe(draw, amount(draw, 1_500_000)),
        living=maybe(draw, amount(draw, 3_000_000)),
        send=maybe(draw, amount(draw, 5_000_000)),
        fee_percent=maybe(draw, number(draw, 100, 2)),
        fee_fixed=maybe(draw, amount(draw, 50_000)),
        rate=maybe(draw, rate),
        reference_rate=maybe(draw, draw.choice([near, near, number(draw, 1_000_000, 6)])),
        debts=debts,
    )


CASES = {"offer": offer_case, "agency": agency_case, "years": years_case, "gap": gap_case, "send": send_case}
