"""The library of indicators: what every definition holds, and what is refused."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tayanch import vocabulary
from tayanch.figures.loading import load
from tayanch.indicators import docs
from tayanch.indicators.definitions import (
    about,
    definitions,
    fingerprint,
    read_definitions,
    read_texts,
    version_of,
    versions,
)
from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.linking import LINKS
from tayanch.indicators.model import Indicator
from tayanch.indicators.source_queries import codes, columns, look_up
from tayanch.indicators.units import units
from tayanch.indicators.values import chosen
from tayanch.vocabulary.model import LANGUAGES
from tayanch.yaml_text import read_yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/indicators.md"
PINS = Path(__file__).parent / "fingerprints.json"
SHARED = ROOT.parent / "shared"
ALL = tuple(definitions().values())
DESK = tuple(one for one in ALL if one.source == "desk")
TEXTS = "a: {ky: Ыкма, ru: Способ, en: Method}"
ONE = """
source: desk
status: draft
indicators:
  - id: cases
    version: 1
    name: {ky: Иштер, ru: Дела, en: Cases}
    concept: {ky: Иштер, ru: Дела, en: Cases}
    numerator: {ky: Иштер, ru: Дела, en: Cases}
    method: a
    caveats: [a, {ky: Дагы, ru: Ещё, en: More}]
    unit: cases
    by_sex: true
    by: [country]
    topics: ["need:unpaid-wages"]
    links: {cedaw: ["11"]}
    query: {table: cases, value: count}
