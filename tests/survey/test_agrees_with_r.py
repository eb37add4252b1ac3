"""Every estimator against R's ``survey``, on R's own data, to ten digits.

The numbers stand in ``oracle/recorded.json``; ``oracle/record.R`` made them and makes them again where R is present.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tayanch.survey import linear
from tayanch.survey.cube import Cube
from tayanch.survey.estimating import cube, estimate
from tayanch.survey.intervals import Interval
from tayanch.survey.linear import Linear
from tayanch.survey.results import Estimate, Estimates

from . import oracle
from .oracle import named, near

Case = dict[str, Any]


def _inside(case: Case, by: dict[str, Any]) -> Any:
    rows = oracle.frame(oracle.data_of(case["design"]))
    inside = oracle.rows_where(oracle.data_of(case["design"]), case["where"])
    for column, value in by.items():
        inside = inside & (rows[column] == value).to_numpy()
    return inside


def _kernel(case: Case, cell: Case) -> Linear:
    """The cell by the row-wise kernel."""
    sample = oracle.sampled(case["design"])
    rows = oracle.columns(oracle.data_of(case["design"]))
    inside, of = _inside(case, cell["by"]), rows[cell["variable"]]
    if case["stat"] == "proportion":
        return linear.proportions(sample, of, [cell["level"]], inside)
    if case["stat"] == "ratio":
        return linear.ratio(sample, of, rows[case["over"]], inside)
    return (linear.mean if case["stat"] == "mean" else linear.total)(sample, of, rows=inside)


def _scale(case: Case) -> float:
    """The size below which an error is 0 up to rounding."""
    return 1e-4 if case["stat"] in ("proportion", "ratio") else 1e-2


def _same_error(ours: float | None, case: Case, cell: Case) -> bool:
    """Whether a standard error is R's; a share or mean over a single unit may have 0 where R knows none."""
    if cell["se"] is None and cell["df"] == 0 and ours is not None and ours < 1e-12:
        return True
    return near(ours, cell.get("se_documented", cell["se"]), _scale(case))


@pytest.mark.parametrize("case", **named("cases"))
def test_the_kernel_has_r_s_estimates_and_errors(case: Case) -> None:
    sample = oracle.sampled(case["design"])
    for cell in case["cells"]:
        ours = _kernel(case, cell)
        assert near(float(ours.values[0]), cell["estimate"]), cell
        assert _same_error(float(ours.se(sample)[0]), case, cell), (cell, ours.se(sample))
        assert sample.degrees_of(_inside(case, cell["by"])) == cell["df"]


# --- through the cube and the door --------------------------------------------------------------------------------------

DOMAINS = ("stype", "comp.imp", "awards")
ASKED = ("enroll", "api00", "api99", "acs.k3", "target", "stype", "awards", "small")


@cache
def _cube(design: str, where: str | None, over: str | None) -> Cube:
    """One scan for all cases of a design and a subpopulation."""
    of = ("api.stu",) if over else ASKED
    rows, drawn = oracle.data(oracle.data_of(design)), oracle.design(design)
    return cube(rows, drawn, of, by=DOMAINS, where=_condition(where), over=over)


def _condition(where: str | None) -> str | None:
    """R's expression in the language of conditions."""
    return where and where.replace("&", "and")


def _from_cube(case: Case, interval: Interval = "default") -> Estimates:
    of = [f"api.stu/{case['over']}"] if case["over"] else case["of"]
    by = [name for name in DOMAINS if name in case["by"]]
    return _cube(case["design"], case["where"], case["over"]).estimate(of, case["stat"], by=by, interval=interval)


def _from_file(case: Case, interval: Interval = "default") -> Estimates:
    rows, drawn = oracle.data(oracle.data_of(case["design"])), oracle.design(case["design"])
    asked = {"by": case["by"], "where": _condition(case["where"]), "over": case["over"]}
    return estimate(rows, drawn, case["of"], case["stat"], interval=interval, **asked)


def _cells(estimates: Estimates) -> dict[Any, Estimate]:
    """Cells by variable, answer and domain."""
    return {(cell.variable, cell.level, *sorted(cell.by.items())): cell for cell in estimates}


def _own(cells: dict[Any, Estimate], case: Case, theirs: Case) -> Estimate:
    variable = f"{theirs['variable']}/{case['over']}" if case["over"] else theirs["variable"]
    return cells[(variable, theirs.get("level"), *sorted(theirs["by"].items()))]


def _differences(cells: dict[Any, Estimate], case: Case) -> list[Any]:
    """Cells that are not R's in value, error, base, degrees of freedom or design effect."""
    found = []
    for theirs in case["cells"]:
        own = _own(cells, case, theirs)
        same = (
            near(own.estimate, theirs["estimate"])
            and _same_error(own.se, case, theirs)
            and (own.n, own.df) == (theirs["n"], theirs["df"])
            and near(own.weighted_n, theirs["weighted_n"])
            and (not theirs["se"] or "deff" not in theirs or near(own.deff, theirs["deff"], tolerance=1e-9))
        )
        if not same:
            found.append((own.as_mapping(), theirs))
    return found


@pytest.mark.parametrize("case", **named("cases"))
def test_a_cube_has_r_s_values_errors_bases_and_design_effects(case: Case) -> None:
    assert not _differences(_cells(_from_cube(case)), case)


