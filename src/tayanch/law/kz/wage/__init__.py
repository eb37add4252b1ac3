"""Wages, hours, leave, tax and pension contributions of a worker in Kazakhstan."""

from tayanch.law.month_pay import MINIMUM_QUESTION, SHORTFALL_QUESTION
from tayanch.law.rule import Rule

from ..pack import PACK
from . import claim, delay, employer_fine, household_tax, leave, limitation, minimum, paid_hours, pay_dates, pension

RULES = (
    Rule("wage.claim", claim.QUESTION, claim.answer_claim, claim.TABLES, PACK),
    Rule(
        "wage.delay",
        delay.QUESTION,
        delay.answer_delay,
        ("late_pay.coefficient", "late_pay.yearly_rate", "late_pay.days_in_year"),
        PACK,
        ("kz.wage.late_penalty", "kz.wage.late_penalty_2020", "kz.wage.late_penalty_pre2020"),
        delay.MANY,
    ),
    Rule(
        "wage.pay_dates",
        pay_dates.QUESTION,
        pay_dates.answer_pay_dates,
        ("pay_dates.day_of_next_month", "pay_dates.settlement_on_leaving"),
        PACK,
        ("kz.wage.payday", "kz.wage.final_pay"),
    ),
    Rule(
        "wage.limitation",
        limitation.QUESTION,
        limitation.answer_limitation,
        tuple(f"limitation.{kind}" for kind in limitation.STARTS),
        PACK,
        ("kz.dispute.limitation",),
    ),
    Rule(
        "wage.overtime",
        paid_hours.OVERTIME_QUESTION,
        paid_hours.answer_overtime,
        ("pay.overtime_multiplier",),
        PACK,
        ("kz.pay.overtime",),
    ),
    Rule(
        "wage.rest_day",
        paid_hours.REST_DAY_QUESTION,
        paid_hours.answer_rest_day,
        ("pay.rest_day_multiplier",),
        PACK,
        ("kz.pay.restday_holiday",),
    ),
    Rule(
        "wage.night",
        paid_hours.NIGHT_QUESTION,
        paid_hours.answer_night,
        ("pay.night_multiplier",),
        PACK,
        ("kz.pay.night",),
    ),
    Rule(
        "wage.minimum",
        MINIMUM_QUESTION,
        minimum.answer_minimum,
        ("minimum_wage.kzt_per_month",),
        PACK,
    ),
    Rule(
        "wage.shortfall",
        SHORTFALL_QUESTION,
        minimum.answer_shortfall,
        ("minimum_wage.kzt_per_month",),
        PACK,
    ),
    Rule(
        "wage.leave",
        leave.QUESTION,
        leave.answer_leave,
        ("leave.days_per_year", "leave.paid_days"),
        PACK,
        ("kz.leave.unused",),
    ),
    Rule(
        "wage.employer_fine",
        employer_fine.QUESTION,
        employer_fine.answer_employer_fine,
        ("employer_fine.first_lowest", "mci.kzt_per_month"),
        PACK,
        ("kz.wage.employer_fine",),
    ),
    Rule(
        "permit.household_tax",
        household_tax.QUESTION,
        household_tax.answer_household_tax,
        ("mci.kzt_per_month",),
        PACK,
        ("kz.permit.household_tax", "kz.permit.household_tax_old"),
    ),
    Rule(
        "pension.contributions",
        pension.QUESTION,
        pension.answer_contributions,
        ("pension.worker", "pension.employer"),
        PACK,
        ("kz.pension.contributions",),
    ),
)
