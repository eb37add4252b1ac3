"""What the one door does with codebooks, gaps, weights of 0, and work that is stopped."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.compiling import QuestionError
from tayanch.survey.data import Data
from tayanch.survey.design import Design, Replicates
from tayanch.survey.engines import DuckDB, EngineError, opened
from tayanch.survey.estimating import cube, estimate
from tests.survey.kernel import DESIGNS, by_rows, data_of, microdata

pytestmark = pytest.mark.plain
DESIGN = DESIGNS["strata and clusters"]


def book(*variables: Variable) -> Codebook:
    return Codebook({variable.name: variable for variable in variables})


def levels(*codes, missing=()):
    return tuple(Level(code, {}) for code in codes) + tuple(Level(code, {}, missing=True) for code in missing)


def test_an_answer_that_nobody_chose_stays_when_the_codebook_knows_it():
    frame = microdata(1)
    data = data_of(frame, codebook=book(Variable("answer", "category", levels=levels(1, 2, 3, 4))))
    told = estimate(data, DESIGN, ["answer"], "proportion")
    assert [cell.level for cell in told] == [1, 2, 3, 4]
    assert (told[3].estimate, told[3].se) == (0.0, 0.0)


def test_an_answer_that_the_codebook_forgot_is_counted_all_the_same():
    frame = microdata(1)
    data = data_of(frame, codebook=book(Variable("answer", "category", levels=levels(3, 1))))
    told = estimate(data, DESIGN, ["answer"], "proportion")
    assert [cell.level for cell in told] == [3, 1, 2]
    rows, whole = by_rows(frame, DESIGN, told, "proportion")
    assert [cell.estimate for cell in told] == pytest.approx(rows.values, rel=1e-12)
    assert [cell.se for cell in told] == pytest.approx(rows.se(whole), rel=1e-11)


@pytest.mark.parametrize("design", [DESIGN, DESIGNS["strata"]])
def test_a_reason_for_no_answer_is_no_answer(design):
    frame = microdata(2)
    coded = frame.assign(answer=frame.answer.fillna(9), wage=frame.wage.fillna(-1))
    known = book(
        Variable("answer", "category", levels=levels(1, 2, 3, missing=(9,))),
        Variable("wage", "number", levels=levels(missing=(-1,))),
    )
    for of, stat in (("answer", "proportion"), ("wage", "mean"), ("wage", "quantile")):
        with_codes = estimate(data_of(coded, codebook=known), design, [of], stat)
        without = estimate(data_of(frame), design, [of], stat)
        for part in ("estimate", "se"):
            assert [getattr(c, part) for c in with_codes] == pytest.approx([getattr(c, part) for c in without])
        assert [c.missing for c in with_codes] == pytest.approx([c.missing for c in without])
        assert with_codes[0].missing > 0


@pytest.mark.parametrize("design", [DESIGN, DESIGNS["strata"]])
def test_who_was_not_asked_is_not_missing(design):
    frame = microdata(3)
    frame.loc[frame.sex == "m", "answer"] = np.nan
    known = book(Variable("answer", "category", asked_if="sex == 'f'"))
    told = estimate(data_of(frame, codebook=known), design, ["answer"], "proportion", by=["sex"])
    women = frame[frame.sex == "f"]
    assert told[0].missing == pytest.approx(women.w[women.answer.isna()].sum() / women.w.sum())
    men = [cell for cell in told if cell.by == {"sex": "m"}]
    assert [(c.estimate, c.se, c.n, c.missing, c.flags) for c in men] == [(None, None, 0, 0.0, ("empty",))] * 3
    naive = estimate(data_of(frame), design, ["answer"], "proportion")
    assert naive[0].missing > told[0].missing


@pytest.mark.parametrize("design", [DESIGN, DESIGNS["strata"], DESIGNS["two stages"]])
def test_rows_without_weight_keep_their_unit_and_count_as_nobody(design):
    frame = microdata(4)
    frame.loc[frame.index % 3 == 0, "w"] = 0.0
    told = estimate(data_of(frame), design, ["wage"], "mean", by=["sex"])
    rows, whole = by_rows(frame, design, told, "mean")
    assert [cell.se for cell in told] == pytest.approx(rows.se(whole), rel=1e-11)
    counted = frame[(frame.w > 0) & frame.wage.notna()]
    assert [cell.n for cell in told] == counted.groupby("sex").size().tolist()


def test_a_share_of_one_has_no_error_and_still_an_interval():
    frame = microdata(5).assign(answer="yes")
    (cell,) = estimate(data_of(frame), DESIGN, ["answer"], "proportion")
    assert (cell.estimate, cell.se, cell.upper) == (1.0, 0.0, 1.0)
    assert 0.5 < cell.lower < 1


def test_a_column_without_any_value_is_empty():
    frame = microdata(5).assign(answer=pd.Series(np.nan, index=range(len(microdata(5)))))
    (cell,) = estimate(data_of(frame), DESIGN, ["answer"], "proportion")
    assert (cell.estimate, cell.flags) == (None, ("empty",))


def test_texts_truths_and_dictionaries_are_answers():
    frame = microdata(6).assign(yes=lambda f: f.hours > 30)
    table = data_of(frame).rows
    place = table.column_names.index("sex")
    data = Data(table.set_column(place, "sex", table["sex"].dictionary_encode()))
    told = estimate(data, DESIGN, ["sex", "yes"], "proportion", by=["sex"])
    assert [cell.level for cell in told][:2] == ["f", "m"]
    assert [cell.estimate for cell in told][:4] == [1.0, 0.0, 0.0, 1.0]
    assert {cell.level for cell in told[4:]} == {False, True}


def test_parquet_statistics_give_the_answers_of_the_file_also_under_a_condition(tmp_path):
    frame = microdata(7).assign(code=lambda f: np.where(f.sex == "f", 1, 7).astype("int8"))
    frame.to_parquet(tmp_path / "x.parquet")
    for where, expected in ((None, [1, 7]), ("sex == 'f'", [1, 7])):
        in_file = estimate(Data(tmp_path / "x.parquet"), DESIGN, ["code"], "proportion", where=where)
        in_memory = estimate(data_of(frame), DESIGN, ["code"], "proportion", where=where)
        assert [cell.level for cell in in_file] == [cell.level for cell in in_memory] == expected


def test_replicate_weights_of_the_file_are_used():
    frame = microdata(8)
    jackknife = estimate(data_of(frame), Design(weight="w", clusters=("person",)), ["wage"], "mean", by=["sex"])
    units = sorted(frame.person.unique())
    names = tuple(f"r{unit}" for unit in units)
    n = len(units)
    for name, unit in zip(names, units, strict=True):
        frame[name] = frame.w * np.where(frame.person == unit, 0, n / (n - 1))
    given = Design(weight="w", replicates=Replicates("jk1", columns=names))
    made = Design(weight="w", clusters=("person",), replicates=Replicates("jk1"))
    one, other = (estimate(data_of(frame), design, ["wage"], "mean", by=["sex"]) for design in (given, made))
    assert [cell.se for cell in one] == pytest.approx([cell.se for cell in other], rel=1e-10)
    assert [cell.estimate for cell in one] == pytest.approx([cell.estimate for cell in jackknife], rel=1e-12)


def test_wide_tables_are_split_into_queries_without_a_difference():
    frame = microdata(9)
    draw = np.random.default_rng(1)
    many = {f"q{at}": draw.integers(0, 9, len(frame)) for at in range(70)}
    frame = pd.concat([frame, pd.DataFrame(many)], axis=1)
    told = estimate(data_of(frame), DESIGN, list(many), "proportion", by=["sex"], engine=DuckDB(threads=8))
    rows, whole = by_rows(frame, DESIGN, told, "proportion")
    assert [cell.estimate for cell in told] == pytest.approx(rows.values, rel=1e-12)
    assert [cell.se for cell in told[:40]] == pytest.approx(rows.se(whole)[:40], rel=1e-10, abs=1e-14)


def test_a_folder_of_parquet_files_is_one_file(tmp_path):
    frame = microdata(10)
    for part in range(2):
        frame.iloc[part::2].to_parquet(tmp_path / f"part{part}.parquet")
    one = estimate(Data(tmp_path), DESIGN, ["wage"], "mean", by=["sex"])
    other = estimate(data_of(frame), DESIGN, ["wage"], "mean", by=["sex"])
    assert [cell.se for cell in one] == pytest.approx([cell.se for cell in other], rel=1e-11)


def test_progress_is_told_and_can_stop_the_work():
    told: list[float] = []
    estimate(data_of(microdata(1)), DESIGN, ["wage"], "mean", progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)

    def stop(share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        estimate(data_of(microdata(1)), DESIGN, ["wage"], "mean", progress=stop)


def test_what_cannot_be_asked_is_said():
    data = data_of(microdata(1))
    for of, stat, over, says in (
        ([], "mean", None, "at least one"),
        (["wage"], "mode", None, "Unknown statistic"),
        (["wage"], "ratio", None, "above and one below"),
        (["wage"], "mean", "hours", "above and one below"),
    ):
        with pytest.raises(QuestionError, match=says):
            estimate(data, DESIGN, of, stat, over=over)
    with pytest.raises(QuestionError, match="no domain"):
        cube(data, DESIGN, ["answer"], by=["sex"]).estimate(by=["region"])
    with pytest.raises(QuestionError, match="cannot tell a ratio"):
        cube(data, DESIGN, ["answer"]).estimate(["answer"], "ratio")
    with pytest.raises(EngineError, match="Unknown engine"):
        opened("abacus")


def test_an_empty_table_is_refused_in_a_sentence():
    empty = Data(
        pa.table({"w": pa.array([], pa.float64()), "v": pa.array([], pa.int64()), "y": pa.array([], pa.int64())})
    )
    with pytest.raises(QuestionError, match="no rows"):
        estimate(empty, Design(weight="w", clusters=("v",)), ["y"], "mean")
