"""What an employer may be fined for unpaid wages: Code of Administrative Offences of Kazakhstan, art. 87."""

from datetime import date
from decimal import Decimal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts
from tayanch.law.inputs import Asked, Day, Flag, Record

from ..pack import PACK

_MCI = PACK.tables["mci.kzt_per_month"]
QUESTION = Record(
    {"date": Day("the day on which the fine is decided")},
    {"repeated": Flag("the employer was fined for the same within a year")},
)


def employer_fine(on: date, repeated: bool = False) -> Derivation:
    """The lowest fine in tenge on that day; `details` add `highest`, and both in MCI.

    The fine goes to the State, not to her. Raises BadInput and OutsideKnownDates (before 2023, after the last MCI).
    """
    check_date(on, "date")
    kind = "repeated" if repeated else "first"
    least, most = (PACK.tables[f"employer_fine.{kind}_{end}"].at(on, "date") for end in ("lowest", "highest"))
    mci = _MCI.at(on, "date")
    lowest, highest = (_money(row.value, mci.value) for row in (least, most))
    facts: Facts = {
        "mci": Decimal(mci.value),
        "lowest_mci": int(least.value),
        "highest_mci": int(most.value),
        "lowest": lowest,
        "highest": highest,
    }
    formula = f"{least.value} × {mci.value} = {lowest}; {most.value} × {mci.value} = {highest}"
    return PACK.derive(
        "wage.employer_fine",
        lowest,
        used=[least, most, mci],
        currency=PACK.currency,
        steps=(PACK.step(f"fine_{kind}", facts, least, formula=formula),),
        warnings=(PACK.warning("fine_goes_to_state"), PACK.warning("repeated_may_be_crime")),
        details={
            "lowest_mci": int(least.value),
            "highest_mci": int(most.value),
            "mci": Decimal(mci.value),
            "highest": highest,
            "repeated": repeated,
        },
    )


def answer_employer_fine(asked: Asked) -> Derivation:
    return employer_fine(asked["date"], bool(asked["repeated"]))


def _money(count: str, mci: str) -> Decimal:
    return (Decimal(count) * Decimal(mci)).quantize(Decimal("0.01"))
