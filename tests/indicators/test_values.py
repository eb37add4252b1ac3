"""Values that do not come from the desk: figures, surveys, interviews."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.figures.loading import load
from tayanch.figures.model import Figure, Finding
from tayanch.indicators.definitions import definitions
from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.model import Indicator, Observation
from tayanch.indicators.values import Made, Study, Survey, chosen, from_estimates, from_figures, from_matrix
from tayanch.interviews.matrices import Base, Count, Matrix
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.estimating import estimate
from tayanch.survey.reading import read
from tayanch.survey.results import Estimate
from tayanch.vocabulary.model import Text
from tayanch.yaml_text import read_yaml

SHARED = Path(__file__).parents[3] / "shared"
SHARE = definitions()["figures-women-share"]
HOUSEWORK = definitions()["survey-domestic-work"]
STIGMA = definitions()["interviews-stigma"]
SURVEY = Survey("Households", "2019", "invented", "ab" * 32, "two stages", "Taylor", 3000)


def figure(name: str, value: str | None, **more: Any) -> Figure:
    given: dict[str, Any] = dict.fromkeys(("section", "destination", "source"), "") | {
        "topic": "stock",
        "population": "migrants",
        "sex": "female",
        "origin": "KG",
        "measure": "share of women among migrants",
        "value_high": None,
        "unit": "percent",
        "year": "2024",
        "base": None,
    }
    return Figure(id=name, document=name[:4], value=Decimal(value) if value else None, **{**given, **more})


# --- figures ----------------------------------------------------------------------------------------------------------

WOMEN = figure("s004-023", "58", place="line 46")
MEN = figure("s004-022", "64", sex="male", measure="share of men among migrants")
SUM = Finding("shares-sum", ("s004-023", "s004-022"), "error", Text(en="58 and 64 are 122."))


def test_a_published_figure_is_told_as_it_is_printed_with_its_place_and_what_contradicts_it() -> None:
    women, men = from_figures(SHARE, [WOMEN, MEN], [SUM], Made("Tayanch 1", "2026-11-21"))
    assert (women.value, women.unit, women.period) == (58.0, "percent", "2024")
    assert women.groups == (("sex", "female"), ("origin", "kg"), ("figure", "s004-023"))
    assert women.flags == ("contradicted", "contradicted-by:s004-022")
    assert men.flags == ("contradicted", "contradicted-by:s004-023")
    assert women.source == "s004, s004-023. line 46"
    assert women.derivation is not None
    assert (women.derivation.program, women.derivation.rows) == ("Tayanch 1", 1)
    assert len(women.derivation.inputs["s004-023"]) == 64


def test_a_figure_that_is_wrong_alone_names_itself_and_a_note_contradicts_nothing() -> None:
    alone = replace(SUM, rows=("s004-023",))
    (one,) = from_figures(SHARE, [WOMEN], [alone])
    assert one.flags == ("contradicted", "contradicted-by:s004-023")
    (one,) = from_figures(SHARE, [WOMEN], [replace(SUM, severity="note")])
    assert one.flags == ()


def test_ranges_missing_years_and_stories_of_one_person_are_marked() -> None:
    given = [
        figure("a", "20", value_high=Decimal(30), year="2019-2022"),
        figure("b", "1", year="", base=1, sex="n.a.", destination="RU"),
        figure("c", None),
    ]
    ranged, story = from_figures(SHARE, given, [])
    assert (ranged.value, ranged.lower, ranged.upper, ranged.period) == (20, 20, 30, "2019/2022")
    assert ranged.flags == ("range",)
    assert (story.flags, story.base, story.period) == (("no-year", "one-person"), 1, "")
    assert story.groups == (("origin", "kg"), ("country", "ru"), ("figure", "b"))


def test_figures_are_chosen_by_topic_and_measure_and_by_hand() -> None:
    other = figure("x", "3", topic="wages")
    assert chosen(SHARE, [WOMEN, other, figure("y", "1", measure="rank")]) == (WOMEN,)
    assert chosen(replace(SHARE, query={"ids": ["x"]}), [WOMEN, other]) == (other,)
    assert chosen(replace(SHARE, query={**SHARE.query, "ids": ["x"]}), [WOMEN, other]) == (WOMEN, other)


def test_the_shares_of_women_that_documents_print_are_all_side_by_side() -> None:
    register = load()
    named = {document.id: document.title for document in register.documents.values()}
    found = from_figures(SHARE, register.figures, register.findings(), documents=named)
    told = {(one.value, dict(one.groups).get("origin")) for one in found}
    assert {(40.0, "kg"), (48.0, None), (58.0, "kg"), (59.6, "kg"), (64.0, "kg"), (20.0, "tj"), (20.0, "uz")} <= told
    (women,) = [one for one in found if ("figure", "s004-023") in one.groups]
    assert "contradicted-by:s004-022" in women.flags, "58 and 64 are of the same migrants"
    assert women.source.startswith(named["s004"])


# --- surveys ----------------------------------------------------------------------------------------------------------


def cell(
    n: int, estimate: float | None = 0.5, level: Any = "housework", flags: tuple[str, ...] = (), **by: Any
) -> Estimate:
    return Estimate("sector", level, by, estimate, 0.05, 0.4, 0.6, 1.2, n, n * 10.0, 30.0, 0.0, flags)


def test_an_estimate_keeps_its_error_its_interval_its_base_and_how_it_was_made() -> None:
    made = Made("Tayanch 1", "2026-11-21")
    one, other = from_estimates(
        HOUSEWORK, [cell(80, sex="female", country="russia"), cell(90, level="trade"), cell(300)], SURVEY, made
    )
    assert (one.value, one.se, one.lower, one.upper, one.base) == (0.5, 0.05, 0.4, 0.6, 80)
    assert one.groups == (("sex", "female"), ("country", "ru"))
    assert (one.unit, one.flags, other.groups) == ("share of migrants", (), ())
    assert one.derivation is not None
    assert (one.derivation.query, one.derivation.method) == ("proportion of sector", "Taylor two stages")
    assert dict(one.derivation.inputs) == {"Households": "ab" * 32}


def test_few_answers_hide_a_value_and_some_put_it_in_brackets() -> None:
    few, some, enough = from_estimates(HOUSEWORK, [cell(24), cell(25), cell(50, flags=("wide",))], SURVEY)
    assert (few.value, few.lower, few.se, few.flags, few.base) == (None, None, None, ("hidden",), 24)
    assert (some.value, some.flags) == (0.5, ("small-base",))
    assert enough.flags == ("wide",)


def test_what_cannot_be_known_is_hidden_and_says_why() -> None:
    (one,) = from_estimates(HOUSEWORK, [cell(60, None, flags=("empty",))], SURVEY)
    assert (one.value, one.flags) == (None, ("hidden", "empty"))


def test_a_base_below_five_cannot_be_had_by_subtraction() -> None:
    cells = [cell(3, sex="male"), cell(97, sex="female"), cell(100)]
    assert [one.base for one in from_estimates(HOUSEWORK, cells, SURVEY)] == [None, 97, None]


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_small_base_of_a_table_with_margins_follows_from_those_that_are_told(table: list[list[int]]) -> None:
    columns = range(3)
    inner = {(row, column): table[row][column] for row in range(len(table)) for column in columns}
    cells = [cell(n, sex=str(row), country=str(column)) for (row, column), n in inner.items()]
    cells += [cell(sum(table[row]), sex=str(row)) for row in range(len(table))]
    cells += [cell(sum(row[column] for row in table), country=str(column)) for column in columns]
    cells += [cell(sum(inner.values()))]
    told = [one.base for one in from_estimates(HOUSEWORK, cells, SURVEY)]
    for (row, column), n in inner.items():
        if 0 < n < 5:
            place = len(inner)
            assert told[row * 3 + column] is None
            assert told[place + row] is None, "the total of its row"
            assert told[place + len(table) + column] is None, "the total of its column"
            assert told[-1] is None


def test_of_a_file_without_weights_small_counts_are_hidden_with_their_totals() -> None:
    counted = replace(SURVEY, is_counted=True)
    cells = [cell(60, 0.05, sex="male"), cell(60, 0.5, sex="female"), cell(120, 0.275)]
    men, women, everybody = from_estimates(HOUSEWORK, cells, counted)
    assert (men.value, women.value, everybody.value) == (None, 0.5, None)
    assert "small-count" in men.flags
    assert [one.value for one in from_estimates(HOUSEWORK, cells, SURVEY)] == [0.05, 0.5, 0.275]


def test_a_wave_is_the_period_and_another_question_is_refused() -> None:
    (one,) = from_estimates(HOUSEWORK, [cell(60, wave=2016.0)], SURVEY)
    assert (one.period, one.groups) == ("2016", ())
    with pytest.raises(DefinitionError, match="asks for sector = housework"):
        from_estimates(HOUSEWORK, [cell(60, level="trade")], SURVEY)
    with pytest.raises(DefinitionError, match="not come from a survey"):
        from_estimates(STIGMA, [cell(60)], SURVEY)


def test_recruitment_cost_of_60_000_with_an_income_of_50_000_is_1_2_months(tmp_path: Path) -> None:
    file = tmp_path / "migrants.csv"
    file.write_text("recruitment_cost,monthly_income\n" + "90000,40000\n30000,60000\n" * 15, encoding="utf-8")
    found = estimate(survey_of(file), Design(), ("recruitment_cost",), "ratio", over="monthly_income")
    (cost,) = from_estimates(definitions()["survey-recruitment-cost"], found, SURVEY)
    assert cost.value == pytest.approx(1.2)
    assert cost.unit == "months of income"
    instruments = SHARED / "law" / "instruments.yaml"
    if instruments.exists():
        goals = {one["code"]: one for one in read_yaml(instruments.read_bytes())["sdg_indicators"]}
        assert goals["10.7.1"]["worked_example"].endswith("1.2 months")
        assert goals["10.7.1"]["unit"] == cost.unit


ASKED = [one for one in definitions().values() if one.source == "survey" and "not-asked" not in one.flags]


@pytest.mark.parametrize("one", ASKED, ids=lambda one: one.id)
def test_every_indicator_that_is_asked_has_a_value_from_the_survey_of_the_demonstration(one: Indicator) -> None:
    query = one.query
    with resources.as_file(resources.files("tayanch.demo") / "survey.parquet") as path:
        data = Data(pq.read_table(path), survey_of(path).codebook)
    design = Design("weight", ("stratum",), ("cluster",), lonely="adjust")
    by = ("sex",) if one.by_sex else one.by[:1]
    found = estimate(data, design, (query["of"],), query["stat"], by=by, margins=True)
    values = from_estimates(one, found, SURVEY)
    assert {name for value in values for name, _ in value.groups} == set(by)
    everybody = next(value for value in values if not value.groups)
    if one.id == "survey-money-for-debts":  # the waves of the demonstration did not ask it, the household module does
        assert (everybody.value, everybody.base) == (None, 0)
    else:
        assert (everybody.lower or 1) <= (everybody.value or 0) <= (everybody.upper or 0)


def survey_of(file: Path) -> Data:
    return read(file)


# --- interviews -------------------------------------------------------------------------------------------------------

MATRIX = Matrix(
    ("c1", "c2", "c3"),
    ("woman", "man"),
    {"woman": Base(20, 15), "man": Base(5, 4)},
    {("c1", "woman"): Count(12, 9, 30, 100), ("c2", "woman"): Count(7, 6, 8, 50), ("c3", "man"): Count(1, 1, 1, 9)},
    "by-group",
    "sex",
)
STUDY = Study("Voices", "2018", {"c1": "STIGMA-MORAL", "c2": "STIGMA-MARRY", "c3": "WAGE-NONPAY"})


def counted(values: tuple[Observation, ...], code: str, sex: str, kind: str) -> Observation:
    groups = (("sex", sex), ("code", code), ("counted", kind))
    (one,) = [one for one in values if one.groups == groups]
    return one


def test_interviews_give_documents_and_speakers_beside_how_many_could_have_said_it() -> None:
    values = from_matrix(STIGMA, MATRIX, STUDY)
    speakers = counted(values, "STIGMA-MORAL", "female", "speakers")
    assert (speakers.value, speakers.base, speakers.unit, speakers.flags) == (12, 20, "speakers", ("no-sample",))
    assert counted(values, "STIGMA-MARRY", "female", "documents").value == 6
    assert counted(values, "STIGMA-MARRY", "male", "speakers").value == 0
    assert len(values) == 2 * 2 * 2, "codes are not added, others are left out"


def test_no_value_of_interviews_is_a_share_and_the_method_says_so() -> None:
    values = from_matrix(STIGMA, MATRIX, STUDY)
    assert all(one.value == int(one.value or 0) and one.unit in ("documents", "speakers") for one in values)
    assert values[0].derivation is not None
    assert "no share of women follows" in values[0].derivation.method


def test_a_matrix_is_not_taken_for_another_kind() -> None:
    with pytest.raises(DefinitionError, match="not come from interviews"):
        from_matrix(HOUSEWORK, MATRIX, STUDY)
