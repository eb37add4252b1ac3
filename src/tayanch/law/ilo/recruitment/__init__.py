"""What recruitment costs."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import cost

RULES = (Rule("recruitment.cost", cost.QUESTION, cost.answer_cost, ("recruitment.indicator",), PACK, ("10.7.1",)),)
