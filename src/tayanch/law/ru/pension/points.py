"""Points for the Russian old-age pension: Law 400-FZ of 28 December 2013, arts. 8, 15 and 35 (fact base: rule P-03).

Points of a year: wages before tax, up to the limit of the year, divided by that limit, times ten.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Money, Number, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import DatedTable, Parameter
from tayanch.law.texts import Years

from ..pack import PACK
from ..rounding import half_up

DECIMALS = 3
_BASE = PACK.tables["benefits.contribution_base"]
_MOST = PACK.tables["pension_points.most_in_a_year"]
_AGE = PACK.tables["pension_points.women_age"]
_RECORD = PACK.tables["pension_points.record_years"]
_NEEDED = PACK.tables["pension_points.points_needed"]
QUESTION = Record(
    {"year": Whole(1990, 2100, "the year of the wages")},
    {
        "gross_year": Money("wages of the year before tax, with contributions paid"),
        "points": Number(0, 10, "instead of gross_year: for which monthly wage one gets so many points", DECIMALS),
    },
)


def points(year: int, gross_year: Decimal) -> Derivation:
    """Points for the wages of `year`, three decimals; wages above the limit of the year count no more.

    `details`: `years_to_needed` (years like this one until the points suffice; absent when it is none or never),
    `conditions` (`age`, `record_years`, `points` of a woman, and `year` whose rules they are).
    Raises BadInput and OutsideKnownDates (outside 2021–2026).
    """
    check_money(gross_year, "gross_year")
    base, most = _rows(year)
    counts = min(Fraction(gross_year), Fraction(base.value))
    exact = counts / Fraction(base.value) * Fraction(most.value)
    value = half_up(exact, DECIMALS)
    limit = round_half_up_kopecks(Fraction(base.value))
    facts: Facts = {"gross": gross_year, "base": limit, "most": Decimal(most.value), "points": value}
    formula = f"{round_half_up_kopecks(counts)} / {base.value} × {most.value} = {value}"
    years = -(-Fraction(_needed(year).value) // exact)
    return PACK.derive(
        "pension.points",
        value,
        used=[base, most, *_conditions(year)],
        steps=(
            PACK.step("points_of_year", facts, base, formula=formula),
            PACK.step("points_years", {"needed": Decimal(_needed(year).value), "years": Years(years)}, _needed(year)),
            _condition_step(year),
        ),
        warnings=_warnings(),
        details={"years_to_needed": Years(years), "conditions": _shown_conditions(year)},
    )


def wage_for_points(year: int, wanted: Decimal) -> Derivation:
    """The monthly wage before tax that brings `wanted` points in `year`, in roubles.

    `details`: `gross_year` and `conditions`, as in `points`. Raises BadInput and OutsideKnownDates (outside 2021–2026).
    """
    base, most = _rows(year)
    if not 0 <= wanted <= Decimal(most.value):
        raise BadInput("not_a_number", "points", least=0, most=int(most.value), decimals=DECIMALS)
    exact = Fraction(wanted) / Fraction(most.value) * Fraction(base.value)
    wage, limit = round_half_up_kopecks(exact / 12), round_half_up_kopecks(Fraction(base.value))
    facts: Facts = {"points": wanted, "base": limit, "wage": wage}
    formula = f"{base.value} × {wanted} / {most.value} / 12 = {wage}"
    return PACK.derive(
        "pension.points",
        wage,
        used=[base, most, *_conditions(year)],
        currency=PACK.currency,
        exact=exact / 12,
        steps=(PACK.step("points_wage", facts, base, formula=formula), _condition_step(year)),
        warnings=_warnings(),
        details={
            "monthly_wage": wage,
            "gross_year": round_half_up_kopecks(exact),
            "conditions": _shown_conditions(year),
        },
    )


def answer_points(asked: Asked) -> Derivation:
    gross, wanted = asked["gross_year"], asked["points"]
    if (gross is None) == (wanted is None):
        raise BadInput("one_of_two", "gross_year", first="gross_year", second="points")
    return points(asked["year"], gross) if wanted is None else wage_for_points(asked["year"], wanted)


def _rows(year: int) -> tuple[Parameter, Parameter]:
    day = date(year, 1, 1)
    return _BASE.at(day, "year"), _MOST.at(day, "year")


def _at(table: DatedTable, year: int) -> Parameter:
    """The condition of that year, or the first one known."""
    return table.at(max(date(year, 1, 1), table.known_from))


def _needed(year: int) -> Parameter:
    return _at(_NEEDED, year)


def _conditions(year: int) -> list[Parameter]:
    return [_at(_AGE, year), _at(_RECORD, year), _needed(year)]


def _condition_step(year: int) -> Step:
    age, record, needed = _conditions(year)
    facts: Facts = {
        "year": max(year, _AGE.known_from.year),
        "age": Years(age.value),
        "record": Years(record.value),
        "needed": Decimal(needed.value),
    }
    return PACK.step("pension_conditions", facts, age)


def _shown_conditions(year: int) -> dict[str, object]:
    age, record, needed = _conditions(year)
    return {
        "year": max(year, _AGE.known_from.year),
        "age": Years(age.value),
        "record_years": Years(record.value),
        "points": Decimal(needed.value),
    }


def _warnings() -> Iterator[Notice]:
    yield PACK.warning("points_need_contributions")
    yield PACK.warning("points_other_countries")
    yield PACK.warning("pension_age_grows")
