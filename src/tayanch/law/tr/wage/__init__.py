"""Wages in Türkiye."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import minimum

RULES = (
    Rule(
        "wage.minimum",
        minimum.QUESTION,
        minimum.answer_minimum,
        ("wage.net_month", "wage.gross_month"),
        PACK,
        ("tr.wage.minimum",),
    ),
)
