"""The days that the law sets, with their reasons in words: for the page of a case and for the shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tayanch import law
from tayanch.desk.language import language
from tayanch.desk.models import Case, Deadline
from tayanch.law.texts import show
from tayanch.vault.keys import Erased
from tayanch.vault.shares import KeyAway

URGENT = 3  # days: nearer than this it is shown in red


@dataclass(frozen=True, slots=True)
class Clock:
    """One day, what it is for, and the rule that sets it. ``days_left`` counts to the safe day."""

    case: Case
    panel: str  # name of the page it comes from; empty for a claim, which has a number
    number: int | None
    reason: str
    rule: str
    safe_day: date
    last_day: date
    days_left: int
    is_start: bool

    @property
    def is_past(self) -> bool:
        return self.days_left < 0

    @property
    def is_urgent(self) -> bool:
        return self.days_left <= URGENT

    @property
    def left(self) -> str:
        if self.days_left == 0:
            return _("today")
        if self.is_past:
            return _("possible now") if self.is_start else _("passed")
        return ngettext("%(n)s day left", "%(n)s days left", self.days_left) % {"n": self.days_left}


def clocks(rows: Sequence[Deadline], today: date) -> list[Clock]:
    """The rows as pages show them, those that do not open left out. They come with their case, claim and keys."""
    return [made for row in rows if (made := _clock(row, today))]


def _clock(row: Deadline, today: date) -> Clock | None:
    try:
        rule, since = row.rule, row.since
    except (Erased, KeyAway):
        return None
    return Clock(
        case=row.case,
        panel="" if row.claim else "stay",
        number=row.claim.number if row.claim else None,
        reason=_reason(rule, since, row),
        rule=rule,
        safe_day=row.last_safe_day,
        last_day=row.last_day,
        days_left=(row.last_safe_day - today).days,
        is_start=row.is_start,
    )


def _reason(rule: str, since: date, row: Deadline) -> str:
    """What the day is for, by the name that every country gives the rule; else the rule's own title."""
    number = row.claim.number if row.claim else 0
    facts = {"number": number, "since": show(since, language()), "last": show(row.last_day, language())}
    match rule.partition(".")[2]:
        case "wage.limitation":
            text = _("Claim %(number)s: sue for the pay that was due on %(since)s. The last day is %(last)s.")
        case "wage.suspension":
            text = _(
                "Claim %(number)s: from this day she may stop work until she is paid. "
                "She tells the employer in writing first. Pay was due on %(since)s."
            )
        case "stay.last_day":
            text = _("Last counted day of her stay since %(since)s.")
        case "stay.registration":
            text = _("Last day to register after the entry on %(since)s.")
        case _:
            return str(law.describe(rule, language())["title"])
    return text % facts
