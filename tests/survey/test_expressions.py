"""Conditions on rows: the same in memory and in SQL, unknown where a value is missing, clear where they are wrong."""

import datetime

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.expressions import ExpressionError, name, parse, quote

nan = float("nan")
PEOPLE = {
    "sex": np.array([1, 2, 2, 1, 2], dtype=np.int8),
    "age": np.array([14, 15, nan, 64, 65.0]),
    "region": np.array(["Osh", "Batken", None, "Osh", "Chuy"], dtype=object),
    "abroad": np.array([True, None, False, None, True], dtype=object),
    "left": np.array([datetime.date(2015, 1, 1), None, datetime.date(2019, 6, 30), None, None], dtype=object),
}


def in_memory(text, columns=PEOPLE):
    return list(parse(text).rows(columns))


def in_duckdb(text, columns=PEOPLE):
    table = pa.table({key: pa.array(values, from_pandas=key == "left") for key, values in columns.items()})
    found = ibis.memtable(table)
    return list(ibis.duckdb.connect().execute(found.select(answer=parse(text).ibis(found)))["answer"])


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sex == 2", [1, 2, 4]),
        ("sex = 2 and age >= 15", [1, 4]),
        ("15 <= age < 65", [1, 3]),
        ("not age < 15", [1, 3, 4]),
        ("age is missing", [2]),
        ("age is not missing and sex <> 1", [1, 4]),
        ("region in ('Osh', \"Chuy\")", [0, 3, 4]),
        ("region not in ('Osh')", [1, 4]),
        ("age + sex * 10 > 34 / 1", [1, 3, 4]),
        ("age / (sex - 1) > 0", [1, 4]),
        ("abroad", [0, 4]),
        ("not abroad", [2]),
        ("abroad or sex == 2", [0, 1, 2, 4]),
        ("abroad == 1", [0, 4]),
        ("left > '2016-01-01'", [2]),
        ("left <= '2015-01-01' or age < 0", [0]),
        ("region < 'C'", [1]),
        ("true", [0, 1, 2, 3, 4]),
        ("`sex` = -(-2)", [1, 2, 4]),
        ("sex ≠ 2 OR false", [0, 3]),
    ],
)
def test_a_condition_finds_the_same_rows_in_memory_and_in_sql(text, rows):
    expected = [index in rows for index in range(5)]
    assert in_memory(text) == expected
    assert in_duckdb(text) == expected


def test_unknown_is_neither_true_nor_false():
    holds, known = parse("age > 15 and sex == 2").truth(PEOPLE)
    assert list(known) == [True, True, False, True, True]
    assert list(holds & known) == [False, False, False, False, True]


def test_not_a_number_is_missing_and_never_large():
    columns = {"wage": np.array([nan, 1.0, np.inf])}
    table = ibis.memtable(pa.table({"wage": pa.array(columns["wage"])}))  # a NaN that is not NULL
    for text, rows in (("wage > 0", [False, True, True]), ("wage is missing", [True, False, False])):
        assert list(parse(text).rows(columns)) == rows
        assert list(ibis.duckdb.connect().execute(table.select(a=parse(text).ibis(table)))["a"]) == rows


def test_columns_of_single_precision_are_compared_in_double():
    columns = {"share": np.array([0.1], dtype=np.float32)}
    assert in_memory("share == 0.1", columns) == in_duckdb("share == 0.1", columns) == [False]


def test_texts_that_end_in_nothing_visible_are_still_different():
    columns = {"s": np.array(["a", "a\0", "a "], dtype=object)}
    assert list(parse("s == 'a'").rows(columns)) == [True, False, False]
    assert list(parse("s in ('a\0', 'b')").rows(columns)) == [False, True, False]


def test_an_expression_knows_its_columns():
    assert parse("`a/b` > 1 and (c is missing or c in (1, 2)) and d == 'e'").columns == {"a/b", "c", "d"}


