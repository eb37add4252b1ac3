"""CSV and Excel: encodings, delimiters, decimal commas and days are found, and nothing is guessed in silence."""

import datetime

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.reading import ReadError, read, to_parquet


def rows(path, **options):
    return read(path, **options).rows.to_pylist()


def written(tmp_path, text, encoding="utf-8", name="t.csv"):
    (tmp_path / name).write_bytes(text.encode(encoding))
    return tmp_path / name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path, encoding, sign):
    lines = ["код|имя|вес", "1|Айгуль|2.5", "2|Бермет и её сестра|", "3|Гүлнара" if encoding != "cp1251" else "3|Анна"]
    text = "\n".join(lines[:3]).replace("|", sign) + f"\n{lines[3].replace('|', sign)}{sign}4\n"
    path = written(tmp_path, text, encoding)
    found = read(path)
    assert found.rows.column_names == ["код", "имя", "вес"]
    assert found.rows["код"].to_pylist() == [1, 2, 3]
    assert found.rows["вес"].to_pylist() == [2.5, None, 4]
    assert found.rows["имя"].to_pylist()[0] == "Айгуль"
    assert bool(found.codebook.notes) == (encoding == "cp1251")


def test_decimal_commas_and_dotted_days_are_understood(tmp_path):
    path = written(tmp_path, "w;d;i\n0,5;31.12.2019;2019-06-30\n1;1.2.2020;\n")
    assert rows(path) == [
        {"w": 0.5, "d": datetime.date(2019, 12, 31), "i": datetime.date(2019, 6, 30)},
        {"w": 1.0, "d": datetime.date(2020, 2, 1), "i": None},
    ]


def test_a_comma_is_never_a_decimal_one_where_it_divides_values(tmp_path):
    assert rows(written(tmp_path, 'a,b\n"1,234",2\n')) == [{"a": "1,234", "b": 2}]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (["1", "2", "127"], pa.int8()),
        (["1", "200"], pa.int16()),
        (["-40000"], pa.int32()),
        (["996700123456"], pa.int64()),
        (["1.0", "2.0", "NA"], pa.int8()),
        (["1.5", "1e3"], pa.float64()),
        (["007", "1"], pa.string()),
        (["1", "x"], pa.string()),
        (["99999999999999999999"], pa.string()),
        (["2020-01-01"], pa.date32()),
        (["2020-13-45"], pa.string()),
        (["+1"], pa.string()),
    ],
)
def test_the_type_of_a_column_is_the_narrowest_true_one(tmp_path, column, kind):
    path = written(tmp_path, "a,b\n" + "".join(f"{value},x\n" for value in column))
    assert read(path).rows.schema.field("a").type == kind
    to_parquet(path, tmp_path / "o.parquet")
    assert read(tmp_path / "o.parquet").schema.field("a").type == kind


def test_the_type_is_found_from_the_whole_column_not_its_beginning(tmp_path):
    path = written(tmp_path, "a,b\n" + "1,2\n" * 600_000 + "x,2\n")
    table = read(path).rows
    assert len(table) == 600_001
    assert (table.schema.field("a").type, table.schema.field("b").type) == (pa.string(), pa.int8())


def test_names_that_clash_or_lack_are_made_clear(tmp_path):
    found = read(written(tmp_path, "age,Age,,age\n1,2,3,4\n"))
    assert found.rows.column_names == ["age", "Age_2", "column_3", "age_3"]
    assert len(found.codebook.notes) == 3


def test_the_line_in_which_excel_tells_the_delimiter_is_no_row(tmp_path):
    assert rows(written(tmp_path, "sep=|\na|b\n1|2\n")) == [{"a": 1, "b": 2}]


def test_lines_within_quotes_belong_to_one_value(tmp_path):
    assert rows(written(tmp_path, 'a,"b\nc"\n1,"x\ny"\n')) == [{"a": 1, "b\nc": "x\ny"}]


cell = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.integers(-(10**9), 10**9).map(lambda whole: whole / 1000),
    st.sampled_from(["Ош", "a;b", 'q"q', "x y"]),
)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(cell, cell), min_size=2, max_size=6).filter(lambda found: any(a is not None for a, _ in found))
)
def test_a_table_says_the_same_as_csv_and_as_a_workbook(tmp_path_factory, given_rows):
    folder = tmp_path_factory.mktemp("same")
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    lines = ["a;b"]
    for row in given_rows:
        book.active.append(list(row))
        told = ["" if value is None else str(value).replace('"', '""') for value in row]
        lines.append(";".join(f'"{value}"' for value in told))
    book.save(folder / "t.xlsx")
    (folder / "t.csv").write_text("\n".join(lines) + "\n")
    sheet, plain = read(folder / "t.xlsx").rows.to_pylist(), rows(folder / "t.csv")
    assert [row for row in plain if row != {"a": None, "b": None}] == sheet


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(path)
    return path


def test_a_workbook_gives_its_first_sheet_or_the_named_one(tmp_path):
    day = datetime.datetime(2024, 5, 1)
    path = workbook(
        tmp_path / "w.xlsx",
        blank=[],
        people=[[], ["id", "day", "x"], [1, day, "#N/A"], [2.0, None, True]],
        other=[["z"], [9]],
    )
    found = read(path)
    assert found.rows.to_pylist() == [{"id": 1, "day": day.date(), "x": None}, {"id": 2, "day": None, "x": 1}]
    assert "there are also blank, other" in found.codebook.notes[0]
    assert rows(path, sheet="other") == [{"z": 9}]
    with pytest.raises(ReadError, match="choose one of blank, people, other"):
        read(path, sheet="people2")
    with pytest.raises(ReadError, match="is empty"):
        read(path, sheet="blank")


def test_values_beside_the_named_columns_are_not_dropped_in_silence(tmp_path):
    path = workbook(tmp_path / "w.xlsx", a=[["id"], [1, "stray"]])
    with pytest.raises(ReadError, match="name every column"):
        read(path)


def test_a_workbook_with_a_password_says_so(tmp_path):
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = workbook(tmp_path / "w.xlsx", a=[["id"], [1]])
    with plain.open("rb") as source, (tmp_path / "locked.xlsx").open("wb") as target:
        OOXMLFile(source).encrypt("secret", target)
    with pytest.raises(ReadError, match="protected by a password"):
        read(tmp_path / "locked.xlsx")
