"""Insurance of workers with the E-9 visa in South Korea."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import departure, return_cost

RULES = (
    Rule(
        "insurance.departure",
        departure.QUESTION,
        departure.answer_departure,
        ("insurance.departure_percent", "insurance.departure_least_months", "insurance.paid_within", "insurance.kept"),
        PACK,
        ("kr.insurance.departure",),
    ),
    Rule(
        "insurance.return",
        return_cost.QUESTION,
        return_cost.answer_return_cost,
        ("insurance.return_sum", "insurance.return_days", "insurance.return_months", "insurance.kept"),
        PACK,
        ("kr.insurance.return",),
    ),
)
