"""Stay, registration and the patent of a foreign woman in Russia."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import (
    biometrics,
    departure,
    last_day,
    patent_apply,
    patent_calendar,
    patent_price,
    registration,
    track,
    visa_free,
)

_CONTRACT = ("stay.contract_term", "stay.new_contract_days", "stay.new_contract_after_day")

RULES = (
    Rule(
        "stay.last_day",
        last_day.QUESTION,
        last_day.answer_last_day,
        (*visa_free.TABLES, *_CONTRACT, "stay.patent_term"),
        PACK,
        ("RU-S-02", "RU-S-03", "RU-S-05"),
    ),
    Rule(
        "stay.track",
        track.QUESTION,
        track.answer_track,
        ("stay.eaeu_members", "stay.patent_citizens", "stay.new_contract_days", "patent.apply_days"),
        PACK,
        ("RU-S-01", "RU-S-08"),
    ),
    Rule(
        "stay.registration",
        registration.QUESTION,
        registration.answer_registration,
        registration.TABLES,
        PACK,
        ("RU-S-04",),
    ),
    Rule(
        "stay.biometrics",
        biometrics.QUESTION,
        biometrics.answer_biometrics,
        (
            *("stay.biometrics_work", "stay.biometrics_other", "stay.biometrics_from_age", "stay.biometrics_not_for"),
            *("stay.medical_months", "stay.medical_renewal"),
        ),
        PACK,
        ("RU-S-12",),
    ),
    Rule(
        "stay.departure",
        departure.QUESTION,
        departure.answer_departure,
        tuple(dict.fromkeys(departure.TABLES.values())),
        PACK,
        ("RU-S-07",),
    ),
    Rule(
        "patent.price",
        patent_price.QUESTION,
        patent_price.answer_price,
        ("patent.base", "patent.deflator"),
        PACK,
        ("RU-S-09",),
    ),
    Rule(
        "patent.calendar",
        patent_calendar.QUESTION,
        patent_calendar.answer_calendar,
        ("stay.patent_term", "patent.base", "patent.deflator"),
        PACK,
        ("RU-S-09",),
    ),
    Rule(
        "patent.apply_by",
        patent_apply.QUESTION,
        patent_apply.answer_apply,
        (
            "patent.apply_days",
            "patent.issue_days",
            "patent.contract_copy_months",
            "patent.late_fine_from",
            "patent.late_fine_to",
        ),
        PACK,
        ("RU-S-08",),
    ),
)
