"""Folders of Life in Kyrgyzstan: synthetic values under the real names of files and columns."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.survey.estimating import estimate
from tayanch.survey.expressions import parse
from tayanch.survey.reading import read as read_file
from tayanch.survey.recipes import Harmonised, RecipeError, Report, load, money, names, read
from tayanch.survey.recipes.lik import demonstration
from tayanch.survey.recipes.linking import families, linked_persons
from tayanch.survey.recipes.model import LANGUAGES, Money

YEARS = (2010, 2011, 2012, 2013, 2016, 2019)
NAN = float("nan")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lik")
    demonstration.write(made)
    return made


@pytest.fixture(scope="module")
def whole(folder: Path) -> Harmonised:
    return read(folder, load("lik"))


def save(path: Path, rows: Mapping[str, Any], labels: Mapping[str, str] | None = None, values: Any = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(rows).astype(float)
    frame.to_stata(path, write_index=False, version=118, variable_labels=labels, value_labels=values)


def wave_2012(folder: Path, **changed: Mapping[str, Any]) -> Path:
    """Four households of 2012 by the names in users' scripts: two with members abroad, one with two back."""
    place = folder / "data2012"
    files: dict[str, Mapping[str, Any]] = {
        "control/cc_hh": {
            "hhid12": [1, 2, 3, 4, 5], "hhid11": [11, 12, 13, 14, 15], "cluster": [1, 1, 2, 2, 2],
            "oblast": [41703] * 2 + [41706] * 3, "residence": [1, 1, 2, 2, 2], "particip": [1, 1, 1, 1, 0],
        },
        "household/hh1a": {
            "hhid": [1, 1, 2, 2, 3, 4], "pid": [1, 2, 1, 2, 1, 1], "h102": [1, 2, 2, 1, 1, 2],
            "h103_y": [1970, 1990, 1965, 1988, 1950, 1980], "age": [42, 22, 47, 24, 62, 32], "h104": [1, 3, 1, 3, 1, 1],
        },
        "household/hh5": {"hhid": [1, 2], "n5": [15, 1], "h502": [500, 900]},
        "household/hh6a": {
            "hhid": [1, 2, 2, 3, 4], "h600": [0, 1, 1, 2, 0], "h601": [1, 2, 2, 0, 0],
            "h602": [2, 2, 1, NAN, NAN], "h605": [1, 1, 2, NAN, NAN],
        },
        "household/hh6b": {
            "hhid": [1, 2, 3], "h616": [1, 1, 2], "h617_s": [200, 5000, NAN], "h617_c": [2, 3, NAN],
            "h617_t": [1, 3, NAN], "h618": [12, 99, NAN], "h619": [1, 2, NAN], "h620": [1, 2, NAN],
            "h621_1": [1, 2, NAN], "h621_2": [2, 2, NAN], "h621_3": [2, 2, NAN], "h621_4": [1, 2, NAN],
            "h621_7": [1, 1, NAN], "h622": [1, 3, NAN], "h623": [4, 2, NAN], "h624": [1, 2, 2],
            "h625_s": [3000, NAN, NAN], "h625_c": [1, NAN, NAN],
        },
    }  # fmt: skip
    for name, rows in {**files, **changed}.items():
        if rows:
            save(place / f"{name}.dta", rows)
    return folder


def households(made: Harmonised, year: int = 2012) -> pd.DataFrame:
    rows = made.waves[year]["household"].rows
    return rows.to_pandas().set_index("household")  # type: ignore[union-attr]


def rows_of(made: Harmonised, year: int, unit: Any) -> pd.DataFrame:
    rows = made.waves[year][unit].rows.to_pandas()  # type: ignore[union-attr]
    return rows[rows["listed"] == "yes"] if unit == "migrant" else rows  # type: ignore[no-any-return]


def said(report: Report, *words: str) -> bool:
    return any(all(word in f"{line.what} {line.text}" for word in words) for line in report)


# --- layouts ----------------------------------------------------------------------------------------------


def test_both_recipes_are_folders_of_data() -> None:
    assert names() == ("household", "lik")


