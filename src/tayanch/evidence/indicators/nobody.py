"""What erasing a woman removes here: nothing by itself. Values are counts; the facts they are made of forget her at
once (the database empties their month), and the next computation counts her by her tombstone."""

from __future__ import annotations

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = ("Run", "Definition", "PeriodValues", "Link", "ImportedSeries")


@erasure.registers("indicators", *(f"indicators.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes."""
    return Removed()
