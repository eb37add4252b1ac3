"""Files of Stata, SPSS and SAS: values, labels and reasons for no answer; whole, or an error that says what to do."""

import datetime
import struct
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.codebook import Level
from tayanch.survey.reading import ReadError, read, save, to_parquet
from tayanch.survey.translations import with_texts

PEOPLE = pd.DataFrame(
    {
        "sex": [1.0, 2, 2, 1],
        "wage": [1500.5, np.nan, 0, 300],
        "name": ["a", "", "Жаңыл", "b"],
        "born": [datetime.date(1990, 2, 28)] * 3 + [None],
        "met": [datetime.datetime(2024, 5, 1, 10, 30)] * 4,
    }
)
SEX = {"sex": {1: "man", 2: "woman"}}


def values(data, name):
    return data.rows[name].to_pylist()


# --- Stata ------------------------------------------------------------------------------------------------


@pytest.fixture
def stata(tmp_path):
    people = PEOPLE.assign(income=pd.Series([1.0, "a", "b", 9.0], dtype=object))
    pyreadstat.write_dta(
        people,
        tmp_path / "people.dta",
        file_label="Invented people",
        column_labels={"sex": "Sex of the respondent"},
        missing_user_values={"income": ["a", "b"]},
        variable_value_labels={**SEX, "income": {9: "nine", "a": "refused"}},
    )
    return tmp_path / "people.dta"


def test_a_stata_file_gives_values_types_labels_and_dates(stata):
    data = read(stata)
    assert data.rows.schema.field("sex").type == pa.int8()
    assert values(data, "sex") == [1, 2, 2, 1]
    assert values(data, "wage") == [1500.5, None, 0, 300]
    assert values(data, "name") == ["a", None, "Жаңыл", "b"]
    assert values(data, "born")[0] == datetime.date(1990, 2, 28)
    assert values(data, "met")[0] == datetime.datetime(2024, 5, 1, 10, 30)
    book = data.codebook
    assert (book.title, book.source) == ("Invented people", "people.dta")
    assert book["sex"].label("en") == "Sex of the respondent"
    assert book["sex"].levels == (Level(1, {"": "man"}), Level(2, {"": "woman"}))
    assert [variable.kind for variable in book] == ["category", "number", "text", "date", "date", "category"]


def test_missing_codes_of_stata_become_reasons(stata):
    data = read(stata)
    assert values(data, "income") == [1, None, None, 9]
    assert values(data, "income__why") == [None, ".a", ".b", None]
    assert data.codebook["income"].reasons == (Level(".a", {"": "refused"}, True), Level(".b", {}, True))
    assert "sex__why" not in data.rows.column_names


def test_a_number_with_names_for_few_values_stays_a_number(tmp_path):
    ages = pd.DataFrame({"age": [float(age) for age in range(40)], "sex": [1.0, 2.0] * 20})
    pyreadstat.write_dta(ages, tmp_path / "a.dta", variable_value_labels={"age": {0: "under a year"}, **SEX})
    book = read(tmp_path / "a.dta").codebook
    assert (book["age"].kind, book["sex"].kind) == ("number", "category")


def with_notes(path, notes):
    """A Stata file (release 118) with characteristics, as ``label language`` writes them."""
    raw = path.read_bytes()
    written = b""
    for owner, name, text in notes:
        body = owner.encode().ljust(129, b"\0") + name.encode().ljust(129, b"\0") + text.encode() + b"\0"
        written += b"<ch>" + struct.pack("<I", len(body)) + body + b"</ch>"
    head, tail = raw.split(b"<characteristics>", 1)
    start = raw.index(b"<map>") + 5
    places = list(struct.unpack("<14Q", raw[start : start + 112]))
    moved = [place + (len(written) if index > 8 else 0) for index, place in enumerate(places)]
    whole = head + b"<characteristics>" + written + tail
    path.write_bytes(whole[:start] + struct.pack("<14Q", *moved) + whole[start + 112 :])


def test_label_languages_of_stata_are_kept_apart(tmp_path):
    frame = pd.DataFrame({"sex": [1.0, 2.0], "sex2": [1.0, 2.0]})
    path = tmp_path / "l.dta"
    frame.to_stata(
        path,
        version=118,
        write_index=False,
        variable_labels={"sex": "Пол"},
        value_labels={"sex": {1: "мужчина", 2: "женщина"}, "sex2": {1: "man", 2: "woman"}},
    )
    notes = [("_dta", "_lang_list", "ru en"), ("_dta", "_lang_c", "ru")]
    with_notes(path, [*notes, ("sex", "_lang_v_en", "Sex"), ("sex", "_lang_l_en", "sex2")])
    sex = read(path).codebook["sex"]
    assert sex.labels == {"ru": "Пол", "en": "Sex"}
    assert sex.levels == (Level(1, {"ru": "мужчина", "en": "man"}), Level(2, {"ru": "женщина", "en": "woman"}))


