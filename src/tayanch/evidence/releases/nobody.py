"""What erasing a woman removes here: nothing. A release holds protected numbers and names nobody."""

from __future__ import annotations

from tayanch.vault import erasure
from tayanch.vault.erasure import Removed
from tayanch.vault.models import Person

MODELS = ("Release", "Making", "ReleasedTable")


@erasure.registers("releases", *(f"releases.{name}" for name in MODELS))
def shred(person: Person) -> Removed:
    """Nothing goes: what was published cannot be called back, which is why it is protected before."""
    return Removed()