@pytest.mark.parametrize("year", YEARS)
def test_each_wave_is_recognised_by_its_layout_without_a_year_in_the_folders_name(
    year: int, folder: Path, tmp_path: Path
) -> None:
    place = demonstration.plan()["waves"][year]["place"]
    for path in (folder / place).rglob("*.dta"):
        shutil.copy(path, tmp_path / path.name)
    made = read(tmp_path, load("lik"))
    assert list(made.waves) == [year]
    assert made.report.of("found", year)[0].text == f"The folder is laid out as {year}."


def test_all_waves_are_read_with_their_design(whole: Harmonised) -> None:
    assert tuple(whole.waves) == YEARS
    design = whole.designs["migrant"]
    assert (design.weight, design.strata, design.clusters) == ("weight", ("stratum",), ("cluster",))
    assert len(set(households(whole, 2010)["stratum"])) == 16


def test_the_codebook_has_three_languages_look_backs_and_universes(whole: Harmonised) -> None:
    for data in whole.data.values():
        for variable in data.codebook:
            assert set(variable.labels) == set(LANGUAGES), variable.name
            assert all(set(level.labels) == set(LANGUAGES) for level in variable.levels), variable.name
    book = whole.data["household"].codebook
    assert {name: book[name].look_back for name in ("came_back", "abroad_now", "money", "goods_received")} == {
        "came_back": "P5Y", "abroad_now": "P1M", "money": "P12M", "goods_received": "P12M",
    }  # fmt: skip
    assert book["money"].asked_if == "money_received == 'yes'"
    assert book["money"].universe["en"].startswith("Households that received money")


def test_every_rule_of_who_was_asked_can_be_computed_on_the_rows(whole: Harmonised) -> None:
    for data in whole.data.values():
        for variable in data.codebook:
            if variable.asked_if:
                rule = parse(variable.asked_if)
                assert rule.rows(data.columns(rule.columns)).sum() > 0, variable.name


def test_the_nineteen_questions_are_all_built_where_the_files_have_them(whole: Harmonised) -> None:
    numbers = {question.number for question in load("lik").questions.values()} - {""}
    assert numbers == {f"L{one:02}" for one in range(1, 20)}
    answered = households(whole, 2012).columns.union(rows_of(whole, 2012, "migrant").columns)
    wanted = {one.name for one in load("lik").questions.values() if one.number} - {
        "spent_house",
        "spent_debts",
        "spent_saved",
    }
    assert wanted <= set(answered)


def test_a_harmonised_file_carries_its_codebook(whole: Harmonised, tmp_path: Path) -> None:
    whole.write(tmp_path)
    kept = read_file(tmp_path / "household-2012.parquet").codebook
    assert kept["money"].look_back == "P12M"
    assert "Refused" in (tmp_path / "report.txt").read_text("utf-8")


def test_the_page_of_the_nineteen_questions_tells_every_column_of_every_wave() -> None:
    recipe = load("lik")
    page = (Path(__file__).parents[2] / "docs/reference/lik-questions.md").read_text("utf-8")
    rows = {line.split("`")[1]: line.split("|") for line in page.splitlines() if line.startswith("| L")}
    assert set(rows) == {question.name for question in recipe.questions.values() if question.number}
    for name, cells in rows.items():
        for cell, wave in zip(cells[5:11], recipe.waves, strict=True):
            first = next(iter(wave.sources.get(name, ())), None)
            told = (
                {"–"}
                if first is None
                else {first.amount}
                if isinstance(first, Money)
                else set(first.columns) or {"by label"}
            )
            assert all(word in cell for word in told), (name, wave.year)
    assert all(f"| {rate.year} | {rate.currency} | {rate.som} |" in page for rate in recipe.rates)


# --- values -----------------------------------------------------------------------------------------------


