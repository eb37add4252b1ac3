"""Russia. A pack that may be copied: every import of its own parts is relative."""

from . import wage
from .pack import PACK
from .wage.delay import Debt, Payment, delay
from .wage.limitation import limitation
from .wage.pay_dates import PayPeriod, pay_dates, pay_periods
from .wage.suspension import suspension

RULES = (*wage.RULES,)

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
