"""What the pages and files show, made of the data and an organisation's rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from tayanch import policy
from tayanch.evidence.policy import wording
from tayanch.evidence.policy.models import AreaLevel, Standing
from tayanch.evidence.policy.states import Overview, Stand
from tayanch.policy.model import Area
from tayanch.vocabulary.model import Text


@dataclass(frozen=True)
class Part:
    """Recommendations of one list of one document."""

    source: str
    title: Text
    part: Text
    stands: tuple[Stand, ...]


@dataclass(frozen=True)
class AreaRow:
    """An area with what was published and what the organisation found: *levels* by year, in the order of the grid."""

    area: Area
    levels: tuple[AreaLevel | None, ...]
    moved: int  # steps up (or down) from what was published to the newest


@dataclass(frozen=True)
class Grid:
    years: tuple[int, ...]
    rows: tuple[AreaRow, ...]


def by_addressee(found: Overview) -> list[tuple[str, list[int], int]]:
    """A row for each addressee: the counts of the states in their order, and all of them."""
    rows = []
    for name, counts in found.by_addressee.items():
        numbers = [counts.get(state, 0) for state in Standing.values]
        rows.append((name, numbers, sum(numbers)))
    return rows


def parts(stands: Iterable[Stand]) -> list[Part]:
    """The recommendations by document and list; own ones stand together."""
    papers, made = policy.documents(), []
    for (source, part), some in groupby(
        stands, key=lambda one: ("" if one.asked.own else one.asked.source, one.asked.part)
    ):
        title = papers[source].title if source else Text()
        made.append(Part(source, title, part, tuple(some)))
    return made


def grid(rows: Iterable[AreaLevel]) -> Grid:
    """Areas × years. Of several entries for a year the newest counts."""
    oldest_first = sorted(rows, key=lambda row: row.at)
    years = tuple(sorted({row.year for row in oldest_first}))
    found = {(row.area, row.year): row for row in oldest_first}
    made = []
    for area in policy.areas().areas:
        levels = tuple(found.get((area.id, year)) for year in years)
        newest = next((row.level for row in reversed(levels) if row), area.level)
        made.append(AreaRow(area, levels, _step(newest) - _step(area.level)))
    return Grid(years, tuple(made))


def _step(level: str) -> int:
    return ("low", "average", "high").index(level)


def table(stands: Iterable[Stand]) -> list[list[str]]:
    """The tracker as a table of text, a header first."""
    head = [_("Id"), _("Document"), _("Place"), _("Recommendation"), _("Addressee"), _("Addressee is named")]
    head += [_("Since when"), _("Years"), _("Topics"), _("Articles of CEDAW"), _("How it stands"), _("Found on")]
    head += [_("What shows it"), _("It rests on"), _("Promised or expected by"), _("Late"), _("Written by")]
    return [head, *map(_line, stands)]


def _line(one: Stand) -> list[str]:
    asked, latest = one.asked, one.latest
    told = [asked.key, asked.source, asked.place, wording.said(asked.text), wording.addressee(asked.addressee)]
    told += [_yes(asked.named), asked.since, str(one.years), "; ".join(map(wording.topic, asked.topics))]
    told += [", ".join(asked.cedaw), one.state_name]
    if latest is None:
        return [*told, "", "", "", "", "", ""]
    due = latest.due.isoformat() if latest.due else ""
    return [*told, latest.day.isoformat(), latest.note, latest.link, due, _yes(one.late), latest.by.name]


def _yes(so: bool) -> str:
    return _("yes") if so else _("no")
