"""Pensions of those who worked in several countries."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import periods

RULES = (
    Rule(
        "pension.periods",
        periods.QUESTION,
        periods.answer_periods,
        ("pension.cis", "pension.eaeu", "pension.kg_tr", "pension.kg_kr", "pension.least_months"),
        PACK,
        ("eaeu.pension.agreement", "RU-P-01", "RU-P-02", "RU-P-05", "kg.pension.tr", "kg.pension.kr"),
    ),
)
