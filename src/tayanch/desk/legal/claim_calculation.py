"""From the rows of a claim to what she is owed: the question for the law, and its answer as typed figures.

Nothing here reads a clock or writes anything. "Today" and the day to count to are arguments; the periods come with
their payments. Which country's law answers is data: the claim's ``law`` names the pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tayanch import law
from tayanch.desk import letters
from tayanch.desk.letters.calculation import Status
from tayanch.desk.models import Claim, WagePeriod, WorkEntry
from tayanch.law import LawError

ZERO = Decimal("0.00")
PAID_TWICE = ("ru",)  # countries whose law knows two pay days a month
SOON = 30  # days: a last day this near is shown in red

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day to sue for one sum. ``last_safe_day`` is the working day on or before ``last_day``."""

    last_day: date
    last_safe_day: date
    article: str
    status: Status
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DebtLine:
    """One sum on the day to count to: the wages of a pay period, or what else was due with them.

    Sums in the claim's currency. ``what`` is a code (``wages``, ``overtime`` …), ``gross`` the sum before tax where it
    is known.
    """

    number: int
    what: str
    name: str
    first: date
    last: date
    due: date
    agreed: Decimal
    gross: Decimal | None
    paid: Decimal
    unpaid: Decimal
    compensation: Decimal
    limit: Limit | None
    days_left: int

    @property
    def is_past(self) -> bool:
        return self.limit is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class RateLine:
    """A stretch of days with one rate and one unpaid sum. ``rate`` in percent a year, ``amount`` to the kopeck."""

    debt: int
    first: date
    last: date
    days: int
    rate: Decimal
    fraction: str
    base: Decimal
    amount: Decimal
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """How one further sum was found: the sentences of its rule."""

    title: str
    texts: tuple[str, ...]
    warnings: tuple[str, ...]
    articles: tuple[str, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Suspension:
    """Whether work may be stopped on the day to count to, from which day, and what to know before."""

    may: bool
    first_day: date
    texts: tuple[str, ...]
    warnings: tuple[str, ...]
    articles: tuple[str, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Result:
    """What she is owed on ``as_of``. Days left are counted from today, whatever day is counted to."""

    currency: str
    as_of: date
    wages: Decimal
    compensation: Decimal
    debts: tuple[DebtLine, ...]
    steps: tuple[RateLine, ...]
    not_due: tuple[WagePeriod, ...]
    status: Status
    articles: tuple[str, ...]
    warnings: tuple[str, ...]
    limit_warnings: tuple[str, ...]
    table_known_through: date | None
    suspension: Suspension | None
    how: tuple[Part, ...]

    @property
    def together(self) -> Decimal:
        return self.wages + self.compensation

    @property
    def agreed(self) -> Decimal:
        return sum((line.agreed for line in self.debts), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.debts), ZERO)

    @property
    def days(self) -> int:
        return sum(step.days for step in self.steps)

    @property
    def nearest(self) -> DebtLine | None:
        """The debt whose last day to sue comes first among those that are not over."""
        running = [line for line in self.debts if line.limit and not line.is_past]
        return min(running, key=lambda line: line.days_left, default=None)

    @property
    def past(self) -> list[DebtLine]:
        """The debts whose last day to sue is over."""
        return [line for line in self.debts if line.is_past]

    @property
    def is_soon(self) -> bool:
        return self.nearest is not None and self.nearest.days_left <= SOON


def table_known_through(country: str) -> date | None:
    """The last day for which compensation can be computed; none when the pack sets no end."""
    known = law.describe(f"{country}.wage.delay")["known_through"]
    return date.fromisoformat(str(known)) if known else None


def usual_day(country: str, today: date) -> date:
    """The day to count to when none was asked for: today, or the last day the tables know."""
    return min(today, table_known_through(country) or today)


def calculate(
    country: str,
    periods: Iterable[WagePeriod],
    as_of: date,
    *,
    today: date,
    language: str,
    further: Mapping[str, object] | None = None,
) -> Result | None:
    """What is owed on *as_of*; none when nothing was due by then.

    *periods* come in their order with their payments prefetched; *further* is what :func:`further_facts` gives.
    Sentences and articles are in *language* (ky, ru, en). Raises ``LawError`` when the law cannot answer; see
    :func:`period_of` for which period it is about.
    """
    rows = list(periods)
    due = due_by(rows, as_of)
    if not due:
        return None
    sums: list[object] = [_question(row) for row in rows]
    question: dict[str, object] = {**(further or {}), "sums": sums, "as_of": as_of.isoformat()}
    answer = law.compute(f"{country}.wage.claim", {**question, "language": language})
    delay = next(part for part in _list(answer["parts"]) if part["rule"] == f"{country}.wage.delay")
    debts = _debts(country, answer, today, language)
    known = delay["table_known_through"]
    return Result(
        currency=str(answer["currency"]),
        as_of=as_of,
        wages=Decimal(str(answer["wages"])),
        compensation=Decimal(str(answer["compensation"])),
        debts=debts,
        steps=tuple(_step(step) for step in _list(delay["steps"])),
        not_due=tuple(row for row in rows if row.due > as_of),
        status=_status(answer),
        articles=tuple(_list(delay["articles"])),
        warnings=tuple(dict.fromkeys((*_texts(answer["warnings"]), *_texts(delay["warnings"])))),
        limit_warnings=tuple(dict.fromkeys(text for row in debts if row.limit for text in row.limit.warnings)),
        table_known_through=date.fromisoformat(known) if known else None,
        suspension=_suspension(country, debts, as_of, language),
        how=_how(country, answer, language),
    )


def laws() -> tuple[str, ...]:
    """Codes of the countries whose law knows a whole claim."""
    return tuple(sorted(rule.split(".")[0] for rule in law.rule_ids() if rule.endswith(".wage.claim")))


def currency(country: str) -> str:
    """The currency of a country's claims."""
    return law.currency(country)


def counted(country: str) -> tuple[str, ...]:
    """What a claim under this law can count beside pay periods: kinds of :class:`WorkEntry`, and ``leave``."""
    fields = _claim_fields(country)
    kinds = [kind for kind in WorkEntry.Kind.values if ("deductions" if kind == "deduction" else kind) in fields]
    return (*kinds, *(["leave"] if "leave_taken" in fields else []))


def _claim_fields(country: str) -> Mapping[str, Any]:
    schema: Any = law.describe(f"{country}.wage.claim")["input"]
    fields: Mapping[str, Any] = schema["properties"]
    return fields


def deduction_reasons(country: str, language: str) -> list[tuple[str, str]]:
    """The codes for which money may have been kept back, and their names; none when the law has no such rule."""
    if "deduction" not in counted(country):
        return []
    schema: Any = law.describe(f"{country}.wage.deductions")["input"]
    codes = schema["properties"]["deductions"]["items"]["properties"]["kind"]["enum"]
    return [(code, law.text(country, f"kind.{code}", language)) for code in codes]


def further_facts(claim: Claim, periods: Sequence[WagePeriod]) -> dict[str, object]:
    """What the law is told beside the pay periods: the pay of a month, hours, leave, money kept back."""
    if claim.salary is None or not periods:
        return {}
    told: dict[str, object] = {"job": _job(claim, periods)}
    entries: dict[str, list[object]] = {}
    for entry in claim.entries.all():
        entries.setdefault(_key(entry), []).append(_entry(entry))
    told |= entries
    if claim.leave_taken is not None and claim.last_day_worked:
        told["leave_taken"] = str(claim.leave_taken)
    return told


def _job(claim: Claim, periods: Sequence[WagePeriod]) -> dict[str, object]:
    told: dict[str, object] = {"start": periods[0].first.isoformat(), "salary": f"{claim.salary:.2f}"}
    told["salary_is"] = "in_hand" if claim.salary_in_hand else "gross"
    optional = {
        "end": claim.last_day_worked.isoformat() if claim.last_day_worked else None,
        "norm_hours": str(claim.norm_hours) if claim.norm_hours else None,
        "bonus": f"{claim.bonus:.2f}" if claim.bonus else None,
        "status": claim.tax_status or None,
    }
    return told | {key: value for key, value in optional.items() if value}


def _key(entry: WorkEntry) -> str:
    return "deductions" if entry.kind == WorkEntry.Kind.DEDUCTION else entry.kind


def _entry(entry: WorkEntry) -> dict[str, object]:
    day = entry.date.isoformat()
    if entry.kind == WorkEntry.Kind.DEDUCTION:
        return {"date": day, "kind": entry.reason, "amount": f"{entry.amount:.2f}"}
    return {"date": day, "hours": str(entry.hours)}


def due_by(periods: Iterable[WagePeriod], as_of: date) -> list[WagePeriod]:
    """The periods whose pay was due by *as_of*, in the order in which the law counts them."""
    return sorted((row for row in periods if row.due <= as_of), key=lambda row: (row.due, row.first, row.last))


def period_of(refusal: LawError, periods: Sequence[WagePeriod], as_of: date) -> WagePeriod | None:
    """The period a refusal is about (``debts[0].due``), if it is about one."""
    found = re.match(r"debts\[(\d+)\]", refusal.field)
    due = due_by(periods, as_of)
    return due[int(found[1])] if found and int(found[1]) < len(due) else None


def limitation(country: str, due: date, language: str = "en") -> Limit:
    """The last day to sue for wages that were due on *due*. Raises ``LawError`` for days before the law."""
    question = {"kind": "wages", "due": due.isoformat(), "language": language}
    answer = law.compute(f"{country}.wage.limitation", {**question})
    return Limit(
        date.fromisoformat(str(answer["last_day"])),
        date.fromisoformat(str(answer["last_safe_day"])),
        ", ".join(_list(answer["articles"])),
        _status(answer),
        _texts(answer["warnings"]),
    )


def was_late(period: WagePeriod) -> bool:
    """True when something was unpaid after the due day: wages or compensation may be sued for."""
    in_time = sum((payment.amount for payment in period.payments.all() if payment.date <= period.due), ZERO)
    return in_time < period.agreed


def is_unpaid(period: WagePeriod) -> bool:
    """True while something of the wages has not come, however late."""
    return sum((payment.amount for payment in period.payments.all()), ZERO) < period.agreed


def suspension_rule(country: str) -> str:
    """The rule on stopping work until she is paid; not every country has one."""
    return f"{country}.wage.suspension"


def may_stop_from(country: str, due: date) -> date | None:
    """The first day on which she may stop work for wages that were due on *due*; none where no rule says so.

    Raises ``LawError`` for days before the law.
    """
    if suspension_rule(country) not in law.rule_ids():
        return None
    answer = law.compute(suspension_rule(country), {"due": due.isoformat(), "unpaid_on": due.isoformat()})
    return date.fromisoformat(str(answer["first_day"]))


def due_days(
    country: str, first: date, last: date, pay_days: Sequence[int], last_day: date | None
) -> list[tuple[date, date, date]]:
    """Pay periods from *first* to *last* as (from, to, due). *pay_days*: two days of the month, or none agreed.

    *last_day* is her last day of work. Raises ``LawError``; ``BadInput`` with the code ``unknown_rule`` when the
    country's law sets no pay days that are known here.
    """
    question: dict[str, object] = {"from": first.isoformat(), "to": last.isoformat()}
    if pay_days and country in PAID_TWICE:
        question["days"] = list(pay_days)
    if last_day and first <= last_day <= last:
        question["last_day"] = last_day.isoformat()
    answer = law.compute(f"{country}.wage.pay_dates", question)
    made = [
        (date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), date.fromisoformat(row["due"]))
        for row in _list(answer["periods"])
    ]
    return [(begin, end, min(due, last_day) if last_day and end <= last_day else due) for begin, end, due in made]


