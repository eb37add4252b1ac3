"""South Korea, in outline. A pack that may be copied: every import of its own parts is relative."""

from . import insurance, wage
from .insurance.departure import departure
from .insurance.return_cost import return_cost
from .pack import PACK
from .wage.minimum import minimum

RULES = (*wage.RULES, *insurance.RULES)

__all__ = ["PACK", "RULES", "departure", "minimum", "return_cost"]
