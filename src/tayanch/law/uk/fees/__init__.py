"""What a seasonal worker may be asked to pay."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import allowed

RULES = (Rule("fees", allowed.QUESTION, allowed.answer_fees, ("fees.to_worker",), PACK, ("uk.swv.fees",)),)
