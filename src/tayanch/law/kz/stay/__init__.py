"""How long a foreigner may stay in Kazakhstan, and what the days after that may cost."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import last_day, overstay

RULES = (
    Rule(
        "stay.last_day",
        last_day.QUESTION,
        last_day.answer_last_day,
        ("stay.in_window", "stay.window"),
        PACK,
        ("kz.stay.eaeu_90_180", "kz.stay.kg_bilateral", "kz.stay.uz_tj"),
    ),
    Rule(
        "fine.overstay",
        overstay.QUESTION,
        overstay.answer_overstay,
        ("overstay.warning_through", "mci.kzt_per_month"),
        PACK,
        ("kz.fine.overstay",),
    ),
)
