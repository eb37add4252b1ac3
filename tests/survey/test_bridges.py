"""The way to svy and to R: they read the same rows and the same design, and say the same."""

import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tayanch.survey.bridges import BridgeError, r_script, to_svy
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design, Replicates
from tayanch.survey.linear import mean
from tayanch.survey.replication import replicate_weights
from tayanch.survey.sampling import sample
from tests.survey.indices import DESIGNS, HERE

R_IS_HERE = shutil.which("Rscript") is not None
needs_r = pytest.mark.skipif(not R_IS_HERE, reason="Rscript is not installed: the script cannot be run")
CASES = {
    **DESIGNS,
    "apiclus1": Design(weight="pw", clusters=("dnum",), fpc=("fpc",)),
    "apisrs": Design(fpc=("fpc",)),
}


def data_of(name: str) -> Data:
    frame = pd.read_csv(HERE / "oracle" / "api" / f"{name}.csv")
    words = Variable(
        "stype", "category", levels=(Level("E", {"en": 'Elementary "first"'}), Level("H", {}), Level("M", {}))
    )
    return Data(pa.Table.from_pandas(frame, preserve_index=False), Codebook({"stype": words}))


def ours(data: Data, design: Design, of: str) -> tuple[float, float]:
    columns = data.columns([*design.columns, of])
    if design.replicates:
        made = replicate_weights(design, columns).mean(columns[of])
        return made.values[0], made.se()[0]
    drawn = sample(design, columns)
    found = mean(drawn, columns[of])
    return found.values[0], found.se(drawn)[0]


def by_r(script) -> tuple[float, float]:
    """The mean and its error as the script leaves them, with all digits."""
    said = "cat(format(c(coef(estimated), SE(estimated)), digits = 17))"
    code = f'setwd("{script.parent.as_posix()}"); sink(tempfile()); source("{script.name}"); sink(); {said}'
    told = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    value, error = told.stdout.split()
    return float(value), float(error)


@needs_r
def test_the_script_runs_in_r_and_says_our_mean_and_error(tmp_path):
    data, design = data_of("apiclus2"), CASES["apiclus2"]
    script = r_script(data, design, tmp_path, outcome="api00", predictors=("meals", "stype"))
    assert by_r(script) == pytest.approx(ours(data, design, "api00"), rel=1e-10)


@needs_r
def test_the_script_runs_from_another_folder_and_prints_a_regression(tmp_path):
    script = r_script(data_of("apistrat"), CASES["apistrat"], tmp_path / "out", outcome="api00", predictors=("stype",))
    told = subprocess.run(["Rscript", script], capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert told.returncode == 0, told.stderr
    assert "stypeH" in told.stdout.replace("`", "")
    assert "2.5 %" in told.stdout


def with_replicates() -> tuple[Data, Design]:
    """A design whose replicate weights stand in the file."""
    plain = data_of("apiclus1")
    design = Design(weight="pw", clusters=("dnum",), replicates=Replicates("jkn"))
    made = replicate_weights(design, plain.columns(design.columns))
    table = plain.rows
    assert isinstance(table, pa.Table)
    names = tuple(f"rep {at}" for at in range(made.count))
    for at, name in enumerate(names):
        table = table.append_column(name, pa.array(made.replicate(at)))
    scale = (made.count - 1) / made.count
    stored = Replicates("jkn", names, scale=scale, rscales=(1.0,) * made.count)
    return Data(table, plain.codebook), Design(weight="pw", replicates=stored)


@needs_r
def test_replicate_weights_go_to_r_with_their_scales(tmp_path):
    data, design = with_replicates()
    script = r_script(data, design, tmp_path, outcome="api00")
    assert by_r(script) == pytest.approx(ours(data, design, "api00"), rel=1e-10)


def test_the_script_holds_the_design_the_rule_and_the_words(tmp_path):
    design = Design(weight="pw", strata=("stype",), clusters=("dnum", "snum"), lonely="adjust")
    text = r_script(data_of("apistrat"), design, tmp_path, outcome="api00").read_text("utf-8")
    assert 'options(survey.lonely.psu = "adjust")' in text
    assert "svydesign(ids = ~`dnum` + `snum`, strata = ~`stype`, weights = ~`pw`, nest = TRUE, data = data)" in text
    words = r_script(data_of("apiclus2"), CASES["apiclus2"], tmp_path, outcome="api00").read_text("utf-8")
    assert 'labels = c("Elementary \\"first\\"", "H", "M")' in words


def test_a_file_on_disk_is_written_piece_by_piece_and_whole(tmp_path):
    data = data_of("apiclus2")
    path = tmp_path / "a.parquet"
    pq.write_table(data.rows, path, row_group_size=20)
    r_script(Data(path, data.codebook), CASES["apiclus2"], tmp_path / "one", outcome="api00")
    r_script(data, CASES["apiclus2"], tmp_path / "two", outcome="api00")
    one, two = (pd.read_csv(tmp_path / name / "survey.csv") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two)


def test_a_column_that_is_not_there_and_a_file_without_numbers_are_refused(tmp_path):
    with pytest.raises(BridgeError, match="no column wage"):
        r_script(data_of("apistrat"), CASES["apistrat"], tmp_path, outcome="wage")
    with pytest.raises(BridgeError, match="name the outcome"):
        r_script(Data(pa.table({"a": ["x", "y"]})), Design(), tmp_path)


@pytest.mark.parametrize("name", CASES)
def test_svy_says_our_mean_and_error(name):
    pytest.importorskip("svy")
    data, design = data_of(name), CASES[name]
    told = to_svy(data, design).estimation.mean("api00").to_polars()
    assert (told["est"][0], told["se"][0]) == pytest.approx(ours(data, design, "api00"), rel=1e-9)


def test_svy_reads_given_replicates():
    pytest.importorskip("svy")
    data, design = with_replicates()
    told = to_svy(data, design).estimation.mean("api00", method="replication").to_polars()
    assert told["se"][0] == pytest.approx(ours(data, design, "api00")[1], rel=1e-9)


def test_codes_of_units_may_repeat_between_strata_for_svy():
    pytest.importorskip("svy")
    table = pa.table(
        {"h": ["a", "a", "a", "a", "b", "b"], "c": [1, 1, 2, 2, 1, 2], "y": np.array([1.0, 2.0, 4.0, 3.0, 9.0, 5.0])}
    )
    data, design = Data(table), Design(strata=("h",), clusters=("c",))
    told = to_svy(data, design).estimation.mean("y").to_polars()
    assert (told["est"][0], told["se"][0]) == pytest.approx(ours(data, design, "y"))


def test_without_svy_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "svy", None)
    with pytest.raises(BridgeError, match="pip install svy"):
        to_svy(data_of("apistrat"), CASES["apistrat"])


def test_a_design_that_svy_cannot_hold_is_refused_with_a_way_out():
    pytest.importorskip("svy")
    with pytest.raises(BridgeError, match="r_script"):
        to_svy(data_of("apistrat"), Design(clusters=("stype", "dnum", "snum")))
