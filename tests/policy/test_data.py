"""The data of the policy monitor: complete, in three languages, strict to read, honest about what nobody looked up."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tayanch import policy, vocabulary
from tayanch.policy.load import read_areas, read_instruments, read_recommendations, read_reviews
from tayanch.policy.model import PolicyError

SHARED = Path(__file__).parents[3] / "shared"
needs_sources = pytest.mark.skipif(not SHARED.exists(), reason="the source documents are not here")

ENTRY = """checked_on: "2026-11-21"
instruments:
  - id: one
    kind: law
    name: {ky: а, ru: б, en: c}
    seen: seen
    state: unknown
    sources: ["S003 l.1"]
"""


def test_every_list_of_the_documents_is_there_in_full() -> None:
    found = Counter((one.document, one.part.en.partition(".")[0]) for one in policy.recommendations().values())
    assert [found[("S000", part)] for part in ("1", "2", "3", "What all of it needs")] == [5, 8, 4, 2]
    lists = Counter(one.area or one.part.en for one in policy.recommendations().values() if one.document == "S002")
    assert list(lists.values()) == [2, 7, 5, 7, 4, 6, 5]
    assert (found[("S003", "To the Government and migration bodies")], found[("S003", "To civil society")]) == (8, 4)
    assert found[("S004", "Recommendations")] == 8


@needs_sources
def test_the_line_of_a_recommendation_holds_a_point_of_a_list_in_the_document() -> None:
    lines = {f"S{path.name[:3]}": path.read_text("utf-8").splitlines() for path in (SHARED / "sources").glob("0*.txt")}
    for one in policy.recommendations().values():
        number = int(re.findall(r"\d+", one.line)[0])
        text = lines[one.document][number - 1].strip()
        assert re.match(r"-|\d\.|Most of the above", text), (one.id, text[:60])


def test_no_two_recommendations_of_a_document_stand_on_one_line() -> None:
    places = [(one.document, one.line) for one in policy.recommendations().values()]
    assert len(set(places)) == len(places)


@needs_sources
def test_no_sentence_of_the_documents_is_carried_over() -> None:
    sources = " ".join(path.read_text("utf-8") for path in (SHARED / "sources").glob("0*.txt"))
    there = set(_runs(sources))
    taken = [(one.id, run) for one in policy.recommendations().values() for run in _runs(one.text.en) if run in there]
    assert taken == []


def _runs(text: str, words: int = 9) -> list[str]:
    found = re.findall(r"[a-z']+", text.lower())
    return [" ".join(found[at : at + words]) for at in range(len(found) - words + 1)]


@needs_sources
def test_what_is_known_of_countries_agrees_with_what_was_looked_up() -> None:
    told = yaml.safe_load((SHARED / "law" / "instruments.yaml").read_text("utf-8"))
    ours = {"cedaw": "cedaw", "icrmw": "icrmw"}
    for given in told["treaties"]:
        if given["id"] not in ours:
            continue
        for country, cell in given["parties"].items():
            party = policy.instruments()[ours[given["id"]]].of(country.replace("UK", "GB"))
            if party is None:  # Armenia signed; it is none of the nine countries
                assert country == "AM"
                continue
            assert (party.date, party.seen) == (cell.get("date", ""), cell["seen"]), country
            assert party.status == {"party": "party", "not party": "not-party"}[cell["status"]]


@needs_sources
def test_memory_is_never_taken_for_a_source_in_ilo_conventions() -> None:
    told = yaml.safe_load((SHARED / "law" / "instruments.yaml").read_text("utf-8"))
    numbers = {one.number: one for one in policy.instruments().values() if one.kind == "ilo"}
    for given in told["ilo"]:
        for country, cell in given["status"].items():
            party = numbers[given["code"]].of(country.replace("UK", "GB"))
            assert party is not None, (given["code"], country)
            if cell == "check":
                assert party.status == "unknown"
            elif "(seen)" not in cell:
                assert party.seen != "seen", (given["code"], country)


def test_two_dates_of_one_agreement_are_both_said_and_neither_is_taken() -> None:
    labour = policy.instruments()["kg-ru-labour"]
    (conflict,) = [one for one in labour.conflicts if one.id == "B9"]
    assert labour.date == ""
    assert all(word in conflict.says.en for word in ("22 September 2003", "1996"))
    assert conflict.sources == ("S003 l.126", "S000 l.268")


def test_an_instrument_counts_its_facts_from_memory() -> None:
    migrants = policy.instruments()["icrmw"]
    assert migrants.unverified() == sum(one.seen == "memory" for one in (*migrants.parties, *migrants.articles))
    assert policy.instruments()["ilo-c029"].unverified() == 8  # seven countries, and the year of the convention


def test_the_published_matrix_has_nine_areas_and_none_is_high() -> None:
    matrix = policy.areas()
    assert [one.level for one in matrix.areas] == ["low", "average", "low", "average", "average", "low"] + [
        "average"
    ] * 3
    assert [one.id for one in matrix.areas if one.recommended] == sorted(
        {one.area for one in policy.recommendations().values() if one.area},
        key=[one.id for one in matrix.areas].index,
    )
    assert {f"assistance-area/{one.id}" for one in matrix.areas} <= {
        c.full_id for c in vocabulary.scheme("assistance-area")
    }


def test_the_share_of_migration_laws_is_said_not_to_be_what_was_printed() -> None:
    shares = {(one.period, one.act.en): (round(one.share, 2), one.agrees) for one in policy.volumes()}
    assert shares["2008-2010", "laws"] == (0.91, False)
    assert [agrees for _, agrees in shares.values()] == [False, True, True, True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind: law", "kind: rumour"), "kind: 'rumour' is none of"),
        (("ru: б, ", ""), "name: has to be there in ky, ru and en"),
        (("seen: seen", "seen: maybe"), "seen: 'maybe' is none of"),
        (('["S003 l.1"]', "[]"), "sources: is missing"),
        (("id: one", 'id: one\n    date: "1996-13"'), "date: '1996-13' is not written as it should be"),
        (("id: one", "id: one\n    date: 1996"), "date: put 1996 in quotes"),
        (("id: one", "id: one\n    colour: red"), "no field is called colour"),
        (("id: one", 'id: one\n    topics: ["need:gold"]'), "the vocabulary has no concept 'need:gold'"),
        (("id: one", "id: one\n    owner: XX"), "owner: 'XX' is none of"),
        (("instruments:", "instruments: ["), "cannot be read as YAML"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_file_entry_and_field(change: tuple[str, str], said: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(said)) as refused:
        read_instruments(ENTRY.replace(*change))
    assert "instruments.yaml" in str(refused.value)


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(PolicyError, match="one is there twice"):
        read_instruments(ENTRY + ENTRY[ENTRY.index("  - id") :])


def test_files_of_other_lists_are_refused_in_plain_words() -> None:
    for read in (read_areas, read_recommendations, read_reviews):
        with pytest.raises(PolicyError):
            read("[]")
