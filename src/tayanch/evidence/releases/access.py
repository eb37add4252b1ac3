"""Who may prepare and publish: analysts, supervisors and directors, each for her own organisation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.releases.models import Release, ReleasedTable

for_publishers = only_for(Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR)


def releases_for(user: User) -> QuerySet[Release]:
    """All releases of her organisation; the files themselves are not read along."""
    found: QuerySet[Release] = Release.objects.filter(organisation_id=user.organisation_id)
    return found.defer("archive").select_related("organisation", "by", "published_by", "withdrawn_by")


def access_release(user: User, release_id: UUID) -> Release:
    """One of them; 404 for any other."""
    return get_object_or_404(releases_for(user), id=release_id)


def last_published(user: User, before: Release | None = None) -> Release | None:
    """The release before: the last one that was published, withdrawn ones left out."""
    found = releases_for(user).filter(state=Release.State.PUBLISHED)
    if before is not None:
        found = found.filter(date__lte=before.date).exclude(id=before.id)
    return found.first()


def released_tables(user: User, dataset: str) -> QuerySet[ReleasedTable]:
    """What was ever released of a dataset, the oldest first. Withdrawn ones count: somebody has them."""
    found = ReleasedTable.objects.filter(release__organisation_id=user.organisation_id, dataset=dataset)
    return found.exclude(release__state=Release.State.DRAFT).select_related("release")


def may_publish(user: User, release: Release) -> bool:
    """Four eyes: somebody else than who prepared it."""
    return release.state == Release.State.DRAFT and release.by_id != user.id
