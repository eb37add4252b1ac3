"""Kyrgyzstan. A pack that may be copied: every import of its own parts is relative."""

from tayanch.law.rule import Rule

from . import agency, family, health, legal_aid, pension, wage
from .agency.fee import fee
from .agency.permit import Permit, permit
from .family.alimony import alimony
from .health.policy_price import policy_price
from .legal_aid.income_test import Income, income_test
from .pack import PACK
from .pension.voluntary import voluntary
from .wage.delay import Debt, Payment, delay
from .wage.limitation import limitation
from .wage.minimum import minimum

RULES: tuple[Rule, ...] = (*wage.RULES, *agency.RULES, *legal_aid.RULES, *family.RULES, *health.RULES, *pension.RULES)

__all__ = [
    "PACK",
    "RULES",
    "Debt",
    "Income",
    "Payment",
    "Permit",
    "alimony",
    "delay",
    "fee",
    "income_test",
    "limitation",
    "minimum",
    "permit",
    "policy_price",
    "voluntary",
]
