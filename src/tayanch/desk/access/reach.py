"""What every way to a record rests on: whose it is, in which team, sealed to whom. Asks for no record itself."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from tayanch.accounts.models import Role, User
from tayanch.desk.models import Case, Consultation, Group
from tayanch.vault.shares import is_shared_with, shared_with

Record = TypeVar("Record", Case, Consultation)


class Need(Enum):
    """What the asker is about to do."""

    READ = "read"
    WRITE = "write"
    OWN = "own"  # close, reopen, hand over, erase, see who looked: the owner or a supervisor of the team


def within_reach(user: User) -> Q:
    """Her own and her teams', in her organisation; for records that cannot be sealed."""
    return Q(organisation_id=user.organisation_id) & is_mine(user)


def is_mine(user: User) -> Q:
    """Her own and her teams'; the organisation is asked beside it."""
    return Q(owner=user) | Q(team__in=user.teams.all())


def reach_or_named(user: User) -> Q:
    """What exists for her: within reach and not sealed, or sealed to her.

    The column is asked first: hardly any record is sealed, so hardly any share is looked up.
    """
    named = Q(is_sealed=True) & Q(is_shared_with(user, "id"))
    return Q(organisation_id=user.organisation_id) & (Q(is_sealed=False) & is_mine(user) | named)


def parts_of_reach(user: User) -> list[Q]:
    """What exists for *user* in overlapping parts, her own and each team's: each can be read in order off an index.

    Asked for all at once, a database reads and sorts every record of a team to show the newest twenty. The last part is
    what is sealed to her, which may be of another team.
    """
    named = Q(is_sealed=True, id__in=shared_with(user).values("subject"))
    return [Q(owner=user), *(Q(team=team) for team in user.teams.all()), named]


def sayable(reference: str) -> str:
    """*reference* for a query; PostgreSQL takes no NUL, and no reference has one."""
    return "" if "\x00" in reference else reference


def is_closed(case: Case | None) -> bool:
    """True for a case that is closed, not for none."""
    return case is not None and case.state == Case.State.CLOSED


def may_own(user: User, record: Case | Consultation | Group) -> bool:
    """True for the owner and for supervisors of the record's team."""
    if record.owner_id == user.id:
        return True
    return user.role == Role.SUPERVISOR and user.teams.filter(id=record.team_id).exists()


def by_id(user: User, records: QuerySet[Record]) -> list[tuple[Record, bool]]:
    """*records* of the user's organisation that exist for it, and whether she may see each.

    The conditions are checked here and not in the query, which would then run on the wrong index.
    """
    teams = set(user.teams.values_list("id", flat=True)) if user.works_on_cases else set()
    own = [record for record in records.select_related("owner") if record.organisation_id == user.organisation_id]
    sealed = {one.id for one in own if one.is_sealed}
    named = set(shared_with(user).filter(subject__in=sealed).values_list("subject", flat=True)) if sealed else set()
    exist = [one for one in own if one.id not in sealed or (one.id in named and user.works_on_cases)]
    return [(one, one.id in named or _is_hers(one, user, teams)) for one in exist]


def _is_hers(record: Case | Consultation, user: User, teams: set[UUID]) -> bool:
    return user.works_on_cases and (record.owner_id == user.id or record.team_id in teams)