def test_answers_of_a_hand_made_wave_are_harmonised(tmp_path: Path) -> None:
    found = households(read(wave_2012(tmp_path), load("lik")))
    assert found.index.tolist() == [1, 2, 3, 4]
    assert found["came_back"].tolist() == [0, 1, 2, 0]
    assert found["abroad_now"].tolist() == [1, 2, 0, 0]
    assert found["asked_money"].tolist() == ["yes", "yes", "yes", "no"]
    assert found["receives"].tolist() == ["yes", "yes", "no", "no"]
    assert found["regular"].tolist()[:2] == ["yes", "no"]
    assert found["spent_events"].tolist()[:2] == ["yes", "no"]
    assert found["stratum"].tolist() == ["jalal-abad urban"] * 2 + ["osh rural"] * 2


def test_ninety_nine_times_is_no_answer(tmp_path: Path) -> None:
    found = households(read(wave_2012(tmp_path), load("lik")))["times"]
    assert found[1] == 12
    assert np.isnan(found[2])


def test_sums_become_som_of_the_year_by_currency_and_period(tmp_path: Path) -> None:
    found = households(read(wave_2012(tmp_path), load("lik")))
    assert found.loc[1, "money"] == pytest.approx(200 * 47.01 * 12)
    assert found.loc[2, "money"] == pytest.approx(5000 * 1.51)  # period 3: a year's sum
    assert found.loc[1, "goods_value"] == 3000


def test_the_supposed_period_is_said(tmp_path: Path) -> None:
    assert said(read(wave_2012(tmp_path), load("lik")).report, "money", "1 sums have the period 3")


def test_a_currency_without_a_rate_refuses_with_what_to_do(whole: Harmonised) -> None:
    report = whole.report.of("refused", 2019)
    assert any("RUB have no exchange rate for 2019" in line.text and "--rates" in line.text for line in report)
    of_2019 = households(whole, 2019)
    assert of_2019.loc[of_2019["money__why"] == "no-rate", "money"].isna().all()
    assert {level.code for level in whole.data["household"].codebook["money"].reasons} >= {"no-rate"}


def test_own_rates_fill_what_was_refused(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "rates.yaml"
    own.write_text("rates: [{year: 2019, currency: RUB, som: 1.1, source: invented for this test}]")
    shutil.copytree(folder / "LiK_2022", tmp_path / "in" / "LiK_2022")
    made = read(tmp_path / "in", load("lik", rates=own))
    assert not said(made.report, "RUB have no exchange rate")
    assert said(made.report, "EUR have no exchange rate")


MONEY = [
    ("som a month", 1000, "KGS", "month", 12_000, None),
    ("som a year", 1000, "KGS", "year", 1_000, None),
    ("dollars a month in 2011", 100, "USD", "month", 100 * 46.1359 * 12, None),
    ("roubles a year in 2011", 30_000, "RUB", "year", 30_000 * 1.5729, None),
    ("euro a year in 2011", 500, "EUR", "year", 500 * 64.2766, None),
    ("tenge in 2011, no rate", 500, "KZT", "year", NAN, "no-rate"),
    ("no currency", 500, None, "year", NAN, "no-currency"),
    ("no period", 500, "USD", None, NAN, "no-period"),
    ("no sum", NAN, "USD", "year", NAN, None),
    ("nothing, whatever the currency", 0, "KZT", None, 0, None),
]


@pytest.mark.parametrize(
    ("amount", "currency", "period", "expected", "reason"), [case[1:] for case in MONEY], ids=[c[0] for c in MONEY]
)
def test_a_sum_by_hand(amount: float, currency: str, period: str, expected: float, reason: str | None) -> None:
    rates = money.rates_of(load("lik").rates, 2011)
    value, why = money.som(
        np.array([amount], dtype=float), np.array([currency], dtype=object), np.array([period], dtype=object), rates
    )
    assert value[0] == pytest.approx(expected, nan_ok=True)
    assert why[0] == reason


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e6), st.sampled_from(["KGS", "USD", "XXX", None]), st.sampled_from(["month", "year", None])
        )
    )
)
def test_a_sum_is_known_or_has_a_reason(sums: list[tuple[float, str | None, str | None]]) -> None:
    amount = np.array([one[0] for one in sums], dtype=float)
    currency, period = (np.array([one[at] for one in sums], dtype=object) for at in (1, 2))
    value, why = money.som(amount, currency, period, {"USD": 47.0})
    assert all(np.isnan(one) == (reason is not None) for one, reason in zip(value, why, strict=True))


