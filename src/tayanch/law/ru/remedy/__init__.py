"""How long a decision can be appealed in Russia."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import appeal

RULES = (
    Rule(
        "remedy.appeal",
        appeal.QUESTION,
        appeal.answer_appeal,
        tuple(dict.fromkeys(appeal.TABLES.values())),
        PACK,
        ("RU-S-06", "RU-S-10", "RU-B-06", "RU-W-29"),
    ),
)
