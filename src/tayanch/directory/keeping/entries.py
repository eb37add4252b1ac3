"""The directory as staff see it: what was shipped, over it what they changed, published or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import Http404

from tayanch.directory import lookup
from tayanch.directory.checks import ANSWERED, Result, Ring, with_results
from tayanch.directory.checks import result as result_of
from tayanch.directory.keeping.models import Check, Entry
from tayanch.directory.loading import parse_entry
from tayanch.directory.model import Organisation
from tayanch.directory.writing import text_of

Rings = Mapping[str, list[Ring]]  # by number


@lru_cache(maxsize=512)
def parsed(id: str, text: str) -> Organisation:
    """The entry of a file's text. Raises DirectoryError."""
    return parse_entry(text, f"{id.partition('-')[0]}/{id}.yaml")


def drafts() -> dict[str, Organisation]:
    """Every entry as staff left it, closed ones too, by id, without what ringing has shown."""
    changed = {row.id: parsed(row.id, row.content) for row in Entry.objects.all()}
    return dict(sorted({**lookup.shipped(), **changed}.items()))


def draft(id: str) -> Organisation:
    """One of them; 404 for an id that is none."""
    row = Entry.objects.filter(id=id).first()
    found = parsed(id, row.content) if row else lookup.shipped().get(id)
    if found is None:
        raise Http404
    return found


def public_now(id: str) -> Organisation | None:
    """The entry as it is published or was shipped; none: nobody sees it yet."""
    row = Entry.objects.filter(id=id).exclude(published="").first()
    return parsed(id, row.published) if row else lookup.shipped().get(id)


def is_draft(row: Entry) -> bool:
    """Whether staff left something that nobody has published."""
    if row.published:
        return row.content != row.published
    shipped = lookup.shipped().get(row.id)
    return shipped is None or row.content != text_of(shipped)


def rings(ids: Iterable[str] | None = None) -> dict[str, dict[str, list[Ring]]]:
    """By entry and number all attempts that were not taken back; of the entries *ids*, or of all."""
    found: dict[str, dict[str, list[Ring]]] = {}
    rows = Check.objects.filter(taken_back_at=None).order_by("on", "at")
    for one in rows if ids is None else rows.filter(entry__in=ids):
        ring = Ring(one.on, one.result, one.said_who)
        found.setdefault(one.entry, {}).setdefault(one.number, []).append(ring)
    return found


def results(entry: Organisation, rung: Rings) -> dict[str, Result]:
    """What ringing has shown, by number; of a number that the entry does not have any more, nothing."""
    found = {one.number: result_of(one, rung[one.number]) for one in entry.phones if one.number in rung}
    if whole := rung.get(""):
        found[""] = Result(max(one.on for one in whole), ANSWERED, True)
    return found


def with_rings(entry: Organisation, rung: Rings) -> Organisation:
    """The entry with what ringing has shown laid over it."""
    return with_results(entry, results(entry, rung))


def object_id(id: str) -> UUID:
    """How the audit log names an entry: a lasting UUID made of its id (RFC 9562, version 5)."""
    return uuid5(NAMESPACE_URL, f"urn:tayanch:directory:entry/{id}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry on a staff page. *rung*: its attempts by number; *entry* has their results."""

    entry: Organisation
    rung: Rings
    is_draft: bool
    today: date

    @property
    def freshness(self) -> lookup.Freshness:
        return lookup.freshness(self.entry, self.today)


def kept(today: date) -> list[Kept]:
    """Every entry, by id."""
    rung = rings()
    unpublished = {row.id for row in Entry.objects.all() if is_draft(row)}
    return [_kept(one, rung.get(id, {}), id in unpublished, today) for id, one in drafts().items()]


def kept_one(id: str, today: date) -> Kept:
    """One of them; 404 for an id that is none."""
    row = Entry.objects.filter(id=id).first()
    return _kept(draft(id), rings([id]).get(id, {}), bool(row and is_draft(row)), today)


def _kept(entry: Organisation, rung: Rings, is_draft: bool, today: date) -> Kept:
    return Kept(with_rings(entry, rung), rung, is_draft, today)
