"""Groups of women who claim together. Which of the women one may see, their cases decide."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access.cases import cases_for, cases_shared_with
from tayanch.desk.access.reach import Need, may_own, sayable, within_reach
from tayanch.desk.models import Case, Group


def groups_for(user: User) -> QuerySet[Group]:
    """The groups that exist for *user*. Which of their women she may see, their cases decide."""
    return Group.objects.filter(within_reach(user)) if user.works_on_cases else Group.objects.none()


def access_group(user: User, reference: str, need: Need = Need.READ) -> Group:
    """A group; raises ``Http404``. A read is logged. To write, every case of the group must be within reach."""
    group = groups_for(user).select_related("owner", "team").filter(reference=sayable(reference)).first()
    if group is None:
        raise Http404
    if need is Need.OWN and not may_own(user, group):
        raise PermissionDenied
    if need is not Need.READ and cases_of_group(group).exclude(id__in=visible_cases(user, group)).exists():
        raise PermissionDenied
    if need is Need.READ:
        log.record("group.read", by=user.id, kind="group", object_id=group.id)
    return group


def cases_of_group(group: Group) -> QuerySet[Case]:
    """Every case of a group, whoever may see it: to decide, never to show one."""
    return Case.objects.filter(claims__membership__group=group).distinct()


def visible_cases(user: User, group: Group) -> set[UUID]:
    """Ids of the group's cases that *user* may read: her own, her teams', and those shared with her."""
    of_group = cases_of_group(group).values("id")
    mine = cases_for(user).filter(id__in=of_group).values_list("id", flat=True)
    shared = cases_shared_with(user, timezone.localdate()).filter(id__in=of_group).values_list("id", flat=True)
    return {*mine, *shared}
