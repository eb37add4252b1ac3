"""What goes wrong in practice when surveys are estimated: one test for each way, on R's data or on a file made for it.

The ways are those that users of R, Stata, samplics and svy report; where R itself misleads, a test says what we say.
"""

from __future__ import annotations

import ast
import math
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest

import tayanch.survey
from tayanch.survey import linear
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design, DesignError, LonelyUnitError
from tayanch.survey.engines import DuckDB
from tayanch.survey.estimating import cube, estimate
from tayanch.survey.quantiles import quantile
from tayanch.survey.results import Estimate
from tayanch.survey.sampling import sample

from . import oracle
from .oracle import near

CLUSTERS = Design(weight="pw", clusters=("dnum",), fpc=("fpc",))
ENGINE = DuckDB()


def _file(codebook: Codebook | None = None, /, **columns: Any) -> Data:
    return Data(pa.table(columns), codebook or Codebook({}))


def _one(data: Data, design: Design, of: str, stat: Any = "mean", **more: Any) -> Estimate:
    (cell,) = estimate(data, design, [of], stat, engine=ENGINE, **more)
    return cell


def _recorded(name: str) -> dict[str, Any]:
    return next(case for case in oracle.RECORDED["cases"] if case["name"] == name)


def _cell(cells: Any, **by: Any) -> Estimate:
    return next(cell for cell in cells if dict(cell.by) == by)


def test_trap_1_a_domain_is_no_filter() -> None:
    file, design = oracle.data("apiclus1"), Design(weight="pw", clusters=("dnum",))
    filtered = Data(file.rows.filter(pa.compute.equal(file.rows["stype"], "H")))
    r = oracle.RECORDED["traps"]
    within, alone = _one(file, design, "api00", where="stype == 'H'"), _one(filtered, design, "api00")
    assert near(within.estimate, alone.estimate)
    assert near(within.se, r["within"]["se"])
    assert near(alone.se, r["filtered"]["se"])  # as if the districts without a high school had not been drawn
    assert not near(within.se, alone.se, tolerance=1e-3)


def test_trap_2_missing_answers_are_a_domain_for_each_variable_and_lose_no_units() -> None:
    file = oracle.data("apiclus1")
    told = estimate(file, CLUSTERS, ["acs.k3", "api00"], "mean", engine=ENGINE)
    alone = _one(file, CLUSTERS, "api00")
    r = _recorded("clusters: mean of acs.k3")["cells"][0]
    assert near(told[0].se, r["se"])
    assert told[1] == alone  # the gaps of one variable do not touch another
    assert (told[0].n, told[1].n) == (144, 183)
    assert near(told[0].missing, 1 - 144 / 183)  # the weights are equal


def test_trap_3_degrees_of_a_domain_are_its_units_less_its_strata_and_none_breaks_nothing() -> None:
    file = oracle.data("apiclus1")
    told = estimate(file, CLUSTERS, ["api00"], "mean", by=["stype"], engine=ENGINE)
    r = _recorded("clusters: proportion of awards by stype")["cells"]
    assert [cell.df for cell in told] == [r[0]["df"], r[2]["df"], r[4]["df"]]
    lonely = _one(file, CLUSTERS, "api00", where="dnum == 61")
    assert lonely.df == 0
    assert (lonely.lower, lonely.upper) == (None, None)
    assert "few-degrees" in lonely.flags
    share = estimate(file, CLUSTERS, ["stype"], "proportion", where="dnum == 61", engine=ENGINE)
    assert all(cell.lower == 0 and cell.upper == 1 for cell in share)  # nothing is known, and a share is a share


