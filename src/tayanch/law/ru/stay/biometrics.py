"""Fingerprints, photo and medical check: 274-FZ of 1 July 2021, 115-FZ, art. 5 (fact base: rule S-12)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.inputs import Asked, Choice, Day, Flag, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months, Years

from ..pack import PACK
from .counting import READING, FirstDay, last_of_days, other
from .track import CITIZENSHIP, Citizenship, is_eaeu

Purpose = Literal["work", "other"]
EXEMPT = PACK.tables["stay.biometrics_not_for"]
FROM_AGE = PACK.tables["stay.biometrics_from_age"]
VALID = PACK.tables["stay.medical_months"]
RENEW = PACK.tables["stay.medical_renewal"]
QUESTION = Record(
    {
        "citizenship": CITIZENSHIP,
        "purpose": Choice(("work", "other"), "the purpose on the migration card"),
        "entry": Day("the day of entry"),
    },
    {
        "under_six": Flag("a child that is not six yet"),
        "medical_on": Day("the day of the last medical papers"),
        "reading": READING,
    },
)


def biometrics(
    citizenship: Citizenship,
    purpose: Purpose,
    entry: date,
    *,
    under_six: bool = False,
    medical_on: date | None = None,
    reading: FirstDay = "entry_day",
) -> Derivation:
    """The last safe day for fingerprints, photo and medical check; None when she need not come.

    For another purpose than work the duty holds only for a stay of more than 90 days. `details`: `by_safe`, `days`,
    `exempt`, `medical_valid_until` and `medical_renew_by` when `medical_on` is given.
    Raises BadInput and OutsideKnownDates (entry before 29 December 2021).
    """
    row = PACK.tables[f"stay.biometrics_{purpose}"].at(check_date(entry, "entry"), "entry")
    spared = _exempt(citizenship, entry, under_six=under_six)
    last, later = (last_of_days(entry, int(row.value), each) for each in (reading, other(reading)))
    medical = _medical(check_date(medical_on, "medical_on")) if medical_on else {}
    asks = PACK.step(f"biometrics_{purpose}", {"entry": entry, "days": Days(row.value), "last": last}, row)
    steps = (spared[1] if spared else asks, *_medical_steps(entry))
    return PACK.derive(
        "stay.biometrics",
        None if spared else last,
        used=[row, *([spared[0]] if spared else []), VALID.at(entry), RENEW.at(entry)],
        steps=steps,
        warnings=() if spared else tuple(_warnings(citizenship, later)),
        details={
            "by_safe": None if spared else last,
            "days": Days(row.value),
            "exempt": bool(spared),
            **medical,
            "reading": reading,
            "other_readings": {other(reading): None if spared else later},
        },
    )


def answer_biometrics(asked: Asked) -> Derivation:
    return biometrics(
        asked["citizenship"],
        asked["purpose"],
        asked["entry"],
        under_six=bool(asked["under_six"]),
        medical_on=asked["medical_on"],
        reading=asked["reading"] or "entry_day",
    )


def _exempt(citizenship: Citizenship, entry: date, *, under_six: bool) -> tuple[Parameter, Step] | None:
    """The row that spares her, and its sentence."""
    if under_six:
        row = FROM_AGE.at(entry)
        return row, PACK.step("biometrics_under_age", {"age": Years(row.value)}, row)
    row = EXEMPT.at(entry)
    if citizenship in row.value.split():
        return row, PACK.step("biometrics_not_needed", {}, row)
    return None


def _medical(papers: date) -> dict[str, date]:
    """When the papers lapse, and the last day for new ones."""
    until = add_months(papers, int(VALID.at(papers, "medical_on").value))
    return {
        "medical_valid_until": until,
        "medical_renew_by": until + timedelta(days=int(RENEW.at(papers, "medical_on").value)),
    }


def _medical_steps(entry: date) -> tuple[Step, ...]:
    valid, renew = VALID.at(entry), RENEW.at(entry)
    facts: Facts = {"months": Months(valid.value), "days": Days(renew.value)}
    return (PACK.step("medical_again", facts, renew),)


def _warnings(citizenship: Citizenship, later: date) -> Iterator[Notice]:
    yield PACK.other_reading(later)
    if not is_eaeu(citizenship):
        yield PACK.warning("biometrics_with_patent")
    yield PACK.warning("biometrics_missed")
