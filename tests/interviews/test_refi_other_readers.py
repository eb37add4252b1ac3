"""Other tools open what we export, with the same codings. Needs their readers: see ``other_readers.py``."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tayanch.interviews.refi import write_project
from tests.interviews.studies import NOW, example

READERS = os.environ.get("TAYANCH_OTHER_READERS", "")


@pytest.mark.skipif(not READERS, reason="TAYANCH_OTHER_READERS names no Python with qualitative-coding and qdapy")
def test_two_other_tools_see_the_same_codings(tmp_path: Path) -> None:
    study = example()
    first, second = study.documents
    study = replace(study, documents=(first, replace(second, name="Talk 2")))  # qc keeps texts by their names
    file = tmp_path / "study.qdpx"
    file.write_bytes(write_project(study, names_of_coders=True, created=NOW).data)
    command = [READERS, str(Path(__file__).parent / "other_readers.py"), str(file)]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    names = {coder.id: coder.name for coder in study.coders} | {"": "Unknown coder"}
    text = first.newest.text
    wanted = set()
    for coding in study.codings:
        coder = names[coding.coder] + (f" (round {coding.round})" if coding.round > 1 else "")
        wanted.add((study.codebook[coding.code].name, coder, text[coding.start : coding.end]))
    wanted |= {("MOT-WORK", "Settled", "Жумуш жок болчу")}
    found = {(code.rpartition("/")[2], coder, words) for code, coder, words in seen["qdapy"]}  # "MOT/MOT-WORK"
    assert {each for each in found if each[1] != "Speakers"} == wanted
    turns = {(code, words) for code, coder, words in found if coder == "Speakers"}
    labels = {speaker.id: speaker.label for speaker in study.speakers}
    assert turns == {(labels[turn.speaker or ""], text[turn.start : turn.end]) for turn in first.newest.turns}

    codings, texts = seen["qualitative_coding"]
    assert texts["Talk 1"] == text
    assert {tuple(each) for each in codings if each[1] != "Speakers"} == {(code, coder) for code, coder, _ in wanted}
    assert {code for code, coder in codings if coder == "Speakers"} == set(labels.values())
