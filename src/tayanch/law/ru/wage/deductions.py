"""What an employer may take from wages: Labour Code, arts. 137, 138, 192, 241, 248 (fact base: rule W-16).

The list of the law is closed. The employer's own claims together stay within 20 % of each payment, with claims under
other federal laws within 50 %, with the special claims of art. 138 part 3 within 70 %. The wage is the one after tax.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Choice, ListOf, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import LANGUAGES, Months, Words

from ..pack import PACK

MOST_DEDUCTIONS = 100
GENERAL, BY_LAW, SPECIAL = "general", "by_federal_law", "special"
REQUEST, NOT_ALLOWED, FINE = "request", "not_allowed", "fine"
KINDS: Mapping[str, str] = {
    "advance": GENERAL,
    "travel_advance": GENERAL,
    "counting_error": GENERAL,
    "leave_not_earned": GENERAL,
    "damage": GENERAL,
    "court_order": BY_LAW,
    "alimony": SPECIAL,
    "health_damage": SPECIAL,
    "crime_damage": SPECIAL,
    "own_request": REQUEST,
    "fine": FINE,
    "housing": NOT_ALLOWED,
    "food": NOT_ALLOWED,
    "registration": NOT_ALLOWED,
    "patent": NOT_ALLOWED,
    "job_fee": NOT_ALLOWED,
    "other": NOT_ALLOWED,
}
_CAPS = {group: PACK.tables[f"deductions.cap_{group}"] for group in (GENERAL, BY_LAW, SPECIAL)}
_LIST = PACK.tables["deductions.closed_list"]
_FINES = PACK.tables["deductions.fines"]
_DAMAGE_ORDER = PACK.tables["deductions.damage_order_months"]

QUESTION = Record(
    {
        "wage": Money("the wage of this payment after income tax"),
        "deductions": ListOf(
            Record({"kind": Choice(tuple(KINDS)), "amount": Money()}),
            MOST_DEDUCTIONS,
            least=1,
            about="what was taken; income tax does not belong here",
        ),
    }
)


@dataclass(frozen=True)
class Deduction:
    """One sum in roubles that was taken from the wage, and for what (one of KINDS)."""

    kind: str
    amount: Decimal


@dataclass(frozen=True)
class _Cap:
    """All claims up to one group against the cap of that group."""

    group: str
    taken: Fraction
    limit: Fraction
    row: Parameter

    @property
    def over(self) -> Fraction:
        return max(Fraction(0), self.taken - self.limit)


def deductions(wage: Decimal, taken: Sequence[Deduction]) -> Derivation:
    """What must be given back of the sums `taken` from a wage, in roubles.

    `details`: `lawful` (kept by the employer), `not_allowed`, `over_cap` and `give_back`, which is the value;
    `deductions` with `kind`, `amount`, `allowed`; `caps` with `group`, `percent`, `limit`, `taken`, `over`.
    Raises BadInput (a sum out of range, an unknown kind).
    """
    wage = check_money(wage, "wage")
    checked = [_checked(each, f"deductions[{index}]") for index, each in enumerate(taken)]
    refused = sum((each.amount for each in checked if KINDS[each.kind] in (NOT_ALLOWED, FINE)), Decimal(0))
    caps = list(_caps(wage, checked))
    over = sum((cap.over for cap in caps), Fraction(0))
    exact = Fraction(refused) + over
    back = round_half_up_kopecks(exact)
    every = sum((each.amount for each in checked), Decimal(0))
    return PACK.derive(
        "wage.deductions",
        back,
        used=[_LIST.rows[-1], *(_row(each) for each in checked), *(cap.row for cap in caps)],
        currency=PACK.currency,
        exact=exact,
        steps=(*map(_step, checked), *map(_cap_step, caps), PACK.step("give_back", {"amount": back}, _LIST.rows[-1])),
        warnings=_warnings(checked, over),
        details={
            "give_back": back,
            "not_allowed": refused,
            "over_cap": round_half_up_kopecks(over),
            "lawful": round_half_up_kopecks(Fraction(every) - exact),
            "deductions": [_describe(each) for each in checked],
            "caps": [_describe_cap(cap) for cap in caps],
        },
        assumed=(PACK.assumed("wage_after_tax"), PACK.assumed("deduction_has_papers")),
    )


def answer_deductions(asked: Asked) -> Derivation:
    return deductions(asked["wage"], [Deduction(each["kind"], each["amount"]) for each in asked["deductions"]])


def _checked(one: Deduction, field: str) -> Deduction:
    kind = Given(one.kind, f"{field}.kind").one_of(KINDS)
    return Deduction(kind, check_money(one.amount, f"{field}.amount"))


def _caps(wage: Decimal, taken: Sequence[Deduction]) -> Iterator[_Cap]:
    """A cap for each group that occurs. It sees what lower caps left, so that nothing is given back twice."""
    below = Fraction(0)
    for group, table in _CAPS.items():
        own = sum((Fraction(each.amount) for each in taken if KINDS[each.kind] == group), Fraction(0))
        if own:
            row = table.rows[-1]
            cap = _Cap(group, below + own, Fraction(wage) * int(row.value) / 100, row)
            below = cap.taken - cap.over
            yield cap


def _row(one: Deduction) -> Parameter:
    return (_FINES if KINDS[one.kind] == FINE else _LIST).rows[-1]


def _step(one: Deduction) -> Step:
    group = KINDS[one.kind]
    code = "deduction_known" if group in _CAPS else f"deduction_{group}"
    name = Words({each: PACK.texts.say(f"kind.{one.kind}", each, {}) for each in LANGUAGES})
    facts: Facts = {"kind": one.kind, "name": name, "amount": one.amount}
    return PACK.step(code, facts, _row(one))


def _cap_step(cap: _Cap) -> Step:
    limit, taken, over = (round_half_up_kopecks(each) for each in (cap.limit, cap.taken, cap.over))
    facts: Facts = {"percent": Decimal(cap.row.value), "limit": limit, "taken": taken, "amount": over}
    code = "cap_passed" if cap.over else "cap_kept"
    return PACK.step(code, facts, cap.row, formula=f"max(0, {taken} − {limit}) = {over}")


def _describe(one: Deduction) -> dict[str, object]:
    group = KINDS[one.kind]
    return {"kind": one.kind, "amount": one.amount, "allowed": group not in (NOT_ALLOWED, FINE), "group": group}


def _describe_cap(cap: _Cap) -> dict[str, object]:
    return {
        "group": cap.group,
        "percent": Decimal(cap.row.value),
        "limit": round_half_up_kopecks(cap.limit),
        "taken": round_half_up_kopecks(cap.taken),
        "over": round_half_up_kopecks(cap.over),
    }


def _warnings(taken: Sequence[Deduction], over: Fraction) -> Iterator[Notice]:
    kinds = {each.kind for each in taken}
    if over:
        yield PACK.warning("cap_is_per_payment")
    if "damage" in kinds:
        yield PACK.warning("damage_limits", months=Months(_DAMAGE_ORDER.rows[-1].value))
    if "own_request" in kinds:
        yield PACK.warning("request_must_be_yours")
    if any(KINDS[kind] in (NOT_ALLOWED, FINE) for kind in kinds):
        yield PACK.warning("ask_for_payslip")
