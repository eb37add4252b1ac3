"""What erasing a woman removes here: nothing. Published figures are of groups, and no column leads to a client."""

from __future__ import annotations

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = ("Publication", "PublishedFigure", "FigureVersion", "FigureImport", "FigureNote", "Contradiction", "Judgement")


@erasure.registers("figures", *(f"figures.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes."""
    return Removed()
