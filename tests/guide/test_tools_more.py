"""Offers, agencies, years, gaps and sending, reckoned by hand: rules and kernels could be wrong in the same way.

That the kernels answer as the rules do is tested in ``tests/browser/test_kernels_more.py``.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tayanch.guide.tools import sheet
from tayanch.guide.tools.registry import TOOLS
from tests.guide.tool_cases import TODAY
from tests.guide.tool_cases_more import CASES

OF = {tool.name: tool for tool in TOOLS if tool.name in CASES}


def ask(name: str, country: str, /, **question: Any) -> dict[str, Any]:
    return OF[name].parts[country].reference(question, TODAY)


def codes(answer: dict[str, Any]) -> list[str]:
    return [line[1] for line in answer["lines"]]


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
