"""Kazakhstan. A pack that may be copied: every import of its own parts is relative."""

from tayanch.law.month_pay import MonthPay

from . import stay, wage
from .pack import PACK
from .stay.last_day import Event, last_day
from .stay.overstay import overstay
from .wage.delay import Debt, Payment, delay
from .wage.employer_fine import employer_fine
from .wage.household_tax import household_tax
from .wage.leave import leave
from .wage.limitation import limitation
from .wage.minimum import minimum, shortfall
from .wage.paid_hours import DayHours, Pay, night, overtime, rest_day
from .wage.pay_dates import PayPeriod, pay_dates, pay_periods
from .wage.pension import contributions

RULES = (*wage.RULES, *stay.RULES)

__all__ = [
    "PACK",
    "RULES",
    "DayHours",
    "Debt",
    "Event",
    "MonthPay",
    "Pay",
    "PayPeriod",
    "Payment",
    "contributions",
    "delay",
    "employer_fine",
    "household_tax",
    "last_day",
    "leave",
    "limitation",
    "minimum",
    "night",
    "overstay",
    "overtime",
    "pay_dates",
    "pay_periods",
    "rest_day",
    "shortfall",
]
