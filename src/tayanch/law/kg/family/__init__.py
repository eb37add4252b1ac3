"""Children and their maintenance."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import alimony

RULES = (
    Rule(
        "family.alimony",
        alimony.QUESTION,
        alimony.answer_alimony,
        ("alimony.one_child", "alimony.two_children", "alimony.three_or_more"),
        PACK,
        ("kg.family.alimony",),
    ),
)
