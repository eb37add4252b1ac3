"""What the patent costs: Tax Code, art. 227.1 (fact base: rule S-09).

A month: 1200 roubles × deflator of the year × coefficient of the region, in whole roubles. For a region whose
coefficient is not known, the price that was published.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Number, Record, Schema, Whole
from tayanch.law.parameters import DatedTable, Parameter
from tayanch.law.texts import LANGUAGES, Months, Words

from ..pack import PACK
from ..rounding import whole_roubles

REGIONS = ("moscow", "spb", "leningrad", "krasnodar", "tula", "lipetsk", "chechnya", "yakutia")
OTHER = "other"  # a region of which only the coefficient is known to the asker
BASE = PACK.tables["patent.base"]
DEFLATOR = PACK.tables["patent.deflator"]
LARGEST_COEFFICIENT = 100


@dataclass(frozen=True)
class Region:
    """The code of a region, or its name in any language, in small or capital letters; read as the code."""

    about: str = "a region by code or name; `other` together with a coefficient"

    def read(self, given: Given) -> str:
        written = _plain(given.value) if isinstance(given.value, str) else ""
        found = _BY_NAME.get(written)
        if found is None:
            raise BadInput("not_one_of", given.field, choices=", ".join((*REGIONS, OTHER)))
        return found

    def schema(self) -> Schema:
        return {"type": "string", "examples": [*REGIONS, OTHER]}


QUESTION = Record(
    {"region": Region(), "year": Whole(1990, 2100, "the year of the months"), "months": Whole(1, 12)},
    {"coefficient": Number(0, LARGEST_COEFFICIENT, "the coefficient of the region, when you know it", decimals=4)},
)


@dataclass(frozen=True)
class MonthPrice:
    """The price of one month in whole roubles, the sum before rounding, its step and the rows behind it."""

    month: Decimal
    exact: Fraction
    step: Step
    rows: tuple[Parameter, ...]
    published: bool


def price(region: str, year: int, months: int, *, coefficient: Decimal | None = None) -> Derivation:
    """What `months` months of a patent cost in `year`, in roubles.

    `region` is a code of REGIONS, or `other` with a `coefficient`. `details`: `region`, `month`, `published` (the
    price was published and not reckoned). Raises BadInput and OutsideKnownDates (a year or a region not known).
    """
    found = month_price(region, year, coefficient)
    total = found.month * months
    summed: Facts = {"month": found.month, "months": Months(months), "total": total}
    return PACK.derive(
        "patent.price",
        total,
        used=found.rows,
        currency=PACK.currency,
        exact=Fraction(total),
        steps=(found.step, PACK.step("patent_total", summed, found.rows[0], formula=f"{found.month} × {months}")),
        warnings=(
            *((PACK.warning("patent_price_published"),) if found.published else ()),
            PACK.warning("patent_state_fee"),
        ),
        details={"region": region, "year": year, "months": months, "month": found.month, "published": found.published},
    )


def answer_price(asked: Asked) -> Derivation:
    return price(asked["region"], asked["year"], asked["months"], coefficient=asked["coefficient"])


def month_price(region: str, year: int, coefficient: Decimal | None = None, field: str = "year") -> MonthPrice:
    """The price of a month; `field` names the year in a refusal. Raises BadInput and OutsideKnownDates."""
    if region not in (*REGIONS, OTHER):
        raise BadInput("not_one_of", "region", choices=", ".join((*REGIONS, OTHER)))
    if region == OTHER and coefficient is None:
        raise BadInput("missing_key", "coefficient")
    first = date(year, 1, 1)
    deflator, base = DEFLATOR.at(first, field), BASE.at(first, field)
    if coefficient is not None:
        return _reckoned(region, base, deflator, coefficient, ())
    row = _table(region, first).at(first, field)
    if row.unit == "coefficient":
        return _reckoned(region, base, deflator, Decimal(row.value), (row,))
    month = Decimal(row.value).quantize(Decimal("0.01"))
    facts: Facts = {"region": name(region), "year": year, "month": month}
    return MonthPrice(month, Fraction(month), PACK.step("patent_published", facts, row), (row,), True)


def name(region: str) -> Words:
    return Words({language: PACK.texts.say(f"region.{region}", language, {}) for language in LANGUAGES})


def _reckoned(
    region: str, base: Parameter, deflator: Parameter, coefficient: Decimal, own: tuple[Parameter, ...]
) -> MonthPrice:
    exact = Fraction(base.value) * Fraction(deflator.value) * Fraction(coefficient)
    month = whole_roubles(exact)
    facts: Facts = {
        "region": name(region),
        "base": Decimal(base.value),
        "deflator": Decimal(deflator.value),
        "coefficient": coefficient,
        "month": month,
    }
    formula = f"{base.value} × {deflator.value} × {coefficient} = {month}"
    return MonthPrice(
        month, exact, PACK.step("patent_month", facts, base, formula=formula), (base, deflator, *own), False
    )


def _table(region: str, day: date) -> DatedTable:
    """The table of the region that knows `day`, or else its newest one, which will refuse."""
    own = [
        table
        for key, table in PACK.tables.items()
        if key.startswith((f"patent.coefficient_{region}", f"patent.price_{region}"))
    ]
    return next((table for table in own if table.touches(day, day)), max(own, key=lambda each: each.known_through))


def _plain(written: str) -> str:
    """Letters and digits in small letters, with single blanks: `St. Petersburg` and `st petersburg` are one."""
    kept = "".join(char if char.isalnum() else " " for char in written.casefold().replace("ё", "е"))
    return " ".join(kept.split())


_BY_NAME = {
    _plain(written): region
    for region in (*REGIONS, OTHER)
    for written in (region, *(name(region)[language] for language in LANGUAGES))
}
