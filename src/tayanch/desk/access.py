"""The only ways to reach a consultation, a case or a promise.

What belongs to another team or organisation does not exist for the asker (404). What exists but may not be done is
refused (403). Every condition stands on its own line. Reading a case is written to the audit log here, so that no
view can forget it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.models import (
    Case,
    CasePerson,
    Claim,
    ClaimChange,
    Consultation,
    Deadline,
    Document,
    LawImport,
    Promise,
    RuleExample,
)

Record = TypeVar("Record", Case, Consultation)


class Need(Enum):
    """What the asker is about to do."""

    READ = "read"
    WRITE = "write"
    OWN = "own"  # close, reopen, hand over, erase, see who looked: the owner or a supervisor of the team


def cases_for(user: User) -> QuerySet[Case]:
    """The cases that exist for *user*: her own and her teams', in her organisation."""
    return Case.objects.filter(_reach(user)) if user.works_on_cases else Case.objects.none()


def consultations_for(user: User) -> QuerySet[Consultation]:
    """The consultations that exist for *user*."""
    return Consultation.objects.filter(_reach(user)) if user.works_on_cases else Consultation.objects.none()


def promises_for(user: User) -> QuerySet[Promise]:
    """The promises of *user* and her teams."""
    return Promise.objects.filter(_reach(user)) if user.works_on_cases else Promise.objects.none()


def _reach(user: User) -> Q:
    return Q(organisation_id=user.organisation_id) & (Q(owner=user) | Q(team__in=user.teams.all()))


def parts_of_reach(user: User) -> list[Q]:
    """What exists for *user* in overlapping parts, her own and each team's: each can be read in order off an index.

    Asked for all at once, a database reads and sorts every record of a team to show the newest twenty.
    """
    return [Q(owner=user), *(Q(team=team) for team in user.teams.all())]


def deadlines_for(user: User) -> list[QuerySet[Deadline]]:
    """The days that the law sets in the open cases that exist for *user*, in overlapping parts as of her reach."""
    if not user.works_on_cases:
        return []
    mine = Deadline.objects.filter(case__organisation=user.organisation_id, case__state=Case.State.OPEN)
    return [mine.filter(case__owner=user), *(mine.filter(case__team=team) for team in user.teams.all())]


def access_case(user: User, reference: str, need: Need = Need.READ) -> Case:
    """The case with this reference; raises ``Http404`` or ``PermissionDenied``. A read is logged."""
    case = cases_for(user).select_related("owner", "team", "organisation").filter(reference=_sayable(reference)).first()
    if case is None:
        raise Http404
    if need is Need.OWN and not may_own(user, case):
        raise PermissionDenied
    if need is Need.WRITE and _is_closed(case):
        raise PermissionDenied
    if need is Need.READ:
        log.record("case.read", by=user.id, kind="case", object_id=case.id)
    return case


def _sayable(reference: str) -> str:
    """*reference* for a query; PostgreSQL takes no NUL, and no reference has one."""
    return "" if "\x00" in reference else reference


def _is_closed(case: Case | None) -> bool:
    return case is not None and case.state == Case.State.CLOSED


def may_own(user: User, record: Case | Consultation) -> bool:
    """True for the owner and for supervisors of the record's team."""
    if record.owner_id == user.id:
        return True
    return user.role == Role.SUPERVISOR and user.teams.filter(id=record.team_id).exists()


def access_consultation(user: User, reference: str, need: Need = Need.READ) -> Consultation:
    """The consultation with this reference; raises ``Http404`` or ``PermissionDenied``. A read is logged."""
    wanted = consultations_for(user).select_related("owner", "team", "point", "case")
    found = wanted.filter(reference=_sayable(reference)).first()
    if found is None:
        raise Http404
    if need is Need.OWN and not may_own(user, found):
        raise PermissionDenied
    if need is Need.WRITE and _is_closed(found.case):  # what is written here would enter the case
        raise PermissionDenied
    if need is Need.READ:
        log.record("consultation.read", by=user.id, kind="consultation", object_id=found.id)
    return found


