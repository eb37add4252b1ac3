"""A draft as the release it would be: its datasets as they were computed, compared with the release before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from tayanch.accounts.models import User
from tayanch.evidence.releases import sources
from tayanch.evidence.releases.access import last_published
from tayanch.evidence.releases.models import Release as Draft
from tayanch.releases import changes
from tayanch.releases.model import LICENCES, Dataset, Publisher, Release
from tayanch.releases.storing import as_data, from_data
from tayanch.vocabulary.model import Text


@dataclass(frozen=True)
class Prepared:
    """*release* is what would be published. *gone*: ids that were chosen and are offered no longer. *fingerprint*: of
    everything in it, to see that it is still the same when somebody presses."""

    release: Release | None
    gone: tuple[str, ...]
    fingerprint: str


def prepare(draft: Draft, *, by: User) -> Prepared:
    """What was computed for a draft, as the release it would be."""
    found = draft.datasets
    offered = {one.id for one in sources.offers(by)}
    gone = tuple(id for id in draft.chosen if id not in offered)
    release = _release(draft, found, by) if found else None
    return Prepared(release, gone, _fingerprint(found))


def _release(draft: Draft, found: list[Dataset], by: User) -> Release:
    last = last_published(by, draft)
    before = [from_data(one.told) for one in last.tables.all()] if last else []
    return Release(
        date=draft.date.isoformat(),
        title=Text(**draft.title),
        summary=Text(**draft.summary),
        publisher=Publisher(draft.organisation.name, draft.website),
        datasets=tuple(found),
        licence=next(one for one in LICENCES if one.id == draft.licence),
        changes=changes.between(before, found) if last else (),
        before=last.date.isoformat() if last else "",
        program=f"Tayanch {version('tayanch')}",
        invented=draft.organisation.is_demo,
    )


def _fingerprint(found: Iterable[Dataset]) -> str:
    told = [as_data(one) for one in found]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
