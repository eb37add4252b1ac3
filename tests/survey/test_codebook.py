"""A codebook: who was asked, labels from translators, whether a file is what it says."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tayanch.survey.checking import check
from tayanch.survey.codebook import Codebook, CodebookError, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.translations import as_table, translated, with_texts

BOOK = Codebook(
    {
        "age": Variable("age", "number", {"": "Age"}, unit="years"),
        "sex": Variable("sex", "category", {"en": "Sex"}, (Level(1, {"en": "Man"}), Level(2, {"en": "Woman"}))),
        "left": Variable("left", "category", {}, (Level(1, {}), Level(98, {"": "refused"}, True)), "age >= 15"),
        "odd": Variable("odd", "text", asked_if="nobody == 1"),
        "gone": Variable("gone", "number"),
    },
    "A survey",
    "s.dta",
    ("note",),
)
ROWS = pa.table(
    {
        "age": pa.array([14, 15, None, 40], pa.int8()),
        "sex": pa.array([1, 2, 3, None], pa.int8()),
        "left": pa.array([1, 1, 1, None], pa.int8()),
        "left__why": pa.array([None, None, None, 98], pa.int8()),
        "odd": ["a", "b", "c", None],
        "stray": [1, 2, 3, 4],
    }
)


def test_who_was_asked_follows_from_the_skip_rule():
    columns = {"age": np.array([14, 15, np.nan, 40])}
    assert list(BOOK.eligible("left", columns)) == [False, True, False, True]
    assert list(BOOK.eligible("sex", columns)) == [True] * 4
    assert BOOK.needed("left") == {"age"}
    assert BOOK.needed("sex") == set()


def test_a_codebook_survives_json():
    assert Codebook.of(BOOK.as_mapping()) == BOOK


def test_reasons_and_answers_are_told_apart():
    assert [level.code for level in BOOK["left"].answers] == [1]
    assert [level.code for level in BOOK["left"].reasons] == [98]


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_file_is_checked_against_its_codebook(tmp_path, on_disk):
    pq.write_table(ROWS, tmp_path / "r.parquet")
    found = {(one.variable, one.kind): one for one in check(Data(tmp_path / "r.parquet" if on_disk else ROWS, BOOK))}
    assert set(found) == {
        ("sex", "unknown-code"),
        ("left", "not-asked"),
        ("odd", "rule"),
        ("gone", "absent"),
        ("stray", "undescribed"),
    }
    assert (found["sex", "unknown-code"].count, found["sex", "unknown-code"].codes) == (1, (3,))
    assert found["left", "not-asked"].count == 2  # aged 14, and of unknown age
    assert "no column nobody" in found["odd", "rule"].text


def test_translators_fill_a_table_that_is_laid_over_the_codebook(tmp_path):
    table = as_table(BOOK)
    assert "age,,,,,Age" in table
    path = tmp_path / "labels.csv"
    path.write_text("﻿variable,code,ky,ru,en\nsex,,Жынысы,Пол,\nsex,2,Аял,Женщина,\n", encoding="utf-8")
    sex = translated(BOOK, path)["sex"]
    assert sex.labels == {"en": "Sex", "ky": "Жынысы", "ru": "Пол"}
    assert sex.answer(2, "ky") == "Аял"
    assert sex.answer(1, "ky") == "Man"


def test_yaml_adds_universe_and_skip_rule_too(tmp_path):
    path = tmp_path / "labels.yaml"
    path.write_text(
        "sex:\n  labels: {ky: Жынысы}\n  levels: {2: {ky: Аял}}\n  universe: {en: All}\n  asked_if: age > 1\n"
    )
    sex = translated(BOOK, path)["sex"]
    assert (sex.asked_if, sex.universe, sex.label("ky")) == ("age > 1", {"en": "All"}, "Жынысы")


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"sax": {}}, "columns that are not there: sax"),
        ({"sex": {"levels": {7: {"ky": "?"}}}}, "no answer with the code 7"),
        ({"sex": {"labels": {"de": "Geschlecht"}}}, "de stands where a language is expected"),
        ({"sex": {"labels": "Sex"}}, "a text without a language"),
        ({"sex": {"label": {}}}, "label is not known"),
        ({"sex": {"asked_if": "age >"}}, "the skip rule cannot be read"),
        ({"sex": "Sex"}, "Sex is not known"),
    ],
)
def test_labels_that_do_not_fit_are_refused(texts, says):
    with pytest.raises(CodebookError, match=says):
        with_texts(BOOK, texts)


@pytest.mark.parametrize(
    ("name", "content"), [("l.csv", "a,b\n1,2\n"), ("l.yaml", "- 1"), ("l.yaml", "a: ["), ("no.csv", None)]
)
def test_a_file_of_labels_that_cannot_be_read_says_so(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(CodebookError):
        translated(BOOK, tmp_path / name)
