"""What am I owed: unpaid wages, the compensation for every day of delay, the last days to sue (``law/claim.py``)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from math import lcm
from typing import Any

from tayanch.guide.tools.packing import (
    Packed,
    days_off,
    hundredths,
    kopecks,
    lines,
    number,
    only,
    plain,
    refused,
    roubles,
    share,
    table,
    whole,
)
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.claim import WageLaw
from tayanch.law.claim_question import answer, question
from tayanch.law.days import add_months
from tayanch.law.derivation import Derivation
from tayanch.law.errors import BadInput, LawError
from tayanch.law.given import Given
from tayanch.law.kg.wage.claim import LAW as KG
from tayanch.law.kz.wage.claim import LAW as KZ
from tayanch.law.parameters import DatedTable
from tayanch.law.ru.wage.claim import LAW as RU

_AS_OF = Field("as_of", "day", is_today=True)
_PAYMENTS = Field("payments", "list", is_needed=False, fields=(Field("date", "day"), Field("amount", "money")))
_TEXTS = (
    *("step.claim_sum", "step.claim_sum_in_time", "step.claim_total", "step.claim_nothing_due", "claim.wages"),
    *("step.last_safe_day", "warning.limit_is_no_promise", "warning.claim_over", "warning.claim_side_effects"),
    *("error.before_known_dates", "error.after_known_dates"),
)
_OF_JOB = ("claim.minimum",)


def last_day(today: date) -> date:
    """Days that a question may name end here: to the end of next year the days off are in the page."""
    return date(today.year + 1, 12, 31)


def _window(first: date, today: date) -> list[int]:
    return [number(first), number(last_day(today))]


def _check(asked: Question, first: date, today: date) -> None:
    """The same limits for the law packs. Raises BadInput."""
    last = last_day(today)
    for given in _given_days(asked):
        if not first.isoformat() <= given <= last.isoformat():
            raise BadInput("date_out_of_range", earliest=first, latest=last)


def _given_days(asked: Question) -> Iterator[str]:
    yield from (asked[name] for name in ("as_of", "start", "end") if name in asked)
    yield from (each["date"] for each in asked.get("payments", ()))
    yield from (each["due"] for each in asked.get("sums", ()))


# --- the answer of the law packs --------------------------------------------------------------------------------------


def _reference(
    law: WageLaw, first: date, texts: tuple[str, ...], translate: Callable[[Question], Mapping[str, object]]
) -> Callable[[Question, date], Answer]:
    """What the law pack of a country answers, as the kernel says it."""

    def compared(asked: Question, today: date) -> Answer:
        try:
            _check(asked, first, today)
            told = {"as_of": asked["as_of"], "payments": _payments(asked), **translate(asked)}
            return _told(answer(law, question(law).read(Given(told))), texts)
        except LawError as error:
            return refused(error)

    return compared


def _payments(asked: Question) -> list[dict[str, str]]:
    return [{"date": each["date"], "amount": roubles(each["amount"])} for each in asked.get("payments", ())]


def _told(found: Derivation, texts: tuple[str, ...]) -> Answer:
    delay, limit = (next((part for part in found.parts if part.rule.endswith(name)), None) for name in _PARTS)
    rows = [{key: each for key, each in row.items() if key != "gross"} for row in plain(found.details["sums"])]
    shown = [*lines("big", found.steps[-1:], texts), *lines("row", found.steps[:-1], texts)]
    for part in (delay, limit):
        shown += lines("step", part.steps, texts) if part else []
    for each in (found, delay, limit):
        shown += lines("note", each.warnings, texts) if each else []
    return {
        **{key: plain(found.details[key]) for key in ("wages", "compensation", "not_due", "unused")},
        "value": plain(found.value),
        "sums": rows,
        "other": _other(found, delay),
        "lines": shown,
    }


_PARTS = ("wage.delay", "wage.limitation")


def _other(found: Derivation, delay: Derivation | None) -> Any:
    """What the other reading of the delay comes to: day by day (Kazakhstan)."""
    for each in (found, delay):
        others = each.details.get("other_readings") if each else None
        if isinstance(others, Mapping) and others:
            return plain(next(iter(others.values())))
    return None


def _job(asked: Question, pay_days: list[Any]) -> Mapping[str, object]:
    job = {"start": asked["start"], "salary": roubles(asked["salary"]), "salary_is": "in_hand"}
    job |= {"end": asked["end"]} if "end" in asked else {}
    return {"job": job | ({"pay_days": pay_days} if pay_days else {})}


def _of(law: WageLaw, name: str) -> DatedTable:
    return law.pack.tables[name]


def _disputed(law: WageLaw, name: str) -> list[str]:
    """The first and the last day of a disputed stretch."""
    return [_of(law, name).known_from.isoformat(), _of(law, name).known_through.isoformat()]


# --- Kyrgyzstan: the law was not read for pay days, so that every sum is told with its day ----------------------------

_KG_FIRST = date(2024, 1, 1)  # a year before the new Code: sums of that year are refused by its name
_KG_TEXTS = (
    *(*_TEXTS, "step.penalty"),
    *(f"warning.{name}" for name in ("cap_not_confirmed", "payment_day_counts", "code_start_unclear")),
)


def _kg_tables(today: date) -> Packed:
    limit, percent = _of(KG, "limitation.wages"), _of(KG, "wage_delay.daily_percent")
    years = max(int(row.value) for row in limit.rows)
    soonest = add_months(limit.known_from, 12 * min(int(row.value) for row in limit.rows)).replace(day=1)
    return {
        "days": _window(_KG_FIRST, today),
        "percent": table(percent, hundredths),
        "limit": table(limit, whole),
        "off": days_off(KG.pack, soonest, last_day(date(today.year + years, 1, 1))),
        "unclear": _disputed(KG, "wage_delay.start_unclear"),
    }


def _kg_question(asked: Question) -> Mapping[str, object]:
    sums = [{"amount": roubles(each["amount"]), "due": each["due"]} for each in asked.get("sums", ())]
    return {"sums": sums}


# --- Russia -----------------------------------------------------------------------------------------------------------

_RU_FIRST = date(2016, 1, 1)
_RU_TEXTS = (
    *(*_TEXTS, *_OF_JOB, "step.interest"),
    *("warning.net_or_gross", "warning.no_contract_three_months"),
)


def _ru_tables(today: date) -> Packed:
    shares = _of(RU, "wage_delay.daily_fraction")
    return {
        "days": _window(_RU_FIRST, today),
        "pay": table(_of(RU, "pay_dates.days_after_half_month"), whole),
        "rate": table(_of(RU, "wage_delay.yearly_rate"), hundredths, _RU_FIRST),
        "share": table(shares, share, _RU_FIRST),
        "parts": lcm(*(share(row.value) for row in shares.rows)),
        "minimum": least_in_hand(),
        "limit": table(_of(RU, "limitation.wages"), whole, _RU_FIRST),
        "off": days_off(RU.pack, _RU_FIRST, last_day(date(today.year + 1, 1, 1))),
    }


def least_in_hand() -> Packed:
    """The minimum wage of each month less the tax that the law pack takes off it."""
    found = _of(RU, "minimum_wage.monthly")
    packed = table(found, hundredths, _RU_FIRST)
    assert RU.minimum is not None
    assert RU.in_hand is not None
    month, rows, since = _RU_FIRST, list[Any](), number(_RU_FIRST)
    while month <= found.known_through:
        least = RU.minimum(month).value
        assert isinstance(least, Decimal)
        value = kopecks(plain_sum(RU.in_hand(least, month, "")))
        if not rows or rows[-1] != value:
            rows += [number(month) - since, value] if rows else [value]
            since = number(month)
        month = add_months(month, 1)
    return {**packed, "rows": rows}


def plain_sum(found: Derivation) -> Decimal:
    assert isinstance(found.value, Decimal)
    return found.value


def _ru_question(asked: Question) -> Mapping[str, object]:
    days = [asked[name] for name in ("pay_day_1", "pay_day_2") if name in asked]
    if len(days) == 1:
        raise BadInput("missing_key")
    return _job(asked, days)


# --- Kazakhstan -------------------------------------------------------------------------------------------------------

_KZ_FIRST = date(2016, 1, 1)
_KZ_TEXTS = (
    *(*_TEXTS, *_OF_JOB, "step.late_paid", "step.late_unpaid"),
    *("warning.provisional_rate", "warning.commission_first", "warning.other_reading"),
)


def _kz_tables(today: date) -> Packed:
    return {
        "days": _window(_KZ_FIRST, today),
        "pay": table(_of(KZ, "pay_dates.day_of_next_month"), whole),
        "settle": table(_of(KZ, "pay_dates.settlement_on_leaving"), whole),
        "rate": table(_of(KZ, "late_pay.yearly_rate"), hundredths),
        "times": table(_of(KZ, "late_pay.coefficient"), hundredths),
        "year": only(_of(KZ, "late_pay.days_in_year"), whole),
        "minimum": table(_of(KZ, "minimum_wage.kzt_per_month"), hundredths, _KZ_FIRST),
        "limit": table(_of(KZ, "limitation.wages"), whole),
        "off": days_off(KZ.pack, _KZ_FIRST, last_day(date(today.year + 1, 1, 1))),
    }


def _kz_question(asked: Question) -> Mapping[str, object]:
    return _job(asked, [asked["pay_day"]] * 2 if "pay_day" in asked else [])


# --- the forms --------------------------------------------------------------------------------------------------------

_START = Field("start", "day")
_END = Field("end", "day", is_needed=False, has_hint=True)
_SALARY = Field("salary", "money")
_RU_FIELDS = (
    *(_START, _END, _SALARY),
    Field("pay_day_1", "whole", is_needed=False, has_hint=True, least=1, most=31),
    Field("pay_day_2", "whole", is_needed=False, least=1, most=31),
    *(_PAYMENTS, _AS_OF),
)
_PAY_DAY = Field("pay_day", "whole", is_needed=False, has_hint=True, least=1, most=31)
_KZ_FIELDS = (_START, _END, _SALARY, _PAY_DAY, _PAYMENTS, _AS_OF)
_KG_FIELDS = (
    Field("sums", "list", fields=(Field("amount", "money"), Field("due", "day")), has_hint=True),
    *(_PAYMENTS, _AS_OF),
)
_RULES = ("wage.delay", "wage.limitation")
_RULES_OF_JOB = (*_RULES, "wage.pay_dates", "wage.minimum")


def _part(
    law: WageLaw, rules: tuple[str, ...], fields: tuple[Field, ...], tables: Callable[[date], Packed], *scripts: str
) -> dict[str, Any]:
    code = law.pack.code
    return {
        "pack": code,
        "rules": tuple(f"{code}.{rule}" for rule in rules),
        "fields": fields,
        "tables": tables,
        "scripts": ("arithmetic", "owed", *scripts, f"owed_{code}", "form"),
    }


TOOL = Tool(
    "owed",
    "41",
    ("work",),
    {
        "ru": Part(
            **_part(RU, _RULES_OF_JOB, _RU_FIELDS, _ru_tables, "owed_job"),
            texts=_RU_TEXTS,
            reference=_reference(RU, _RU_FIRST, _RU_TEXTS, _ru_question),
        ),
        "kz": Part(
            **_part(KZ, _RULES_OF_JOB, _KZ_FIELDS, _kz_tables, "owed_job"),
            texts=_KZ_TEXTS,
            reference=_reference(KZ, _KZ_FIRST, _KZ_TEXTS, _kz_question),
        ),
        "kg": Part(
            **_part(KG, _RULES, _KG_FIELDS, _kg_tables),
            texts=_KG_TEXTS,
            reference=_reference(KG, _KG_FIRST, _KG_TEXTS, _kg_question),
        ),
    },
)
