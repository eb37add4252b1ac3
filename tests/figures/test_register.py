"""The figures that come with Tayanch: what they are, how they are told, compared and cited."""

import csv
import json
import re
from pathlib import Path

import pytest
from tools.figures_reference import PAGE, page

from tayanch import figures, vocabulary
from tayanch.figures.model import Figure
from tests.figures.inventing import row

REGISTER = figures.load()
SHARED = Path(__file__).parents[3] / "shared" / "sources" / "figures.csv"
# type and id are required; these are the other fields of csl-data.json that are used here
CSL_FIELDS = {
    "id", "type", "title", "author", "editor", "collection-title", "publisher", "publisher-place", "issued", "language",
    "genre", "URL", "section", "locator", "note",
}  # fmt: skip


def facts(figure: Figure) -> tuple:
    return (figure.id, figure.sex, figure.origin, figure.destination, figure.value, figure.value_high, figure.unit,
            figure.year, figure.source, figure.base)  # fmt: skip


def test_every_figure_has_a_document_a_place_and_an_english_line():
    assert len(REGISTER.figures) == 520
    assert {figure.document for figure in REGISTER.figures} == set(REGISTER.documents)
    for figure in REGISTER.figures:
        assert re.fullmatch(r"line \d+", figure.place)
        assert figure.statement.en


@pytest.mark.skipif(not SHARED.exists(), reason="the table the register was made from is not here")
def test_numbers_places_years_sources_and_bases_are_those_of_the_source_table():
    read = figures.read_csv(SHARED.read_bytes())
    assert [facts(figure) for figure in REGISTER.figures] == [facts(figure) for figure in read]
    notes = [line["note"] for line in csv.DictReader(SHARED.read_text(encoding="utf-8-sig").splitlines())]
    assert [figure.place for figure in REGISTER.figures] == ["line " + note.rsplit(" ", 1)[1] for note in notes]
    assert {(f.rule, f.rows) for f in figures.check(read)} == {
        (f.rule, f.rows) for f in figures.check(REGISTER.figures)
    }


def test_topics_are_concepts_of_the_vocabulary():
    topics = {topic for figure in REGISTER.figures for topic in figure.topics}
    assert len(topics) > 30
    for topic in topics:
        vocabulary.concept(topic.replace(":", "/"))


def test_statements_say_measure_people_place_year_and_value_in_each_language():
    told = REGISTER.figure("s004-022").statement
    assert told.en == "Share of men among migrants: migrants from Kyrgyzstan (Kyrgyzstan, 2024) – 64\u00a0%"
    assert told.ru == "Доля мужчин среди мигрантов: мигранты из Кыргызстана (Кыргызстан, 2024) – 64\u00a0%"
    assert told.ky.startswith("Мигранттардын арасындагы эркектердин үлүшү: ")


def test_every_figure_is_told_in_every_language_with_its_unit_in_the_right_form():
    for figure in REGISTER.figures:
        assert figure.statement.ky
        assert figure.statement.ru
    told = {figure.statement.ru.rsplit(" – ")[-1] for figure in REGISTER.figures}
    assert {"4,5\u00a0раза", "3\u00a0раза", "5\u00a0лет", "1\u00a0год", "2\u00a0года", "7\u00a0областей"} <= told
    assert figures.value_with_unit(row(value="21", unit="years"), "ru") == "21\u00a0год"
    assert figures.value_with_unit(row(value="1", unit="people"), "en") == "1\u00a0person"


def test_every_marked_contradiction_is_found_by_what_the_table_says():
    finders: dict[str, set[str]] = {}
    for finding in REGISTER.findings():
        for row_id in finding.rows:
            finders.setdefault(row_id, set()).add(finding.rule)
    assert len({row_id for known in REGISTER.known for row_id in known.rows}) == 95
    for known in REGISTER.known:
        for row_id in known.rows:
            assert set(known.by) <= finders[row_id], (known.id, row_id)


def test_what_is_recorded_by_hand_is_told_in_three_languages():
    ids = {figure.id for figure in REGISTER.figures}
    for finding in REGISTER.recorded:
        assert finding.rule == figures.BY_HAND
        assert set(finding.rows) <= ids
        assert finding.explanation.ky
        assert finding.explanation.ru
        assert finding.explanation.en