# --- persons and households -------------------------------------------------------------------------------


def test_the_sex_of_a_member_abroad_comes_from_her_line_in_the_roster(tmp_path: Path) -> None:
    migrants = rows_of(read(wave_2012(tmp_path), load("lik")), 2012, "migrant")
    assert migrants["person"].tolist() == [102, 202, 201]
    assert migrants["sex"].tolist() == ["female", "male", "female"]
    assert migrants["country"].tolist() == ["russia", "russia", "kazakhstan"]
    assert migrants["money"].tolist() == pytest.approx([200 * 47.01 * 12, 5000 * 1.51, 5000 * 1.51])


def test_a_household_says_whether_women_men_or_both_are_abroad(tmp_path: Path) -> None:
    found = households(read(wave_2012(tmp_path), load("lik")))["sex_of_migrants"]
    assert found[[1, 2]].tolist() == ["women", "both"]
    assert found[[3, 4]].isna().all()


def test_without_a_line_of_the_roster_nobodys_sex_is_guessed(whole: Harmonised) -> None:
    assert rows_of(whole, 2010, "migrant").get("sex") is None
    assert said(whole.report, "sex of the member abroad", "cannot be joined")


def test_a_household_under_two_numbers_counts_once(whole: Harmonised) -> None:
    found = households(whole, 2011).index
    assert 6482 not in found
    assert found.tolist().count(6483) == 1
    assert said(whole.report, "6482 is 6483", "counts once")


def test_households_that_did_not_take_part_are_left_out(tmp_path: Path) -> None:
    made = read(wave_2012(tmp_path), load("lik"))
    assert 5 not in households(made).index
    assert said(made.report, "cc_hh.dta", "1 households did not take part")


def test_households_are_linked_over_waves_by_the_control_files(whole: Harmonised) -> None:
    every = {year: set(households(whole, year)["household_linked"]) for year in YEARS}
    assert all(every[year] <= every[2010] for year in YEARS[1:])
    first = households(whole, 2013).iloc[0]
    assert first["household_linked"] == f"2010-{households(whole, 2013).index[0] - 12000}"


def test_a_chain_of_numbers_leads_to_the_first_wave_and_a_split_has_one_origin() -> None:
    pairs = [((2012, 7), (2011, 5)), ((2011, 5), (2010, 1)), ((2012, 8), (2010, 1)), ((2012, 9), (2011, 6))]
    found = families(pairs)
    assert found[2012, 7] == found[2012, 8] == found[2010, 1] == (2010, 1)
    assert found[2012, 9] == (2011, 6)


def test_a_person_of_another_sex_or_age_on_the_same_line_is_not_linked() -> None:
    def roster(sex: list[str], born: list[float]) -> pd.DataFrame:
        rows = {"household_linked": "2010-1", "member": [1.0, 2.0, 3.0], "sex": sex, "birth_year": born}
        return pd.DataFrame({**rows, "person": [101.0, 102.0, 103.0]})

    found, refused = linked_persons(
        {
            2010: roster(["male", "female", "male"], [1970, 1975, 2000]),
            2011: roster(["male", "male", "male"], [1971, 1975, 2009]),
        }
    )
    assert found[2011].tolist() == ["2010-1-1", "2011:102.0", "2011:103.0"]
    assert refused == 2


def test_without_numbers_of_earlier_waves_nothing_is_linked_and_it_is_said(folder: Path, tmp_path: Path) -> None:
    for place in ("data2010", "data2011"):
        shutil.copytree(folder / place, tmp_path / place)
    control = tmp_path / "data2011" / "control" / "cc_hh.dta"
    save(control, pd.read_stata(control, convert_categoricals=False).drop(columns="hhid10"))  # type: ignore[arg-type]
    assert said(read(tmp_path, load("lik")).report, "links", "not linked between waves")


