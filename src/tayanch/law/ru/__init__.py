"""Russia. A pack that may be copied: every import of its own parts is relative."""

from . import ban, pension, stay, wage
from .pack import PACK
from .wage.criminal import criminal_threshold
from .wage.deductions import Deduction, deductions
from .wage.delay import Debt, Payment, delay
from .wage.hours import DayHours, Pay
from .wage.limitation import limitation
from .wage.minimum import MonthPay, minimum, shortfall
from .wage.night import night
from .wage.overtime import overtime
from .wage.pay_dates import PayPeriod, pay_dates, pay_periods
from .wage.rest_day import rest_day
from .wage.suspension import suspension

RULES = (*wage.RULES, *pension.RULES, *stay.RULES, *ban.RULES)

__all__ = [
    "PACK",
    "RULES",
    "DayHours",
    "Debt",
    "Deduction",
    "MonthPay",
    "Pay",
    "PayPeriod",
    "Payment",
    "criminal_threshold",
    "deductions",
    "delay",
    "limitation",
    "minimum",
    "night",
    "overtime",
    "pay_dates",
    "pay_periods",
    "rest_day",
    "shortfall",
    "suspension",
]
