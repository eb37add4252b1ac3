"""Every fact of the fact base is carried by a rule or left out with a reason, and the reference pages say which."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from tools import law_reference

import tayanch.law
from tayanch import law

HERE = Path(__file__).parent
FACT_BASE = Path(__file__).parents[2].parent / "shared" / "law"
LAW = Path(tayanch.law.__file__).parent
IDS = law_reference.fact_base_ids()
EXAMPLE_IDS = (HERE / "worked_example_ids.txt").read_text("utf-8").split()
HINT = "run: python -m tools.law_reference --write"

needs_fact_base = pytest.mark.skipif(not FACT_BASE.exists(), reason="the fact base is not on this machine")


def rules_of_the_fact_base():
    return [
        rule
        for name in ("law-ru.yaml", "law-kg-kz.yaml")
        for rule in yaml.safe_load((FACT_BASE / name).read_text("utf-8"))["rules"]
    ]


@cache
def ids_of_our_examples():
    files = sorted(LAW.glob("*/examples/*.yaml"))
    return [str(example["id"]) for path in files for example in yaml.safe_load(path.read_text("utf-8")) or []]


carriers = cache(law_reference.carriers)


def test_there_are_153_facts_66_of_them_russian():
    assert len(IDS) == len(set(IDS)) == 153
    assert sum(each.startswith("RU-") for each in IDS) == 66


@needs_fact_base
def test_our_list_of_ids_is_that_of_the_fact_base():
    assert [rule["id"] for rule in rules_of_the_fact_base()] == IDS


@needs_fact_base
def test_our_list_of_worked_examples_is_that_of_the_fact_base():
    rules = [rule for rule in rules_of_the_fact_base() if rule["id"].startswith("RU-")]
    russian = [example["id"] for rule in rules for example in rule.get("worked_examples", [])]
    assert [each for each in EXAMPLE_IDS if not each.startswith("kgkz-")] == russian


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_is_carried_by_a_rule_or_left_out_with_a_reason(fact):
    carried, reason = carriers().get(fact, []), law_reference.left_out().get(fact, {})
    assert carried or reason.get("en"), f"{fact}: no rule has it in `covers`, and left_out.yaml gives no reason"
    assert not (carried and reason), f"{fact} is carried by {carried[0]['rule']} and yet in left_out.yaml"


def test_nothing_is_carried_or_left_out_that_the_fact_base_does_not_have():
    carried = {fact: [rule["rule"] for rule in rules] for fact, rules in carriers().items()}
    known = {*IDS, *law_reference.instrument_ids()}
    assert {fact: rules for fact, rules in carried.items() if fact not in known} == {}
    assert set(law_reference.left_out()) - set(IDS) == set()


def test_there_are_54_russian_worked_examples_and_13_others():
    assert len(EXAMPLE_IDS) == len(set(EXAMPLE_IDS)) == 54 + 13


@pytest.mark.parametrize("wanted", EXAMPLE_IDS)
def test_a_worked_example_of_the_fact_base_is_among_ours(wanted):
    ours = ids_of_our_examples()
    assert any(each == wanted or each.startswith(f"{wanted}-") for each in ours)


@pytest.mark.parametrize("path", law_reference.PAGES, ids=lambda path: path.name)
def test_a_reference_page_says_what_the_packs_say(path):
    assert path.read_text("utf-8") == law_reference.PAGES[path](), HINT


def test_every_rule_has_its_heading_and_its_line_in_the_reference():
    page = law_reference.rules_page()
    for rule in law.rules():
        assert f"\n### {rule['rule']}\n" in page
        assert f"| [{rule['rule']}](#" in page


def test_a_fact_left_out_is_told_with_its_reason(monkeypatch):
    monkeypatch.setattr(law_reference, "fact_base_ids", lambda: ["XX-1", "XX-2", "RU-W-03"])
    monkeypatch.setattr(law_reference, "left_out", lambda: {"XX-1": {"en": "nobody has read the law"}})
    page = law_reference.coverage_page()
    assert "3 rules. 1 of them are carried" in page
    assert "| `XX-1` | nobody has read the law |" in page
    assert "| `XX-2` | no reason given |" in page
    assert "| `RU-W-03` | [ru.wage.delay](law-rules.md#ruwagedelay)" in page
