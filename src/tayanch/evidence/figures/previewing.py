"""What the checks would say of a figure that is being typed."""

from __future__ import annotations

from collections.abc import Mapping

from tayanch.evidence.figures import library, register, telling
from tayanch.evidence.figures.rows import Values, figure_of, values_of, without_made_line
from tayanch.evidence.figures.telling import Disagreement, Register

NEW = "new"


def findings(here: Register, values: Values, code: str = "") -> list[Disagreement]:
    """The findings that a figure would be part of, in the place of the one with this *code*."""
    typed = figure_of(code or NEW, values)
    gone = {typed.id, values["replaces"]}
    figures = (*(one for one in here.figures.values() if one.id not in gone), typed)
    found = [one for one in library.findings(figures) if typed.id in one.rows]
    by_id = register.by_id(figures)
    return telling.disagreements(found, by_id, here.titles, {})


def begun(here: Register, asked: Mapping[str, str]) -> Values | None:
    """What a new figure begins with: what the figure says that it replaces, or the publication that was chosen."""
    shipped = library.shipped_by_id().get(asked.get("replaces", ""))
    if shipped is not None:
        return without_made_line(values_of(shipped)) | {"replaces": shipped.id}
    return {"document": asked["document"]} if asked.get("document") in here.titles else None
