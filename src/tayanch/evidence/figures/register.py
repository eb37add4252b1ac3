"""The register of one organisation: the figures that come with the product and its own, and what does not agree.

Other parts of the product ask here: topic pages, indicators, reports, releases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from tayanch.accounts.models import Organisation, User
from tayanch.evidence.figures import library
from tayanch.evidence.figures.models import Contradiction, PublishedFigure
from tayanch.evidence.figures.rows import figure_of_row
from tayanch.figures import Comparison
from tayanch.figures.model import Figure, Finding, Severity
from tayanch.vocabulary import concept
from tayanch.vocabulary.model import Text, VocabularyError

Whose = Organisation | User | UUID  # an organisation, somebody of it, or its id
BY_HAND = "by-hand"


def figures_for(whose: Whose, *, topic: str | None = None) -> tuple[Figure, ...]:
    """The figures that come with the product and the organisation's own, in the order of their ids.

    A figure that an own one replaces is left out, a retired one too. *topic*: only figures on a concept of the
    vocabulary or on one below it (``need/unpaid-wages``, also written ``need:unpaid-wages``); an unknown one has none.
    """
    own = _own(whose)
    replaced = {row.replaces for row in own if row.replaces}
    shipped = (figure for figure in library.shipped().figures if figure.id not in replaced)
    found = (*shipped, *map(figure_of_row, own))
    return found if topic is None else tuple(figure for figure in found if is_about(figure, topic))


def findings_for(whose: Whose, *, topic: str | None = None) -> tuple[Finding, ...]:
    """What does not agree: found by rule, recorded with the product, and written down by the organisation's people.

    Rules see the whole register. *topic*: only findings with a figure on that concept. What somebody judged of a
    finding stands in :mod:`tayanch.evidence.figures.judging`; it takes no finding away.
    """
    figures = figures_for(whose)
    here = {figure.id for figure in figures}
    recorded = (one for one in library.shipped().recorded if set(one.rows) <= here)
    found = unique((*library.findings(figures), *recorded, *map(as_finding, contradictions_of(whose))))
    if topic is None:
        return found
    about = {figure.id for figure in figures if is_about(figure, topic)}
    return tuple(one for one in found if about & set(one.rows))


def comparison_for(whose: Whose, *, topic: str | None = None) -> Comparison:
    """Figures on one question side by side (:func:`tayanch.figures.compare`) among the figures of *topic*."""
    return library.comparison(figures_for(whose, topic=topic))


def figure(user: Whose, id: str) -> Figure:  # the id stands in reports and notes
    """One figure, also one that was replaced or retired: whoever cited it finds it. 404 for an unknown id."""
    found = library.shipped_by_id().get(id) or next((figure_of_row(row) for row in _own(user, id)), None)
    if found is None:
        raise Http404
    return found


def _own(whose: Whose, code: str | None = None) -> list[PublishedFigure]:
    found = PublishedFigure.objects.filter(organisation_id=organisation_of(whose))
    return list(found.filter(retired_at=None) if code is None else found.filter(code=code))


def organisation_of(whose: Whose) -> UUID:
    """The id of the organisation that is meant."""
    if isinstance(whose, UUID):
        return whose
    found: UUID = whose.organisation_id if isinstance(whose, User) else whose.id
    return found


def contradictions_of(whose: Whose) -> Iterable[Contradiction]:
    """Contradictions that people of the organisation wrote down and did not take back."""
    found: QuerySet[Contradiction] = Contradiction.objects.filter(organisation_id=organisation_of(whose))
    return found.filter(withdrawn_at=None).select_related("by").order_by("at")


def as_finding(row: Contradiction) -> Finding:
    """A contradiction as the findings by rule are told."""
    severity = cast("Severity", row.severity)  # one of Contradiction.Severity
    return Finding(BY_HAND, tuple(row.rows), severity, Text(row.text, row.text, row.text), {"id": str(row.id)})


def unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once: what a rule finds and a person recorded as well stands as found by the rule."""
    found: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        before = found.setdefault(tuple(sorted(one.rows)), [])
        if not (one.rule == BY_HAND and "id" not in one.numbers and before):
            before.append(one)
    return tuple(one for some in found.values() for one in some)


# --- topics ---------------------------------------------------------------------------------------------------


def is_about(figure: Figure, topic: str) -> bool:
    """Whether a figure is on a concept or on one below it."""
    return any(full_id(topic) in line_of(each) for each in figure.topics)


def full_id(topic: str) -> str:
    """``need/unpaid-wages`` of ``need:unpaid-wages``."""
    return topic.replace(":", "/", 1)


def line_of(topic: str) -> tuple[str, ...]:
    """A concept and those above it, as full ids; only itself when the vocabulary does not know it."""
    line = [full_id(topic)]
    try:
        while (above := concept(line[-1]).broader) and above not in line:
            line.append(above)
    except VocabularyError:
        pass
    return tuple(line)


def by_id(figures: Iterable[Figure]) -> Mapping[str, Figure]:
    """Figures by their ids."""
    return {figure.id: figure for figure in figures}
