"""The household module: a form that servers accept, in three languages; submissions answer the same questions."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
import yaml
from pyxform.xls2xform import convert

from tayanch.survey.recipes import RecipeError, load, read
from tayanch.survey.recipes.household import form
from tayanch.survey.recipes.model import HOME, LANGUAGES

GUIDES = HOME / "household" / "guides"


@pytest.fixture(scope="module")
def xform() -> ElementTree.Element:
    made = convert(str(form.FORM))
    assert made.warnings == []
    return ElementTree.fromstring(made.xform)


def submissions(folder: Path, *, prefix: str = "") -> None:
    """Three households as a form server exports them: one with two members abroad, one with one back, one refused."""
    home = {
        "today": ["2026-10-05"] * 3, "interview_year": [2026] * 3, "consent": ["yes", "yes", "no"],
        f"{prefix}hhid": [1, 2, None], f"{prefix}cluster": [4, 5, None], f"{prefix}oblast": ["osh-city", "naryn", None],
        f"{prefix}residence": ["urban", "rural", None], f"{prefix}came_back": [0, 1, None],
        f"{prefix}abroad_now": [2, 0, None], "money_received": ["yes", "no", None], "money_amount": [100, None, None],
        "money_currency": ["KGS", None, None], "money_period": ["month", None, None], "times": [12, None, None],
        "regular": ["yes", None, None], "same_sum": ["no", None, None], "spent_education": ["yes", None, None],
        "spent_food": ["no", None, None], "reliance": ["less", None, None], "years_of_money": [3, None, None],
        "goods_received": ["no", "yes", None], "goods_value": [None, 2500, None],
    }  # fmt: skip
    abroad = {
        "home_hhid": [1, 1], "line": [1, 2], "sex": ["female", "male"], "age": [31, 40],
        "country": ["russia", "turkiye"],
        "education": ["higher", "secondary"], "left_year": [2024, 2022], "left_month": [3, 9],
        "sector": ["housework", "construction"], "position": ["unskilled", "skilled"], "contact": ["daily", "weekly"],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(home).to_csv(folder / "tayanch_household.csv", index=False)
    pd.DataFrame(abroad).to_csv(folder / "tayanch_household-migrants.csv", index=False)


def test_a_form_server_takes_the_form_with_three_languages(xform: ElementTree.Element) -> None:
    translations = {one.attrib["lang"] for one in xform.iter() if one.tag.endswith("translation")}
    assert translations == set(form.source()["languages"].values())


def test_every_question_and_choice_has_all_three_languages() -> None:
    made = form.source()
    shown = [one for one in made["survey"] if one["type"] not in ("start", "end", "today", "calculate")]
    shown = [one for one in shown if not one["type"].startswith("end ")]
    every = [*shown, *(answer for answers in form.choices(made).values() for answer in answers)]
    assert all(one.get(language) for one in every for language in LANGUAGES)
    assert all(len({one[language] for language in LANGUAGES}) > 1 for one in shown)


def test_the_form_that_is_shipped_is_made_from_its_data() -> None:
    assert form.FORM.read_bytes() == form.workbook(form.source())


def test_the_form_asks_all_nineteen_questions() -> None:
    asked = {one["name"] for one in form.source()["survey"] if "name" in one}
    renamed = {"money": "money_amount"}
    for question in load("household").questions.values():
        if question.number:
            assert renamed.get(question.name, question.name) in asked, question.name


def test_the_choices_of_the_form_are_the_harmonised_answers() -> None:
    lists, made = load("household").lists, form.choices(form.source())
    for one in form.source()["survey"]:
        kind, _, name = one["type"].partition(" ")
        if kind == "select_one":
            assert [str(answer["code"]) for answer in made[name]] == [answer.code for answer in lists[name]]


def test_no_name_telephone_or_address_is_asked() -> None:
    names = {str(one.get("name")) for one in form.source()["survey"]}
    assert not names & {"name", "phone", "address", "gps", "location"}
    assert not any(one["type"].startswith(("geo", "image", "audio")) for one in form.source()["survey"])


@pytest.mark.parametrize("prefix", ["", "home-", "home/"])
def test_submissions_answer_the_same_questions(tmp_path: Path, prefix: str) -> None:
    submissions(tmp_path, prefix=prefix)
    made = read(tmp_path, load("household"))
    rows = made.waves[2026]["household"].rows.to_pandas().set_index("household")  # type: ignore[union-attr]
    assert rows.index.tolist() == [1, 2]
    assert rows["money"].tolist()[0] == 1200
    assert rows["receives"].tolist() == ["yes", "no"]
    assert rows["goods_value"].tolist()[1] == 2500
    assert rows["stratum"].tolist() == ["osh-city urban", "naryn rural"]
    assert rows["sex_of_migrants"].tolist()[0] == "both"
    every = made.data["migrant"].rows.to_pandas()  # type: ignore[union-attr]
    assert every["listed"].tolist() == ["yes", "yes", "no"]  # nobody of the second community is abroad
    migrants = every[every["listed"] == "yes"]
    assert migrants["sex"].tolist() == ["female", "male"]
    assert migrants["sector"].tolist() == ["housework", "construction"]
    assert migrants["money"].tolist() == [1200, 1200]


def test_a_workbook_with_a_sheet_for_each_part_is_read_too(tmp_path: Path) -> None:
    submissions(tmp_path / "csv")
    out = io.BytesIO()
    with pd.ExcelWriter(out) as book:
        pd.read_csv(tmp_path / "csv" / "tayanch_household.csv").to_excel(
            book, sheet_name="Tayanch household module", index=False
        )
        pd.read_csv(tmp_path / "csv" / "tayanch_household-migrants.csv").to_excel(
            book, sheet_name="migrants", index=False
        )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "export.xlsx").write_bytes(out.getvalue())
    made = read(tmp_path / "in", load("household"))
    assert made.waves[2026]["migrant"].rows.num_rows == 3  # type: ignore[union-attr]


def test_weights_are_asked_for_and_taken_from_a_file_beside(tmp_path: Path) -> None:
    submissions(tmp_path)
    without = read(tmp_path, load("household"))
    assert without.designs["household"].weight is None
    assert any(line.what == "weight" and "weights.csv" in line.text for line in without.report.of("missing"))
    pd.DataFrame({"hhid": [1, 2], "weight": [10.5, 20.0]}).to_csv(tmp_path / "weights.csv", index=False)
    made = read(tmp_path, load("household"))
    assert made.designs["household"].weight == "weight"
    assert made.data["migrant"].columns(["weight"])["weight"].tolist() == [10.5, 10.5, 20.0]


def test_a_sum_in_a_currency_of_a_year_without_a_rate_is_refused(tmp_path: Path) -> None:
    submissions(tmp_path)
    path = tmp_path / "tayanch_household.csv"
    path.write_text(path.read_text().replace("KGS", "RUB"))
    made = read(tmp_path, load("household"))
    assert any("RUB have no exchange rate for 2026" in line.text for line in made.report.of("refused"))


def test_an_export_without_the_year_of_the_interview_says_what_to_export(tmp_path: Path) -> None:
    submissions(tmp_path)
    path = tmp_path / "tayanch_household.csv"
    pd.read_csv(path).drop(columns="interview_year").to_csv(path, index=False)
    with pytest.raises(RecipeError, match="export all columns of the form"):
        read(tmp_path, load("household"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("guide", ["returnees", "informants", "families"])
def test_each_interview_guide_is_there_in_each_language_and_marked_as_a_draft(guide: str, language: str) -> None:
    text = (GUIDES / f"{guide}.{language}.md").read_text("utf-8")
    _, head, body = text.split("---\n", 2)
    told = yaml.safe_load(head)
    assert (told["guide"], told["language"], told["status"]) == (guide, language, "draft")
    english = (GUIDES / f"{guide}.en.md").read_text("utf-8")
    assert body.count("\n## ") == english.count("\n## ")
    assert body.count("\n- ") == english.count("\n- ")
    if language != "en":
        assert any("\u0400" <= one <= "\u04ff" for one in body)
