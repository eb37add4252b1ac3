"""The tools on her phone answer as the law packs do: to the kopeck, to the day, and in what they refuse.

The kernels run in Chromium as they are sent, the packs beside them. Without Chromium they are skipped, and say so.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tayanch.guide.tools import sheet
from tayanch.guide.tools.registry import TOOLS
from tayanch.guide.tools.tool import Part
from tests.guide.tool_cases import DRAWN, TODAY, cases

pytestmark = pytest.mark.browser
CASES = 1000
# What the cases of each tool must have met, or they would prove little.
MET = {
    ("owed", "ru"): (
        "warning.claim_over",
        "step.last_safe_day",
    ),
    ("owed", "kz"): ("step.late_paid", "step.late_unpaid", "warning.other_reading", "warning.provisional_rate"),
    ("owed", "kg"): ("step.penalty", "warning.code_start_unclear", "step.last_safe_day", "step.claim_nothing_due"),
    ("days", "ru"): (
        "step.stay_no_end",
        "step.stay_new_contract_days",
        "step.stay_early_end_within",
        "step.stay_patent",
    ),
    ("days", "kz"): ("step.stay_permit", "step.no_days_left", "step.if_she_enters", "warning.other_reading"),
}
REFUSED = {
    ("owed", "ru"): (
        "after_known_dates",
        "before_known_dates",
        "range_backwards",
        "last_day_outside",
        "pay_days_equal",
    ),
    ("owed", "kz"): ("after_known_dates", "range_backwards", "last_day_outside", "money_too_big"),
    ("owed", "kg"): ("before_known_dates", "money_not_positive", "money_too_big", "missing_key"),
    ("days", "ru"): ("date_out_of_range", "entries_unpaired", "start_missing"),
    ("days", "kz"): ("date_out_of_range", "entries_unpaired", "start_missing"),
}


def kernel(part: Part) -> str:
    """The scripts as they are sent, without the form, as one function from tables and questions to answers."""
    scripts = sheet.script(replace(part, scripts=part.scripts[:-1]))
    asked = f"asked_.all.map((q_) => {sheet.short()['asked']}(asked_.tables, q_))"
    return f"(asked_) => {{{scripts};return JSON.stringify({asked})}}"


@pytest.mark.parametrize(("name", "country"), list(DRAWN), ids=lambda each: each)
def test_the_kernel_and_the_law_packs_answer_a_thousand_questions_alike(
    browser: Browser, name: str, country: str
) -> None:
    part = next(tool.parts[country] for tool in TOOLS if tool.name == name)
    drawn = cases(name, country, CASES)
    told = json.loads(sheet.data(part, "ky", TODAY))
    tab = browser.new_page()
    found = json.loads(tab.evaluate(kernel(part), {"tables": told, "all": drawn}))
    tab.close()
    met: Counter[str] = Counter()
    for question, answer in zip(drawn, found, strict=True):
        wanted = json.loads(json.dumps(part.reference(question, TODAY)))
        assert answer == wanted, question
        met.update(line[1] for line in answer.get("lines", ()))
        met.update(answer.get("refused", ())[:1])
    wanted_codes = {*MET.get((name, country), ()), *(f"error.{code}" for code in REFUSED.get((name, country), ()))}
    assert wanted_codes <= met.keys()
