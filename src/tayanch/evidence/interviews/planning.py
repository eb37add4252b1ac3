"""The plan of fieldwork as numbers: areas × methods, what they add up to, and what somebody said they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch import vocabulary
from tayanch.evidence.interviews.models import Method
from tayanch.vocabulary import VocabularyError

METHODS: tuple[str, ...] = tuple(Method.values)


def area_label(area: str) -> str:
    """An oblast in the language of the page; an area of the study's own as it is called."""
    try:
        return vocabulary.concept(f"oblast/{area}").label(get_language() or "en")
    except VocabularyError:
        return area


@dataclass(frozen=True)
class Line:
    """One area: by method how many there are and how many are planned."""

    area: str
    label: str
    cells: tuple[tuple[str, int, int], ...]  # method, done, planned
    done: int
    planned: int


@dataclass(frozen=True)
class Grid:
    """Lines of all areas, and the sums below them."""

    lines: tuple[Line, ...]
    sums: Line

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The methods and what they are called."""
        return [(method, str(Method(method).label)) for method in METHODS]


def grid(plan: Mapping[str, Any], held: Iterable[tuple[str, str]]) -> Grid:
    """The plan against what is there: *held* as pairs of area and method. An area that nobody planned stands last."""
    done = Counter(held)
    areas = list(dict.fromkeys([*plan.get("areas", ()), *sorted(area for area, _method in done)]))
    targets = plan.get("targets", {})
    lines = tuple(
        _line(area, area_label(area) if area else _("no area"), done, targets.get(area, {})) for area in areas
    )
    cells = tuple(
        (method, sum(line.cells[nth][1] for line in lines), sum(line.cells[nth][2] for line in lines))
        for nth, method in enumerate(METHODS)
    )
    return Grid(lines, Line("", "", cells, sum(one.done for one in lines), sum(one.planned for one in lines)))


def _line(area: str, label: str, done: Counter[tuple[str, str]], targets: Mapping[str, int]) -> Line:
    cells = tuple((method, done[area, method], targets.get(method, 0)) for method in METHODS)
    return Line(area, label, cells, sum(cell[1] for cell in cells), sum(cell[2] for cell in cells))


def wrong_totals(plan: Mapping[str, Any]) -> list[str]:
    """Sentences on totals that somebody stated and that the numbers do not add up to."""
    found, sums = [], grid(plan, ())
    stated = plan.get("totals", {})
    for line in sums.lines:
        found += _compare(line.label, stated.get("areas", {}).get(line.area), line.planned)
    for method, _done, planned in sums.sums.cells:
        found += _compare(str(Method(method).label), stated.get("methods", {}).get(method), planned)
    return found + _compare(_("all together"), stated.get("all"), sums.sums.planned)


def _compare(label: str, stated: int | None, added: int) -> list[str]:
    if stated is None or stated == added:
        return []
    told = {"label": label, "stated": stated, "added": added}
    return [_("%(label)s: stated %(stated)d, but the numbers add up to %(added)d.") % told]