def by_month(halves: Iterable[tuple[date, date, date]]) -> list[tuple[date, date, date]]:
    """Half-months joined to months; the whole month counts from the later of its due days."""
    months: dict[tuple[int, int], tuple[date, date, date]] = {}
    for first, last, due in halves:
        key = (first.year, first.month)
        begin = months[key][0] if key in months else first
        months[key] = (begin, last, due)
    return list(months.values())


def for_letter(result: Result) -> letters.Calculation:
    """The same figures as a letter prints them."""
    return letters.Calculation(
        currency=result.currency,
        as_of=result.as_of,
        debts=tuple(_letter_debt(line) for line in result.debts),
        steps=tuple(_letter_step(step) for step in result.steps),
        wages=result.wages,
        compensation=result.compensation,
        together=result.together,
        status=result.status,
        table_known_through=result.table_known_through,
        warnings=result.warnings,
        parts=tuple(letters.Part(part.title, part.texts, part.articles) for part in result.how),
    )


def _question(row: WagePeriod) -> dict[str, object]:
    payments = [{"date": payment.date.isoformat(), "amount": f"{payment.amount:.2f}"} for payment in row.payments.all()]
    days = {"from": row.first.isoformat(), "to": row.last.isoformat(), "due": row.due.isoformat()}
    return {"what": "wages", **days, "amount": f"{row.agreed:.2f}", "payments": payments}


