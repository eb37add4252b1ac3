"""International standards on work and migration. A pack that may be copied: its own imports are relative."""

from . import offer, recruitment
from .offer.check import INDICATORS, check
from .pack import PACK
from .recruitment.cost import cost

RULES = (*offer.RULES, *recruitment.RULES)

__all__ = ["INDICATORS", "PACK", "RULES", "check", "cost"]
