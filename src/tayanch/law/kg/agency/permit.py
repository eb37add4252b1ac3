"""Is an agency's permit good for a country on a day (fact base: kg.pea.permit, kg.pea.verify).

A permit names countries and foreign partners, is mostly given for one year, and is suspended and restored within
days. So the answer is about the day on which somebody looked, and says how old that look is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Day, Flag, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months

from ..pack import PACK
from .country import Country, check_country, country_name

MOST_COUNTRIES = 250
_TERM = PACK.tables["agency.usual_term"]
QUESTION = Record(
    {
        "valid_from": Day("first day on the permit"),
        "valid_to": Day("last day on the permit"),
        "countries": ListOf(Country(), MOST_COUNTRIES, about="the countries on the permit"),
        "country": Country("the country of the job"),
        "checked_on": Day("the day on which somebody looked into the list of permits"),
    },
    {
        "as_of": Day("the day of signing or of asking; without it, the day of the check"),
        "listed": Flag("whether the agency stood in the list of the Ministry on the day of the check"),
        "suspended": Flag("whether the list called the permit suspended on the day of the check"),
    },
)


@dataclass(frozen=True)
class Permit:
    """What the list of the Ministry said. `listed` and `suspended` are None when nobody looked."""

    valid_from: date
    valid_to: date
    countries: tuple[str, ...]
    listed: bool | None = None
    suspended: bool | None = None


def permit(permit: Permit, country: str, checked_on: date, as_of: date | None = None) -> Derivation:
    """Whether the permit held for `country` on the day of the check.

    `details`: `checked_on`, `as_of`, `in_date`, `country_covered`, `listed` and `suspended` (None: nobody looked),
    `in_date_as_of`, `check_age_days`, `days_left` (from `as_of`, 0 when it has ended).
    Raises BadInput (dates backwards, a country that is not two letters) and OutsideKnownDates (a check before
    16 April 2019).
    """
    day = checked_on if as_of is None else as_of
    _check(permit, country, checked_on, day)
    row = _TERM.at(checked_on, "checked_on")
    in_date, covered = permit.valid_from <= checked_on <= permit.valid_to, country in permit.countries
    age, left = Days((day - checked_on).days), Days(max(0, (permit.valid_to - day).days))
    return PACK.derive(
        "agency.permit",
        in_date and covered and permit.listed is not False and permit.suspended is not True,
        used=[row],
        steps=tuple(_steps(permit, country, checked_on, day, row)),
        warnings=_warnings(permit, day, age, row),
        details={
            "checked_on": checked_on,
            "as_of": day,
            "in_date": in_date,
            "country_covered": covered,
            "listed": permit.listed,
            "suspended": permit.suspended,
            "in_date_as_of": permit.valid_from <= day <= permit.valid_to,
            "check_age_days": age,
            "days_left": left,
        },
        assumed=(PACK.assumed("permit_as_written"),),
    )


def answer_permit(asked: Asked) -> Derivation:
    held = Permit(
        asked["valid_from"], asked["valid_to"], tuple(asked["countries"]), asked["listed"], asked["suspended"]
    )
    return permit(held, asked["country"], asked["checked_on"], asked["as_of"])


def _check(permit: Permit, country: str, checked_on: date, day: date) -> None:
    named = {"valid_from": permit.valid_from, "valid_to": permit.valid_to, "checked_on": checked_on, "as_of": day}
    for field, each in named.items():
        check_date(each, field)
    if permit.valid_to < permit.valid_from:
        raise BadInput("range_backwards", "valid_to")
    if day < checked_on:
        raise BadInput("range_backwards", "as_of")
    check_country(country, "country")
    _check_countries(permit.countries)


def _check_countries(countries: Sequence[str]) -> None:
    for index, each in enumerate(countries):
        check_country(each, f"countries[{index}]")


def _steps(permit: Permit, country: str, checked_on: date, day: date, row: Parameter) -> Iterator[Step]:
    first, last = permit.valid_from, permit.valid_to
    state = "permit_not_yet" if checked_on < first else "permit_ended" if checked_on > last else "permit_in_date"
    yield PACK.step(state, {"from": first, "to": last, "checked_on": checked_on}, row)
    named = "permit_names_country" if country in permit.countries else "permit_lacks_country"
    yield PACK.step(named, {"country": country_name(country)}, row)
    if permit.listed is False:
        yield PACK.step("permit_not_listed", {"checked_on": checked_on}, row)
    if permit.suspended is True:
        yield PACK.step("permit_suspended", {"checked_on": checked_on}, row)
    age = Days((day - checked_on).days)
    formula = f"{day} − {checked_on} = {int(age)}"
    yield PACK.step("check_age", {"checked_on": checked_on, "as_of": day, "age": age}, row, formula=formula)
    yield PACK.step("where_to_check", {}, row)


def _warnings(permit: Permit, day: date, age: Days, row: Parameter) -> Iterator[Notice]:
    if age:
        yield PACK.warning("check_again", age=age)
    if permit.listed is None or permit.suspended is None:
        yield PACK.warning("status_not_asked")
    if day > permit.valid_to:
        yield PACK.warning("permit_ended_since", to=permit.valid_to)
    months = Months(row.value)
    if permit.valid_to > add_months(permit.valid_from, months):
        yield PACK.warning("longer_than_usual", months=months)
    yield PACK.warning("partner_and_contract")