def test_a_calculation_gives_values():
    found = parse("age / 2 + 1").values(PEOPLE)
    np.testing.assert_array_equal(found, [8, 8.5, nan, 33, 33.5])
    assert list(parse("region").values(PEOPLE)) == ["Osh", "Batken", None, "Osh", "Chuy"]


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("sex ==", 7, "a column, a number, a text in quotes or an opening bracket ( is expected, but the end"),
        ("(sex == 1", 10, "a closing bracket ) is expected"),
        ("sex == 1 2", 10, "and, or, a comparison or the end is expected, but 2"),
        ("sex in 1", 8, "an opening bracket ( with a list is expected"),
        ("sex in (1; 2)", 10, "the sign ; means nothing here"),
        ("sex in ()", 9, "a number or a text in quotes is expected, but )"),
        ("sex is 1", 8, "missing is expected"),
        ("region == 'Osh", 11, "not closed"),
        ("sex == 1 & age > 3", 10, "write and"),
        ("${sex} = 1", 1, "without ${ }"),
        ("", 1, "but the end stands there"),
        ("age > 1,5", 8, "but , stands there"),
        ("__import__('os')", 11, "but ( stands there"),
    ],
)
def test_an_error_says_where_and_what_is_expected(text, position, says):
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert says in str(error.value)
    assert error.value.position == position


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("region == 1", "region holds texts: write the value in quotes, not 1."),
        ("sex == '1'", "sex holds numbers: write the value without quotes, not '1'."),
        ("region > age", "region holds texts and age numbers"),
        ("sex", "a condition is expected"),
        ("not sex", "sex is no condition: compare it, as in sex == 1."),
        ("region + 1 > 2", "only numbers can be calculated with"),
        ("left > 'yesterday'", "left holds dates: write '2019-06-30' instead of 'yesterday'."),
        ("Sex == 1", "There is no column Sex. Is sex meant?"),
    ],
)
def test_what_does_not_fit_the_columns_is_told_alike_by_both(text, says):
    for answer in (in_memory, in_duckdb):
        with pytest.raises(ExpressionError) as error:
            answer(text)
        assert says in str(error.value)


def test_nesting_and_length_have_an_end():
    with pytest.raises(ExpressionError, match="nested"):
        parse("(" * 1000 + "a" + ")" * 1000)
    with pytest.raises(ExpressionError, match="in a row"):
        parse(" or ".join(["a == 1"] * 1000))
    with pytest.raises(ExpressionError, match="too long"):
        parse("a" * 100_000)
    assert in_memory("not " * 501 + "sex == 1") == [False, True, True, False, True]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_position(text):
    position = 0
    try:
        parse(text)
    except ExpressionError as error:
        position = error.position
    assert 0 <= position <= len(text) + 1


@given(st.text(min_size=1).filter(lambda text: "`" not in text), st.text(), st.integers(-(2**60), 2**60))
def test_names_and_constants_can_be_written_and_read_back(column, text, number):
    assert parse(f"{name(column)} == {quote(text)}").columns == {column}
    columns = {column: np.array([text, None], dtype=object)}
    assert list(parse(f"{name(column)} == {quote(text)}").rows(columns)) == [True, False]
    assert list(parse(f"{name(column)} == {quote(number)}").rows({column: np.array([number])})) == [True]


# --- both ways of computing agree on anything that can be written -----------------------------------------

numbers = st.one_of(st.integers(-3, 3).map(str), st.sampled_from(["0.1", "2.5", "-1e308", "1e308", "7"]))
number = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["i", "f", "g"]),
        numbers,
        st.tuples(number, st.sampled_from("+-*/"), number).map(lambda parts: f"({' '.join(parts)})"),
    )
)
word = st.one_of(st.sampled_from(["s", "t"]), st.sampled_from(["'a'", "'Ж'", "''", '"b"']))
sign = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
condition = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["b", "true", "false"]),
        st.tuples(number, sign, number).map(" ".join),
        st.tuples(word, sign, word).map(" ".join),
        st.tuples(st.just("b"), sign, number).map(" ".join),
        st.tuples(number, st.just("is missing")).map(" ".join),
        st.tuples(number, st.sampled_from(["in", "not in"]), st.lists(numbers, min_size=1, max_size=3)).map(
            lambda parts: f"{parts[0]} {parts[1]} ({', '.join(parts[2])})"
        ),
        st.tuples(condition, st.sampled_from(["and", "or"]), condition).map(lambda parts: f"({' '.join(parts)})"),
        condition.map(lambda text: f"not ({text})"),
    )
)
rows = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-3, 3)),
        st.one_of(st.none(), st.sampled_from([0.0, -0.0, 0.1, 2.5, nan, np.inf, -np.inf, 1e308])),
        st.sampled_from([0.1, 1.0, -2.5]),
        st.one_of(st.none(), st.sampled_from(["a", "b", "", "Ж", "я"])),
        st.one_of(st.none(), st.sampled_from(["a", "Ж"])),
        st.one_of(st.none(), st.booleans()),
    ),
    min_size=1,
    max_size=6,
)
TYPES = [pa.int8(), pa.float64(), pa.float32(), pa.string(), pa.string(), pa.bool_()]
DUCKDB = ibis.duckdb.connect()


@settings(max_examples=150, deadline=None)
@given(condition, rows)
def test_memory_and_sql_agree_on_every_condition(text, made):
    arrays = [pa.array(values, type=kind) for values, kind in zip(zip(*made, strict=True), TYPES, strict=True)]
    table = pa.table(dict(zip("ifgstb", arrays, strict=True)))
    columns = {key: table[key].to_pandas().to_numpy() for key in "ifgstb"}
    lazy = ibis.memtable(table)
    expression = parse(text)
    there = DUCKDB.execute(lazy.select(answer=expression.ibis(lazy)))["answer"]
    assert not pd.isna(there).any()
    assert list(expression.rows(columns)) == list(there)
