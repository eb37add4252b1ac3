"""The pages of the tools: their words, their forms, their tables, their scripts. What they compute: tests/browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tayanch.guide import words
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import edition
from tayanch.guide.pages import frame
from tayanch.guide.tools import sheet, squeezing
from tayanch.guide.tools.packing import sentences
from tayanch.guide.tools.registry import TOOLS, tool_at, tools_for
from tayanch.guide.tools.tool import Field
from tests.guide.tool_cases import DRAWN, TODAY, cases
from tests.guide.tool_cases_more import CASES as OTHERS

PARTS = [(tool, country) for tool in TOOLS for country in tool.parts]
NAMED = [f"{tool.name}-{country}" for tool, country in PARTS]


def test_questions_are_the_same_every_time() -> None:
    assert cases("owed", "kg", 20) == cases("owed", "kg", 20)


def test_every_tool_has_questions_of_its_own() -> None:
    others = {(tool.name, country) for tool, country in PARTS if tool.name not in OTHERS}
    assert others == set(DRAWN), "or in tool_cases_more.py"


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
    if ":" not in field.labels:
        yield from (words.say(f"{field.labels or name}.{option}", language) for option in field.options)
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