def test_trap_4_a_lonely_unit_of_the_design_is_named_and_one_of_a_domain_needs_no_rule() -> None:
    file = oracle.data("lonely_clus")
    design = Design(weight="pw", strata=("group",), clusters=("dnum",))
    with pytest.raises(LonelyUnitError, match="Stratum 61 has one sampling unit"):
        estimate(file, design, ["api00"], "mean", engine=ENGINE)
    treated = _one(file, Design(**{**design.as_mapping(), "lonely": "remove"}), "api00")
    assert "lonely" in treated.flags
    one_of_many = _one(oracle.data("apistrat"), oracle.design("strata"), "api00", where="stype == 'E' or api00 == 840")
    assert one_of_many.se is not None
    assert one_of_many.se > 0
    assert "lonely" not in one_of_many.flags


def test_trap_5_a_finite_population_counts_units_and_a_certain_one_still_has_variance_within() -> None:
    by_number = _one(oracle.data("apisrs"), oracle.design("srs"), "api00")
    by_fraction = _one(oracle.data("apisrs"), Design(weight="pw", fpc=("share",)), "api00")
    assert near(by_fraction.se, by_number.se)
    sure = _recorded("two stages, one certain: mean of api00, api99")["cells"][0]
    assert near(_one(oracle.data("certain"), oracle.design("two stages, one certain"), "api00").se, sure["se"])
    census = _file(w=[1.0] * 4, unit=[1, 1, 2, 2], of=[2, 2, 2, 2], y=[1.0, 2.0, 3.0, 9.0])
    assert (
        _one(census, Design(weight="w", clusters=("unit",), fpc=("of",)), "y").se == 0
    )  # 2 units of 2, not 4 rows of 2
    few = _file(w=[1.0] * 4, unit=[1, 1, 2, 3], of=[2, 2, 2, 2], y=[1.0, 2.0, 3.0, 9.0])
    with pytest.raises(DesignError, match="fewer units in the population"):
        estimate(few, Design(weight="w", clusters=("unit",), fpc=("of",)), ["y"], "mean", engine=ENGINE)
    uneven = _file(w=[1.0] * 4, unit=[1, 1, 2, 2], of=[9, 9, 9, 8], y=[1.0, 2.0, 3.0, 9.0])
    with pytest.raises(DesignError, match="differs inside a stratum"):
        estimate(uneven, Design(weight="w", clusters=("unit",), fpc=("of",)), ["y"], "mean", engine=ENGINE)


def test_trap_6_nobody_is_missing_and_says_why_a_level_not_chosen_is_0_and_all_is_without_error() -> None:
    told = estimate(oracle.data("apiclus1"), CLUSTERS, ["awards"], "proportion", by=["comp.imp"], engine=ENGINE)
    assert {
        (cell.by["comp.imp"], cell.level): (cell.estimate, cell.se) for cell in told if cell.by["comp.imp"] == "No"
    } == {
        ("No", "No"): (1.0, 0.0),
        ("No", "Yes"): (0.0, 0.0),
    }
    labels = Codebook({"sex": Variable("sex", "category", levels=(Level(1, {}), Level(2, {}), Level(3, {})))})
    file = _file(labels, w=[1.0, 2.0, 3.0, 4.0], sex=[1, 2, 2, 1])
    shares = {
        cell.level: cell.estimate for cell in estimate(file, Design(weight="w"), ["sex"], "proportion", engine=ENGINE)
    }
    assert shares == {1: 0.5, 2: 0.5, 3: 0.0}


def test_where_r_says_0_with_an_error_of_0_for_a_group_without_answers_ours_is_missing_and_says_why() -> None:
    r = oracle.RECORDED["traps"]["nobody"]
    assert (r["group"][1], r["total"][1], r["se"][1]) == ("H", 0, 0)
    for stat in ("total", "mean"):
        cells = estimate(oracle.data("apiclus1"), CLUSTERS, ["acs.k3"], stat, by=["stype"], engine=ENGINE)
        high = _cell(cells, stype="H")
        assert (high.estimate, high.se, high.lower, high.upper, high.n) == (None, None, None, None, 0)
        assert "empty" in high.flags
        assert high.missing == 1
        assert _cell(cells, stype="E").estimate is not None
    nobody = _one(oracle.data("apiclus1"), CLUSTERS, "api00", where="api00 > 5000")
    assert nobody.estimate is None
    assert "empty" in nobody.flags


