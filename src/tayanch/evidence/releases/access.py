"""Who may prepare and publish: analysts, supervisors and directors, each for her own organisation."""

from __future__ import annotations

import json
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.disclosure import Released
from tayanch.evidence.releases.models import Release
from tayanch.vault.keys import load_keys

for_publishers = only_for(Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR)


def releases_for(user: User) -> QuerySet[Release]:
    """All releases of her organisation; the files themselves are not read along."""
    found: QuerySet[Release] = Release.objects.filter(organisation_id=user.organisation_id)
    return found.defer("archive").select_related("organisation", "by", "published_by", "withdrawn_by", "making")


def access_release(user: User, release_id: UUID) -> Release:
    """One of them; 404 for any other."""
    return get_object_or_404(releases_for(user), id=release_id)


def last_published(user: User, before: Release | None = None) -> Release | None:
    """The release before: the last one that was published, withdrawn ones left out."""
    found = releases_for(user).filter(state=Release.State.PUBLISHED)
    if before is not None:
        found = found.filter(date__lte=before.date).exclude(id=before.id)
    return found.first()


def released_before(user: User) -> list[Released]:
    """Every table that was ever released, the oldest first. Withdrawn ones count: somebody has them."""
    found = Release.objects.filter(organisation_id=user.organisation_id).exclude(state=Release.State.DRAFT)
    rows = list(found.defer("archive", "made").order_by("date", "at"))
    load_keys(rows)
    return [Released.from_dict(one) for row in rows for one in json.loads(row.unseal("kept") or "[]")]


def may_publish(user: User, release: Release) -> bool:
    """Four eyes: somebody else than who prepared it."""
    return release.state == Release.State.DRAFT and release.by_id != user.id
