"""Staying in Türkiye."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import visa_free

RULES = (
    Rule(
        "stay.visa_free",
        visa_free.QUESTION,
        visa_free.answer_visa_free,
        ("stay.days", "stay.window", "stay.fine_only_through"),
        PACK,
        ("tr.stay.visa_free",),
    ),
)
