"""Exports other programs can read, and the page written from the files."""

import csv
import io
import json
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from tayanch import vocabulary
from tayanch.vocabulary import docs
from tayanch.vocabulary.export import BASE, TERMS, export, guard, to_csv, to_turtle
from tayanch.vocabulary.load import parse_scheme

CONCEPTS = [c for s in vocabulary.schemes().values() for c in s]
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "vocabulary.md"


@pytest.fixture(scope="module")
def graph():
    return Graph().parse(data=export("ttl"), format="turtle")


def named(full_id):
    return URIRef(BASE + full_id)


def test_turtle_holds_every_scheme_and_every_concept(graph):
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {named(c.full_id) for c in CONCEPTS}
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {named(s) for s in vocabulary.schemes()}


def test_turtle_keeps_each_label_with_its_language(graph):
    for c in CONCEPTS:
        expected = {Literal(text, lang=lang) for lang, text in c.labels.items()}
        assert set(graph.objects(named(c.full_id), SKOS.prefLabel)) == expected
        assert str(graph.value(named(c.full_id), DCTERMS.source)) == c.source
        assert graph.value(named(c.full_id), SKOS.inScheme) == named(c.scheme_id)


def test_no_label_is_preferred_and_alternative_at_once(graph):
    # SKOS integrity condition S13.
    pairs = [(s, o) for s, o in graph.subject_objects(SKOS.prefLabel) if (s, SKOS.altLabel, o) in graph]
    assert pairs == []


def test_turtle_links_narrower_topics_cities_and_standards(graph):
    wages = named("need/unpaid-wages")
    assert graph.value(wages, SKOS.broader) == named("need/work")
    assert graph.value(named("place/moscow"), SKOS.broadMatch) == named("country/ru")
    assert str(graph.value(wages, URIRef(TERMS + "cedawArticle"))) == "11"
    assert str(graph.value(wages, URIRef(TERMS + "iloForcedLabourIndicator"))) == "withholding of wages"
    assert str(graph.value(named("oblast/osh"), SKOS.notation)) == "KG-O"
    assert named("need/work") in set(graph.objects(named("need"), SKOS.hasTopConcept))
    assert wages not in set(graph.objects(named("need"), SKOS.hasTopConcept))


def test_turtle_survives_quotes_backslashes_and_line_breaks():
    hard = 'say "no" \\ now\nand\tthen'
    sample = parse_scheme(_one_concept(json.dumps(hard)), "sample")
    graph = Graph().parse(data=to_turtle({"sample": sample}), format="turtle")
    assert Literal(hard, lang="en") in set(graph.objects(named("sample/one"), SKOS.prefLabel))


def test_json_read_back_gives_the_same_schemes():
    back = [parse_scheme(json.dumps(s), s["id"]) for s in json.loads(export("json"))["schemes"]]
    assert back == list(vocabulary.schemes().values())


def test_csv_has_one_row_a_concept_with_its_labels():
    rows = list(csv.DictReader(io.StringIO(export("csv"))))
    assert [row["id"] for row in rows] == [c.full_id for c in CONCEPTS]
    assert [row["label_ky"] for row in rows] == [c.labels.ky for c in CONCEPTS]
    wages = next(row for row in rows if row["id"] == "need/unpaid-wages")
    assert (wages["icrmw"], wages["broader"]) == ("25", "need/work")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert guard(f"{start}1+1") == f"'{start}1+1"


def test_no_cell_of_the_table_can_be_run_as_a_formula():
    sample = parse_scheme(_one_concept('"=HYPERLINK(1)"'), "sample")
    rows = list(csv.reader(io.StringIO(to_csv({"sample": sample}))))
    assert "'=HYPERLINK(1)" in rows[1]
    everything = [cell for row in csv.reader(io.StringIO(export("csv"))) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in everything)


@pytest.mark.parametrize("form", ["ttl", "json", "csv"])
def test_an_export_is_the_same_every_time(form):
    assert export(form) == export(form)


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="xml"):
        export("xml")


def test_nothing_to_export_is_an_empty_table():
    assert to_csv({}).strip() == ""


def test_the_reference_page_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    hint = "run: python -m tayanch.vocabulary.docs docs/reference/vocabulary.md"
    assert page == docs.page(page, vocabulary.schemes()), hint


def test_the_reference_page_has_a_section_for_each_scheme():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"\n## {name}\n" in page for name in vocabulary.schemes())


def test_the_page_is_rewritten_in_place(tmp_path):
    file = tmp_path / "page.md"
    file.write_text(f"# Mine\n\n{docs.MARKER}\nold", encoding="utf-8")
    docs.main(str(file))
    assert file.read_text(encoding="utf-8").startswith(f"# Mine\n\n{docs.MARKER}\n\n## assistance-area\n")


def test_a_page_without_its_marker_is_not_overwritten():
    with pytest.raises(ValueError, match="marker"):
        docs.page("# Mine", vocabulary.schemes())


def _one_concept(label: str) -> str:
    return f"""
id: sample
title: {{ky: а, ru: б, en: c}}
note: A note.
source: S000 l.1
translation_status: {{ky: draft, ru: draft}}
concepts:
  - id: one
    label: {{ky: бир, ru: один, en: {label}}}
    note: {{en: The first.}}
    source: S000 l.2
"""
