"""Wages of a worker in Kyrgyzstan."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import claim, delay, limitation, minimum

RULES = (
    Rule("wage.claim", claim.QUESTION, claim.answer_claim, claim.TABLES, PACK),
    Rule(
        "wage.delay",
        delay.QUESTION,
        delay.answer_delay,
        ("wage_delay.daily_percent",),
        PACK,
        ("kg.wage.late_penalty",),
        delay.MANY,
    ),
    Rule(
        "wage.limitation",
        limitation.QUESTION,
        limitation.answer_limitation,
        ("limitation.wages",),
        PACK,
        ("kg.wage.limitation",),
    ),
    Rule(
        "wage.minimum",
        minimum.QUESTION,
        minimum.answer_minimum,
        ("minimum_wage.month",),
        PACK,
        ("kg.wage.minimum",),
    ),
)
