"""What erasing a woman removes here: nothing. These rows are about texts and offices; no column leads to her."""

from __future__ import annotations

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = ("OwnRecommendation", "Judgement", "AreaLevel", "Sheet", "Clause", "Talk", "Commitment", "Body")


@erasure.registers("policy", *(f"policy.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes."""
    return Removed()
