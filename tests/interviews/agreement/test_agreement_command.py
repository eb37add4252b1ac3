"""``tayanch interviews agreement`` on a project that was written for other programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tayanch.cli import app
from tayanch.interviews.refi import write_project
from tests.interviews.agreement.test_study import coded, study

TOLD = study(
    coded("a", "money", "акча жок"),
    coded("b", "money", "Үйдө акча жок болчу. Балдар да"),
    coded("a", "fear", "коркком"),
    coded("b", "children", "коркком"),
    coded("a", "fear", "коркком", "d2"),
    coded("b", "fear", "коркком", "d2"),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("agreement") / "study.qdpx"
    made = write_project(TOLD, names_of_coders=True, created=datetime(2015, 12, 1, tzinfo=UTC))
    path.write_bytes(made.data)
    return path


def ask(*words: object) -> Result:
    return CliRunner().invoke(app, ["interviews", "agreement", *map(str, words)])


def test_by_turn_each_code_has_its_numbers_as_json(project: Path) -> None:
    told = json.loads(ask(project, "--by", "turn", "--json").stdout)
    codes = {"/".join(each["path"]): each for each in told["codes"]}
    assert list(codes) == ["WHY/MONEY", "WHY/CHILDREN", "FEAR"]
    assert (codes["WHY/MONEY"]["alpha"], codes["WHY/MONEY"]["coded"], told["units"]) == (1.0, 1, 6)
    assert codes["FEAR"]["percent_coded"] == 0.5
    assert codes["FEAR"]["reasons"]["u_alpha"].startswith("Asked by character")
    assert [coder["name"] for coder in told["coders"]] == ["Aizada", "Bakyt"]
    assert any("Who read what is not told" in each for each in told["warnings"])


@pytest.mark.parametrize("by", ["turn", "sentence", "character"])
def test_every_level_can_be_asked_for_with_intervals(project: Path, by: str) -> None:
    told = json.loads(ask(project, "--by", by, "--intervals", 50, "--seed", 3, "--json").stdout)
    assert (told["by"], told["draws"]) == (by, 50)
    low, high = told["together"]["intervals"]["alpha"]
    assert low <= told["together"]["alpha"] <= high


def test_the_tree_can_be_cut_and_codes_and_coders_chosen(project: Path) -> None:
    themes = json.loads(ask(project, "--depth", 1, "--json").stdout)
    assert [each["name"] for each in themes["codes"]] == ["WHY", "FEAR"]
    one = json.loads(ask(project, "--code", "WHY/MONEY", "--coders", "Aizada,Bakyt", "--json").stdout)
    assert [each["name"] for each in one["codes"]] == ["MONEY"]


def test_disagreements_are_listed_with_confusions_and_without_words_of_the_text(project: Path) -> None:
    found = ask(project, "--json", "--disagreements")
    told = json.loads(found.stdout)
    assert [each["kind"] for each in told["disagreements"]] == ["other-code"]
    assert told["confusions"][0]["count"] == 1
    shown = ask(project, "--disagreements").stdout
    assert "other-code: Aizada: FEAR" in shown
    assert "коркком" not in shown + found.stdout


def test_the_table_warns_where_alpha_and_ac1_tell_different_stories(project: Path) -> None:
    found = ask(project, "--by", "character").stdout
    assert found.startswith("By character: Aizada, Bakyt; 2 documents that two read, 224 characters.")
    assert "Alpha and AC1 tell different stories about 3 codes: WHY › MONEY, WHY › CHILDREN, FEAR." in found
    assert "Borders of all codes: u-alpha" in found


def test_a_dash_in_the_table_has_its_reason_below(project: Path) -> None:
    found = ask(project, "--coders", "Aizada").stdout
    assert "– No document was read by two of these coders." in found


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--by", "page"], 2, "--by is turn, sentence or character."),
        (["--code", "NOTHING"], 1, "There is no code NOTHING in the codebook."),
        (["--coders", "Nobody"], 1, "There is no coder Nobody."),
    ],
)
def test_a_wrong_question_is_answered_with_one_sentence(
    project: Path, words: list[str], code: int, message: str
) -> None:
    found = ask(project, *words)
    assert (found.exit_code, found.stderr.startswith(message)) == (code, True)


def test_a_file_that_is_not_there_or_no_project_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.qdpx").write_bytes(b"nothing")
    for name in ("no.qdpx", "gone.qdpx"):
        found = ask(tmp_path / name)
        assert found.exit_code == 1
        assert found.stderr.count("\n") == 1
