"""Has she called before? Answered across the organisation by counts and colleagues, never by a woman's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import cases_for
from tayanch.desk.models import CasePerson, Consultation
from tayanch.vault import phones
from tayanch.vault.models import PersonContact
from tayanch.vault.people import points_for

MOST_LINKS = 5
MOST_READ = 100  # of one number's conversations; a dormitory's phone may have thousands


@dataclass(frozen=True)
class Known:
    """What may be said about a number. *is_number* is False while it is not a whole number yet."""

    is_number: bool
    women: int = 0
    relations: tuple[str, ...] = ()  # concepts of "phone-relation"
    consultations: int = 0
    last_at: datetime | None = None
    ask_worker: str = ""
    ask_team: str = ""
    cases: tuple[str, ...] = ()  # references of cases that exist for the asker


def look_up(user: User, typed: str, region: str | None, *, leaving_out: Consultation) -> Known:
    """Whom the organisation knows under the number that *typed* means, without this conversation. Logged.

    The log names the conversation, never the number. A dozen women may share one: they are counted, not told apart.
    """
    if not phones.candidates(typed, region):
        return Known(is_number=False)
    points = [point.id for point in points_for(user.organisation_id, typed, region)]
    log.record("phone.look-up", by=user.id, kind="consultation", object_id=leaving_out.id)
    return _known(user, points, leaving_out.id) if points else Known(is_number=True)


def cases_by_number(user: User, number: str, *, about: UUID) -> tuple[str, ...]:
    """References of the asker's cases that a number leads to. Logged, as a look-up for the item *about*."""
    points = [point.id for point in points_for(user.organisation_id, number)]
    log.record("phone.look-up", by=user.id, kind="arrival", object_id=about)
    women = set(PersonContact.objects.filter(point__in=points).values_list("person_id", flat=True))
    earlier = Consultation.objects.filter(point__in=points).exclude(case=None).order_by("-started_at")
    return _cases(user, women, set(earlier.values_list("case_id", flat=True)[:MOST_READ]))


def _known(user: User, points: list[UUID], leaving_out: UUID) -> Known:
    ties = list(PersonContact.objects.filter(point__in=points).values_list("person_id", "relation"))
    women = {person for person, _relation in ties}
    earlier = Consultation.objects.filter(point__in=points).exclude(id=leaving_out)
    told = ("started_at", "owner__name", "team__name", "case_id")
    rows = list(earlier.order_by("-started_at").values_list(*told)[:MOST_READ])
    last_at, worker, team, _case = rows[0] if rows else (None, "", "", None)
    return Known(
        is_number=True,
        women=len(women),
        relations=tuple(sorted({relation for _person, relation in ties})),
        consultations=len(rows) if len(rows) < MOST_READ else earlier.count(),
        last_at=last_at,
        ask_worker=worker,
        ask_team=team,
        cases=_cases(user, women, {row[3] for row in rows if row[3]}),
    )


def _cases(user: User, women: set[UUID], from_consultations: set[UUID]) -> tuple[str, ...]:
    of_women = CasePerson.objects.filter(person__in=women).values_list("case_id", flat=True) if women else ()
    ids = {*from_consultations, *of_women}
    if not ids:
        return ()
    mine = cases_for(user).filter(id__in=ids).order_by("-opened_at")
    return tuple(mine.values_list("reference", flat=True)[:MOST_LINKS])
