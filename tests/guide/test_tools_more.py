"""Offers, agencies, years, gaps and sending: the kernels as they are sent, against the law packs and the arithmetic.

Beside the thousand questions stand a few reckoned by hand, so that both could not be wrong in the same way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tayanch.guide.tools import sheet
from tayanch.guide.tools.registry import TOOLS
from tayanch.guide.tools.tool import Part
from tests.guide.test_tools import CHROMIUM
from tests.guide.tool_cases import TODAY
from tests.guide.tool_cases_more import CASES

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


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    if not Path(CHROMIUM).exists():
        pytest.skip("There is no Chromium here: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


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


def ask(name: str, country: str, /, **question: Any) -> dict[str, Any]:
    return OF[name].parts[country].reference(question, TODAY)


def codes(answer: dict[str, Any]) -> list[str]:
    return [line[1] for line in answer["lines"]]


# --- reckoned by hand -----------------------------------------------------------------------------------------------


def test_her_own_savings_come_first_and_the_rest_bears_its_fee() -> None:
    """60,000 − 5,000 − 20,000 = 35,000; with 2% on top the largest sum is 35,000 / 1.02 = 34,313.72, its fee 686.27."""
    found = ask(
        "send",
        "ru",
        **{"from": "2026-11-22"},
        months=2,
        income=6_000_000,
        own=500_000,
        living=2_000_000,
        fee_percent="2",
    )
    assert found["months"] == [[0, 3_431_372, 68_627, 1], [0, 3_431_372, 68_627, 1]]
    assert found["value"] == 2 * 500_000 + 2
    assert found["price"] == 200


def test_a_debt_bears_its_interest_before_it_is_paid() -> None:
    """100,000 at 5% a month: 105,000 − 40,000 = 65,000; 68,250 − 40,000 = 28,250; 29,662.50 is the last payment."""
    found = ask(
        "send",
        "ru",
        **{"from": "2026-01-31"},
        months=4,
        income=5_000_000,
        send=0,
        debts=[{"owed": 10_000_000, "percent": "5", "per": "month", "payment": 4_000_000}],
    )
    assert [month[0] for month in found["months"]] == [4_000_000, 4_000_000, 2_966_250, 0]
    assert found["interest"] == 500_000 + 325_000 + 141_250
    assert found["debts"] == [{"owed": 0, "interest": 966_250, "ends_in": 3, "grows": False}]
    assert ["row", "send.debt_ends", {"number": 1, "interest": [966_250, "c"], "day": "2026-04-30"}] in found["lines"]
    assert found["sent"] == 0


def test_a_debt_that_is_paid_less_than_its_interest_is_told_to_grow() -> None:
    found = ask(
        "send",
        "kz",
        **{"from": "2026-01-01"},
        months=12,
        income=1_000_000,
        debts=[{"owed": 10_000_000, "percent": "60", "per": "year", "payment": 500_000}],
    )
    assert found["debts"][0]["grows"]
    assert found["debts"][0]["owed"] == 10_000_000, "5% a month of 100,000 is what she pays"
    assert "send.debt_grows" in codes(found)


def test_a_worse_rate_is_a_part_of_the_price() -> None:
    """1% fee, and 1.05 where the bank gives 1.10: 1 + (1 − 1.05 / 1.10) × 100 = 5.5454…%."""
    found = ask(
        "send",
        "ru",
        **{"from": "2026-11-22"},
        months=1,
        income=5_000_000,
        send=1_000_000,
        fee_percent="1",
        rate="1.05",
        reference_rate="1.1",
    )
    assert (found["price"], found["arrives"]) == (555, 1_050_000)
    assert "send.dear" in codes(found)


def test_money_that_is_missing_is_said_and_not_sent() -> None:
    found = ask("send", "ru", **{"from": "2026-11-22"}, months=3, income=1_000_000, own=100_000, living=1_500_000)
    assert found["sent"] == 0
    assert found["value"] == 3 * (100_000 - 600_000)
    assert codes(found)[0] == "send.total_short"


def test_the_goal_of_three_percent_stands_in_a_pack_and_not_in_the_script() -> None:
    told = json.loads(sheet.data(OF["send"].parts["ru"], "ky", TODAY))["t"]
    assert (told["target"], told["most"]) == (300, 500)
    assert "300" not in sheet.written("sending")


def test_record_of_the_years_before_and_after_2021_is_paid_by_different_states() -> None:
    work = [{"country": "RU", "from": "2019-01-01", "to": "2022-12-31", "paid": "yes"}]
    found = ask("years", "kg", citizenship="KG", residence="KG", as_of="2026-11-22", work=work)
    steps = [facts for kind, code, facts in found["lines"] if code in ("step.pension_cis", "step.pension_eaeu")]
    assert [(each["from"], each["to"], each["payer"]) for each in steps] == [
        ("2019-01-01", "2020-12-31", "Кыргызстан"),
        ("2021-01-01", "2022-12-31", "Россия"),
    ]
    assert (found["months"], found["days"], found["if_paid"]) == (48, 0, None)


def test_a_period_of_which_she_does_not_know_is_not_counted_but_told() -> None:
    work = [
        {"country": "RU", "from": "2021-01-01", "to": "2021-12-31", "paid": "yes"},
        {"country": "KZ", "from": "2022-01-01", "to": "2022-12-31"},
    ]
    found = ask("years", "kg", citizenship="KG", residence="KG", as_of="2026-11-22", work=work)
    assert (found["months"], found["if_paid"]) == (12, [24, 0])


def test_what_is_not_known_of_an_agency_stays_open_and_what_is_bad_stops() -> None:
    known = {"home": "KG", "country": "RU", "as_of": "2026-11-22"}
    assert ask("agency", "kg", **known)["value"] is None
    assert codes(ask("agency", "kg", **known))[0] == "agency.open"
    assert codes(ask("agency", "kg", **known, suspended="yes"))[0] == "agency.stop"
    good = {"valid_from": "2026-01-01", "valid_to": "2026-12-31", "checked_on": "2026-11-20", "named": "yes"}
    seen = ask("agency", "kg", **known, **good, listed="yes", suspended="no")
    assert (seen["value"], codes(seen)[0]) == (True, "agency.fits")
    paid = ask("agency", "kg", **known, **good, listed="yes", suspended="no", money="deposit", amount=100_000)
    assert codes(paid)[0] == "agency.stop"


def test_an_agency_may_not_send_to_korea_and_the_page_says_so() -> None:
    found = ask("agency", "kg", home="KG", country="KR", as_of="2026-11-22")
    assert any("Корея үчүн акча сураган" in facts.get("text", "") for _, _, facts in found["lines"])


def test_no_answer_is_a_verdict_and_what_was_left_out_is_unknown() -> None:
    found = ask("offer", "ru", violence="yes")
    assert (found["value"], len(found["unknown"])) == (1, 10)
    assert {"warning.danger_first", "warning.signs_not_verdict"} <= set(codes(found))
    assert "warning.no_signs_no_promise" in codes(ask("offer", "ru"))


def test_a_month_of_record_costs_eight_percent_of_the_average_wage() -> None:
    found = ask("gap", "kg", months=10, year=2025, wage=4_000_000, record=100)
    assert Decimal(found["value"]) / 100 == Decimal("32000.00")
    assert found["missing"] == 240 - 110