# --- tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_each_wave_can_be_tabulated_with_its_design(year: int, whole: Harmonised) -> None:
    made = estimate(whole.waves[year]["household"], whole.designs["household"], ["abroad_now"], "mean")
    rows = households(whole, year)
    assert made[0].estimate == pytest.approx(np.average(rows["abroad_now"], weights=rows["weight"]), rel=1e-12)
    assert made[0].se is not None
    assert made[0].df == 120 - 16


def test_sums_are_tabulated_by_the_sex_of_the_member_abroad(whole: Harmonised) -> None:
    data, design = whole.waves[2012]["migrant"], whole.designs["migrant"]
    cells = {cell.by["sex"]: cell for cell in estimate(data, design, ["money"], "mean", by=["sex"])}
    rows = rows_of(whole, 2012, "migrant").dropna(subset="money")
    for sex in ("female", "male"):
        own = rows[rows["sex"] == sex]
        assert cells[sex].estimate == pytest.approx(np.average(own["money"], weights=own["weight"]), rel=1e-12)
        assert cells[sex].n == len(own)


def test_communities_where_nobody_is_abroad_stay_in_the_design(whole: Harmonised) -> None:
    for year in YEARS:
        rows = whole.waves[year]["migrant"].rows.to_pandas()  # type: ignore[union-attr]
        assert rows.groupby(["stratum", "cluster"]).ngroups == 120
        assert (rows.loc[rows["listed"] == "no", "household"].isna()).all()
        assert rows["weight"].notna().all()


def test_a_question_that_a_wave_did_not_ask_has_no_share_in_it(whole: Harmonised) -> None:
    made = estimate(whole.data["household"], whole.designs["household"], ["receives"], "proportion", by=["wave"])
    of_2010 = [cell for cell in made if cell.by["wave"] == 2010]
    assert of_2010
    assert all(cell.estimate is None and "empty" in cell.flags for cell in of_2010)


# --- what goes wrong --------------------------------------------------------------------------------------


def test_without_weights_it_is_said_plainly(tmp_path: Path) -> None:
    made = read(wave_2012(tmp_path), load("lik"))
    assert made.designs["household"].weight is None
    assert said(made.report, "weight", "every household counts once", "weights.csv or weights.dta", "hhid and weight")


def test_a_renamed_file_is_known_by_its_columns(tmp_path: Path) -> None:
    wave_2012(tmp_path)
    place = tmp_path / "data2012" / "household"
    (place / "hh6b.dta").rename(place / "remittances.dta")
    made = read(tmp_path, load("lik"))
    assert said(made.report, "hh6b.dta", "remittances.dta holds its columns", "name that file hh6b.dta again")
    assert "money" not in households(made)


def test_a_missing_variable_is_named_with_what_to_do(tmp_path: Path) -> None:
    rows = {"hhid": [1], "h616": [1], "h617_s": [10], "h617_c": [1], "h617_t": [1], "h625_s": [NAN], "times_sent": [7]}
    made = read(wave_2012(tmp_path, **{"household/hh6b": rows}), load("lik"))
    assert said(made.report, "times", "hh6b.dta has no column h618", "--columns")
    own = tmp_path / "own.yaml"
    own.write_text("2012: {times: {file: hh6b, column: times_sent}}")
    assert households(read(tmp_path, load("lik", columns=own)))["times"][1] == 7


def test_a_foreign_file_is_told_and_not_read(tmp_path: Path) -> None:
    wave_2012(tmp_path)
    save(tmp_path / "data2012" / "census.dta", {"region": [1, 2]})
    made = read(tmp_path, load("lik"))
    assert said(made.report, "census.dta", "belongs to no layout", "Take it out of the folder")