def test_cyrillic_labels_of_an_old_stata_file_are_read(tmp_path):
    frame = pd.DataFrame({"sex": [1.0, 2.0]})
    path = tmp_path / "old.dta"
    frame.to_stata(path, version=114, write_index=False, variable_labels={"sex": "QQQ of the asked"})
    label = "Пол кого спросили"
    raw = path.read_bytes().replace(b"QQQ of the asked\0", (label + "\0").encode("cp1251")[:17].ljust(17, b"\0"))
    path.write_bytes(raw)
    book = read(path).codebook
    assert book["sex"].label("ru") == label
    assert "WINDOWS-1251" in book.notes[0]


# --- SPSS and SAS -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("compressed", [True, False], ids=["zsav", "sav"])
def test_missing_codes_and_ranges_of_spss_become_reasons(tmp_path, compressed):
    frame = PEOPLE.assign(q=[1.0, 98.0, 7.0, np.nan], s=["x", "b", "y", ""])
    path = tmp_path / ("p.zsav" if compressed else "p.sav")
    pyreadstat.write_sav(
        frame,
        path,
        compress=compressed,
        missing_ranges={"q": [{"lo": 97, "hi": 99}], "s": ["b"]},
        variable_value_labels={**SEX, "q": {1: "yes", 98: "refused"}},
    )
    data = read(path)
    assert values(data, "q") == [1, None, 7, None]
    assert values(data, "q__why") == [None, 98, None, None]
    assert values(data, "s") == ["x", None, "y", None]
    assert values(data, "s__why") == [None, "b", None, None]
    assert data.codebook["q"].reasons == (Level(98, {"": "refused"}, True),)
    assert values(data, "born") == [datetime.date(1990, 2, 28)] * 3 + [None]
    assert values(data, "met")[0] == datetime.datetime(2024, 5, 1, 10, 30)
    assert data.codebook["s"].kind == "text"


@pytest.mark.parametrize(("ending", "write"), [("por", pyreadstat.write_por), ("xpt", pyreadstat.write_xport)])
def test_portable_files_of_spss_and_transport_files_of_sas_are_read(tmp_path, ending, write):
    path = tmp_path / f"p.{ending}"
    write(PEOPLE[["sex", "wage"]], path)
    data = read(path)
    found = {name.lower(): values(data, name) for name in data.rows.column_names}
    assert found == {"sex": [1, 2, 2, 1], "wage": [1500.5, None, 0, 300]}


def test_names_that_differ_only_in_case_are_made_different(tmp_path):
    pyreadstat.write_dta(pd.DataFrame({"Age": [1.0], "age": [2.0]}), tmp_path / "n.dta")
    data = read(tmp_path / "n.dta")
    assert data.rows.to_pylist() == [{"Age": 1, "age_2": 2}]
    assert "age_2" in data.codebook.notes[0]


def test_a_column_that_is_called_as_the_reasons_of_another_gives_way(tmp_path):
    frame = pd.DataFrame({"q": [1.0, 9.0], "q__why": [5.0, 6.0]})
    pyreadstat.write_sav(frame, tmp_path / "c.sav", missing_ranges={"q": [9]})
    data = read(tmp_path / "c.sav")
    assert data.rows.to_pylist() == [
        {"q": 1, "q__why": None, "q__why_2": 5},
        {"q": None, "q__why": 9, "q__why_2": 6},
    ]


def test_declared_codes_become_reasons(tmp_path, stata):
    data = read(stata, missing={"wage": [0], "income": [9]})
    assert values(data, "wage") == [1500.5, None, None, 300]
    assert values(data, "wage__why") == [None, None, "0", None]
    assert values(data, "income__why") == [None, ".a", ".b", "9"]
    (tmp_path / "d.csv").write_text("q,w\n1,5\n98,6\n99,7\n")
    data = read(tmp_path / "d.csv", missing={"q": [98, 99]})
    assert values(data, "q") == [1, None, None]
    assert values(data, "q__why") == [None, 98, 99]
    assert data.codebook["q"].reasons == (Level(98, {}, True), Level(99, {}, True))
    with pytest.raises(ReadError, match="no column sax"):
        read(stata, missing={"sax": [1]})


# --- Parquet ----------------------------------------------------------------------------------------------


def test_a_converted_file_gives_back_rows_and_codebook(stata, tmp_path):
    told = []
    made = to_parquet(stata, tmp_path / "p.parquet", told.append)
    kept, given = read(tmp_path / "p.parquet"), read(stata)
    assert made.rows == kept.rows == tmp_path / "p.parquet"
    assert kept.codebook == made.codebook == given.codebook
    assert pq.read_table(kept.rows).replace_schema_metadata() == given.rows
    assert told == sorted(told)
    assert told[-1] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.parquet", "people.dta"]


