"""What erasing a woman removes here: nothing. The directory tells of organisations, and no model of it leads to her."""

from __future__ import annotations

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = ("Entry", "Change", "Check", "Invitation", "Proposal")


@erasure.registers("directory", *(f"directory.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes and nothing has to: it is said, so that a model that one day does tell of her is thought of."""
    return Removed()
