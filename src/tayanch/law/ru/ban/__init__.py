"""When entry to Russia may be closed, and for how long."""

from tayanch.law.rule import Rule

from ..pack import PACK
from . import expulsion, grounds, offences, overstay

RULES = (
    Rule("ban.overstay", overstay.QUESTION, overstay.answer_overstay, overstay.TABLES, PACK, ("RU-B-03",)),
    Rule("ban.offences", offences.QUESTION, offences.answer_offences, offences.TABLES, PACK, ("RU-B-01", "RU-B-02")),
    Rule(
        "ban.expulsion",
        expulsion.QUESTION,
        expulsion.answer_expulsion,
        ("ban.removal_years", "ban.repeated_removal_years"),
        PACK,
        ("RU-B-04",),
    ),
    Rule("ban.grounds", grounds.QUESTION, grounds.answer_grounds, grounds.TABLES, PACK, ("RU-B-05", "RU-B-06")),
)
