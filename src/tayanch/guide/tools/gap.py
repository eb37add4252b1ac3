"""What it costs to fill months without contributions in Kyrgyzstan (``law/kg/pension``)."""

from datetime import date
from typing import Any

from tayanch.guide.tools.packing import Packed, hundredths, line, plain, refused, roubles, table, whole
from tayanch.guide.tools.said import said
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.command import find_rule
from tayanch.law.errors import LawError
from tayanch.law.given import Given
from tayanch.law.kg.pack import PACK
from tayanch.law.kg.pension.voluntary import MOST_MONTHS
from tayanch.law.texts import LANGUAGES

RULE, AT_HOME = "kg.pension.voluntary", "kg.pension.at_home"
_TEXTS = (
    *("step.voluntary_price", "step.voluntary_record", "warning.voluntary_ask_fund", "assumed.voluntary_least"),
    *("word:gap.price", "word:gap.each", "word:gap.said"),
    "error.before_known_dates",
)


def _tables(today: date) -> Packed:
    return {
        "percent": table(PACK.tables["pension.least_percent"], hundredths),
        "full": 12 * whole(PACK.tables["pension.full_record_women"].rows[-1].value),
        "home": said(AT_HOME, today),
    }


def _reference(asked: Question, today: date) -> Answer:
    question: dict[str, Any] = {
        "months": asked["months"],
        "year": asked["year"],
        "average_wage": roubles(asked["wage"]),
    }
    if "record" in asked:
        question["record_months"] = asked["record"]
    try:
        found = find_rule(RULE).ask(Given(question))
    except LawError as error:
        return refused(error)
    value, each = plain(found.value), plain(found.details["each_month"])
    price, *record = (line("step", step) for step in found.steps)
    notes = [*(one for one in found.warnings if one.code == "voluntary_ask_fund"), *found.assumed]
    return {
        "value": value,
        "each": each,
        "missing": plain(found.details.get("missing")),
        "lines": [
            ["big", "gap.price", {"months": [asked["months"], "m"], "value": [value, "c"]}],
            price,
            ["row", "gap.each", {"each": [each, "c"]}],
            *record,
            *(["step", "gap.said", {"text": one[LANGUAGES[0]]}] for one in said(AT_HOME, today)),
            *(line("note", one) for one in notes),
        ],
    }


TOOL = Tool(
    "gap",
    "47",
    ("pension", "money"),
    {
        "kg": Part(
            pack="kg",
            rules=(RULE, AT_HOME),
            fields=(
                Field("months", "whole", has_hint=True, least=1, most=MOST_MONTHS),
                Field("year", "whole", least=1990, most=2100),
                Field("wage", "money", has_hint=True),
                Field("record", "whole", False, has_hint=True, most=MOST_MONTHS),
            ),
            tables=_tables,
            texts=_TEXTS,
            units=("m",),
            scripts=("arithmetic", "gap", "form"),
            reference=_reference,
        )
    },
)