def test_an_unreadable_file_is_told_and_a_copy_of_another_kind_is_read_instead(
    tmp_path: Path, whole: Harmonised
) -> None:
    import pyreadstat

    wave_2012(tmp_path)
    broken = tmp_path / "data2012" / "household" / "hh6b.dta"
    frame = pd.read_stata(broken)
    broken.write_bytes(b"no Stata file")
    made = read(tmp_path, load("lik"))
    assert said(made.report, "hh6b.dta cannot be read", "Download it again", ".sav")
    assert "money" not in households(made)
    pyreadstat.write_sav(frame, str(broken.with_suffix(".sav")))
    assert households(read(tmp_path, load("lik"))).loc[2, "money"] == pytest.approx(5000 * 1.51)


def test_a_file_that_is_there_twice_is_told(tmp_path: Path) -> None:
    wave_2012(tmp_path)
    shutil.copy(tmp_path / "data2012" / "household" / "hh6b.dta", tmp_path / "data2012" / "hh6b.dta")
    assert said(read(tmp_path, load("lik")).report, "hh6b.dta", "there 2 times", "data2012/hh6b.dta is read")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012: {times: h618a}", "times: {file: hh6b, column: h618a}"),
        ("- a list", "holds no list of names and values"),
        ("a: [", "cannot be read as YAML"),
    ],
)
def test_a_file_of_own_columns_that_cannot_be_used_says_how_it_looks(text: str, words: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(RecipeError, match=re.escape(words)):
        load("lik", columns=own)


def test_a_folder_named_for_another_wave_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "LiK_2016", tmp_path / "data2012")
    with pytest.raises(RecipeError, match="named for 2012, but its files are laid out as those of 2016"):
        read(tmp_path, load("lik"))


def test_a_code_that_the_file_labels_otherwise_is_refused(tmp_path: Path) -> None:
    wave_2012(tmp_path)
    path = tmp_path / "data2012" / "household" / "hh6a.dta"
    frame = pd.read_stata(path, convert_categoricals=False)
    save(path, frame, values={"h605": {1: "kazakhstan", 2: "russia"}})  # type: ignore[arg-type]
    made = read(tmp_path, load("lik"))
    assert said(made.report, "country", "code 1 is labelled «kazakhstan»", "Nothing of it is used")
    assert "country" not in rows_of(made, 2012, "migrant")


def test_a_name_that_is_only_supposed_needs_a_label_that_says_so(tmp_path: Path) -> None:
    made = read(wave_2012(tmp_path), load("lik"))
    assert said(made.report, "goods_received", "column h624, but it has no label", "not certain")
    path = tmp_path / "data2012" / "household" / "hh6b.dta"
    save(path, pd.read_stata(path), labels={"h624": "Did they send any goods?"})  # type: ignore[arg-type]
    assert households(read(tmp_path, load("lik")))["goods_received"].tolist()[:3] == ["yes", "no", "no"]


def test_without_the_control_file_the_errors_are_said_to_be_too_small(tmp_path: Path) -> None:
    made = read(wave_2012(tmp_path, **{"control/cc_hh": {}}), load("lik"))
    assert said(made.report, "control file", "Errors of estimates would be too small")
    assert made.designs["household"].clusters == ()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "nowhere", "is no folder"),
        (lambda folder: folder, "holds no file of the kinds"),
    ],
)
def test_a_folder_with_nothing_says_what_to_give(make: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=words):
        read(make(tmp_path), load("lik"))


def test_a_folder_of_something_else_names_what_is_missing(tmp_path: Path) -> None:
    save(tmp_path / "hh6a.dta", {"a": [1]})
    with pytest.raises(RecipeError, match="No wave of Life in Kyrgyzstan was recognised"):
        read(tmp_path, load("lik"))


def test_printed_counts_are_compared(tmp_path: Path) -> None:
    checks = read(wave_2012(tmp_path), load("lik")).report.of("check", 2012)
    assert any(line.what == "members abroad who are in Russia" and "2 rows, but users" in line.text for line in checks)


def test_counts_of_the_real_study_are_not_asked_of_invented_files(whole: Harmonised) -> None:
    assert {line.text for line in whole.report.of("check")} == {
        "The files say that they are synthetic: counts of the real study do not apply to them."
    }


def test_an_unknown_recipe_names_those_there_are() -> None:
    with pytest.raises(RecipeError, match="There are: household, lik"):
        load("dhs")
