"""Russia. A pack that may be copied: every import of its own parts is relative."""

from tayanch.law.hours import DayHours, Pay
from tayanch.law.month_pay import MonthPay

from . import ban, pension, remedy, stay, wage
from .ban.expulsion import expulsion
from .ban.grounds import grounds
from .ban.offences import Offence, offences
from .ban.overstay import overstay
from .pack import PACK
from .stay.biometrics import biometrics
from .stay.departure import departure
from .stay.events import Event
from .stay.last_day import last_day
from .stay.patent_apply import apply_by
from .stay.patent_calendar import calendar
from .stay.patent_price import price
from .stay.registration import registration
from .stay.track import track
from .wage.criminal import criminal_threshold
from .wage.deductions import Deduction, deductions
from .wage.delay import Debt, Payment, delay
from .wage.limitation import limitation
from .wage.minimum import minimum, shortfall
from .wage.night import night
from .wage.overtime import overtime
from .wage.pay_dates import PayPeriod, pay_dates, pay_periods
from .wage.rest_day import rest_day
from .wage.suspension import suspension

RULES = (*wage.RULES, *pension.RULES, *stay.RULES, *ban.RULES, *remedy.RULES)

__all__ = [
    "PACK",
    "RULES",
    "DayHours",
    "Debt",
    "Deduction",
    "Event",
    "MonthPay",
    "Offence",
    "Pay",
    "PayPeriod",
    "Payment",
    "apply_by",
    "biometrics",
    "calendar",
    "criminal_threshold",
    "deductions",
    "delay",
    "departure",
    "expulsion",
    "grounds",
    "last_day",
    "limitation",
    "minimum",
    "night",
    "offences",
    "overstay",
    "overtime",
    "pay_dates",
    "pay_periods",
    "price",
    "registration",
    "rest_day",
    "shortfall",
    "suspension",
    "track",
]
