"""A lawyer whom the State pays."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import income_test

RULES = (
    Rule(
        "legal_aid.income_test",
        income_test.QUESTION,
        income_test.answer_income_test,
        ("legal_aid.cap", "legal_aid.window", "minimum_wage.month"),
        PACK,
        ("kg.legal_aid.secondary",),
    ),
)