def test_trap_7_a_quantile_of_equal_weights_does_not_miss_its_half_by_rounding() -> None:
    rows = oracle.columns("apisrs")
    assert quantile(rows["api00"], rows["pw"], [0.5])[0] == 658  # the naive sum of 100 weights is short of half of 200
    for n in (10, 30, 70, 1000):
        for weight in (0.1, 30.97, 1 / 3):
            assert quantile(np.arange(n), np.full(n, weight), [0.5])[0] == n // 2 - 1


def test_trap_8_weights_of_single_precision_are_summed_in_double() -> None:
    weight = np.full(300_000, 0.1, dtype=np.float32)
    file = _file(w=weight, y=np.ones(len(weight), dtype=np.float32), unit=np.arange(len(weight)) % 50)
    told = _one(file, Design(weight="w", clusters=("unit",)), "y", "total")
    assert near(told.estimate, math.fsum(weight.tolist()), tolerance=1e-12)
    assert not near(float(np.cumsum(weight)[-1]), math.fsum(weight.tolist()), tolerance=1e-6)


def test_trap_9_a_nan_is_no_number_and_a_code_for_no_answer_is_no_answer() -> None:
    nan = _file(w=[1.0, 1.0, 2.0, 1.0], y=[1.0, float("nan"), 4.0, 3.0])
    told = _one(nan, Design(weight="w"), "y")
    assert told.estimate == 3.0
    assert told.n == 3
    assert near(told.missing, 0.2)
    levels = (Level(1, {"en": "yes"}), Level(2, {"en": "no"}), Level(99, {"en": "refused"}, missing=True))
    coded = Codebook({"q": Variable("q", "category", levels=levels)})
    shares = estimate(
        _file(coded, w=[1.0] * 4, q=[1, 2, 99, 1]), Design(weight="w"), ["q"], "proportion", engine=ENGINE
    )
    assert [(cell.level, cell.n) for cell in shares] == [(1, 3), (2, 3)]
    assert near(shares[0].estimate, 2 / 3)
    assert near(shares[0].missing, 0.25)


def test_trap_10_the_order_of_rows_and_the_number_of_threads_change_only_the_last_digits() -> None:
    file = oracle.data("apiclus2")
    mixed = Data(file.rows.take(np.random.default_rng(5).permutation(file.rows.num_rows)))
    first = _one(file, oracle.design("two stages"), "api00")
    for other, engine in ((mixed, DuckDB(threads=2)), (mixed, DuckDB(threads=1))):
        (told,) = estimate(other, oracle.design("two stages"), ["api00"], "mean", engine=engine)
        assert near(told.estimate, first.estimate, tolerance=1e-12)
        assert near(told.se, first.se, tolerance=1e-12)


def test_trap_11_a_unit_without_weight_still_counts_and_impossible_weights_are_refused() -> None:
    r = _recorded("weights of zero: mean of api00, api99")["cells"][0]
    zero = oracle.data("zero")
    kept = _one(zero, oracle.design("weights of zero"), "api00")
    dropped = Data(zero.rows.filter(pa.compute.greater(zero.rows["pw"], 0)))
    assert near(kept.se, r["se"])
    assert not near(_one(dropped, oracle.design("weights of zero"), "api00").se, r["se"], tolerance=1e-4)
    for weights, told in (([1.0, None, 1.0], "empty in 1 row"), ([1.0, -1.0, 1.0], "below 0")):
        with pytest.raises(DesignError, match=told):
            estimate(_file(w=weights, y=[1.0, 2.0, 3.0]), Design(weight="w"), ["y"], "mean", engine=ENGINE)
    shares = _file(w=[0.25] * 4, y=[1.0, 2.0, 3.0, 5.0])  # weights that sum to 1 say nothing of the population's size
    assert _one(shares, Design(weight="w"), "y").deff is None


