"""Tables: the library's figures, shown and taken out only as far as the rules let them, with all they rest on."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import docx
import numpy as np
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tayanch.evidence import actions, comparing, keeping, presenting, telling, work
from tayanch.evidence.asking import Question
from tayanch.evidence.models import Tabulation
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.design import Design
from tayanch.survey.linear import proportions
from tayanch.survey.results import Estimate
from tayanch.survey.sampling import sample
from tests.evidence.made import DESIGN, asked, brought, csv_file, designed, signed_in

pytestmark = pytest.mark.django_db
BOOK = Codebook(
    {
        "sex": Variable("sex", "category", {"en": "Sex"}, (Level(1, {"en": "women"}), Level(2, {"en": "men"}))),
        "went": Variable("went", "category", {"en": "Went away"}, (Level(1, {"en": "yes"}), Level(2, {"en": "no"}))),
    }
)


def cell(level: int, n: int, estimate: float = 0.5, **by: int) -> Estimate:
    return Estimate("went", level, by, estimate, 0.1, 0.3, 0.7, 1.0, n, n * 2.0, 9.0)


def shown(*cells: Estimate, is_counted: bool = False, **question: Any) -> list[presenting.Line]:
    asked = Question(("went",), **({"by": ("sex",)} | question))
    found = presenting.shown(cells, asked, BOOK, "en", is_counted=is_counted)
    return [line for section in found.sections for line in section.lines]


# --- what may be shown -----------------------------------------------------------------------------------------------


def test_an_estimate_from_fewer_than_25_answers_is_not_shown_and_one_below_50_stands_in_brackets() -> None:
    few, some, many = shown(cell(1, 24, sex=1), cell(1, 25, sex=2), cell(1, 50))[1:] + shown(cell(1, 50))
    assert (few.text, few.interval, few.estimate, few.se) == ("–", "–", None, None)
    assert few.notes == ("hidden-base",)
    assert (some.text, some.interval) == ("(50.0\u00a0%)", "(30.0–70.0\u00a0%)")
    assert many.text == "50.0\u00a0%"


def test_a_base_of_1_to_4_is_hidden_and_cannot_be_had_by_subtraction() -> None:
    everybody, women, men = shown(cell(1, 103), cell(1, 100, sex=1), cell(1, 3, sex=2))
    assert (men.n, men.n_text, men.weighted_n) == (None, "fewer than 5", None)
    assert {everybody.n, women.n} != {103, 100}


def test_without_weights_a_share_that_tells_of_fewer_than_5_people_is_hidden() -> None:
    cells = [cell(1, 60, 3 / 60, sex=1), cell(2, 60, 57 / 60, sex=1), cell(1, 60, 0.5, sex=2), cell(2, 60, 0.5, sex=2)]
    cells += [cell(1, 120, 33 / 120), cell(2, 120, 87 / 120)]
    lines = {(line.groups, line.answer): line for line in shown(*cells, is_counted=True)}
    assert lines[("women",), "yes"].text == "–"
    assert "small-count" in lines[("women",), "yes"].notes
    # the others of its row and column would give it away
    hidden = {key for key, line in lines.items() if line.estimate is None}
    assert len(hidden) >= 4
    assert all(line.estimate is not None for line in shown(*cells, is_counted=False))


def test_groups_stand_in_the_order_of_the_codebook_after_everybody() -> None:
    assert [line.groups[0] for line in shown(cell(1, 90, sex=2), cell(1, 90, sex=1), cell(1, 180))] == [
        "All",
        "women",
        "men",
    ]


def test_numbers_are_written_as_the_language_does() -> None:
    from django.utils.translation import override

    with override("ky"):
        assert presenting.number(12345.678, 1) == "12\u00a0345,7"
    assert presenting.percent(0.0449) == "4.5\u00a0%"


# --- figures ---------------------------------------------------------------------------------------------------------


def test_a_table_holds_what_the_rows_say_by_an_independent_way(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    told = asked(survey, at_once.analyst).told
    columns = keeping.data_of(survey).columns(["w", "oblast", "village", "sex", "abroad"])
    rows = sample(DESIGN, columns)
    linear = proportions(rows, columns["abroad"], [1], columns["sex"] == 2)
    found = next(one for one in told["cells"] if one["by"] == {"sex": 2} and one["level"] == 1)
    assert found["estimate"] == pytest.approx(float(linear.values[0]), rel=1e-12)
    assert found["se"] == pytest.approx(float(linear.se(rows)[0]), rel=1e-12)


def test_a_difference_reckons_with_the_units_that_both_groups_share(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    made = asked(survey, at_once.analyst)
    table = telling.table(made, "en")
    one = comparing.between_groups(made.told, table["shown"], "[1]", "[2]")[0]
    columns = keeping.data_of(survey).columns(["w", "oblast", "village", "sex", "abroad"])
    rows = sample(DESIGN, columns)
    first, second = (proportions(rows, columns["abroad"], [1], columns["sex"] == code) for code in (1, 2))
    gap = second.minus(first)
    assert one.value == pytest.approx(float(gap.values[0]), rel=1e-10)
    assert one.upper is not None
    assert one.lower is not None
    assert (one.upper - one.lower) / 2 == pytest.approx(2.262157 * float(gap.se(rows)[0]), rel=1e-5)  # t(9)


def test_a_difference_whose_error_is_unknown_is_not_called_chance(at_once: SimpleNamespace) -> None:
    survey = brought(at_once.analyst)
    actions.do_design(survey, Design("w", ("village",), ("village",), lonely="adjust"), by=at_once.analyst)
    made = asked(survey, at_once.analyst)
    path = f"/en/evidence/surveys/tables/{made.id}/compare/?first=[1]&second=[2]"
    page = signed_in(at_once.analyst).get(path).content.decode()
    assert "The error cannot be known" in page
    assert "may be chance" not in page


def test_two_files_are_compared_as_drawn_independently(at_once: SimpleNamespace) -> None:
    first = asked(designed(at_once.analyst), at_once.analyst)
    second = asked(designed(at_once.analyst, csv_file(seed=8)), at_once.analyst)
    actions.do_keep(second, "The other wave", by=at_once.analyst)
    found = telling.other_table(telling.table(first, "en"), second, "en")["differences"]
    cells = [made.told["cells"][0] for made in (first, second)]
    line = next(one for one in found if one.answer == "1 · 1")
    assert line.value == pytest.approx(cells[1]["estimate"] - cells[0]["estimate"])
    reach = 2.262157 * np.hypot(cells[0]["se"], cells[1]["se"])
    assert line.upper == pytest.approx(line.value + reach, rel=1e-5)
    path = f"/en/evidence/surveys/tables/{first.id}/compare/?other={second.id}"
    assert "drawn independently" in signed_in(at_once.analyst).get(path).content.decode()


def test_a_kept_table_says_what_it_rests_on(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst, csv_file(), source="Nobody asked, 2026")
    made = asked(survey, at_once.analyst, where="income > 5000")
    actions.do_keep(made, "Women abroad", by=at_once.analyst)
    rests = made.derivation
    assert (rests["fingerprint"], rests["left_out"]) == (survey.fingerprint, ["respondent_name", "phone"])
    assert Question.of_values(rests["question"]) == Question(("abroad",), by=("sex",), where="income > 5000")
    assert Design.of(rests["design"]) == DESIGN
    assert rests["by"] == "Analyst"
    assert "Taylor" in rests["method"]


def test_a_table_tells_when_the_design_was_changed_after_it(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    made = asked(survey, at_once.analyst)
    actions.do_design(survey, replace(DESIGN, lonely="adjust"), by=at_once.analyst)
    client, path = signed_in(at_once.analyst), f"/en/evidence/surveys/tables/{made.id}/"
    assert "design was changed since" in client.get(path).content.decode()
    client.post(f"{path}again/")
    assert "design was changed since" not in client.get(path).content.decode()


def test_tables_without_a_name_are_forgotten_after_a_week(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    old, kept = asked(survey, at_once.analyst), asked(survey, at_once.analyst)
    actions.do_keep(kept, "Kept", by=at_once.analyst)
    Tabulation.objects.update(at=timezone.now() - timedelta(days=8))
    asked(survey, at_once.analyst)
    assert not Tabulation.objects.filter(id=old.id).exists()
    assert Tabulation.objects.filter(id=kept.id).exists()


# --- the form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"of": []}, "at least one question"),
        ({"of": ["income"], "stat": "proportion"}, "These are numbers: income"),
        ({"of": ["abroad"], "stat": "mean"}, "answers in words: abroad"),
        ({"of": ["income"], "stat": "ratio"}, "divided by"),
        ({"of": ["abroad"], "where": "age > 3"}, "no column of this name: age"),
        ({"of": ["abroad"], "where": "income >"}, 'id="id_where_error"'),
        ({"of": ["w"], "stat": "mean"}, "w is not one of"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(at_once: SimpleNamespace, sent: dict[str, Any], said: str) -> None:
    survey = designed(at_once.analyst)
    path = f"/en/evidence/surveys/{survey.id}/tables/new/"
    answer = signed_in(at_once.analyst).post(path, {"stat": "proportion", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Tabulation.objects.exists()


def test_women_and_men_stand_apart_from_the_start(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    page = signed_in(at_once.analyst).get(f"/en/evidence/surveys/{survey.id}/tables/new/").content.decode()
    assert '<option value="sex" selected>' in page


@pytest.mark.parametrize("stat", ["mean", "total", "quantile"])
def test_numbers_have_means_totals_and_quantiles(at_once: SimpleNamespace, stat: str) -> None:
    made = asked(designed(at_once.analyst), at_once.analyst, "income", stat=stat)
    assert (made.state, made.failure) == ("done", "")
    assert all(line.estimate for line in telling.table(made, "en")["shown"].sections[0].lines)


def test_a_ratio_names_both_columns(at_once: SimpleNamespace) -> None:
    made = asked(designed(at_once.analyst), at_once.analyst, "income", stat="ratio", over="w")
    assert telling.table(made, "en")["shown"].sections[0].label == "income / w"


# --- long work -------------------------------------------------------------------------------------------------------


def test_a_lonely_stratum_is_named_and_every_way_out_is_offered(at_once: SimpleNamespace) -> None:
    survey = brought(at_once.analyst)
    actions.do_design(survey, Design("w", ("village",), ("village",)), by=at_once.analyst)
    made = asked(survey, at_once.analyst)
    assert (made.state, made.trouble) == ("failed", "lonely")
    client, path = signed_in(at_once.analyst), f"/en/evidence/surveys/tables/{made.id}/"
    page = client.get(path).content.decode()
    assert f"The stratum {made.failure} has one unit only" in page
    assert page.count('name="rule"') == 3
    client.post(f"{path}lonely/", {"rule": "average"})
    made.refresh_from_db()
    survey.refresh_from_db()
    assert (made.state, survey.design["lonely"]) == ("done", "average")


def test_a_table_that_was_stopped_writes_no_figures_and_can_begin_again(
    at_once: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = designed(at_once.analyst)
    begun: list[Any] = []
    with monkeypatch.context() as patched:
        patched.setattr(work, "start", lambda row, job, **more: begun.append((row, job, more)))
        made = actions.do_ask(survey, Question(("abroad",)), by=at_once.analyst)
        client, path = signed_in(at_once.analyst), f"/en/evidence/surveys/tables/{made.id}/"
        assert "is being made" in client.get(path).content.decode()
        assert "HX-Refresh" not in client.get(f"{path}progress/").headers
        client.post(f"{path}stop/")
        assert client.get(f"{path}progress/").headers["HX-Refresh"] == "true"
    row, job, more = begun[0]
    work.carry_on(row, job, **more)
    made.refresh_from_db()
    assert (made.state, bytes(made.figures)) == ("stopped", b"")
    client.post(f"{path}again/")
    made.refresh_from_db()
    assert made.state == "done"


def test_a_table_whose_work_died_says_so(at_once: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    survey = designed(at_once.analyst)
    monkeypatch.setattr(work, "start", lambda *_args, **_more: None)
    made = actions.do_ask(survey, Question(("abroad",)), by=at_once.analyst)
    Tabulation.objects.filter(id=made.id).update(beat=timezone.now() - timedelta(minutes=3))
    page = signed_in(at_once.analyst).get(f"/en/evidence/surveys/tables/{made.id}/").content.decode()
    assert "This was interrupted" in page


def test_a_fault_that_nobody_thought_of_is_told_without_its_values(
    at_once: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = designed(at_once.analyst)

    def breaks(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("Nobody 3 earns 7000")

    monkeypatch.setattr("tayanch.evidence.tabulating.estimate", breaks)
    made = asked(survey, at_once.analyst)
    assert (made.state, made.trouble) == ("failed", "unknown")
    assert "Nobody 3" not in made.failure


# --- files -----------------------------------------------------------------------------------------------------------


def taken(made: Tabulation, by: Any, form: str) -> bytes:
    answer = signed_in(by).post(f"/en/evidence/surveys/tables/{made.id}/file/", {"form": form})
    assert answer.status_code == 200
    assert f'.{form}"' in answer.headers["Content-Disposition"]
    return answer.content


@pytest.fixture
def small(at_once: SimpleNamespace) -> Tabulation:
    """A table of few people: one group is hidden, the others stand in brackets or open."""
    return asked(designed(at_once.analyst), at_once.analyst, by=("sex", "village"), where="income > 15000")


def test_files_hold_only_what_the_table_shows(at_once: SimpleNamespace, small: Tabulation) -> None:
    lines = telling.table(small, "en")["shown"].sections[0].lines
    cells = small.told["cells"]
    told = {str(value) for line in lines for value in (line.estimate, line.lower, line.upper, line.se)}
    hidden = {str(cells[line.place][name]) for line in lines if line.estimate is None for name in ("estimate", "se")}
    secret = {text for text in hidden - told if len(text) > 12}  # not 0.5, which stands in other numbers too
    assert secret
    text = taken(small, at_once.analyst, "csv").decode("utf-8-sig")
    book = load_workbook(io.BytesIO(taken(small, at_once.analyst, "xlsx")))
    sheet = " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)  # type: ignore[union-attr]
    assert [one for one in secret if one in text or one in sheet] == []
    assert str(lines[0].estimate) in text


def test_every_file_says_its_source_its_method_and_the_rule(at_once: SimpleNamespace, small: Tabulation) -> None:
    csv = taken(small, at_once.analyst, "csv").decode("utf-8-sig")
    book = load_workbook(io.BytesIO(taken(small, at_once.analyst, "xlsx")))
    sheet = " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)  # type: ignore[union-attr]
    paper = docx.Document(io.BytesIO(taken(small, at_once.analyst, "docx")))
    words = " ".join(paragraph.text for paragraph in paper.paragraphs)
    for text in (csv, sheet, words):
        for said in ("women.csv", "SHA-256", "Taylor", "income > 15000", "Not shown under 25"):
            assert said in text
    assert len(paper.tables[0].rows) > 3


def test_a_label_that_looks_like_a_formula_does_no_harm_in_a_file(at_once: SimpleNamespace) -> None:
    made = asked(designed(at_once.analyst), at_once.analyst)
    actions.do_keep(made, "=1+1", by=at_once.analyst)
    book = load_workbook(io.BytesIO(taken(made, at_once.analyst, "xlsx")))
    assert book.active["A1"].value == "'=1+1"  # type: ignore[index]


def test_a_picture_draws_no_hidden_figure(at_once: SimpleNamespace, small: Tabulation) -> None:
    picture = signed_in(at_once.analyst).get(f"/en/evidence/surveys/tables/{small.id}/chart/0/")
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert "not shown" in picture.content.decode()
    assert signed_in(at_once.analyst).get(f"/en/evidence/surveys/tables/{small.id}/chart/7/").status_code == 404
