"""An offer of work, or a job, held against the standards."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import check

RULES = (
    Rule(
        "offer.check",
        check.QUESTION,
        check.answer_check,
        ("offer.indicators",),
        PACK,
        ("ilo_forced_labour_indicators",),
    ),
)