@pytest.mark.parametrize("names", [[1, 2], ["village 1", "village 2 "], [1.0, 2.0]])
def test_trap_12_codes_of_units_may_start_again_in_each_stratum_and_be_of_any_type(names: list[Any]) -> None:
    y = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]
    again = [names[0], names[0], names[1], names[1]] * 2
    stratum = ["north"] * 4 + ["south"] * 4
    nested = Design(weight="w", strata=("h",), clusters=("c",))
    told = _one(_file(w=[1.0] * 8, h=stratum, c=again, y=y), nested, "y", "total")
    own = _one(_file(w=[1.0] * 8, h=stratum, c=[1, 1, 2, 2, 3, 3, 4, 4], y=y), nested, "y", "total")
    assert told == own
    assert told.df == 2
    assert near(
        told.se, math.sqrt((12 - 3) ** 2 + (192 - 48) ** 2)
    )  # n/(n-1) times two halves of the squared difference


def test_trap_13_a_share_of_persons_from_a_file_of_households_is_a_ratio() -> None:
    size, away, weight = [2, 5, 3, 8, 1, 4], [1, 1, 0, 4, 0, 3], [10.0, 20.0, 15.0, 5.0, 12.0, 9.0]
    households = _file(w=weight, away=[float(x) for x in away], size=[float(x) for x in size])
    persons = [(at, w, p < a) for at, (s, a, w) in enumerate(zip(size, away, weight, strict=True)) for p in range(s)]
    people = _file(
        w=[p[1] for p in persons], home=[p[0] for p in persons], away=["yes" if p[2] else "no" for p in persons]
    )
    ratio = _one(households, Design(weight="w"), "away", "ratio", over="size")
    by_person = estimate(people, Design(weight="w", clusters=("home",)), ["away"], "proportion", engine=ENGINE)[1]
    assert by_person.level == "yes"
    assert near(ratio.estimate, by_person.estimate)
    assert near(ratio.se, by_person.se)
    mean_of_shares = np.average(np.array(away) / np.array(size), weights=weight)
    assert not near(ratio.estimate, float(mean_of_shares), tolerance=0.01)


def test_trap_14_two_waves_of_the_same_units_are_not_independent() -> None:
    rows = oracle.frame("apiclus1")[["dnum", "pw", "api99", "api00"]]
    long = rows.melt(id_vars=["dnum", "pw"], var_name="wave", value_name="score")
    stacked = Data(pa.Table.from_pandas(long, preserve_index=False))
    design = Design(weight="pw", clusters=("dnum",))
    told = estimate(stacked, design, ["score"], "mean", by=["wave"], engine=ENGINE)
    change = np.array([1.0, -1.0])
    by_unit = float(np.sqrt(change @ told.covariance @ change))
    drawn = sample(design, {"pw": rows.pw, "dnum": rows.dnum})
    once = linear.mean(drawn, rows.api00 - rows.api99)
    assert near((told[0].estimate or 0) - (told[1].estimate or 0), float(once.values[0]))
    assert near(by_unit, float(once.se(drawn)[0]))
    assert by_unit < 0.2 * math.hypot(told[0].se or 0, told[1].se or 0)  # what independence would claim


class _Watched(DuckDB):
    """DuckDB that keeps the text of what it is asked."""

    def run(self, expression: Any) -> pa.Table:
        self.__dict__.setdefault("asked", []).append(ibis.to_sql(expression, dialect="duckdb"))
        return super().run(expression)


