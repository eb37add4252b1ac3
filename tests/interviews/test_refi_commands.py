"""``tayanch interviews read``, ``export`` and ``codebook``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.interviews.refi import NVIVO, read_project, write_project
from tests.interviews.refi_files import ROOT, qdpx, selection
from tests.interviews.studies import NOW, TEXT, example

run = CliRunner()


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "study.qdpx"
    file.write_bytes(write_project(example(), reading=NVIVO, names_of_coders=True, created=NOW).data)
    return file


def test_a_terminal_reads_a_project_in_the_fixed_form(study: Path) -> None:
    """In a process of its own, as people start it."""
    command = [sys.executable, "-m", "tayanch", "interviews", "read", str(study), "--format", "json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    told = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", env=env).stdout
    )
    assert set(told) == {"dialect", "warnings", "sources", "codes", "cases"}
    source = told["sources"][0]
    assert set(source) == {"guid", "name", "text", "codings"}
    assert source["text"] == TEXT
    for coding in source["codings"]:
        assert set(coding) == {"code", "path", "start", "end", "text", "coder"}
        assert coding["text"] == TEXT[coding["start"] : coding["end"]]
        assert coding["path"][-1] == coding["code"]
    found = {(coding["code"], coding["text"], coding["coder"]) for coding in source["codings"]}
    assert ("MOT-WORK", "Жумуш жок болчу", "Ann Example") in found
    assert ("FAMILY", "🏠 үйдөн чыктым", "") in found
    assert ("MOT-WORK", "Жумуш жок болчу", "Settled") in found
    assert ["MOT", "MOT-WORK"] in [code["path"] for code in told["codes"]]
    assert told["dialect"]["name"] == "nvivo"
    people = {case["name"]: case["kind"] for case in told["cases"]}
    assert people == {
        "A family": "case",
        "Nobody yet": "case",
        "Модератор": "speaker",
        "Айша": "speaker",
        "P3": "speaker",
    }


def test_for_people_it_tells_counts_reading_and_losses(study: Path) -> None:
    result = run.invoke(app, ["interviews", "read", str(study)])
    assert result.exit_code == 0
    assert "2 texts, 3 codes, 4 codings" in result.output
    assert "Positions: UTF-16 units, a line end counts two" in result.output
    assert "    MOT-WORK" in result.output


@pytest.mark.parametrize("target", ["plain", "nvivo", "maxqda", "atlasti"])
def test_a_study_is_exported_for_a_tool(study: Path, tmp_path: Path, target: str) -> None:
    out = tmp_path / "out.qdpx"
    result = run.invoke(app, ["interviews", "export", str(study), "--for", target, "--out", str(out)])
    assert result.exit_code == 0, result.output
    back = read_project(out.read_bytes())
    assert back.dialect.reading.name == target
    assert [coder.name for coder in back.study.coders] == ["Coder 1", "Coder 2"]
    assert {coding.id for coding in back.study.codings} == {coding.id for coding in example().codings}
    assert "such as emoji" in result.output
    assert "2 × Coder changed" in result.output


def test_names_of_coders_leave_only_when_asked(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.qdpx"
    assert run.invoke(app, ["interviews", "export", str(study), "--out", str(out), "--coder-names"]).exit_code == 0
    assert [coder.name for coder in read_project(out.read_bytes()).study.coders] == ["Ann Example", "Bob Example"]


def test_a_project_whose_reading_is_in_doubt_is_not_exported_unasked(tmp_path: Path) -> None:
    file, out = tmp_path / "doubt.qdpx", tmp_path / "out.qdpx"
    file.write_bytes(qdpx([selection(1, 1, 6), selection(2, 9, 12)], b"Several words in here."))
    refused = run.invoke(app, ["interviews", "export", str(file), "--out", str(out)])
    assert refused.exit_code == 1
    assert "--reading" in refused.output
    assert not out.exists()
    assert run.invoke(app, ["interviews", "export", str(file), "--out", str(out), "--reading", "plain"]).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["read", "nowhere.qdpx"], "cannot be read"),
        (["read", "nowhere.qdpx", "--format", "xml"], "text or json"),
        (["export", "nowhere.qdpx", "--out", "x", "--for", "word"], "--for is"),
        (["codebook", "nowhere.qdc", "--out", "x.docx"], "--out ends"),
    ],
)
def test_faults_are_said_in_one_line(words: list[str], said: str) -> None:
    result = run.invoke(app, ["interviews", *words])
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize("ending", [".qdc", ".yaml", ".csv"])
def test_a_codebook_goes_through_each_form_and_comes_back(study: Path, tmp_path: Path, ending: str) -> None:
    middle, last = tmp_path / f"book{ending}", tmp_path / "last.yaml"
    assert run.invoke(app, ["interviews", "codebook", str(study), "--out", str(middle)]).exit_code == 0
    assert run.invoke(app, ["interviews", "codebook", str(middle), "--out", str(last)]).exit_code == 0
    from tayanch.interviews.refi import codebooks

    assert codebooks.from_yaml(last.read_text("utf-8")) == example().codebook


def test_a_codebook_written_by_hand_needs_only_names(tmp_path: Path) -> None:
    from tayanch.interviews.refi import codebooks

    found = codebooks.from_csv("name;label_ky\nMOT;Себептер\n")
    assert found.codes[0].label("ky") == "Себептер"
    assert codebooks.from_yaml("- name: MOT\n").codes[0].is_codable


def test_a_table_of_codes_without_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("colour\nred\n")
    result = run.invoke(app, ["interviews", "codebook", str(file), "--out", str(tmp_path / "x.yaml")])
    assert result.exit_code == 1
    assert "column name" in result.output