def _debts(country: str, answer: Answer, today: date, language: str) -> tuple[DebtLine, ...]:
    sums = _list(answer["sums"])
    days = {date.fromisoformat(row["due"]) for row in sums if row["last_day"]}
    limits = {day: limitation(country, day, language) for day in days}
    return tuple(_debt(number, row, limits, today, language) for number, row in enumerate(sums, start=1))


def _debt(number: int, row: Answer, limits: Mapping[date, Limit], today: date, language: str) -> DebtLine:
    due = date.fromisoformat(row["due"])
    limit = limits[due] if row["last_day"] else None
    return DebtLine(
        number=number,
        what=row["what"],
        name=law.text("ru", f"claim.{row['what']}", language),
        first=date.fromisoformat(row["from"]),
        last=date.fromisoformat(row["to"]),
        due=due,
        agreed=Decimal(row["amount"]),
        gross=Decimal(row["gross"]) if row["gross"] else None,
        paid=Decimal(row["paid"]),
        unpaid=Decimal(row["unpaid"]),
        compensation=Decimal(row["compensation"]),
        limit=limit,
        days_left=(limit.last_day - today).days if limit else 0,
    )


def _how(country: str, answer: Answer, language: str) -> tuple[Part, ...]:
    """The parts of the answer that found a further sum; the delay and the last day have places of their own."""
    shown_elsewhere = {f"{country}.wage.delay", f"{country}.wage.limitation"}
    return tuple(
        Part(
            str(law.describe(part["rule"], language)["title"]),
            _texts(part["steps"]),
            _texts(part["warnings"]),
            tuple(_list(part["articles"])),
            _status(part),
        )
        for part in _list(answer["parts"])
        if part["rule"] not in shown_elsewhere
    )


