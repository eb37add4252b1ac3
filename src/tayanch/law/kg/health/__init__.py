"""Medical cover after return."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import policy_price

RULES = (
    Rule(
        "health.policy_price",
        policy_price.QUESTION,
        policy_price.answer_policy_price,
        ("health_policy.price",),
        PACK,
        ("kg.health.policy",),
    ),
)
