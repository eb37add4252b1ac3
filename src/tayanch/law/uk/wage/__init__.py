"""Wages of seasonal workers in the United Kingdom."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import minimum_week

RULES = (
    Rule(
        "wage.minimum_week",
        minimum_week.QUESTION,
        minimum_week.answer_minimum_week,
        ("wage.hour", "wage.week_hours"),
        PACK,
        ("uk.swv.terms",),
    ),
)