def test_trap_15_a_table_is_one_query_of_plain_sums_and_a_wide_one_is_cut_into_few() -> None:
    engine = _Watched(threads=8)  # with few cores the sums are made while the rows stream by
    estimate(
        oracle.data("apiclus1"), CLUSTERS, ["awards", "stype", "small"], "proportion", by=["comp.imp"], engine=engine
    )
    scans = [text for text in engine.asked if "GROUP BY" in text.upper() and "SUM(" in text.upper()]
    assert len(scans) == 1
    assert not any("FILTER" in text.upper().replace("WHERE", "") for text in scans)
    rng = np.random.default_rng(1)
    many = {f"q{at}": rng.integers(1, 8, 60) for at in range(120)}
    file = _file(w=np.ones(60), unit=np.arange(60) % 6, **many)
    engine = _Watched(threads=8)  # with few cores the sums are made while the rows stream by
    told = estimate(file, Design(weight="w", clusters=("unit",)), list(many), "proportion", engine=engine)
    scans = [text for text in engine.asked if text.upper().count("SUM(") > 50]
    assert 1 < len(scans) <= 4
    sums: dict[str, float] = {}
    for cell in told:
        sums[cell.variable] = sums.get(cell.variable, 0.0) + (cell.estimate or 0.0)
    assert len(sums) == 120
    assert all(near(value, 1.0) for value in sums.values())


def test_trap_16_duckdb_is_asked_only_in_ways_that_its_releases_share() -> None:
    gone = {"fetchone", "fetchall", "fetchdf", "fetchnumpy", "fetch_arrow_table"}  # of a relation, removed in 2.0
    for source in Path(tayanch.survey.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in gone:
                made_by = (
                    node.value.func.attr
                    if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute)
                    else ""
                )
                assert made_by == "execute", f"{source.name}:{node.lineno}"


def test_trap_17_a_unit_where_nobody_answered_adds_0_and_not_nothing() -> None:
    file = _file(
        w=[1.0] * 6, unit=[1, 1, 2, 2, 3, 3], y=[1.0, 3.0, None, None, 5.0, 9.0], q=["a", "b", None, None, "a", "a"]
    )
    design = Design(weight="w", clusters=("unit",))
    columns = {"w": np.ones(6), "unit": np.array([1, 1, 2, 2, 3, 3])}
    drawn = sample(design, columns)
    told, kernel = _one(file, design, "y", "total"), linear.total(drawn, [1.0, 3.0, np.nan, np.nan, 5.0, 9.0])
    assert told.estimate == 18
    assert near(told.se, float(kernel.se(drawn)[0]), tolerance=1e-12)
    assert near(told.se, math.sqrt(1.5 * ((4 - 6) ** 2 + 6**2 + (14 - 6) ** 2)))
    share = estimate(file, design, ["q"], "proportion", engine=ENGINE)[0]
    assert share.estimate == 0.75
    assert share.se is not None


def test_a_column_without_any_answer_is_empty_and_breaks_nothing() -> None:
    levels = (Level("a", {}), Level("b", {}))
    file = _file(
        Codebook({"q": Variable("q", "category", levels=levels)}),
        w=[1.0, 2.0, 3.0],
        q=pa.nulls(3),
        y=pa.nulls(3),
        r=pa.nulls(3),
    )
    for of, stat in (("q", "proportion"), ("y", "mean"), ("y", "total"), ("r", "proportion")):
        for cell in estimate(file, Design(weight="w"), [of], stat, engine=ENGINE):  # type: ignore[arg-type]
            assert (cell.estimate, cell.se, cell.n, cell.missing) == (None, None, 0, 1.0)
            assert "empty" in cell.flags


def test_trap_18_small_and_shaky_cells_are_flagged_in_margins_too_and_a_cube_tells_its_small_ones() -> None:
    file = oracle.data("apistrat")
    told = estimate(
        file, oracle.design("strata"), ["api00"], "mean", by=["stype", "comp.imp"], margins=True, engine=ENGINE
    )
    for cell in told:
        assert ("hidden-base" in cell.flags) == (cell.n < 25)
        assert ("shaky-base" in cell.flags) == (25 <= cell.n < 50)
    kept = cube(file, oracle.design("strata"), ["api00"], by=["stype", "comp.imp"], engine=ENGINE)
    small = {tuple(one["by"].items()) for one in kept.too_small(25)}
    assert small == {tuple(cell.by.items()) for cell in told if len(cell.by) == 2 and 0 < cell.n < 25}
    wide = _one(oracle.data("apiclus1"), CLUSTERS, "enroll", "total", where="stype == 'H'")
    assert "wide" in wide.flags
