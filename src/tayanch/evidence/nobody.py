"""What erasing a woman removes here: nothing. Rows of a survey name nobody, and no column of ours leads to her."""

from __future__ import annotations

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = ("Survey", "SurveyFile", "Tabulation")


@erasure.registers("evidence", *(f"evidence.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes: a survey is of strangers who were drawn by chance, and is deleted as a whole."""
    return Removed()
