"""Cases: one's own and one's teams', those one is named in, and those that were shared with a lawyer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.access.reach import Need, by_id, is_closed, may_own, reach_or_named, sayable
from tayanch.desk.access.roles import is_lawyer
from tayanch.desk.models import Case, CasePerson, Deadline, SavedView
from tayanch.desk.models.groups import CaseShare
from tayanch.desk.privacy.watch import note_opening
from tayanch.vault.keys import data_key
from tayanch.vault.shares import shared_with


def cases_for(user: User) -> QuerySet[Case]:
    """The cases that exist for *user*: her own and her teams', in her organisation. A sealed one exists for those
    named in it, of whichever team, and for nobody else."""
    return Case.objects.filter(reach_or_named(user)) if user.works_on_cases else Case.objects.none()


def deadlines_for(user: User) -> list[QuerySet[Deadline]]:
    """The days that the law sets in the open cases that exist for *user*, in overlapping parts as of her reach."""
    if not user.works_on_cases:
        return []
    mine = Deadline.objects.filter(case__organisation=user.organisation_id, case__state=Case.State.OPEN)
    open_to_all = mine.filter(case__is_sealed=False)
    named = mine.filter(case__is_sealed=True, case__in=shared_with(user).values("subject"))
    parts = [open_to_all.filter(case__owner=user), *(open_to_all.filter(case__team=team) for team in user.teams.all())]
    return [*parts, named]


def access_case(user: User, reference: str, need: Need = Need.READ) -> Case:
    """The case with this reference; raises ``Http404`` or ``PermissionDenied``. A read is logged.

    A sealed case raises :class:`~tayanch.vault.shares.KeyAway` until the worker's own key is open.
    """
    case = cases_for(user).select_related("owner", "team", "organisation").filter(reference=sayable(reference)).first()
    if case is None:
        case = _shared_case(user, reference, need)
    if need is Need.OWN and not may_own(user, case):
        raise PermissionDenied
    if need is Need.WRITE and is_closed(case):
        raise PermissionDenied
    if case.is_sealed:
        data_key(case)  # all that is done with a sealed case needs her key: she is asked for her password here
    if need is Need.READ:
        note_opening(user, case)
        log.record("case.read", by=user.id, kind="case", object_id=case.id)
    return case


def open_and_own(user: User, cases: Iterable[Case]) -> set[UUID]:
    """Ids of those open ones of *cases* that she owns, or whose team she leads."""
    leads = set(user.teams.values_list("id", flat=True)) if user.role == Role.SUPERVISOR else set()
    mine = [case for case in cases if case.owner_id == user.id or case.team_id in leads]
    return {case.id for case in mine if case.state == Case.State.OPEN}


def access_saved_view(user: User, view_id: int) -> SavedView:
    """A choice of the case list that she kept herself; raises ``Http404``."""
    found = SavedView.objects.filter(user=user, id=view_id).first()
    if found is None:
        raise Http404
    return found


def cases_of_organisation(user: User) -> QuerySet[Case]:
    """All cases of the user's organisation: to count them and to say whom to ask, never to show one."""
    return Case.objects.filter(organisation_id=user.organisation_id)


def cases_by_id(user: User, ids: Iterable[UUID | None]) -> list[tuple[Case, bool]]:
    """Cases of the user's organisation and whether she may see them: of the others, only the owner may be told.

    A sealed case is not among them unless she is named in it.
    """
    return by_id(user, Case.objects.filter(id__in=[one for one in ids if one]))


def cases_shared_with(user: User, today: date) -> QuerySet[Case]:
    """Cases of others that a lawyer may read: every woman of the case said yes to her, and each yes holds *today*."""
    if not is_lawyer(user):
        return Case.objects.none()
    holding = CaseShare.objects.filter(reader=user, consent__withdrawn_on=None, consent__until__gte=today)
    said_yes = Exists(holding.filter(case=OuterRef("case_id"), person=OuterRef("person_id")))
    women = CasePerson.objects.filter(case=OuterRef("id"), relation="client")
    everybody = Exists(women.filter(said_yes)) & ~Exists(women.filter(~said_yes))
    return Case.objects.filter(everybody, organisation_id=user.organisation_id, is_sealed=False)


def _shared_case(user: User, reference: str, need: Need) -> Case:
    """A case that was shared with her is read only; raises ``Http404`` or ``PermissionDenied``."""
    shared = cases_shared_with(user, timezone.localdate()).select_related("owner", "team", "organisation")
    case = shared.filter(reference=sayable(reference)).first()
    if case is None:
        raise Http404
    if need is not Need.READ:
        raise PermissionDenied
    return case


def may_review_case(user: User, case: Case) -> bool:
    """A second look needs other eyes than the owner's: a supervisor of the team, or for a supervisor's own case anybody
    of the team."""
    if case.owner_id == user.id:
        return False
    if not (user.works_on_cases and user.teams.filter(id=case.team_id).exists()):
        return False
    return Role.SUPERVISOR in (user.role, case.owner.role)
