"""The tools on her phone answer as the law packs do: to the kopeck, to the day, and in what they refuse.

The kernels run in Chromium as they are sent, the packs beside them. Without Chromium they are skipped, and say so.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tayanch.guide import words
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import edition
from tayanch.guide.pages import frame
from tayanch.guide.tools import sheet, squeezing
from tayanch.guide.tools.packing import sentences
from tayanch.guide.tools.registry import TOOLS, tool_at, tools_for
from tayanch.guide.tools.tool import Field, Part
from tests.guide.tool_cases import DRAWN, TODAY, cases

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CASES = 1000
PARTS = [(tool, country) for tool in TOOLS for country in tool.parts]
NAMED = [f"{tool.name}-{country}" for tool, country in PARTS]
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


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    if not Path(CHROMIUM).exists():
        pytest.skip("There is no Chromium here: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def kernel(part: Part) -> str:
    """The scripts as they are sent, without the form, as one function from tables and questions to answers."""
    short = sheet.short()
    scripts = sheet.script(replace(part, scripts=part.scripts[:-1]))
    asked = f"asked_.all.map((q_) => {short['asked']}(asked_.tables, q_))"
    return f"(asked_) => {{{scripts};return JSON.stringify({asked})}}"


@pytest.mark.parametrize(("name", "country"), list(DRAWN), ids=lambda each: each)
def test_the_kernel_and_the_law_packs_answer_a_thousand_questions_alike(tab: Page, name: str, country: str) -> None:
    part = next(tool.parts[country] for tool in TOOLS if tool.name == name)
    drawn = cases(name, country, CASES)
    told = json.loads(sheet.data(part, "ky", TODAY))
    found = json.loads(tab.evaluate(kernel(part), {"tables": told, "all": drawn}))
    met: Counter[str] = Counter()
    for question, answer in zip(drawn, found, strict=True):
        wanted = json.loads(json.dumps(part.reference(question, TODAY)))
        assert answer == wanted, question
        met.update(line[1] for line in answer.get("lines", ()))
        met.update(answer.get("refused", ())[:1])
    wanted_codes = {*MET.get((name, country), ()), *(f"error.{code}" for code in REFUSED.get((name, country), ()))}
    assert wanted_codes <= met.keys()


def test_every_tool_has_questions_of_its_own() -> None:
    assert {(tool.name, country) for tool, country in PARTS} == set(DRAWN)


@pytest.mark.parametrize(("tool", "country"), PARTS, ids=NAMED)
def test_what_a_tool_says_is_there_in_every_language(tool: Any, country: str) -> None:
    part = tool.parts[country]
    for language in LANGUAGES:
        assert sentences(part.texts, part.pack, language)
        assert words.say(f"{tool.name}.title", language)
        assert words.say(f"{tool.name}.lead", language)
        assert words.listed(f"{tool.name}.note", language)
        for field in part.fields:
            assert list(_labels(tool.name, field, language))


def _labels(tool: str, field: Field, language: str) -> Iterator[str]:
    name = f"{tool}.{field.name}"
    yield words.say(name, language)
    yield from (words.say(f"{name}.{option}", language) for option in field.options)
    for each in field.fields:
        yield from _labels(tool, each, language)


@pytest.mark.parametrize(("tool", "country"), PARTS, ids=NAMED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_holds_the_form_the_law_and_a_way_without_scripts(tool: Any, country: str, language: str) -> None:
    page = edition(guide(), TODAY).page(language, f"{country}/{tool.number}/")
    text = page.body.decode()
    assert page.status == 200
    assert page.is_quiet
    assert f"<title>{words.say('neutral', language)}</title>" in text
    assert "<noscript>" in text
    assert 'autocomplete="off"' in text
    assert " action=" not in text
    assert words.say("rule.draft", language) in text
    script = re.search(r"<script>(\n.*?)</script>", text, re.DOTALL)
    assert script is not None
    assert frame.digest(script[1]) in page.policy
    assert "unsafe" not in page.policy


def test_lists_and_cards_of_its_need_link_to_a_tool() -> None:
    made = edition(guide(), TODAY)
    for path in ("ru/", "ru/1/", "kz/", "kg/"):
        assert re.search(r'href="/ky/g/\w\w/41/"', made.page("ky", path).body.decode()), path
    card = next(card for card in guide().of("ru") if "papers" in card.needs)
    assert "/ky/g/ru/42/" in made.page("ky", f"ru/{card.code}/").body.decode()
    assert tool_at("tr", "41") is None
    assert tools_for("ru", ("health",)) == ()
    assert made.page("ky", "tr/41/").status == 404


def test_the_tables_of_a_page_are_those_of_the_packs() -> None:
    """Not typed by hand: another rate in the pack is another rate in the page."""
    from tayanch.law.ru.wage.claim import LAW

    tool = tool_at("ru", "41")
    assert tool is not None
    rate = json.loads(sheet.data(tool.parts["ru"], "ky", TODAY))["t"]["rate"]
    table = LAW.pack.tables["wage_delay.yearly_rate"]
    assert rate["rows"][-1] == int(table.rows[-1].value.replace(".", ""))
    assert rate["to"] == (table.known_through - type(TODAY)(1970, 1, 1)).days


def test_squeezing_keeps_what_a_script_means() -> None:
    script = squeezing.Script(
        'const first = (one, two = 1) => { const last = two, due = /[/;]x/.test("a b"); // no\n'
        "  return [{ due, last: one.first + +last }, (more) => more + last]; };"
    )
    assert script.squeezed({"first": "F"}) == (
        'const F=(a,b=1)=>{const c=b,d=/[/;]x/.test("a b");return[{due:d,last:a.first+ +c},(a)=>a+c]};'
    )
    with pytest.raises(squeezing.CannotSqueeze):
        list(squeezing.tokens("`a`"))
