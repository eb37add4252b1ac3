"""The same numbers as ``svy`` 0.35, a second implementation in Python, and where the two are not the same, why."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from tayanch.survey.estimating import estimate
from tayanch.survey.results import Estimate

from . import oracle
from .oracle import near

svy = pytest.importorskip("svy")
pl = pytest.importorskip("polars")

PLAIN = {"sch.wide": "schwide", "comp.imp": "compimp", "api.stu": "apistu", "acs.k3": "acsk3", "acs.core": "acscore"}
DRAWN: dict[str, dict[str, Any]] = {
    "srs": {"pop_size": "fpc"},
    "srs without correction": {},
    "strata": {"stratum": "stype", "pop_size": "fpc"},
    "strata without correction": {"stratum": "stype"},
    "clusters": {"psu": "dnum", "pop_size": "fpc"},
    "clusters without correction": {"psu": "dnum"},
    "clusters in strata": {"stratum": "stype", "psu": "dnum"},
    "two stages": {"psu": "dnum", "ssu": "snum", "pop_size": ("fpc1", "fpc2")},
    "two stages without correction": {"psu": "dnum"},
    "lonely clusters, remove": {"stratum": "group", "psu": "dnum", "singleton": "skip"},
    "lonely clusters, adjust": {"stratum": "group", "psu": "dnum", "singleton": "center"},
    "lonely clusters, average": {"stratum": "group", "psu": "dnum", "singleton": "scale"},
}
SHORT = ("srs", "strata", "clusters", "clusters in strata", "two stages")


@cache
def _theirs(design: str) -> Any:
    """The sample of a recorded design in svy."""
    drawn = dict(DRAWN[design])
    if isinstance(population := drawn.get("pop_size"), tuple):
        drawn["pop_size"] = svy.PopSize(*population)
    rows = oracle.frame(oracle.data_of(design)).rename(columns=PLAIN)
    return svy.Sample(pl.from_pandas(rows), svy.Design(wgt="pw", **drawn)).estimation


def _cells(told: Any, by: str | None, level: str | None = None) -> dict[tuple[Any, ...], dict[str, Any]]:
    names = [name for name in (by, level) if name]
    return {tuple(row[name] for name in names): row for row in told.to_polars().to_dicts()}


def _ours(design: str, of: str, stat: Any, by: str | None, **more: Any) -> dict[tuple[Any, ...], Estimate]:
    rows, drawn = oracle.data(oracle.data_of(design)), oracle.design(design)
    told = estimate(rows, drawn, [of], stat, by=[by] if by else [], **more)
    shares = stat == "proportion"
    return {((cell.by[by],) if by else ()) + ((cell.level,) if shares else ()): cell for cell in told}


def _same(ours: dict[tuple[Any, ...], Estimate], theirs: dict[tuple[Any, ...], dict[str, Any]]) -> None:
    assert ours.keys() == theirs.keys()
    for key, own in ours.items():
        row = theirs[key]
        assert near(own.estimate, row["est"]), (key, own, row)
        assert near(own.se, row["se"], 1e-3 * abs(row["est"])), (key, own, row)
        assert own.df == row["df"], (key, own, row)


@pytest.mark.parametrize("by", [None, "stype"])
@pytest.mark.parametrize("design", DRAWN)
def test_means_are_svy_s(design: str, by: str | None) -> None:
    _same(_ours(design, "api00", "mean", by), _cells(_theirs(design).mean("api00", by=by), by))


@pytest.mark.parametrize("by", [None, "awards"])
@pytest.mark.parametrize("design", [name for name in DRAWN if "two stages" not in name])
def test_totals_are_svy_s_also_under_every_rule_for_lonely_units(design: str, by: str | None) -> None:
    _same(_ours(design, "enroll", "total", by), _cells(_theirs(design).total("enroll", by=by), by))


@pytest.mark.parametrize("design", SHORT)
def test_proportions_and_their_logit_limits_are_svy_s(design: str) -> None:
    ours = _ours(design, "awards", "proportion", "stype")
    theirs = _cells(_theirs(design).prop("awards", by="stype"), "stype", "awards")
    _same(ours, theirs)
    for key, own in ours.items():
        assert near(own.lower, theirs[key]["lci"], tolerance=1e-9)
        assert near(own.upper, theirs[key]["uci"], tolerance=1e-9)


@pytest.mark.parametrize("design", SHORT[:-1])
def test_ratios_and_design_effects_are_svy_s(design: str) -> None:
    _same(_ours(design, "api.stu", "ratio", None, over="enroll"), _cells(_theirs(design).ratio("apistu", "enroll"), None))
    theirs = _theirs(design).mean("api00", deff="wor").to_polars().to_dicts()[0]
    assert near(_ours(design, "api00", "mean", None)[()].deff, theirs["deff"], tolerance=1e-9)


def test_svy_needs_to_be_told_that_answers_are_missing_where_we_say_how_many() -> None:
    with pytest.raises(Exception, match=r"(?i)null|missing"):
        _theirs("clusters").mean("acsk3")
    theirs = _cells(_theirs("clusters").mean("acsk3", drop_nulls=True), None)[()]
    own = _ours("clusters", "acs.k3", "mean", None)[()]
    assert near(own.estimate, theirs["est"])
    assert near(own.se, theirs["se"])
    assert own.missing > 0


def test_svy_knows_no_interval_of_a_share_of_one_where_ours_holds() -> None:
    own = _ours("clusters", "awards", "proportion", "comp.imp")[("No", "No")]
    theirs = _cells(_theirs("clusters").prop("awards", by="compimp"), "compimp", "awards")[("No", "No")]
    assert own.estimate == 1
    assert own.se == 0
    assert own.upper == 1
    assert 0 < (own.lower or 0) < 1
    assert theirs["est"] == 1
    assert theirs["lci"] is None or np.isnan(theirs["lci"]) or theirs["lci"] == 1


def test_the_median_of_equal_weights_is_the_lower_middle_value_where_svy_takes_the_next() -> None:
    recorded = next(
        case for case in oracle.RECORDED["quantiles"] if (case["design"], case["rule"]) == ("srs", "math") and not case["where"]
    )
    r = recorded["estimates"][recorded["probabilities"].index(0.5)]
    assert _theirs("srs").median("api00").to_polars()["est"][0] == 660
    assert r == 658  # the cumulative weight of equal weights must not miss one half by rounding
