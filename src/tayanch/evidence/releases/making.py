"""A draft computed in the background: values gathered, protected together with earlier releases, kept sealed.

Protecting tables by linear programming takes up to a minute an indicator, so it is done once, when something was
chosen, and looked at and published as it was computed then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.disclosure import Released, TableError
from tayanch.evidence import work
from tayanch.evidence.releases import sources
from tayanch.evidence.releases.access import released_before
from tayanch.evidence.releases.models import Making, Release
from tayanch.evidence.releases.sources import Offer, Raw, Years
from tayanch.evidence.troubles import Refused
from tayanch.releases.datasets import of_observations
from tayanch.releases.model import Dataset
from tayanch.releases.protecting import protected
from tayanch.releases.storing import as_data
from tayanch.store import gate


@dataclass(frozen=True)
class Chosen:
    """A dataset that was chosen: ready, or raw values that wait for protection with what was released before."""

    made: Dataset | Raw
    earlier: tuple[Released, ...] = ()


def begin(draft: Release, *, by: User) -> None:
    """Compute it anew in the background. Call it inside the transaction of what made it necessary."""
    Making.objects.filter(release=draft).delete()
    row: Any = Making.objects.create(release=draft)
    arguments: dict[str, Any] = {"organisation_id": by.organisation_id, "language": "en"}
    transaction.on_commit(lambda: work.start(row, partial(_carried, draft.id, by, row.id), **arguments))


def _carried(release_id: Any, by: User, row_id: Any, pulse: work.Pulse) -> None:
    with gate.inside(is_use=False):
        draft = Release.objects.get(id=release_id)
        # To the moment, not to the day: tables of one date are taken to be of the same records, and records change.
        date = timezone.now().isoformat(timespec="milliseconds")
        chosen = list(_chosen(draft, by))
    made: list[Dataset] = []
    kept: list[dict[str, Any]] = []
    for place, one in enumerate(chosen):
        pulse(place / len(chosen))
        dataset, released = _made(one, date)
        if dataset.rows:
            made.append(dataset)
            kept += [table.to_dict() for table in released]
    with gate.inside(is_use=False), transaction.atomic():
        row: Any = Making.objects.get(id=row_id)
        draft.seal(made=json.dumps([as_data(one) for one in made]), kept=json.dumps(kept))
        draft.save(update_fields=["made", "kept"])
        work.end(row, work.State.DONE)


def _chosen(draft: Release, by: User) -> Iterator[Chosen]:
    offered = {one.id: one for one in sources.offers(by)}
    years = Years(draft.since, draft.until)
    before = released_before(by)
    for id in draft.chosen:
        if id in offered:
            yield _gathered(offered[id], years, before)


def _gathered(offer: Offer, years: Years, before: list[Released]) -> Chosen:
    made = offer.make(years)
    if isinstance(made, Raw):
        own = f"{made.indicator.id}:{made.indicator.version}:"
        return Chosen(made, tuple(one for one in before if one.measure.startswith(own)))
    return Chosen(made)


def _made(chosen: Chosen, date: str) -> tuple[Dataset, tuple[Released, ...]]:
    if isinstance(chosen.made, Dataset):
        return chosen.made, ()
    raw = chosen.made
    try:
        found = protected(raw.observations, raw.indicator, date=date, released=chosen.earlier)
    except TableError as error:
        raise Refused(f"{raw.indicator.name.en}: {error}") from error
    return of_observations(raw.indicator, found.observations, found.hidden), found.kept
