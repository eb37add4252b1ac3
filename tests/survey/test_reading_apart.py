"""A file of a stranger is converted in a process of its own, and may end only that one."""

import subprocess
import sys

import pandas as pd
import pyreadstat
import pytest

from tayanch.survey.reading import ReadError, apart, read
from tayanch.survey.reading.apart import read_apart, to_parquet_apart


@pytest.fixture
def people(tmp_path):
    frame = pd.DataFrame({"пол": [1.0, 2.0, 9.0]})
    pyreadstat.write_sav(frame, tmp_path / "люди.sav", variable_value_labels={"пол": {1: "мужчина", 2: "женщина"}})
    return tmp_path / "люди.sav"


def test_it_gives_the_same_as_a_conversion_here(people, tmp_path):
    told = []
    data = to_parquet_apart(people, tmp_path / "p.parquet", told.append, missing={"пол": [9]})
    assert data.rows == tmp_path / "p.parquet"
    assert data.codebook == read(people, missing={"пол": [9]}).codebook
    assert told[-1] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.parquet", "люди.sav"]


def test_rows_come_over_without_touching_a_disk(people, tmp_path):
    told = []
    data, here = read_apart(people, told.append, missing={"пол": [9]}), read(people, missing={"пол": [9]})
    assert data.rows.equals(here.rows)
    assert data.codebook == here.codebook
    assert told[-1] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["люди.sav"]


def test_what_cannot_be_read_is_said_in_the_same_words(people, tmp_path):
    people.write_bytes(people.read_bytes()[:300])
    with pytest.raises(ReadError, match=r"люди\.sav is damaged"):
        to_parquet_apart(people, tmp_path / "p.parquet")
    with pytest.raises(ReadError, match=r"люди\.sav is damaged"):
        read_apart(people)
    assert [path.name for path in tmp_path.iterdir()] == ["люди.sav"]


def test_a_file_that_ends_the_process_is_called_damaged(people, tmp_path, monkeypatch):
    started = subprocess.Popen

    def falling(command, **pipes):
        return started([sys.executable, "-c", "import os; os.abort()"], **pipes)

    monkeypatch.setattr(apart.subprocess, "Popen", falling)
    with pytest.raises(ReadError, match="is damaged"):
        to_parquet_apart(people, tmp_path / "p.parquet")


def test_it_can_be_stopped_and_leaves_nothing(people, tmp_path):
    class StoppedError(Exception):
        pass

    def stop(done):
        raise StoppedError

    with pytest.raises(StoppedError):
        to_parquet_apart(people, tmp_path / "p.parquet", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["люди.sav"]
