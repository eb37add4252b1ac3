"""The Eurasian Economic Union. A pack that may be copied: every import of its own parts is relative."""

from tayanch.law.rule import Rule

from . import pension, stay, work
from .pack import PACK
from .pension.periods import Work, periods
from .stay.registration import registration
from .work.new_contract_by import new_contract_by

RULES: tuple[Rule, ...] = (*stay.RULES, *work.RULES, *pension.RULES)

__all__ = ["PACK", "RULES", "Work", "new_contract_by", "periods", "registration"]