def _step(step: Answer) -> RateLine:
    return RateLine(
        debt=int(step["debt"]) + 1,
        first=date.fromisoformat(step["from"]),
        last=date.fromisoformat(step["to"]),
        days=int(step["days"]),
        rate=Decimal(step["rate"]),
        fraction=step.get("fraction") or f"{step['coefficient']}/365",
        base=Decimal(step["base"]),
        amount=Decimal(step["amount"]),
        article=step["article"],
        text=step["text"],
    )


def _suspension(country: str, debts: Sequence[DebtLine], as_of: date, language: str) -> Suspension | None:
    """By the oldest debt that is still unpaid; none when all is paid or the country has no such rule."""
    unpaid = [line.due for line in debts if line.unpaid]
    if not unpaid or suspension_rule(country) not in law.rule_ids():
        return None
    question = {"due": min(unpaid).isoformat(), "unpaid_on": as_of.isoformat(), "language": language}
    answer = law.compute(suspension_rule(country), {**question})
    return Suspension(
        may=bool(answer["may_suspend"]),
        first_day=date.fromisoformat(str(answer["first_day"])),
        texts=_texts(answer["steps"]),
        warnings=_texts(answer["warnings"]),
        articles=tuple(_list(answer["articles"])),
        status=_status(answer),
    )


def _letter_debt(line: DebtLine) -> letters.Debt:
    return letters.Debt(
        period_from=line.first,
        period_to=line.last,
        due_on=line.due,
        agreed=line.agreed,
        paid=line.paid,
        unpaid=line.unpaid,
        last_day_to_sue=line.limit.last_day if line.limit else None,
        name="" if line.what == "wages" else line.name,
    )


def _letter_step(step: RateLine) -> letters.Step:
    return letters.Step(
        from_day=step.first,
        to_day=step.last,
        days=step.days,
        rate=step.rate,
        base=step.base,
        amount=step.amount,
        article=step.article,
        debt=step.debt,
        fraction=step.fraction,
    )


def _status(answer: Answer) -> Status:
    """Anything that is not marked as reviewed is a draft."""
    return "reviewed" if answer["status"] == "reviewed" else "draft"


def _texts(notices: object) -> tuple[str, ...]:
    return tuple(str(notice["text"]) for notice in _list(notices))


def _list(value: object) -> list[Any]:
    assert isinstance(value, list)
    return value
