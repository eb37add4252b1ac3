"""The synthetic survey: the same each time, near what was published, and told to be invented."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from typer.testing import CliRunner

from tayanch.survey.commands import survey_app
from tayanch.survey.recipes import Harmonised, load, read
from tayanch.survey.recipes.lik import demonstration


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    demonstration.write(made)
    return made


@pytest.fixture(scope="module")
def made(folder: Path) -> Harmonised:
    return read(folder, load("lik"))


@pytest.fixture(scope="module")
def migrants(made: Harmonised) -> pd.DataFrame:
    rows = made.data["migrant"].rows.to_pandas()  # type: ignore[union-attr]
    return rows[rows["listed"] == "yes"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def households(made: Harmonised) -> pd.DataFrame:
    return made.data["household"].rows.to_pandas()  # type: ignore[union-attr, no-any-return]


def published(name: str) -> dict[int, float]:
    return dict(demonstration.plan()["published"][name]["value"])


def test_the_same_bytes_come_out_twice(folder: Path, tmp_path: Path) -> None:
    demonstration.write(tmp_path)
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert first == again


def test_every_file_says_that_nobody_in_it_exists(folder: Path) -> None:
    for path in folder.rglob("*.dta"):
        _, meta = pyreadstat.read_dta(str(path), metadataonly=True)
        assert meta.file_label.startswith("SYNTHETIC"), path.name
    assert "SYNTHETIC" in (folder / "README.txt").read_text("utf-8")


def test_every_published_margin_has_a_source() -> None:
    for name, margin in demonstration.plan()["published"].items():
        assert margin["source"], name


def test_households_take_part_as_was_counted(households: pd.DataFrame) -> None:
    counted = households.groupby("wave").size()
    assert counted[2010] == 3000
    for year, expected in published("took_part").items():
        assert abs(counted[year] - expected) <= 1, year  # in 2011 two numbers are one household


def test_members_abroad_are_as_many_as_were_counted(migrants: pd.DataFrame, households: pd.DataFrame) -> None:
    for year, expected in published("migrants").items():
        assert abs((migrants["wave"] == year).sum() - expected) <= 3, year
    of_2010 = households[households["wave"] == 2010]["abroad_now"]
    assert (of_2010 > 0).sum() == 363
    assert (of_2010[of_2010 > 0] <= 2).mean() == pytest.approx(0.92, abs=0.04)


@pytest.mark.parametrize("year", [2011, 2012, 2013])
def test_countries_are_near_what_was_counted(year: int, migrants: pd.DataFrame) -> None:
    counts = {int(one): number for one, number in published("countries")[year].items()}  # type: ignore[attr-defined]
    share = migrants[migrants["wave"] == year]["country"].value_counts(normalize=True)
    assert share["russia"] == pytest.approx(counts[1] / sum(counts.values()), abs=0.04)
    assert share["kazakhstan"] == pytest.approx(counts[2] / sum(counts.values()), abs=0.04)


def test_two_in_five_members_abroad_are_women_and_most_are_young(migrants: pd.DataFrame) -> None:
    known = migrants.dropna(subset="sex")
    assert (known["sex"] == "female").mean() == pytest.approx(0.40, abs=0.03)
    assert (known["age"] < 35).mean() == pytest.approx(0.75, abs=0.13)


def test_money_reaches_as_many_households_as_was_counted(households: pd.DataFrame) -> None:
    of_2011 = households[households["wave"] == 2011]
    assert (of_2011["receives"] == "yes").mean() == pytest.approx(461 / 2862, abs=0.01)


def test_relatives_and_friends_tell_where_to_go(migrants: pd.DataFrame) -> None:
    told = migrants["informed_by"].value_counts(normalize=True)
    assert told["relatives"] == pytest.approx(0.80, abs=0.03)
    assert told["state-agency"] == pytest.approx(0.03, abs=0.015)


def test_every_stratum_has_two_communities_so_that_errors_can_be_known(households: pd.DataFrame) -> None:
    assert (households.groupby(["wave", "stratum"])["cluster"].nunique() >= 2).all()


def test_the_command_writes_it(tmp_path: Path) -> None:
    written = CliRunner().invoke(survey_app, ["demo", str(tmp_path / "demo")])
    assert written.exit_code == 0
    assert "Nobody in them exists" in written.stdout
    assert (tmp_path / "demo" / "data2012" / "household" / "hh6b.dta").exists()


def test_the_command_of_the_recipe_writes_data_and_tells_what_was_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "LiK_2022", tmp_path / "in" / "LiK_2022")
    told = CliRunner().invoke(survey_app, ["recipe", "lik", str(tmp_path / "in"), "--out", str(tmp_path / "out")])
    assert told.exit_code == 0
    assert "RUB have no exchange rate for 2019" in told.stdout
    assert (tmp_path / "out" / "household.design.yaml").read_text().startswith("weight: weight")
    again = ["recipe", "lik", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--format", "json"]
    assert json.loads(CliRunner().invoke(survey_app, again).stdout)["rows"]["household"] == 2400


def test_the_commands_refuse_with_a_sentence(tmp_path: Path) -> None:
    run = CliRunner().invoke
    nothing = run(survey_app, ["recipe", "lik", str(tmp_path), "--out", str(tmp_path.parent / "out")])
    assert (nothing.exit_code, "holds no file of the kinds" in nothing.output) == (1, True)
    inside = run(survey_app, ["recipe", "lik", str(tmp_path), "--out", str(tmp_path / "out")])
    assert (inside.exit_code, "lies inside the folder" in inside.output) == (2, True)


def test_the_form_and_the_guides_are_written_for_the_field(tmp_path: Path) -> None:
    assert CliRunner().invoke(survey_app, ["form", str(tmp_path)]).exit_code == 0
    assert len(list(tmp_path.glob("*.md"))) == 9
    assert (tmp_path / "household.xlsx").stat().st_size > 10_000
