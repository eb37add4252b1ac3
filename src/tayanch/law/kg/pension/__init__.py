"""Pension rights at home for those who work abroad."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import voluntary

RULES = (
    Rule(
        "pension.voluntary",
        voluntary.QUESTION,
        voluntary.answer_voluntary,
        ("pension.least_percent", "pension.full_record_women"),
        PACK,
        ("kg.pension.voluntary", "RU-P-04"),
    ),
)
