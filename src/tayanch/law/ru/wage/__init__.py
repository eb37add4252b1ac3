"""Wages, hours, leave and benefits of a worker in Russia."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import delay, limitation, pay_dates, suspension

RULES = (
    Rule(
        "wage.delay",
        delay.QUESTION,
        delay.answer_delay,
        ("wage_delay.daily_fraction", "wage_delay.yearly_rate"),
        PACK,
        ("RU-W-03",),
    ),
    Rule(
        "wage.pay_dates",
        pay_dates.QUESTION,
        pay_dates.answer_pay_dates,
        ("pay_dates.days_after_half_month",),
        PACK,
        ("RU-W-01", "RU-W-02"),
    ),
    Rule(
        "wage.limitation",
        limitation.QUESTION,
        limitation.answer_limitation,
        tuple(f"limitation.{kind}" for kind in limitation.STARTS),
        PACK,
        ("RU-W-05",),
    ),
    Rule(
        "wage.suspension",
        suspension.QUESTION,
        suspension.answer_suspension,
        ("suspension.delay_more_than",),
        PACK,
        ("RU-W-04",),
    ),
)
