"""Türkiye, in outline. A pack that may be copied: every import of its own parts is relative."""

from . import stay, wage
from .pack import PACK
from .stay.visa_free import Crossing, visa_free
from .wage.minimum import minimum

RULES = (*wage.RULES, *stay.RULES)

__all__ = ["PACK", "RULES", "Crossing", "minimum", "visa_free"]
