"""``tayanch disclose``: a table from outside is protected, and what is wrong with it is said with its line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tayanch.cli import app

TABLE = "topic,country,count\nwages,RU,23\nwages,KZ,7\nwages,TR,2\nban,RU,31\nban,KZ,6\nban,TR,9\n"


def run(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
    """What was printed and what went to standard error."""
    found = CliRunner().invoke(app, ["disclose", *map(str, arguments)])
    assert found.exit_code == code, found.output
    return found.stdout, found.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path / "table.csv"


def told(text: str) -> dict[tuple[str, ...], str]:
    return {tuple(row[:-2]): row[-2] for row in list(csv.reader(io.StringIO(text)))[1:]}


def test_a_table_is_protected_and_it_is_said_what_was_hidden_and_why(file: Path) -> None:
    table, account = run(file, "--rules", "smallest=5")
    cells = told(table)
    assert cells["wages", "TR"] == ""
    assert cells["", ""] == "78"
    assert sum(not value for value in cells.values()) == 4
    assert "4 of 12 numbers are hidden." in account
    assert "Hidden because it is small: 1." in account


def test_json_holds_nothing_that_only_the_inside_may_know(file: Path, tmp_path: Path) -> None:
    said, _ = run(file, "--format", "json", "--lang", "ru", "--out", tmp_path / "o.json")
    made = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert made["method"] == "exact"
    assert made["release"]["protected"] is None
    assert not any("Скрыто из-за" in sentence for sentence in made["account"])
    assert "Скрыто из-за малого числа: 1." in said


def test_rules_hierarchies_and_the_population_come_from_a_file(file: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("smallest: 3\ndate: 2026-10-05\ndimensions:\n  country: {RU: eaeu, KZ: eaeu}\n", encoding="utf-8")
    cells = told(run(file, "--rules", rules)[0])
    assert cells["ban", "eaeu"] == "37"


def test_rows_of_microdata_are_counted_by_contributor_or_added_up(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    lines = [f"RU;w{n};100\n" for n in range(9)] + ["RU;w1;50\n", "KZ;w20;900\n"]
    rows.write_text("country;contributor;value\n" + "".join(lines), encoding="utf-8")
    counted = told(run(rows, "--by", "country", "--count", "", "--rules", "smallest=1")[0])
    assert counted["RU",] == "950.0"
    people = tmp_path / "people.csv"
    people.write_text("country;contributor\n" + "".join(line.rsplit(";", 1)[0] + "\n" for line in lines))
    assert told(run(people, "--rules", "smallest=1")[0]) == {("",): "10", ("RU",): "9", ("KZ",): "1"}


@pytest.mark.parametrize("kept", ["out.csv", "out.json", "kept.json"])
def test_an_earlier_release_in_any_of_its_forms_hides_more(file: Path, tmp_path: Path, kept: str) -> None:
    form = "csv" if kept == "out.csv" else "json"
    run(
        file,
        "--date",
        "2026-10-05",
        "--format",
        form,
        "--out",
        tmp_path / f"out.{form}",
        "--keep",
        tmp_path / "kept.json",
    )
    later = tmp_path / "later.csv"
    later.write_text(TABLE.replace("RU,31", "RU,32"), encoding="utf-8")
    before = f"{tmp_path / kept}@2026-10-05"
    table, account = run(later, "--date", "2026-10-06", "--released", before)
    assert told(table)["ban", "RU"] == ""
    assert "Hidden because an earlier table would tell the difference" in account


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("topic,count\nwages,x\n", "Line 2: 'x' is not a number."),
        ("topic,count\nwages,-1\n", "Line 2: '-1' is negative"),
        ("topic,count\nwages,1.5\n", "Line 2: a count is a whole number"),
        ("topic,count\nwages,1\nwages,2\n", "Line 3: this cell comes twice."),
        ("topic,count\n,1\n", "Line 2: 'topic' is empty"),
        ("topic,count\nwages\n", "Line 2: 1 cells, but line 1 names 2 columns."),
        ("topic,topic\na,b\n", "Line 1: give each column one name"),
        ("count\n5\n", "No column is left for a dimension."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert says in run(tmp_path / "t.csv", code=1)[1]


@pytest.mark.parametrize(
    ("options", "says", "code"),
    [
        (["--rules", "smallest=x"], "wrong kind", 1),
        (["--rules", "smal=5"], "no rule 'smal'", 1),
        (["--rules", "smallest"], "cannot be read", 1),
        (["--count", "n"], "There is no column 'n'", 1),
        (["--released", "nowhere.csv"], "cannot be read", 1),
        (["--format", "xml"], "csv or json", 2),
        (["--lang", "de"], "ky, ru or en", 2),
    ],
)
def test_a_wrong_option_says_what_to_do(file: Path, options: list[str], says: str, code: int) -> None:
    assert says in run(file, *options, code=code)[1]


def test_a_file_that_is_no_yaml_or_no_release_is_refused(file: Path, tmp_path: Path) -> None:
    for name, text, says in (
        ("r.yaml", "a: [", "this is not YAML, line"),
        ("r.yaml", "- 5", "one rule a line"),
        ("r.yaml", "dimensions: [1]", "each code and its broader one"),
    ):
        (tmp_path / name).write_text(text)
        assert says in run(file, "--rules", tmp_path / name, code=1)[1]
    (tmp_path / "old.json").write_text("{")
    assert "this is not JSON" in run(file, "--released", tmp_path / "old.json", code=1)[1]
    assert "value and reason" in run(file, "--released", file, code=1)[1]