def _some(kind: str, *designs: str) -> Any:
    """The recorded cases of some designs."""
    chosen = [case for case in oracle.RECORDED[kind] if case["design"] in designs]
    return {"argvalues": chosen, "ids": [case["name"] for case in chosen]}


@pytest.mark.parametrize("case", **_some("cases", "strata", "two stages"))
def test_an_estimate_from_a_file_has_them_too(case: Case) -> None:
    assert not _differences(_cells(_from_file(case)), case)


THOROUGH = ("srs", "strata", "strata without correction", "clusters", "clusters in strata", "two stages")


@pytest.mark.parametrize("method", ["logit", "beta", "wald"])
@pytest.mark.parametrize("case", **_some("cases", *THOROUGH))
def test_intervals_are_r_s_with_the_degrees_of_freedom_of_the_domain(case: Case, method: Interval) -> None:
    if method != "wald" and case["stat"] != "proportion":
        return
    cells = _cells(_from_cube(case, interval=method))
    for theirs in case["cells"]:
        own, ends = _own(cells, case, theirs), theirs.get(method)
        if ends is None or None in ends or not theirs["se"] or theirs["se"] < 1e-12:
            continue  # R has no interval for a share of 0 or 1
        size = abs(theirs["estimate"])
        assert near(own.lower, ends[0], size, tolerance=1e-9), (own, theirs)
        assert near(own.upper, ends[1], size, tolerance=1e-9), (own, theirs)


@pytest.mark.parametrize("case", **named("contrasts"))
def test_differences_and_quotients_between_groups_have_r_s_errors(case: Case) -> None:
    told = _cube(case["design"], None, None).estimate([case["of"]], "mean", by=[case["by"]])
    assert [cell.by[case["by"]] for cell in told] == case["groups"]
    theirs = np.array(case["covariance"])
    assert np.allclose(told.covariance, theirs, rtol=1e-10, atol=1e-10 * np.diag(theirs).max())
    a, b = (told[case["groups"].index(group)].estimate for group in ("E", "H"))
    assert a is not None
    assert b is not None
    chosen = np.ix_([0, 1], [0, 1])
    for name, value, gradient in (
        ("gap", a - b, np.array([1.0, -1.0])),
        ("quotient", a / b, np.array([1 / b, -a / b**2])),
    ):
        assert near(value, case[name]["estimate"])
        assert near(float(np.sqrt(gradient @ told.covariance[chosen] @ gradient)), case[name]["se"])


@pytest.mark.parametrize("case", **named("contrasts"))
def test_the_kernel_s_covariance_between_domains_is_r_s(case: Case) -> None:
    sample, rows = oracle.sampled(case["design"]), oracle.columns(oracle.data_of(case["design"]))
    groups = [linear.mean(sample, rows[case["of"]], rows[case["by"]] == group) for group in case["groups"]]
    theirs = np.array(case["covariance"])
    ours = groups[0].beside(*groups[1:]).covariance(sample)
    assert np.allclose(ours, theirs, rtol=1e-10, atol=1e-10 * np.diag(theirs).max())
    gap, quotient = groups[0].minus(groups[1]), groups[0].over(groups[1])
    for one, told in ((gap, case["gap"]), (quotient, case["quotient"])):
        assert near(float(one.values[0]), told["estimate"])
        assert near(float(one.se(sample)[0]), told["se"])


# --- the recording itself -----------------------------------------------------------------------------------------------


def _numbers(one: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of the recording with its place."""
    parts = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else None
    if parts is None:
        yield path, one
    else:
        for key, part in parts:
            yield from _numbers(part, f"{path}/{key}")


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not here: its recorded numbers are used as they stand")
def test_r_still_says_what_was_recorded(tmp_path: Path) -> None:
    script = [shutil.which("Rscript") or "", str(oracle.HERE / "record.R"), str(tmp_path), str(tmp_path / "again.json")]
    done = subprocess.run([*script, "export"], capture_output=True, text=True, check=False)
    if "there is no package called" in done.stderr:
        pytest.skip("R has no package survey here: its recorded numbers are used as they stand")
    assert done.returncode == 0, done.stderr
    for name in ("apisrs", "apistrat", "apiclus1", "apiclus2"):
        assert (tmp_path / f"{name}.csv").read_text() == (oracle.HERE / "api" / f"{name}.csv").read_text()
    again = json.loads((tmp_path / "again.json").read_text())
    same_release = again["survey"] == oracle.RECORDED["survey"]
    before, now = dict(_numbers(oracle.RECORDED)), dict(_numbers(again))
    assert before.keys() == now.keys()
    changed = [
        (place, value, now[place])
        for place, value in before.items()
        if place not in ("/r", "/survey") and (same_release or "bootstrap" not in place) and not _as_before(value, now[place])
    ]
    assert not changed, changed[:5]


def _as_before(before: Any, now: Any) -> bool:
    """Equal, for numbers to nine digits: another library of linear algebra may sum in another order."""
    if not isinstance(before, (int, float)) or not isinstance(now, (int, float)):
        return bool(before == now)
    return abs(before - now) <= 1e-9 * max(abs(before), 1e-3)
