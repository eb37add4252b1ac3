"""Erase a woman from the desk, at her wish or by mistake of ours."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from tayanch.accounts.models import User
from tayanch.desk.access import may_own
from tayanch.desk.models import Case
from tayanch.vault import erasure
from tayanch.vault.models import Person


def do_erase(person: Person, *, by: User, reason: str) -> None:
    """Erase *person* for ever: see :mod:`tayanch.vault.erasure`. Not in one transaction: the ledger comes first.

    Raises ``PermissionDenied`` while she is in a case or a consultation that *by* may not erase.
    """
    if others_to_ask(person, by):
        raise PermissionDenied
    erasure.do_erase_person(person, by=by, reason=reason)


def others_to_ask(person: Person, user: User) -> list[str]:
    """Names of workers who must agree first: owners of her other cases, and of consultations of other teams."""
    cases = Case.objects.filter(people__person=person).select_related("owner")
    talks = person.consultations.exclude(owner=user).exclude(team__in=user.teams.all()).select_related("owner")
    return sorted({case.owner.name for case in cases if not may_own(user, case)} | {talk.owner.name for talk in talks})


def shared_cases(person: Person) -> list[Case]:
    """The cases that stay because other women are in them; what their notes say of her stays too."""
    ties = person.cases.select_related("case")
    others = [tie.case for tie in ties if tie.relation != "client" or _other_clients(tie.case, person)]
    return sorted(others, key=lambda case: case.reference)


def _other_clients(case: Case, person: Person) -> bool:
    return case.people.filter(relation="client").exclude(person=person).exists()