"""


def read(text: str) -> Indicator:
    return read_definitions(text, "own.yaml", read_texts(TEXTS))[0][0]


def named(one: Indicator) -> str:
    return one.id


# --- the library ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", ALL, ids=named)
def test_every_text_is_there_in_three_languages_and_each_in_its_own(one: Indicator) -> None:
    for text in (one.name, one.concept, one.numerator, one.method, one.caveats):
        assert [language for language, _ in text.items()] == list(LANGUAGES)
    for text in (one.name, one.concept, one.numerator, one.denominator, one.method, one.caveats, one.needs):
        assert not re.search("[А-Яа-яЁё]", text.en)
        assert text.ky != text.ru or not text.ky or len(text.ky) < 25, "one of the two is a copy"
    # Kyrgyz has letters that Russian lacks; a sentence without any would be Russian left standing.
    assert re.search("[ңөүҢӨҮ]", one.concept.ky + one.numerator.ky + one.caveats.ky)
    assert not re.search("[ңөүҢӨҮ]", one.concept.ru + one.caveats.ru)


def test_there_are_as_many_as_the_desk_the_surveys_the_interviews_the_register_and_the_goals_need() -> None:
    counted = {kind: sum(one.source == kind for one in ALL) for kind in docs.KINDS}
    assert counted["desk"] >= 25
    assert counted["survey"] >= 15
    assert counted["interviews"] >= 6
    assert counted["figures"] >= 10
    assert counted["official"] >= 9


@pytest.mark.parametrize("one", DESK, ids=named)
def test_an_indicator_of_the_desk_counts_services_and_never_speaks_of_a_population(one: Indicator) -> None:
    assert units()[one.unit].is_service
    said = " ".join([one.name.en, units()[one.unit].text.en]).lower()
    assert not re.search(r"(share|percent|proportion|rate|%) of (women|men|migrants|people|households|girls)", said)
    in_russian = " ".join([one.name.ru, units()[one.unit].text.ru]).lower()
    assert not re.search(r"(дол[яи]|процент) (женщин|мужчин|мигрант|людей|населени)", in_russian)
    in_kyrgyz = " ".join([one.name.ky, units()[one.unit].text.ky]).lower()
    assert not re.search(r"(аялдардын|эркектердин|мигранттардын|калктын) (үлүшү|пайызы)", in_kyrgyz)
    assert one.by_sex


@pytest.mark.parametrize("one", [one for one in ALL if one.source in ("survey", "official")], ids=named)
def test_what_speaks_of_a_population_is_no_count_of_services(one: Indicator) -> None:
    assert not units()[one.unit].is_service


@pytest.mark.parametrize("one", [one for one in ALL if one.source == "interviews"], ids=named)
def test_interviews_are_counted_and_never_divided(one: Indicator) -> None:
    assert not units()[one.unit].is_share
    assert not one.denominator.en
    assert set(one.query["count"]) <= {"documents", "speakers"}
    assert set(one.query["codes"]) <= codes("women-migration")


@pytest.mark.parametrize("one", ALL, ids=named)
def test_topics_are_concepts_and_links_are_articles_that_exist(one: Indicator) -> None:
    for topic in one.topics:
        vocabulary.concept(topic.replace(":", "/", 1))
    for standard, links in one.links.items():
        assert links
        assert all(LINKS[standard](code) for code in links)


@pytest.mark.parametrize("one", [one for one in ALL if one.source == "survey"], ids=named)
def test_a_survey_indicator_names_columns_of_a_question_or_says_how_to_ask_it(one: Indicator) -> None:
    asked = {one.query["of"], *one.by, *([one.query["over"]] if "over" in one.query else [])}
    if "not-asked" in one.flags:
        assert one.query["of"] not in columns(), "the question exists: it is asked"
        assert one.needs.en
        assert set(one.query["question"]) == set(LANGUAGES)
    else:
        assert asked <= set(columns())


@pytest.mark.parametrize("one", ALL, ids=named)
def test_whatever_is_asked_of_a_source_is_there(one: Indicator) -> None:
    look_up(one, one.id)


OTHERS = [
    ("survey-money-regular", {"of": "colour"}, "no survey question gives the column 'colour'"),
    ("survey-money-regular", {"level": "perhaps"}, "has no answer 'perhaps'"),
    ("interviews-stigma", {"codes": ["JOY"]}, "the codebook has no JOY"),
    ("interviews-stigma", {"codebook": "men"}, "no codebook 'men'"),
    ("official-remittances", {"series": ["gold"]}, "no official series gold"),
]


@pytest.mark.parametrize(("name", "change", "told"), OTHERS)
def test_what_a_source_does_not_have_is_refused(name: str, change: dict[str, object], told: str) -> None:
    one = definitions()[name]
    with pytest.raises(DefinitionError, match=told):
        look_up(replace(one, query={**one.query, **change}), "here")


WRONG_ELSEWHERE = [
    ("survey", "unit: share of migrants", "{stat: mode, of: sex}", "`stat` is one of"),
    ("survey", "unit: share of migrants", "{stat: proportion, of: sex}", "of which answer"),
    ("survey", "unit: share of migrants", "{stat: ratio, of: sex}", "divided by"),
    ("survey", "unit: share of migrants", "{stat: mean, of: age, colour: red}", "unknown colour"),
    ("interviews", "unit: speakers", "{codebook: women-migration, codes: [BAN], count: [percent]}", "are lists"),
    ("figures", "unit: as printed", "{}", "which figures"),
    ("figures", "unit: as printed", "{measures: some}", "which figures"),
    ("official", "unit: people", "{}", "give `series`"),
]


@pytest.mark.parametrize(("source", "unit", "query", "told"), WRONG_ELSEWHERE)
def test_what_cannot_be_asked_of_a_kind_of_source_is_refused(source: str, unit: str, query: str, told: str) -> None:
    text = ONE.replace("source: desk", f"source: {source}").replace("unit: cases", unit)
    text = text.replace("    by: [country]", "    denominator: {ky: Иштер, ru: Дела, en: Cases}")
    with pytest.raises(DefinitionError, match=told):
        read(text.replace("{table: cases, value: count}", query))


def test_unpaid_wages_are_known_in_all_kinds_of_source_but_official_series() -> None:
    found = about("need/unpaid-wages")
    assert {one.source for one in found} == {"desk", "survey", "interviews", "figures"}
    assert found == about("need:unpaid-wages")
    assert about("need:joy") == ()


def test_shares_say_of_what_and_nothing_else_has_a_denominator_without_need() -> None:
    for one in ALL:
        if units()[one.unit].is_share:
            assert one.denominator.en, one.id


# --- versions ---------------------------------------------------------------------------------------------------------


def test_whatever_changes_values_makes_a_new_version() -> None:
    now = {f"{one.id}@{one.version}": fingerprint(one) for name in definitions() for one in versions(name)}
    pinned = json.loads(PINS.read_text("utf-8"))
    changed = [name for name in pinned if now.get(name) != pinned[name]]
    assert changed == [], "values change: keep this version under `earlier` and make the next one"
    assert sorted(now) == sorted(pinned), "pin the fingerprints of new versions in fingerprints.json"


def test_an_older_version_stays_readable_with_what_was_different() -> None:
    text = ONE.replace("version: 1", "version: 2") + (
        "    changed: {ky: 2026-жылдан, ru: С 2026 года, en: Since 2026}\n"
        "    earlier:\n"
        "      - {version: 1, unit: referrals, query: {table: referrals, value: count}, by: [topic]}\n"
    )
    now, before = read_definitions(text, "own.yaml", read_texts(TEXTS))[0]
    assert (now.version, now.unit, now.changed.en) == (2, "cases", "Since 2026")
    assert (before.version, before.unit, before.by, before.changed.en) == (1, "referrals", ("topic",), "")
    assert before.name == now.name
    assert fingerprint(before) != fingerprint(now)


def test_a_version_is_found_by_its_number_and_an_unknown_one_is_said_so() -> None:
    assert version_of("desk-cases-opened", 1) == definitions()["desk-cases-opened"]
    with pytest.raises(DefinitionError, match="has no version 7"):
        version_of("desk-cases-opened", 7)
    with pytest.raises(DefinitionError, match="no indicator 'cases'"):
        versions("cases")


def test_texts_and_links_are_not_in_the_fingerprint_and_codes_are() -> None:
    one = definitions()["desk-consultations-domestic-work"]
    same = replace(one, name=one.concept, links={}, topics=(), status="reviewed", caveats=one.name)
    assert fingerprint(same) == fingerprint(one)
    assert fingerprint(replace(one, unit="consultations")) != fingerprint(one)
    assert fingerprint(replace(one, by=())) != fingerprint(one)
    other = {**one.query, "where": {"sector": ["housework", "childcare", "elder-care"]}}
    assert fingerprint(replace(one, query=other)) != fingerprint(one)


def test_where_the_vocabulary_puts_a_concept_below_another_the_fingerprint_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = definitions()["desk-consultations-domestic-work"]
    before = fingerprint(one)
    sector = vocabulary.scheme("sector")
    moved = [replace(c, broader="sector/housework") if c.id == "cleaning" else c for c in sector]
    other = replace(sector, concepts=tuple(moved))
    real = vocabulary.scheme
    monkeypatch.setattr(vocabulary, "scheme", lambda name: other if name == "sector" else real(name))
    assert fingerprint(one) != before


# --- what is refused --------------------------------------------------------------------------------------------------

WRONG = {
    "source: desk": ("source: desks", "source is 'desks'"),
    "status: draft": ("status: done", "status is 'done'"),
    "id: cases": ("id: Case 1", "small letters"),
    "version: 1": ("version: 3", "must go down to 1"),
    "ru: Дела, en: Cases}\n    concept": ("en: Cases}\n    concept", "nothing in ru"),
    "method: a": ("method: b", "texts.yaml has no 'b'"),
    "unit: cases": ("unit: women", "unit 'women' is not in units.yaml"),
    "unit: cases\n": ("unit: share of cases\n", "what it is a share of"),
    "by_sex: true": ("by_sex: perhaps", "by_sex is true or false"),
    "by: [country]": ("by: [planet]", "no column 'planet'"),
    "need:unpaid-wages": ("need:happiness", "not in the vocabulary"),
    'cedaw: ["11"]': ('cedaw: ["17"]', "CEDAW has no '17'"),
    '{cedaw: ["11"]}': ("{cedaw: [11]}", "put numbers in quotes"),
    "links:": ("link:", "unknown link"),
    "table: cases": ("table: people", "none of consultations"),
}


@pytest.mark.parametrize("right", list(WRONG))
def test_a_mistake_is_refused_with_its_file_and_place(right: str) -> None:
    wrong, told = WRONG[right]
    with pytest.raises(DefinitionError, match=re.escape(told)) as caught:
        read(ONE.replace(right, wrong, 1))
    assert str(caught.value).startswith("own.yaml")


def test_the_example_itself_is_read_with_shared_texts_in_a_row() -> None:
    one = read(ONE)
    assert (one.method.en, one.caveats.ru) == ("Method", "Способ Ещё")


def test_broken_yaml_and_a_missing_reason_are_refused() -> None:
    with pytest.raises(DefinitionError, match=r"own\.yaml"):
        read("source: [")
    earlier = ONE.replace("version: 1", "version: 2") + "    earlier: [{version: 1}]\n"
    with pytest.raises(DefinitionError, match="since when and why"):
        read(earlier)


def test_what_is_not_asked_says_what_would_have_to_be() -> None:
    with pytest.raises(DefinitionError, match="needs"):
        read(ONE + "    flags: [not-asked]\n")


# --- the page, and what is asked for ----------------------------------------------------------------------------------


def test_the_reference_page_is_current_and_every_indicator_has_its_heading() -> None:
    page = PAGE.read_text("utf-8")
    hint = "run: python -m tayanch.indicators.docs docs/reference/indicators.md"
    assert page == docs.page(page, definitions()), hint
    headings = {line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")}
    assert headings == set(definitions())


def test_a_page_without_its_marker_is_not_written() -> None:
    with pytest.raises(ValueError, match="marker"):
        docs.page("# Indicators", definitions())


def test_every_task_of_monitoring_is_answered_by_an_indicator_or_a_part_of_the_product() -> None:
    asked = docs.tasks()["tasks"]
    assert [task.id for task in asked] == [f"MON-{number:02}" for number in range(1, 25)]
    linked = {code for one in ALL for code in one.links.get("mon", ())}
    assert [task.id for task in asked if task.id not in linked and not task.parts] == []


def test_every_goal_that_instruments_name_is_answered_by_an_official_indicator() -> None:
    goals = {task.id for task in docs.tasks()["goals"]}
    linked = {code for one in ALL if one.source == "official" for code in one.links.get("sdg", ())}
    assert goals <= linked
    file = SHARED / "law" / "instruments.yaml"
    if file.exists():
        assert goals == {one["code"] for one in read_yaml(file.read_bytes())["sdg_indicators"]}


def test_every_measure_that_is_asked_of_the_register_is_one_of_its_measures() -> None:
    figures = load().figures
    for one in ALL:
        if one.source == "figures":
            found = chosen(one, figures)
            assert {figure.measure for figure in found} >= set(one.query.get("measures", ())), one.id
            assert {figure.topic for figure in found} >= set(one.query.get("topics", ())), one.id
            assert all(figure.base != 1 for figure in found), "a story of one person is no figure to compare"
