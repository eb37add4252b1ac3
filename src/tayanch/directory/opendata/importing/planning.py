"""What bringing in a package would do, and doing it: files in the layout of ``directory/entries``."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tayanch.directory.loading import parse_entry
from tayanch.directory.model import DirectoryError, Organisation
from tayanch.directory.opendata.hsds import identifier
from tayanch.directory.opendata.importing.entries import Given, make
from tayanch.directory.opendata.importing.package import Package, Told
from tayanch.directory.writing import file_of, text_of
from tayanch.store.files import write_atomically
from tayanch.vocabulary.export import guard

LOSSES = "losses.csv"


@dataclass(frozen=True, slots=True)
class Plan:
    """*changed*: entries of the directory with what the package adds, and in what they differ. *same*: their ids."""

    new: tuple[Organisation, ...]
    changed: tuple[tuple[Organisation, tuple[str, ...]], ...]
    same: tuple[str, ...]
    refused: tuple[Told, ...]
    losses: tuple[Told, ...]


def plan(package: Package, known: Iterable[Organisation], given: Given) -> Plan:
    """What would be new, changed, the same, refused and lost. Writes nothing."""
    here = {entry.id: entry for entry in known}
    by_uuid = {identifier("organization", id): entry for id, entry in here.items()}
    made, refused = make(package, given, lambda uuid, id: by_uuid.get(uuid) or here.get(id))
    new: list[Organisation] = []
    changed: list[tuple[Organisation, tuple[str, ...]]] = []
    same: list[str] = []
    for one in made:
        entry = one.entry if one.old is None else joined(one.old, one.entry)
        if wrong := _wrong(entry):
            refused.append(Told(one.row.file, one.row.line, "", wrong))
        elif one.old is None:
            new.append(entry)
        elif found := tuple(differences(one.old, one.entry)):
            changed.append((entry, found))
        else:
            same.append(entry.id)
    gone = {(one.file, one.line) for one in refused}
    losses = [loss for row in package.all_rows() if (row.file, row.line) not in gone for loss in row.losses()]
    losses.sort(key=lambda one: (one.file, one.line))
    return Plan(tuple(new), tuple(changed), tuple(same), tuple(refused), tuple(losses))


def write(made: Plan, folder: Path) -> int:
    """Write what is new or changed as ``<folder>/<country>/<id>.yaml``, and the losses beside them. How many entries.

    A file that is there already is replaced.
    """
    entries = [*made.new, *(entry for entry, _ in made.changed)]
    for entry in entries:
        write_atomically(folder / file_of(entry), text_of(entry).encode())
    if made.losses:
        write_atomically(folder / LOSSES, _table(made.losses).encode())
    return len(entries)


def lines(made: Plan) -> Iterator[str]:
    """The plan in words, a line each; losses of one column of one file together."""
    yield from (f"new      {entry.country}/{entry.id}: {entry.name.en}" for entry in made.new)
    yield from (f"changed  {entry.country}/{entry.id}: {'; '.join(found)}" for entry, found in made.changed)
    yield from (f"same     {id}" for id in made.same)
    yield from (f"refused  {one}" for one in made.refused)
    together = Counter((one.file, one.column, one.why) for one in made.losses)
    yield from (f"lost     {file} {column}: {why} ({times} ×)" for (file, column, why), times in together.items())


def differences(old: Organisation, new: Organisation) -> Iterator[str]:
    """What the package tells that the directory does not."""
    for name in ("name", "says"):
        told = {words for _, words in getattr(old, name).items()}
        if not told & {words for _, words in getattr(new, name).items()}:
            yield f"{name} differs, ours stays"
    for name, here, there in (
        ("services", {one.need for one in old.services}, {one.need for one in new.services}),
        ("places", {one.city for one in old.places}, {one.city for one in new.places}),
        ("phones", {one.number for one in old.phones}, {one.number for one in new.phones}),
        ("languages", set(old.languages), set(new.languages)),
        ("covers", set(old.covers), set(new.covers)),
    ):
        if more := there - here:
            yield f"{name}: {', '.join(sorted(more))} {'is' if len(more) == 1 else 'are'} not in the directory"
    for name in ("website", "schedule"):
        ours, theirs = getattr(old, name), getattr(new, name)
        if theirs not in (None, ours):
            yield f"{name} differs, ours stays" if ours else f"{name} is not in the directory"


def joined(old: Organisation, new: Organisation) -> Organisation:
    """The directory's entry with what the package adds. What somebody has written or checked stays."""
    needs, cities = {one.need for one in old.services}, {one.city for one in old.places}
    numbers = {one.number for one in old.phones}
    return replace(
        old,
        covers=tuple(dict.fromkeys((*old.covers, *new.covers))),
        languages=tuple(dict.fromkeys((*old.languages, *new.languages))),
        services=(*old.services, *(one for one in new.services if one.need not in needs)),
        places=(*old.places, *(one for one in new.places if one.city not in cities)),
        phones=(*old.phones, *(one for one in new.phones if one.number not in numbers)),
        schedule=old.schedule or new.schedule,
        website=old.website or new.website,
        sources=(*old.sources, *(one for one in new.sources if one not in old.sources)),
    )


def _wrong(entry: Organisation) -> str:
    """Why the directory would not take the entry; empty when it would."""
    try:
        parse_entry(text_of(entry), file_of(entry))
    except DirectoryError as error:
        return str(error)
    return ""


def _table(losses: Iterable[Told]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "line", "column", "why"])
    writer.writerows([guard(one.file), one.line, guard(one.column), guard(one.why)] for one in losses)
    return out.getvalue()
