"""The United Kingdom, in outline. A pack that may be copied: every import of its own parts is relative."""

from . import fees, wage
from .fees.allowed import Fee
from .fees.allowed import fees as fees_allowed
from .pack import PACK
from .wage.minimum_week import minimum_week

RULES = (*wage.RULES, *fees.RULES)

__all__ = ["PACK", "RULES", "Fee", "fees_allowed", "minimum_week"]
