"""The law tells of nobody, so that everybody may read it; what an import changed is shown by way of the cases."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from tayanch.accounts.models import User
from tayanch.desk.access.cases import cases_for
from tayanch.desk.access.roles import require_reviewer
from tayanch.desk.models import ClaimChange, LawImport, RuleExample


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
