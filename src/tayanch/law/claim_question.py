"""What a whole claim may be asked: the job in a few fields, or sums that are known already."""

from dataclasses import dataclass

from tayanch.law.claim import EXTRAS, KINDS, MOST_SUMS, ZERO, Deduction, Facts, Job, Owed, WageLaw, claim
from tayanch.law.debts import MOST_PAYMENTS, Payment
from tayanch.law.derivation import Derivation
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Choice, Day, Input, ListOf, Money, Number, Record, Whole


def question(law: WageLaw) -> Record:
    """What is asked, without the parts that the country has no rule for."""
    hours = ListOf(Record({"date": Day(), "hours": Number(0, 24)}), MOST_SUMS)
    optional: dict[str, Input] = {
        "payments": ListOf(
            Record({"date": Day("the day it reached her"), "amount": Money()}),
            MOST_PAYMENTS,
            about="money she got; it counts against what was due first",
        ),
        "sums": ListOf(_sum_question(), MOST_SUMS, about="sums that are known already, with their own payments"),
    }
    if law.pay_periods or law.paid_hours or law.leave:
        optional["job"] = _job_question()
    if law.paid_hours:
        optional |= dict.fromkeys(EXTRAS, hours)
    if law.deductions:
        kept = Record({"date": Day("the pay day on which it was kept back"), "kind": Kind(), "amount": Money()})
        optional["deductions"] = ListOf(kept, MOST_SUMS, about="what the employer kept back")
    if law.leave:
        optional["leave_taken"] = Number(0, 1000, "days of leave she took; without it leave is not counted")
    return Record({"as_of": Day("the day to count to")}, optional)


@dataclass(frozen=True)
class Kind:
    """A code that the rule of deductions itself checks."""

    about: str = "why: a code of the country's rule of deductions"

    def read(self, given: Given) -> str:
        if not isinstance(given.value, str):
            raise BadInput("not_one_of", given.field, choices=self.about)
        return given.value

    def schema(self) -> dict[str, object]:
        return {"type": "string"}


def _job_question() -> Record:
    return Record(
        {"start": Day("first day of work"), "salary": Money("agreed for a full month")},
        {
            "salary_is": Choice(("gross", "in_hand"), "before or after tax; without it, before"),
            "end": Day("last day of work, if she left"),
            "norm_hours": Number(1, 744, "hours of a full month, to find the pay of an hour"),
            "bonus": Money("regular extra pay of a full month"),
            "pay_days": ListOf(Whole(1, 31), 2, least=2, about="the two pay days of the month in her contract"),
            "status": Choice(("eaeu", "patent"), "how her pay is taxed"),
        },
    )


def _sum_question() -> Record:
    return Record(
        {"amount": Money("in hand"), "due": Day("the day it was due")},
        {
            "what": Choice(KINDS),
            "from": Day("first day it is for"),
            "to": Day("last day it is for"),
            "payments": ListOf(Record({"date": Day(), "amount": Money()}), MOST_PAYMENTS),
        },
    )


def answer(law: WageLaw, asked: Asked) -> Derivation:
    """The claim as asked from outside."""
    hours = {kind: [(each["date"], each["hours"]) for each in asked.get(kind) or []] for kind in EXTRAS}
    return claim(
        law,
        Facts(
            asked["as_of"],
            _job(asked["job"]) if asked.get("job") else None,
            hours,
            [Deduction(each["date"], each["kind"], each["amount"]) for each in asked.get("deductions") or []],
            asked.get("leave_taken"),
            [_payment(each) for each in asked["payments"] or []],
            [_known_sum(each) for each in asked["sums"] or []],
        ),
    )


def _job(asked: Asked) -> Job:
    days = asked["pay_days"]
    return Job(
        asked["start"],
        asked["salary"],
        asked["salary_is"] == "in_hand",
        asked["end"],
        asked["norm_hours"],
        asked["bonus"] or ZERO,
        (days[0], days[1]) if days else None,
        asked["status"] or "",
    )


def _payment(asked: Asked) -> Payment:
    return Payment(asked["date"], asked["amount"])


def _known_sum(asked: Asked) -> Owed:
    first = asked["from"] or asked["due"]
    last = asked["to"] or max(first, asked["due"])
    if last < first:
        raise BadInput("range_backwards", "sums")
    paid = tuple(_payment(each) for each in asked["payments"] or [])
    return Owed(asked["what"] or "wages", first, last, asked["due"], asked["amount"], payments=paid)
