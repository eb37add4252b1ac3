"""A draft as the release it would be today: its datasets made, protected, and compared with the release before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.metadata import version

from tayanch.accounts.models import User
from tayanch.evidence.releases import protecting, sources
from tayanch.evidence.releases.access import last_published, released_tables
from tayanch.evidence.releases.models import Release as Draft
from tayanch.evidence.releases.sources import Years
from tayanch.releases import changes
from tayanch.releases.model import LICENCES, Dataset, Publisher, Release
from tayanch.vocabulary.model import Text


@dataclass(frozen=True)
class Prepared:
    """*release* is what would be published. *gone*: ids that were chosen and are offered no longer. *fingerprint*: of
    everything in it, to see that it is still the same when somebody presses."""

    release: Release | None
    gone: tuple[str, ...]
    fingerprint: str


def prepare(draft: Draft, *, by: User) -> Prepared:
    """Compute and protect everything that was chosen."""
    offered = {one.id: one for one in sources.offers(by)}
    years = Years(draft.since, draft.until)
    made = [offered[id].make(years) for id in draft.chosen if id in offered]
    found = [_protected(one, by) for one in made if one.rows]
    gone = tuple(id for id in draft.chosen if id not in offered)
    release = _release(draft, found, by) if found else None
    return Prepared(release, gone, _fingerprint(found))


def _protected(dataset: Dataset, by: User) -> Dataset:
    before = [changes.from_data(one.told) for one in released_tables(by, dataset.id)]
    return protecting.against(dataset, before).dataset


def _release(draft: Draft, found: list[Dataset], by: User) -> Release:
    last = last_published(by, draft)
    before = [changes.from_data(one.told) for one in last.tables.all()] if last else []
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
    told = [changes.as_data(replace(one, observations=())) for one in found]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
