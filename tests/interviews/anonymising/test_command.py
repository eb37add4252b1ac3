"""``tayanch interviews anonymise`` as it is typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.commands import interviews_app
from tayanch.interviews.model import Coder, Coding, Document, Study, TextVersion
from tayanch.interviews.refi import read_project, write_project

TALK = "Модератор: Откуда вы?\nАйнура: Я из Оша. Со мной была Гульзат эже, её номер +996 555 12 34 56.\n"
NAMES = """
names:
  - {id: a, kind: person, sex: woman, forms: [Айнура]}
  - {id: o, kind: place, place: city, forms: [Ош]}
rejected: []
"""


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(interviews_app, ["anonymise", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    file = tmp_path / "talk.txt"
    file.write_text(TALK, "utf-8")
    return file


def test_candidates_are_printed_with_type_position_confidence_and_stand_in(talk: Path) -> None:
    code, out, _err = run(talk, "--json")
    rows = json.loads(out)["candidates"]
    assert code == 0
    assert {row["type"] for row in rows} == {"person", "place", "phone"}
    for row in rows:
        assert TALK[row["start"] : row["end"]] == row["text"]
        assert 0 < row["confidence"] <= 1
        assert row["stand_in"].startswith("[")
    stand_ins = {row["stand_in"] for row in rows if "Айнура" in row["text"]}
    assert stand_ins == {"[Женщина-01]"}


def test_only_confirmed_names_are_replaced_when_a_dictionary_is_given(talk: Path, tmp_path: Path) -> None:
    names, out = tmp_path / "names.yaml", tmp_path / "out.txt"
    names.write_text(NAMES, "utf-8")
    code, _out, err = run(talk, "--dictionary", names, "--out", out)
    assert code == 0
    assert out.read_text("utf-8").splitlines()[1] == (
        "[Женщина-01]: Я из [Город-01]. Со мной была Гульзат эже, её номер +996 555 12 34 56."
    )
    assert "2 other candidates still stand" in err


def test_the_key_is_written_only_when_asked_and_with_a_warning(talk: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "out.txt", tmp_path / "key.csv"
    run(talk, "--out", out)
    assert not key.exists()
    code, _out, err = run(talk, "--out", out, "--key", key)
    assert code == 0
    assert "knows everybody behind the stand-ins" in err
    assert "[Женщина-01],Айнура" in key.read_text("utf-8")
    assert key.stat().st_mode & 0o077 == 0 or key.stat().st_mode & 0o700  # Windows knows no such modes
    for name in ("Айнура", "Оша", "Гульзат", "555"):
        assert name not in out.read_text("utf-8")


def test_a_draft_is_a_dictionary_that_can_be_given_back(talk: Path, tmp_path: Path) -> None:
    draft, first, second = (tmp_path / name for name in ("draft.yaml", "first.txt", "second.txt"))
    run(talk, "--out", first, "--draft", draft)
    code, _out, err = run(talk, "--dictionary", draft, "--out", second)
    assert (code, second.read_text("utf-8")) == (0, first.read_text("utf-8"))
    assert "Every candidate is confirmed" in err


def test_codings_of_a_project_stay_on_their_words(tmp_path: Path) -> None:
    start = TALK.index("Со мной")
    study = Study(
        "s",
        "Study",
        (Document("d", "Talk", (TextVersion(1, "transcribed", TALK),)),),
        codebook=Codebook((Code("c", "C"),)),
        coders=(Coder("k", "K"),),
        codings=(Coding("x", "d", 1, start, start + 24, "c", "k"),),
    )
    project, out = tmp_path / "study.qdpx", tmp_path / "anonymous.qdpx"
    project.write_bytes(write_project(study, created=datetime(2026, 1, 1, tzinfo=UTC)).data)
    assert run(project, "--out", out)[0] == 0
    again = read_project(out.read_bytes()).study
    (coding,) = again.codings
    text = again.documents[0].newest.text
    assert text[coding.start : coding.end] == "Со мной была [Женщина-02] эже"
    with ZipFile(out) as whole:
        for member in whole.namelist():
            assert "Айнура".encode() not in whole.read(member), member


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--language", "fr"), "--language is one of"),
        (("--dictionary", "missing.yaml"), "cannot be opened"),
        (("--out", "out.qdpx"), "import it first"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(talk: Path, arguments: tuple[str, ...], told: str) -> None:
    code, _out, err = run(talk, *arguments)
    assert code
    assert told in err
