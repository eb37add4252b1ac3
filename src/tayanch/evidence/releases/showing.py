"""What the pages of a release show: its tables as they would leave, what is hidden, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tayanch.evidence.releases import published
from tayanch.evidence.releases.models import Release
from tayanch.evidence.releases.preparing import Prepared
from tayanch.releases.formats.plain import cell
from tayanch.releases.model import Change, Column, Dataset, Value
from tayanch.releases.storing import from_data
from tayanch.releases.wording import number, say

MOST_ROWS = 40


@dataclass(frozen=True)
class Shown:
    """A table in one language: headings, the first rows, and what was hidden."""

    title: str
    headings: list[str]
    rows: list[list[str]]
    count: int
    hidden: list[str]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def preview(prepared: Prepared, language: str) -> dict[str, Any]:
    """The tables of a draft, and how it differs from the release before."""
    if prepared.release is None:
        return {"tables": [], "changes": [], "before": ""}
    release = prepared.release
    return {
        "tables": [shown(one, language) for one in release.datasets],
        "changes": [_change(one, language) for one in release.changes],
        "before": release.before,
    }


def shown(dataset: Dataset, language: str) -> Shown:
    """The first rows of a dataset, without columns in which nothing stands."""
    used = [at for at in range(len(dataset.columns)) if any(row[at] not in (None, "") for row in dataset.rows)]
    columns = [dataset.columns[at] for at in used]
    meanings = [dict(one.codes) for one in columns]
    rows = [
        [_text(column, known, row[at], language) for column, known, at in zip(columns, meanings, used, strict=True)]
        for row in dataset.rows[:MOST_ROWS]
    ]
    headings = [one.label.get(language) for one in columns]
    hidden = [one.get(language) for one in dataset.hidden]
    return Shown(dataset.title.get(language), headings, rows, len(dataset.rows), hidden)


def remembered(release: Release, language: str) -> list[Shown]:
    """What a release said, as it was kept."""
    return [shown(from_data(one.told), language) for one in release.tables.all()]


def _text(column: Column, known: dict[str, Any], value: Value, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return known[value].get(language) if value in known else value
    return number(value, language) if value == int(value) or abs(value) >= 1 else cell(round(value, 4))


def _change(one: Change, language: str) -> dict[str, str]:
    told = {name: "" if value is None else str(value) for name, value in (("before", one.before), ("after", one.after))}
    what = {"kind": one.kind, "said": say(f"change.{one.kind}", language), "title": one.title.get(language)}
    return what | told | {"where": " · ".join(one.key) or say("change.whole", language)}


def address(request: HttpRequest, release: Release) -> str:
    """Where everybody can read it on this installation; empty when it is not served."""
    if not release.is_open or published.read(release.folder, "") is None:
        return ""
    return request.build_absolute_uri(reverse("open-evidence:start", args=[release.folder]))
