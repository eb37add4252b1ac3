"""Counts with noise: by OpenDP, from a budget that is written down, and refused without either."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.disclosure import TableError
from tayanch.disclosure.privacy import Budget, noisy_table

CELLS = {("a", "x"): 100, ("b", "y"): 3}
DIMENSIONS = {"r": ["a", "b"], "c": ["x", "y"]}


def test_the_noise_is_as_large_as_the_budget_says() -> None:
    """Discrete Laplace of scale b: the mean of the absolute noise is 1 / sinh(1 / b) (Inusah and Kozubowski, 2006)."""
    pytest.importorskip("opendp")
    wide = {"r": [str(n) for n in range(4000)]}
    made = noisy_table({(code,): 1000 for code in wide["r"]}, dimensions=wide, epsilon=0.5, budget=Budget(1))
    off = [abs(made[code,] - 1000) for code in wide["r"]]
    assert statistics.mean(off) == pytest.approx(1.919, rel=0.1)
    assert made.budget.entries == (("", 0.5),)


def test_what_is_spent_stands_in_the_ledger_and_no_more_can_be_spent() -> None:
    pytest.importorskip("opendp")
    first = noisy_table(CELLS, dimensions=DIMENSIONS, epsilon=0.6, budget=Budget(1), label="October")
    assert first.budget == Budget(1, (("October", 0.6),))
    assert first.account("en")[1] == "Spent of the budget: 0.6 of 1."
    with pytest.raises(TableError, match=r"only 0\.4 is left"):
        noisy_table(CELLS, dimensions=DIMENSIONS, epsilon=0.6, budget=first.budget)
    with pytest.raises(TableError, match="more than 0"):
        Budget(1).after("", 0)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp", None)
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(TableError, match=r"pip install 'tayanch\[dp\]'"):
        noisy_table(CELLS, dimensions=DIMENSIONS, epsilon=1, budget=Budget(1))


def test_noise_is_for_counts() -> None:
    with pytest.raises(TableError, match="counts only"):
        noisy_table({("a", "x"): 1.5}, dimensions=DIMENSIONS, epsilon=1, budget=Budget(1))  # type: ignore[dict-item]


def test_the_command_keeps_the_ledger(tmp_path: Path) -> None:
    pytest.importorskip("opendp")
    table, ledger = tmp_path / "t.csv", tmp_path / "ledger.json"
    table.write_text("r,count\na,40\nb,60\n")
    ledger.write_text('{"total": 1}')
    told = ["disclose", str(table), "--epsilon", "0.7", "--ledger", str(ledger)]
    assert CliRunner().invoke(app, told).exit_code == 0
    assert json.loads(ledger.read_text())["entries"] == [["t.csv", 0.7]]
    again = CliRunner().invoke(app, told)
    assert again.exit_code == 1
    assert "only 0.3 is left" in again.stderr
    ledger.write_text("[]")
    assert "is not a ledger" in CliRunner().invoke(app, told).stderr