def test_the_page_of_contradictions_is_current():
    """``python -m tools.figures_reference --write`` writes it."""
    assert PAGE.read_text("utf-8") == page()


def test_womens_share_of_migrants_is_set_side_by_side_with_the_reasons():
    group = figures.compare(REGISTER.figures).of("s004-023")
    assert {"s000-029", "s000-030", "s001-004", "s001-005", "s002-064", "s004-023"} <= {f.id for f in group.figures}
    assert {"place", "year", "population", "source", "no-base"} <= {reason.kind for reason in group.reasons}
    years = next(reason for reason in group.reasons if reason.kind == "year")
    assert years.values["s000-029"] == "2015"
    assert years.says.ky
    assert not group.agree
    assert (group.low, group.high) == (20, 59.6) or float(group.high) == 59.6


def test_a_table_of_one_measure_for_several_groups_is_no_comparison():
    table = [row(name, "share in debt", str(i), population=name) for i, name in enumerate(("cooks", "drivers"))]
    assert figures.compare(table).groups == ()
    other = row("x", "share in debt", "30", document="doc-2", year="2021")
    (group,) = figures.compare([*table, other]).groups
    assert [figure.id for figure in group.figures] == ["cooks", "drivers", "x"]
    assert figures.compare([*table, other]).of("nobody") is None


def entry(text: str) -> dict[str, str]:
    """A BibTeX entry taken apart by counting braces."""
    kind, rest = re.match(r"@(\w+)\{(.*)\n\}$", text, re.S).groups()
    key, body = rest.split(",\n", 1)
    found = {"kind": kind, "key": key}
    at = 0
    while match := re.compile(r"\s*(\w+) = \{").match(body, at):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(body[end], 0) * (body[end - 1] != "\\")
            end += 1
        found[match[1]] = body[match.end() : end - 1]
        at = body.index(",", end) + 1
    assert not body[at:].strip()
    return found


def test_bibtex_of_every_document_and_figure_can_be_taken_apart():
    for figure in REGISTER.figures:
        document = REGISTER.documents[figure.document]
        whole, part = entry(figures.cite(document)), entry(figures.cite(document, figure=figure))
        assert whole["title"].strip("{}")
        assert whole["kind"] in ("techreport", "misc")
        assert part["key"] == figure.id
        assert figure.place in part["note"]
    report = entry(figures.cite(REGISTER.documents["s000"]))
    assert (report["author"], report["year"], report["key"]) == ("Kim, Elena", "2018", "s000")


def test_csl_json_has_what_its_schema_requires_and_nothing_else():
    for figure in REGISTER.figures[::7]:
        (item,) = json.loads(figures.cite(REGISTER.documents[figure.document], "csl", figure=figure))
        assert {"id", "type", "title"} <= item.keys() <= CSL_FIELDS
        assert item["type"] in ("report", "document")
        assert item["locator"] == figure.place
        for person in item.get("author", []):
            assert person.keys() <= {"family", "given", "literal"}
        assert all(len(parts) == 1 for parts in item.get("issued", {}).get("date-parts", []))


def test_footnotes_name_the_line_in_three_languages():
    figure = REGISTER.figure("s000-029")
    document = REGISTER.documents["s000"]
    told = {code: figures.cite(document, "footnote", figure=figure, language=code) for code in ("ky", "ru", "en")}
    assert told["en"].startswith("Elena Kim. Women and Labour Migration: Kyrgyz Republic. Bishkek: UN Women")
    assert "line 280 (citing UN (2015)" in told["en"]
    assert "строка 280" in told["ru"]
    assert "сап 280" in told["ky"]
    assert "no date" in figures.cite(REGISTER.documents["s001"], "footnote")


def test_a_figure_is_cited_from_its_own_document_only():
    with pytest.raises(ValueError, match="of document s000"):
        figures.cite(REGISTER.documents["s001"], figure=REGISTER.figure("s000-001"))
    with pytest.raises(ValueError, match="bibtex, csl, footnote"):
        figures.cite(REGISTER.documents["s001"], "apa")