def test_pieces_make_no_difference(stata, tmp_path, monkeypatch):
    whole = read(stata)
    for reader in ("labelled", "sheets"):
        monkeypatch.setattr(f"tayanch.survey.reading.{reader}.rows_of_a_piece", lambda columns: 2)
    to_parquet(stata, tmp_path / "p.parquet")
    assert pq.ParquetFile(tmp_path / "p.parquet").num_row_groups == 2
    assert pq.read_table(tmp_path / "p.parquet").replace_schema_metadata() == whole.rows
    assert read(stata).codebook == whole.codebook


def test_a_conversion_that_is_stopped_leaves_nothing(stata, tmp_path):
    class StoppedError(Exception):
        pass

    def stop(done):
        raise StoppedError

    with pytest.raises(StoppedError):
        to_parquet(stata, tmp_path / "p.parquet", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["people.dta"]


def test_a_codebook_that_got_labels_is_saved_beside_the_rows(stata, tmp_path):
    data = to_parquet(stata, tmp_path / "p.parquet")
    book = with_texts(data.codebook, {"sex": {"labels": {"ky": "Жынысы"}, "asked_if": "wage > 0"}})
    for rows in (data, read(stata)):
        saved = save(replace(rows, codebook=book), tmp_path / "s.parquet")
        assert read(tmp_path / "s.parquet").codebook == book
        assert pq.read_table(saved.rows).replace_schema_metadata() == read(stata).rows
    assert save(replace(data, codebook=book), tmp_path / "p.parquet").codebook == book  # over itself


def test_parquet_of_others_has_a_codebook_of_names_and_types(tmp_path):
    pq.write_table(pa.table({"a": [1.5], "b": ["x"], "c": [datetime.date(2020, 1, 1)]}), tmp_path / "o.parquet")
    data = read(tmp_path / "o.parquet")
    assert [(variable.name, variable.kind) for variable in data.codebook] == [
        ("a", "number"),
        ("b", "text"),
        ("c", "date"),
    ]


numbers = st.one_of(st.none(), st.integers(-(2**40), 2**40).map(float), st.floats(-1e9, 1e9), st.just(0.1))
texts = st.one_of(st.none(), st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(numbers, texts), min_size=1, max_size=8))
def test_what_was_written_is_read(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("round")
    frame = pd.DataFrame({"n": [row[0] for row in rows], "t": [row[1] or "" for row in rows]}).astype({"n": float})
    for ending, write in (("dta", pyreadstat.write_dta), ("sav", pyreadstat.write_sav)):
        write(frame, folder / f"r.{ending}")
        data = read(folder / f"r.{ending}")
        assert values(data, "n") == [row[0] for row in rows]
        assert values(data, "t") == [row[1] for row in rows]


# --- files that cannot be read ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("e.dta", b"", "is empty"),
        ("e.csv", b"\n \n", "is empty"),
        ("h.csv", b"a,b\n", "holds no rows"),
        ("p.sav", b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV\x15", "protected by a password"),
        ("w.dta", b"<!DOCTYPE html><html>sign in", "download it again while signed in"),
        ("d.pdf", b"%PDF-1.7", "ask for the data as"),
        ("r.RData", b"\x1f\x8b\x08", "haven::write_dta"),
        ("x.xlsx", b"PK\3\4 cut off", "not copied to its end"),
        ("x.dta", b"something else", "something else than its name says"),
        ("x.parquet", b"PAR1 cut off", "is damaged"),
        ("x.csv", b"a,b\n1,\0\0\n", "is no table"),
        ("x.csv", b"a,b\n1,2\n1,2,3\n", "a row has 3 values where 2 are expected"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    for use in (lambda: read(tmp_path / name), lambda: to_parquet(tmp_path / name, tmp_path / "out.parquet")):
        with pytest.raises(ReadError, match=says) as error:
            use()
        assert str(error.value).count("\n") == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_ends_too_early_is_never_half_read(stata, tmp_path, part):
    frame = pd.DataFrame({"a": np.arange(5000.0), "b": np.arange(5000.0) / 3})
    pyreadstat.write_dta(frame, tmp_path / "w.dta")
    pyreadstat.write_sav(frame, tmp_path / "w.sav")
    to_parquet(tmp_path / "w.sav", tmp_path / "w.parquet")
    for ending in ("dta", "sav", "parquet"):
        raw = (tmp_path / f"w.{ending}").read_bytes()
        cut = tmp_path / f"cut.{ending}"
        cut.write_bytes(raw[: int(len(raw) * part)])
        with pytest.raises(ReadError, match="damaged"):
            read(cut)


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(ReadError, match="cannot be opened"):
        read(tmp_path / "no.dta")
    with pytest.raises(ReadError, match="no Parquet file"):
        read(tmp_path)
