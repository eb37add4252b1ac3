"""Which records end when. Nothing is forgotten without a rule, and no case without a month's notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.access import cases_for
from tayanch.desk.models import Case, Consultation, RetentionRule
from tayanch.law.days import add_months

NOTICE = timedelta(days=30)
USUAL = {"case": 36, "consultation": 24}  # months, offered to whoever sets the first rule


@dataclass(frozen=True)
class Rules:
    """Months by topic; the empty topic stands for every other."""

    months: dict[str, int]

    def last_day(self, topic: str, end: date) -> date | None:
        """The day on which what ended on *end* is forgotten; none without a rule."""
        months = self.months.get(topic, self.months.get(""))
        return None if months is None else add_months(end, months)


def rules_of(organisation_id: UUID, kind: str) -> Rules:
    found = RetentionRule.objects.filter(organisation_id=organisation_id, kind=kind)
    return Rules(dict(found.values_list("topic", "months")))


@dataclass(frozen=True)
class Ending:
    """A closed case and the day it is forgotten. *notice*: the day from which its owner has been warned."""

    case: Case
    day: date
    notice: date | None
    hold: date | None

    def is_due(self, today: date) -> bool:
        warned = self.notice is not None and self.notice + NOTICE <= today
        return warned and self.day <= today and (self.hold is None or self.hold < today)


def endings(cases: QuerySet[Case], rules: Rules, before: date) -> Iterator[Ending]:
    """The closed ones of *cases* whose day is not after *before*, the nearest first."""
    closed = cases.filter(state=Case.State.CLOSED).select_related("hold", "forget_warning", "owner")
    shortest = add_months(before, -min(rules.months.values(), default=0)) + timedelta(
        days=4
    )  # months are not of one length
    found = []
    for case in closed.filter(closed_at__date__lte=shortest):
        day = rules.last_day(case.topic, timezone.localdate(case.closed_at))
        if day is not None and day <= before:
            hold, warning = getattr(case, "hold", None), getattr(case, "forget_warning", None)
            found.append(Ending(case, day, warning and warning.since, hold and hold.until))
    yield from sorted(found, key=lambda one: (one.day, one.case.reference))


def soon(user: User, today: date) -> list[Ending]:
    """What ends within a month among the cases that exist for *user*."""
    rules = rules_of(user.organisation_id, RetentionRule.Kind.CASE)
    return list(endings(cases_for(user), rules, today + NOTICE)) if rules.months else []


def talks_that_end(organisation_id: UUID, today: date) -> QuerySet[Consultation]:
    """Finished conversations without a name and without a case whose time is over."""
    rules = rules_of(organisation_id, RetentionRule.Kind.CONSULTATION)
    free = Consultation.objects.filter(organisation_id=organisation_id, person=None, case=None, state="finished")
    if not rules.months:
        return free.none()
    of_topic = [Q(topic=topic, started_at__date__lte=add_months(today, -months)) for topic, months in _named(rules)]
    if "" in rules.months:
        others = ~Q(topic__in=[topic for topic, _ in _named(rules)])
        of_topic.append(others & Q(started_at__date__lte=add_months(today, -rules.months[""])))
    wanted = Q()
    for one in of_topic:
        wanted |= one
    return free.filter(wanted)


def _named(rules: Rules) -> list[tuple[str, int]]:
    return [(topic, months) for topic, months in rules.months.items() if topic]
