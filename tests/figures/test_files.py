"""Tables of figures: read with the line of every mistake, written to be read back, checked on the terminal."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.figures import Figure, FigureError, read_csv, write_csv
from tests.figures.inventing import row

HEADER = "id,document,population,measure,value,unit,sex,base_n\n"


def test_a_semicolon_table_with_a_mark_and_decimal_commas_is_read():
    table = "\ufeffid;document;population;measure;value;unit\nа1;отчёт;мигранты;доля;18,4;percent\n"
    (figure,) = read_csv(table.encode())
    assert (figure.id, figure.document, figure.value) == ("а1", "отчёт", Decimal("18.4"))


def test_numbers_are_kept_as_they_are_printed():
    (figure,) = read_csv((HEADER + "a,d,p,m,4.20,percent,all,28842\n").encode())
    assert str(figure.value) == "4.20"
    assert figure.base == 28842


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"id,document\na,b\n", "Line 1: no column population, measure, value, unit"),
        ((HEADER + "a,d,p,m,many,percent,all,\n").encode(), "Line 2: value is “many”"),
        ((HEADER + "a,d,p,m,1,percent,all,\na,d,p,m,1,percent,all,\n").encode(), "Line 3: the id a stands on line 2"),
        ((HEADER + ",d,p,m,1,percent,all,\n").encode(), "Line 2: the id is missing"),
        ((HEADER + "a,d,p,m,1,percent,women,\n").encode(), "Line 2: sex is female, male, all or n.a."),
        ((HEADER + "a,d,p,m,1,percent,all,2.5\n").encode(), "A base is a whole number"),
        ((HEADER + "a,d,p,m,1,percent\n").encode(), "Line 2: 8 cells are expected"),
        ((HEADER + "a,d,p,m,1,percent,all,5,6\n").encode(), "Line 2: 8 cells are expected"),
        ((HEADER + 'a,d,"p,m,1,percent,all,5\n').encode(), "quotation marks"),
        ((HEADER + "a,d,p,m,1e999999,percent,all,\n").encode(), "plain number"),
        (HEADER.encode() + "a,d,доля,m,1,percent,all,\n".encode("cp1251"), "Line 2 is not UTF-8"),
        (b"", "Line 1: no column"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(table, words):
    with pytest.raises(FigureError) as refused:
        read_csv(table)
    assert words in str(refused.value)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20).map(str.strip)
numbers = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(st.tuples(words, words, numbers, st.none() | st.integers(0, 10**6)), max_size=5))
def test_what_is_written_is_read_back(rows):
    written = tuple(
        row(f"r{i}", measure, str(value), population=population, base=base)
        for i, (measure, population, value, base) in enumerate(rows)
    )
    assert read_csv(write_csv(written)) == written


def test_notes_may_be_left_out_when_writing():
    (figure,) = read_csv(write_csv([Figure(**{**vars_of(row()), "note": "private"})], notes=False))
    assert figure.note == ""


def vars_of(figure: Figure) -> dict:
    return {name: getattr(figure, name) for name in Figure.__dataclass_fields__}


def checked(*arguments):
    return CliRunner().invoke(app, ["evidence", "check", *map(str, arguments)])


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "figures.csv"
    both = (row("w", "share of women", "58", sex="female"), row("m", "share of men", "64", sex="male"))
    file.write_bytes(write_csv(both))
    return file


def test_findings_are_printed_as_one_json_object(table):
    result = checked(table, "--format", "json", "--lang", "ru")
    assert result.exit_code == 0
    (finding,) = json.loads(result.stdout)["findings"]
    assert list(finding) == ["rule", "rows", "severity", "explanation"]
    assert (finding["rule"], finding["rows"], finding["severity"]) == ("shares-sum", ["w", "m"], "error")
    assert "= 122\u00a0%" in finding["explanation"]


def test_findings_are_printed_for_people(table):
    result = checked(table, "--lang", "ky")
    assert "error: Үлүштөр 100гө чыкпайт [shares-sum]" in result.stdout
    assert result.stdout.endswith("Figures: 2. Findings: 1.\n")


def test_an_unreadable_file_ends_with_1_and_a_wrong_option_with_2(table, tmp_path):
    missing = checked(tmp_path / "none.csv")
    assert missing.exit_code == 1
    assert "Check the name" in missing.stderr
    (tmp_path / "bad.csv").write_text("id\n1\n", encoding="utf-8")
    assert "Line 1: no column" in checked(tmp_path / "bad.csv").stderr
    assert checked(table, "--format", "xml").exit_code == 2
    assert checked(table, "--lang", "de").exit_code == 2
