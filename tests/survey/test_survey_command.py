"""``tayanch survey estimate`` as a terminal sees it."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tayanch.survey.asking import Asked, answer
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.estimating import estimate
from tests.survey.kernel import DESIGNS, data_of, microdata

pytestmark = pytest.mark.plain
KEYS = ["variable", "level", "by", "estimate", "se", "lower", "upper", "deff", "n", "weighted_n", "df"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("survey")
    frame = microdata(8)
    frame.to_parquet(place / "people.parquet")
    frame.to_csv(place / "people.csv", index=False)
    (place / "design.yaml").write_text("weight: w\nstrata: stratum\nclusters: [village]\n")
    (place / "lonely.yaml").write_text("weight: w\nstrata: village\nclusters: [stratum, household]\n")
    return place


def ask(folder: Path, of: str, stat: str, form: str = "json", **given) -> tuple[int, str]:
    file, design = given.pop("file", "people.parquet"), given.pop("design", "design.yaml")
    asked = {"by": (), "where": "", "margins": False, "probabilities": ("0.5",), "level": 0.95, "interval": "default"}
    asked |= {"engine": "duckdb"} | given
    return answer(Asked(folder / file, folder / design, tuple(of.split(",")), stat, **asked), form)


def test_the_command_writes_json_and_opens_no_store(folder, tmp_path):
    words = ["estimate", folder / "people.parquet", "--design", folder / "design.yaml", "--of", "answer,sex"]
    words += ["--stat", "proportion", "--by", "region", "--where", "hours > 10", "--format", "json"]
    run = subprocess.run(
        [sys.executable, "-m", "tayanch", "survey", *map(str, words)],
        capture_output=True, text=True, check=False, env=os.environ | {"TAYANCH_DATA": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert list(told[0])[: len(KEYS)] == KEYS
    assert list(told[0])[-1] == "flags"
    expected = estimate(
        data_of(microdata(8)), DESIGNS["strata and clusters"], ["answer", "sex"], "proportion",
        by=["region"], where="hours > 10",
    )  # fmt: skip
    assert [(cell["variable"], cell["level"], cell["by"]) for cell in told] == [
        (cell.variable, cell.level, dict(cell.by)) for cell in expected
    ]
    assert [cell["estimate"] for cell in told] == pytest.approx([cell.estimate for cell in expected], rel=1e-12)
    assert [cell["se"] for cell in told] == pytest.approx([cell.se for cell in expected], rel=1e-11)
    assert list(tmp_path.iterdir()) == []


def test_csv_has_one_line_for_each_cell_and_full_precision(folder):
    code, told = ask(folder, "wage", "mean", "csv", by=("sex",))
    lines = list(csv.DictReader(io.StringIO(told)))
    numbers = json.loads(ask(folder, "wage", "mean", by=("sex",))[1])
    assert code == 0
    assert [float(line["estimate"]) for line in lines] == pytest.approx([c["estimate"] for c in numbers], rel=1e-14)
    assert [line["sex"] for line in lines] == ["f", "m"]


def test_the_table_hides_small_bases_and_says_how_it_was_made(folder):
    code, told = ask(folder, "wage", "mean", "table", by=("region",), margins=True)
    assert code == 0
    assert "(all)" in told
    assert "Taylor linearisation" in told
    assert "–" in ask(folder, "wage", "mean", "table", where="person == 0 and household == 0")[1]


def test_a_csv_file_tells_what_the_parquet_file_tells(folder):
    one, other = (json.loads(ask(folder, "wage", "mean", file=file)[1]) for file in ("people.parquet", "people.csv"))
    assert one[0]["estimate"] == pytest.approx(other[0]["estimate"], rel=1e-12)
    assert one[0]["se"] == pytest.approx(other[0]["se"], rel=1e-11)


def test_ratios_and_quantiles_are_asked_in_one_word(folder):
    (ratio,) = json.loads(ask(folder, "wage/hours", "ratio")[1])
    assert ratio["variable"] == "wage/hours"
    levels = [cell["level"] for cell in json.loads(ask(folder, "wage", "quantile", probabilities=("0.25", "0.5"))[1])]
    assert levels == [0.25, 0.5]


def test_a_lonely_stratum_is_named_with_exit_3(tmp_path):
    frame = microdata(4, lonely=True)
    frame.to_parquet(tmp_path / "people.parquet")
    (tmp_path / "design.yaml").write_text("weight: w\nstrata: stratum\nclusters: [village]\n")
    code, told = ask(tmp_path, "wage", "mean")
    assert code == 3
    assert told.startswith("Stratum s 0 has one sampling unit")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"of": "nothing", "stat": "mean"}, "no column 'nothing'"),
        ({"of": "wage", "stat": "median"}, "--stat is"),
        ({"of": "sex", "stat": "mean"}, "holds text"),
        ({"of": "wage", "stat": "ratio"}, "top/bottom"),
        ({"of": "wage", "stat": "mean", "where": "wage >"}, ""),
        ({"of": "wage", "stat": "mean", "where": "income > 3"}, "income"),
        ({"of": "wage", "stat": "mean", "file": "absent.parquet"}, "no file"),
        ({"of": "wage", "stat": "mean", "design": "absent.yaml"}, "no file"),
        ({"of": "wage", "stat": "mean", "engine": "oracle"}, "Unknown engine"),
        ({"of": "wage", "stat": "mean", "interval": "wide"}, "--interval is"),
        ({"of": "wage", "stat": "mean", "level": 95.0}, "between 0 and 1"),
        ({"of": "wage", "stat": "quantile", "probabilities": ("half",)}, "--probabilities"),
        ({"of": "wage", "stat": "quantile", "probabilities": ("50",)}, "between 0 and 1"),
        ({"of": "wage", "stat": "proportion", "by": ("land",)}, "no column 'land'"),
    ],
)
def test_a_wrong_question_is_one_line_with_exit_2(folder, given, says):
    code, told = ask(folder, given.pop("of"), given.pop("stat"), **given)
    assert code == 2
    assert says in told
    assert told
    assert "\n" not in told


def test_a_design_with_an_unknown_key_or_gaps_is_refused(folder, tmp_path):
    frame = pd.read_parquet(folder / "people.parquet")
    frame.loc[3, "w"] = float("nan")
    told = []
    for design in ({"weigth": "w"}, {"weight": "w", "clusters": "village"}, {"weight": "w"}):
        with pytest.raises(ValueError, match=r"weigth|empty in 1 rows") as error:
            estimate(Data(data_of(frame).rows), Design.of(design), ["hours"], "mean")
        told.append(str(error.value))
    assert len(set(told)) == 2
