"""The forms about an offer, an agency, years, a gap and sending, filled in on a phone, in Kyrgyz."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_guide import Served, phone, served, visit  # noqa: F401  fixtures
from tests.browser.test_screens import keep_picture

pytestmark = pytest.mark.browser
# A tool's address; what is chosen and written; what the answer begins with, and what else stands in it.
FILLED: dict[str, tuple[str, dict[str, str], str, tuple[str, ...]]] = {
    "offer": (
        "kr/43/",
        {"documents-taken": "yes", "debt-bondage": "yes", "violence": "no", "cost": "120000", "income": "60000.00"},
        "11 белгинин 2 белгиси көрүнөт.",
        ("Паспорт сиздики.", "Бул 2,00 айлык акы.", "Жеке агенттиктер катышпайт."),
    ),
    "agency": (
        "kg/44/",
        {
            "home": "KG",
            "country": "TR",
            "valid_from": "2025-01-01",
            "valid_to": "2025-12-31",
            "named": "yes",
            "checked_on": "2026-03-02",
            "as_of": "2026-03-05",
            "money": "deposit",
            "amount": "50000",
        },
        "Бир нерсе туура келбейт.",
        ("мөөнөтү бүткөн", "Түркия", "Билип алыңыз: агенттик тизмеде барбы?", "3\xa0күн"),
    ),
    "years": (
        "kg/45/",
        {
            "citizenship": "KG",
            "residence": "KG",
            "as_of": "2026-11-22",
            "work.country": "RU",
            "work.from": "2019-01-01",
            "work.to": "2022-12-31",
            "work.paid": "yes",
        },
        "Баары: 48\xa0ай, 0\xa0күн.",
        ("1992-жылкы макулдашуу", "ЕАЭБ макулдашуусу", "Россия 1992-жылкы макулдашуудан 01.01.2023 күнү чыккан."),
    ),
    "gap": (
        "kg/47/",
        {"months": "10", "year": "2025", "wage": "40000", "record": "100"},
        "10\xa0ай үчүн кеминде 32\xa0000,00 сом.",
        ("Бир айга 3\xa0200,00 сом.",),
    ),
    "send": (
        "ru/46/",
        {
            "from": "2026-11-22",
            "months": "12",
            "income": "60000",
            "own": "5000",
            "living": "20000",
            "fee_percent": "1.5",
            "rate": "1.05",
            "reference_rate": "1.1",
        },
        "12\xa0ай ичинде үйгө",
        ("1–12-ай:", "3 пайыздан кымбат болбосун", "Башка жолдун акысын да"),
    ),
}


@pytest.mark.parametrize("name", FILLED)
def test_a_form_is_filled_in_and_answers_without_a_request(
    visit: Page,  # noqa: F811
    served: Served,  # noqa: F811
    assert_accessible: Callable[[Page], None],
    name: str,
) -> None:
    path, told, begins, holds = FILLED[name]
    visit.goto(f"ky/g/{path}")
    assert_accessible(visit)
    keep_picture(visit, f"tool-{name}-form")
    before = len(visit.asked)  # type: ignore[attr-defined]
    for field, value in told.items():
        one = visit.locator(f"[name='{field}']").first
        if one.evaluate("e => e.tagName") == "SELECT":
            one.select_option(value)
        else:
            one.fill(value)
    visit.get_by_role("button", name="Эсептөө").click()
    answer = visit.locator("#a")
    expect(answer.locator("p").first).to_contain_text(begins)
    for sentence in holds:
        expect(answer).to_contain_text(sentence)
    assert "{" not in answer.inner_text()
    visit.evaluate("scrollTo(0, 0)")  # the exit lies over a field that is scrolled half under it
    assert_accessible(visit)
    keep_picture(visit, f"tool-{name}-answer")
    assert visit.asked[before:] == []  # type: ignore[attr-defined]
    assert visit.complaints == []  # type: ignore[attr-defined]


def test_a_debt_is_added_and_its_last_month_told(visit: Page) -> None:  # noqa: F811
    visit.goto("ru/g/kz/46/")
    visit.locator("[name=from]").fill("2026-01-31")
    visit.locator("[name=months]").fill("4")
    visit.locator("[name=income]").fill("50000")
    visit.get_by_role("button", name="Добавить долг").click()
    visit.locator("[name='debts.owed']").fill("100000")
    visit.locator("[name='debts.percent']").fill("5")
    visit.locator("[name='debts.payment']").fill("40000")
    visit.get_by_role("button", name="Посчитать").click()
    expect(visit.locator("#a")).to_contain_text("Долг 1 будет выплачен к 30.04.2026. Процентов всего 9\xa0662,50.")


def test_without_scripts_a_tool_says_what_to_write_down(phone: BrowserContext, served: Served) -> None:  # noqa: F811
    context = phone.browser.new_context(base_url=served.url, java_script_enabled=False)  # type: ignore[union-attr]
    tab = context.new_page()
    for path, *_ in FILLED.values():
        tab.goto(f"ky/g/{path}")
        assert tab.locator("noscript li").count() > 2 or tab.locator("main ul li").count() > 2
        expect(tab.locator("form")).to_be_hidden()
    context.close()
