"""``tayanch survey read`` shows a codebook and converts; it never shows a row."""

import json

import pandas as pd
import pyreadstat
import pytest
from typer.testing import CliRunner

from tayanch.survey.commands import survey_app
from tayanch.survey.ddi import from_ddi
from tayanch.survey.reading import read


@pytest.fixture
def people(tmp_path):
    frame = pd.DataFrame({"sex": [1.0, 2.0], "name": ["Invented", "Nobody"]})
    pyreadstat.write_dta(frame, tmp_path / "p.dta", variable_value_labels={"sex": {1: "man", 2: "woman"}})
    return tmp_path / "p.dta"


def run(*arguments):
    from typer import Typer

    app = Typer()
    app.add_typer(survey_app, name="survey")
    return CliRunner().invoke(app, ["survey", "read", *map(str, arguments)])


def test_the_codebook_is_shown_as_a_table_json_or_ddi(people):
    table = run(people)
    assert "sex  [category]\n" in table.stdout
    assert "2 = woman" in table.stdout
    assert "Invented" not in table.output
    assert json.loads(run(people, "--codebook", "json").stdout)["source"] == "p.dta"
    assert from_ddi(run(people, "--codebook", "ddi").stdout) == read(people).codebook


def test_a_file_is_converted_with_its_codebook(people, tmp_path):
    done = run(people, "--out", tmp_path / "p.parquet", "--codebook", "json")
    assert done.exit_code == 0
    assert read(tmp_path / "p.parquet").codebook == read(people).codebook
    assert json.loads(done.stdout)


def test_what_cannot_be_done_is_said_in_one_line(people, tmp_path):
    wrong = run(tmp_path / "no.dta")
    assert (wrong.exit_code, wrong.stderr) == (
        1,
        "no.dta cannot be opened (No such file or directory): check the path.\n",
    )
    assert run(people, "--codebook", "pdf").exit_code == 2
