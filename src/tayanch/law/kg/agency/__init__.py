"""Agencies that send people to work abroad: is the permit in order, is the fee."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import fee, permit

RULES = (
    Rule(
        "agency.permit",
        permit.QUESTION,
        permit.answer_permit,
        ("agency.usual_term",),
        PACK,
        ("kg.pea.permit", "kg.pea.verify"),
    ),
    Rule(
        "agency.fee",
        fee.QUESTION,
        fee.answer_fee,
        ("agency.service_limit", "agency.permit_cost", "agency.deposit", "agency.worker_pays"),
        PACK,
        ("kg.pea.deposit", "kg.mig.bill_2025"),
    ),
)