def access_claim(user: User, reference: str, number: int, need: Need = Need.READ) -> Claim:
    """A claim, by way of its case: the parent decides."""
    claim = access_case(user, reference, need).claims.filter(number=number).first()
    if claim is None:
        raise Http404
    return claim


def access_document(user: User, reference: str, document_id: UUID, need: Need = Need.READ) -> Document:
    """A paper, by way of its case: the parent decides. Opening one is logged by itself."""
    document = access_case(user, reference, need).documents.filter(id=document_id).first()
    if document is None:
        raise Http404
    log.record("document.open", by=user.id, kind="document", object_id=document.id)
    return document


def access_promise(user: User, promise_id: UUID) -> Promise:
    """A promise of the user's reach, to write to it; raises ``Http404``, ``PermissionDenied`` in a closed case."""
    promise = promises_for(user).select_related("case", "consultation", "owner").filter(id=promise_id).first()
    if promise is None:
        raise Http404
    if _is_closed(promise.case):
        raise PermissionDenied
    return promise


def access_case_person(user: User, reference: str, person_id: UUID, need: Need = Need.READ) -> CasePerson:
    """A person and what she is to the case, by way of the case: the parent decides."""
    tie = access_case(user, reference, need).people.select_related("case", "person").filter(person_id=person_id).first()
    if tie is None:
        raise Http404
    return tie


def cases_of_organisation(user: User) -> QuerySet[Case]:
    """All cases of the user's organisation: to count them and to say whom to ask, never to show one."""
    return Case.objects.filter(organisation_id=user.organisation_id)


def consultations_of_organisation(user: User) -> QuerySet[Consultation]:
    """All consultations of the user's organisation: to count them and to say whom to ask, never to show one."""
    return Consultation.objects.filter(organisation_id=user.organisation_id)


def cases_by_id(user: User, ids: Iterable[UUID | None]) -> list[tuple[Case, bool]]:
    """Cases of the user's organisation and whether she may see them: of the others, only the owner may be told."""
    return _by_id(user, Case.objects.filter(id__in=[one for one in ids if one]))


def consultations_by_id(user: User, ids: Iterable[UUID | None]) -> list[tuple[Consultation, bool]]:
    """The same for consultations."""
    return _by_id(user, Consultation.objects.filter(id__in=[one for one in ids if one]))


def _by_id(user: User, records: QuerySet[Record]) -> list[tuple[Record, bool]]:
    # The conditions are checked here and not in the query, which would then run on the wrong index.
    teams = set(user.teams.values_list("id", flat=True)) if user.works_on_cases else set()
    own = [record for record in records.select_related("owner") if record.organisation_id == user.organisation_id]
    return [(one, user.works_on_cases and (one.owner_id == user.id or one.team_id in teams)) for one in own]


def require_counts(user: User) -> None:
    """Counts are for analysts, supervisors and the director; raises ``PermissionDenied`` for anybody else."""
    if user.role not in {Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR}:
        raise PermissionDenied


# --- the law: it tells of nobody, so that everybody may read it ---------------------------------------------


def may_review(user: User) -> bool:
    """True for those who stand for the law and bring newer parameters."""
    return user.role in {Role.REVIEWER, Role.SUPERVISOR}


def require_reviewer(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if not may_review(user):
        raise PermissionDenied


def access_example(user: User, rule: str, example_id: UUID) -> RuleExample:
    """A worked example of the desk, to take it out; raises ``Http404`` or ``PermissionDenied``."""
    require_reviewer(user)
    found = RuleExample.objects.filter(id=example_id, rule=rule, removed_at=None).first()
    if found is None:
        raise Http404
    return found


def access_import(import_id: UUID) -> LawImport:
    """One import of newer parameters; raises ``Http404``."""
    found = LawImport.objects.select_related("by").filter(id=import_id).first()
    if found is None:
        raise Http404
    return found


def claim_changes_for(user: User, law_import: LawImport) -> QuerySet[ClaimChange]:
    """The claims that an import changed, of the cases that exist for *user*."""
    mine = ClaimChange.objects.filter(law_import=law_import, claim__case__in=cases_for(user))
    return mine.select_related("claim", "claim__case").order_by("claim__case__reference", "claim__number")
