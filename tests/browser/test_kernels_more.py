"""The kernels about offers, agencies, years, gaps and sending answer as the law packs and the arithmetic do: to the
kopeck, to the day, and in what they refuse. They run in Chromium as they are sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tayanch.guide.tools import sheet
from tayanch.guide.tools.registry import TOOLS
from tayanch.guide.tools.tool import Part
from tests.guide.tool_cases import TODAY
from tests.guide.tool_cases_more import CASES

pytestmark = pytest.mark.browser
NUMBER = 1000
OF = {tool.name: tool for tool in TOOLS if tool.name in CASES}
# What the questions of a tool must have met, or they would prove little.
MET = {
    "offer": {"step.no_flags", "step.flag_violence", "warning.danger_first", "step.cost_in_months"},
    "agency": {
        *("step.permit_in_date", "step.permit_ended", "step.permit_not_yet", "step.permit_lacks_country"),
        *("agency.open", "agency.stop", "agency.fits", "agency.other_home", "step.fee_deposit"),
        *("error.before_known_dates", "error.range_backwards"),
    },
    "years": {
        *("step.pension_own_law", "step.pension_eaeu", "step.pension_cis", "step.pension_kg_tr", "step.pension_none"),
        *("step.pension_kr_lump_sum", "step.pension_unconfirmed", "step.pension_no_contributions"),
        *("warning.pension_russia_left", "warning.pension_overlap", "step.pension_too_short", "years.if_paid"),
        *("error.before_known_dates", "error.range_backwards", "error.missing_key"),
    },
    "gap": {"step.voluntary_record", "error.before_known_dates", "error.not_whole", "error.money_too_big"},
    "send": {
        *("send.total", "send.total_short", "send.debt_ends", "send.debt_left", "send.debt_grows", "send.arrives"),
        *("send.price", "send.price_gain", "send.dear", "send.above", "send.apart", "send.short", "send.less"),
        *("error.not_a_number", "error.missing_key", "error.money_too_big", "error.not_whole"),
    },
}


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def answers(tab: Page, part: Part, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the kernel of the page says, as it is sent but for the form."""
    kernel = sheet.script(replace(part, scripts=part.scripts[:-1]))
    told = f"given.all.map((one) => {sheet.short()['asked']}(given.tables, one))"
    tables = json.loads(sheet.data(part, "ky", TODAY))
    return json.loads(
        tab.evaluate(f"(given) => {{{kernel};return JSON.stringify({told})}}", {"tables": tables, "all": questions})
    )


@pytest.mark.parametrize("name", CASES)
def test_a_thousand_questions_are_answered_alike(tab: Page, name: str) -> None:
    draw = Random(name)
    questions = [CASES[name](draw) for _ in range(NUMBER)]
    countries = list(OF[name].parts)
    met: Counter[str] = Counter()
    for place, country in enumerate(countries):
        part, some = OF[name].parts[country], questions[place :: len(countries)]
        for question, answer in zip(some, answers(tab, part, some), strict=True):
            assert answer == json.loads(json.dumps(part.reference(question, TODAY))), question
            met.update(line[1] for line in answer.get("lines", ()))
            met.update(answer.get("refused", ())[:1])
    assert MET[name] <= met.keys()
