"""Pension rights of a worker in Russia."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import points

RULES = (
    Rule(
        "pension.points",
        points.QUESTION,
        points.answer_points,
        ("benefits.contribution_base", "pension_points.most_in_a_year"),
        PACK,
        ("RU-P-03",),
    ),
)
