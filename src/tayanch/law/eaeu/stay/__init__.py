"""Stay in another member state of the Union."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import registration

RULES = (
    Rule(
        "stay.registration",
        registration.QUESTION,
        registration.answer_registration,
        ("stay.without_registration",),
        PACK,
        ("eaeu.stay.registration_30",),
    ),
)
