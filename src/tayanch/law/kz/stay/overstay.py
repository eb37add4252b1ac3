"""What days after the permitted stay may cost: Code of Administrative Offences of Kazakhstan, art. 517.

The Code names a warning, three steps of fines in MCI, and with the last one arrest and expulsion as possible. The
police or a court decide; nothing here says what they will do.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

_MCI = PACK.tables["mci.kzt_per_month"]
_THROUGH = {step: PACK.tables[f"overstay.{step}_through"] for step in ("warning", "first", "second")}
_FINES = {step: PACK.tables[f"overstay.{step}_fine"] for step in ("first", "second", "third")}
_ARREST = PACK.tables["overstay.arrest"]
QUESTION = Record(
    {"last_day": Day("the last day of the permitted stay"), "left_on": Day("the day she left, or the day to count to")}
)


def overstay(last_day: date, left_on: date) -> Derivation:
    """The fine in tenge that the Code names for the days from `last_day` to `left_on`; 0 where it names a warning.

    `details`: `days`, `step` (none, warning, first, second or third), `fine_mci`, `mci`, `arrest_days` (named beside
    the fine, else 0). Raises BadInput and OutsideKnownDates (before 2023, after the last MCI).
    """
    check_date(last_day, "last_day")
    mci = _MCI.at(check_date(left_on, "left_on"), "left_on")
    days = Days(max(0, (left_on - last_day).days))
    step, rows = _step_of(days, left_on)
    fine = rows[-1] if step in _FINES else None
    amount = round_half_up_kopecks(Fraction(fine.value) * Fraction(mci.value)) if fine else Decimal("0.00")
    arrest = _ARREST.at(left_on, "left_on")
    facts: Facts = {"mci": Decimal(mci.value), "fine_mci": int(fine.value) if fine else 0, "amount": amount}
    more: Facts = {"arrest": Days(arrest.value)} if step == "third" else {}
    formula = f"{fine.value} × {mci.value} = {amount}" if fine else ""
    counted = PACK.step("days_after", {"last_day": last_day, "left_on": left_on, "days": days}, rows[0])
    named = PACK.step(f"overstay_{step}", {**facts, **more} if fine else {}, rows[-1], formula=formula)
    return PACK.derive(
        "fine.overstay",
        amount,
        used=[*rows, *([mci] if fine else []), *([arrest] if step == "third" else [])],
        currency=PACK.currency,
        steps=(counted, named),
        warnings=_warnings(step),
        details={
            "days": days,
            "step": step,
            "fine_mci": int(fine.value) if fine else 0,
            "mci": Decimal(mci.value),
            "arrest_days": Days(arrest.value if step == "third" else 0),
        },
    )


def answer_overstay(asked: Asked) -> Derivation:
    return overstay(asked["last_day"], asked["left_on"])


def _step_of(days: int, day: date) -> tuple[str, list[Parameter]]:
    """The step of that many days, with the rows that say so; the fine is the last of them."""
    rows = []
    for step, table in _THROUGH.items():
        rows.append(table.at(day, "left_on"))
        if days <= int(rows[-1].value):
            code = "none" if not days else step
            return code, [*rows, *([_FINES[step].at(day, "left_on")] if step in _FINES else [])]
    return "third", [*rows, _FINES["third"].at(day, "left_on")]


def _warnings(step: str) -> Iterator[Notice]:
    if step == "none":
        return
    yield PACK.warning("talk_to_lawyer_before_border")
    yield PACK.warning("keep_proof_of_reasons")
    yield PACK.warning("fine_is_not_expulsion")
