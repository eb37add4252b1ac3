"""Wages in South Korea."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import minimum

RULES = (
    Rule(
        "wage.minimum",
        minimum.QUESTION,
        minimum.answer_minimum,
        ("wage.hour", "wage.month_hours", "wage.overtime_times"),
        PACK,
        ("kr.wage.minimum",),
    ),
)
