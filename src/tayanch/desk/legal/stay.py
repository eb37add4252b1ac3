"""From what happened at the border to the days of her stay: the question for the law, and its answer as typed figures.

It counts days and never judges. Nothing here reads a clock or writes anything; which country's law answers is data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tayanch import law
from tayanch.desk.legal.answer import Answer, Told, ask, day, fields_of

LAST_DAY = "stay.last_day"
# Who asks until when she must register: the country itself, else the treaty of the Eurasian Union.
REGISTRATION = ("{country}.stay.registration", "eaeu.stay.registration")
ROWS = "events"


@dataclass(frozen=True, slots=True)
class Registration:
    """The last day to register after the entry. ``is_written``: a registration since then is among the events."""

    rule: str
    last_day: date
    is_written: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class Then:
    """What the last counted day would be if something happened on ``on``; none in sight when ``no_end``."""

    on: date
    last_day: date | None
    new_contract_by: date | None = None
    no_end: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """The days of her stay as of one day. Days count from 1; ``last_day`` is none when there is none to count."""

    rule: str
    as_of: date
    last_day: date | None
    no_end: bool
    is_inside: bool
    entry: date | None
    left: date | None
    number: int | None
    used: int
    days_left: int | None
    first_uncertain: date | None
    if_contract_ended: Then | None
    if_entered: Then | None
    registration: Registration | None
    answer: Answer

    @property
    def days_ahead(self) -> int | None:
        """Days from the day asked for to the last counted one; none when that is over or there is none."""
        if self.last_day is None or self.last_day < self.as_of:
            return None
        return (self.last_day - self.as_of).days

    @property
    def safe_day(self) -> date | None:
        """The last counted day, or the day before the first one that nothing covers, whichever comes first."""
        gap = self.first_uncertain
        if self.last_day is None or gap is None or gap <= self.as_of:
            return self.last_day
        return min(self.last_day, gap - timedelta(days=1))


def countries() -> tuple[str, ...]:
    """Codes of the countries whose law counts a stay."""
    return tuple(sorted(rule.split(".")[0] for rule in law.rule_ids() if rule.endswith(f".{LAST_DAY}")))


def citizenships(country: str) -> tuple[str, ...]:
    """The citizenships that this country's rule knows, as it writes them."""
    return tuple(fields_of(f"{country}.{LAST_DAY}")["citizenship"]["enum"])


def kinds(country: str) -> tuple[str, ...]:
    """What can have happened, as this country's rule writes it."""
    return tuple(_event(country)["kind"]["enum"])


def most_events(country: str) -> int:
    """How many events the rule reads."""
    return int(fields_of(f"{country}.{LAST_DAY}")[ROWS]["maxItems"])


def _event(country: str) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = fields_of(f"{country}.{LAST_DAY}")[ROWS]["items"]["properties"]
    return fields


def in_order(events: list[dict[str, str]]) -> list[dict[str, str]]:
    """Events by their day; those of one day as they were typed."""
    return sorted(events, key=lambda event: event["date"])


def count(told: Mapping[str, Any], as_of: date, language: str) -> Stay | None:
    """The days of her stay on *as_of*; none while no event is written. Raises ``LawError``.

    *told*: country, citizenship, and events with their date and kind, as a panel keeps them.
    """
    if not told.get(ROWS):
        return None
    country = told["country"]
    events = [{"date": each["date"], "kind": each["kind"]} for each in told[ROWS]]
    question = {"citizenship": told["citizenship"], ROWS: events, "as_of": as_of.isoformat()}
    found, answer = ask(f"{country}.{LAST_DAY}", question, language)
    is_inside = bool(found.get("in_country", found.get("inside")))
    entry = day(found.get("entry", found.get("since"))) if is_inside else day(found.get("entry"))
    # Without a stay of its own to count, Kazakhstan's law counts the one that would begin on the day asked for.
    is_counted = is_inside or "if_entered_on_as_of" in found
    last_day = day(found["value"]) if is_counted else None
    return Stay(
        rule=f"{country}.{LAST_DAY}",
        as_of=as_of,
        last_day=last_day,
        no_end=is_counted and bool(found.get("no_end", last_day is None)),
        is_inside=is_inside,
        entry=entry,
        left=day(found.get("left")),
        number=(as_of - entry).days + 1 if entry and is_inside else None,
        used=int(found["days_used"]),
        days_left=found["days_left"],
        first_uncertain=day(found.get("first_uncertain")),
        if_contract_ended=_if_contract_ended(found),
        if_entered=None if is_inside else _if_entered(found, as_of),
        registration=_registration(told, found, entry, as_of, language) if is_inside else None,
        answer=answer,
    )


def _if_contract_ended(found: Told) -> Then | None:
    then: Told | None = found.get("what_if")
    on = day(then["contract_end_early"]) if then else None
    return Then(on, day(then["last_day"]), day(then["new_contract_by"])) if then and on else None


def _if_entered(found: Told, as_of: date) -> Then | None:
    """What she could count on if she came back."""
    if "if_entered_on_as_of" not in found:
        return Then(as_of, day(found["value"]), no_end=found["value"] is None)
    then: Told | None = found["if_entered_on_as_of"]
    return Then(as_of, day(then["last_day"]), no_end=bool(then["no_end"])) if then else None


def _registration(
    told: Mapping[str, Any], found: Told, entry: date | None, as_of: date, language: str
) -> Registration | None:
    """Asked of the rule that there is for her country and citizenship. Raises ``LawError``."""
    known = law.rule_ids()
    rules = [each.format(country=told["country"]) for each in REGISTRATION]
    rule = next((each for each in rules if each in known), None)
    if rule is None or entry is None or (rule != rules[0] and not found.get("register_by")):
        return None
    wanted = {"citizenship": told["citizenship"], "entry": entry.isoformat()}
    answer_told, answer = ask(rule, {key: wanted[key] for key in fields_of(rule) if key in wanted}, language)
    last_day = day(answer_told["value"])
    assert last_day is not None
    done = any(
        each["kind"] == "registration" and entry.isoformat() <= each["date"] <= as_of.isoformat() for each in told[ROWS]
    )
    return Registration(rule, last_day, done, answer)
