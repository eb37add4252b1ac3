"""Russia: wages. A pack that may be copied: every import of its own parts is relative."""

from tayanch.law.rule import Rule

from .delay import Debt, Payment, delay, read_delay
from .limitation import limitation, read_limitation
from .pack import PACK
from .pay_dates import PayPeriod, pay_dates, pay_periods, read_pay_dates
from .suspension import read_suspension, suspension

RULES = (
    Rule("wage.delay", read_delay, ("wage_delay.daily_fraction", "wage_delay.yearly_rate"), PACK),
    Rule("wage.pay_dates", read_pay_dates, ("pay_dates.days_after_half_month",), PACK),
    Rule(
        "wage.limitation",
        read_limitation,
        tuple(f"limitation.{kind}" for kind in ("wages", "dismissal", "other")),
        PACK,
    ),
    Rule("wage.suspension", read_suspension, ("suspension.delay_more_than",), PACK),
)

__all__ = [
    "PACK",
    "RULES",
    "Debt",
    "PayPeriod",
    "Payment",
    "delay",
    "limitation",
    "pay_dates",
    "pay_periods",
    "suspension",
]
