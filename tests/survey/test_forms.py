"""Forms: questions, choices and skip rules of an XLSForm, and what ODK Central and KoBo export of its answers."""

import datetime
import zipfile

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.survey.checking import check
from tayanch.survey.codebook import Level
from tayanch.survey.expressions import ExpressionError, parse
from tayanch.survey.forms import check_form, language, read_form
from tayanch.survey.odk import Asked, translate
from tayanch.survey.reading import ReadError
from tayanch.survey.submissions import read_submissions

LABELS = ["label::English (en)", "label::Русский (ru)", "label::Кыргызча (ky)"]
SURVEY = [
    ["type", "name", *LABELS, "relevant", "calculation"],
    ["start", "start"],
    ["text", "place", "Place", "Место", "Жер"],
    ["begin_group", "hh", "Household", "Семья", "Үй-бүлө", "${place} != ''"],
    ["select_one yesno", "abroad", "Is anyone abroad?", "Кто-то за границей?", "Чет өлкөдө кимдир бирөө барбы?"],
    ["begin_repeat", "member", "Member", "Член семьи", "Мүчө", "${abroad} = '1'"],
    ["select_one sex", "sex", "Sex", "Пол", "Жынысы"],
    ["integer", "age", "Age", "Возраст", "Жашы"],
    ["date", "born", "Born", "Родилась", "Туулган күнү"],
    ["select_multiple why", "why", "Why?", "Почему?", "Эмне үчүн?", "${age} >= 15 and not(selected(${sex}, '1'))"],
    ["text", "other", "Which other?", "Что другое?", "Башка кайсы?", "selected(${why}, 'other') and ${abroad} = 1"],
    ["end_repeat"],
    ["end_group"],
    ["decimal", "sent", "Sent, som", "Отправлено, сом", "Жөнөтүлгөн, сом", "${abroad} != '0' and today() > 1"],
    ["calculate", "people", None, None, None, None, "count(${member})"],
    ["note", "thanks", "Thanks", "Спасибо", "Рахмат"],
]
CHOICES = [
    ["list_name", "name", *LABELS, "missing"],
    ["yesno", "1", "Yes", "Да", "Ооба"],
    ["yesno", "0", "No", "Нет", "Жок"],
    ["yesno", "98", "Refuses", "Отказ", "Жооптон баш тартты", "yes"],
    ["sex", "1", "Man", "Мужчина", "Эркек"],
    ["sex", "2", "Woman", "Женщина", "Аял"],
    ["why", "work", "Work", "Работа", "Жумуш"],
    ["why", "other", "Other", "Другое", "Башка"],
]


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(path)
    return path


@pytest.fixture
def form_file(tmp_path):
    settings = [["form_title", "form_id", "default_language"], ["Household", "hh", "Кыргызча (ky)"]]
    return workbook(tmp_path / "form.xlsx", survey=SURVEY, choices=CHOICES, settings=settings)


@pytest.fixture
def form(form_file):
    return read_form(form_file)


def test_a_form_gives_tables_questions_and_choices_in_three_languages(form):
    assert form.title == "Household"
    assert [variable.name for variable in form.main] == ["start", "place", "abroad", "sent", "people"]
    assert form.main["people"].kind == "number"
    assert [variable.name for variable in form.tables["member"]] == [
        "sex",
        "age",
        "born",
        "why_work",
        "why_other",
        "other",
    ]
    assert form.parents == {"member": ""}
    abroad = form.main["abroad"]
    assert abroad.label("ky") == "Чет өлкөдө кимдир бирөө барбы?"
    assert abroad.levels[0] == Level(1, {"en": "Yes", "ru": "Да", "ky": "Ооба"})
    assert abroad.reasons == (Level(98, {"en": "Refuses", "ru": "Отказ", "ky": "Жооптон баш тартты"}, True),)
    assert form.tables["member"]["why_work"].label("ru") == "Почему? – Работа"
    kinds = {variable.name: variable.kind for variable in form.tables["member"]}
    assert list(kinds.values()) == ["category", "number", "date", "category", "category", "text"]


def test_skip_rules_of_questions_and_their_groups_are_translated(form):
    member = form.tables["member"]
    assert form.main["abroad"].asked_if == "place is not missing"
    assert member["sex"].asked_if is None  # the rule of a repeat says whether there are rows at all
    assert member["why_work"].asked_if == "(age >= 15 and (sex != 1 or sex is missing))"
    assert member["other"].asked_if == "(why_other == 1 and abroad == 1)"


def test_a_skip_rule_that_no_row_can_answer_is_kept_as_words(form):
    sent = form.main["sent"]
    assert sent.asked_if is None
    assert "today()" in sent.universe[""]
    assert "The skip rule of sent is kept as words" in form.main.notes[0]


def test_a_form_is_checked_with_what_pyxform_says(form_file, tmp_path):
    assert check_form(form_file).errors == ()
    wrong = workbook(
        tmp_path / "w.xlsx",
        survey=[["type", "name", "label"], ["select_one none", "q", "Q"]],
        choices=[["list_name", "name", "label"]],
    )
    assert "choices" in check_form(wrong).errors[0]
    with pytest.raises(ReadError, match="is not in order"):
        read_form(wrong)
    untranslated = [row[:3] for row in SURVEY[:3]]
    report = check_form(workbook(tmp_path / "u.xlsx", survey=untranslated, choices=CHOICES))
    assert "place: no text in ky, ru." in report.warnings
    (tmp_path / "no.txt").write_text("nothing")
    with pytest.raises(ReadError, match="is no XLSForm"):
        read_form(tmp_path / "no.txt")


@pytest.mark.parametrize(
    ("called", "code"),
    [("Русский (ru)", "ru"), ("Kyrgyz", "ky"), ("default", ""), ("Uzbek", "Uzbek"), ("English (en-GB)", "en")],
)
def test_languages_are_known_by_code_or_name(called, code):
    assert language(called) == code


# --- conditions -------------------------------------------------------------------------------------------

ASKED = {
    "a": Asked("a", numeric=True),
    "b": Asked("b"),
    "m": Asked("m", choices={"x": "m_x", "y": "m_y"}),
    "odd": Asked("group/odd", numeric=True),
}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("${a} = '1'", "a == 1"),
        ("${a} = 1.5", "a == 1.5"),
        ("${b} = '1'", "b == '1'"),
        ("${b} = ''", "b is missing"),
        ("not(${b} = '')", "b is not missing"),
        ("${m} != ''", "m_x is not missing"),
        ("'5' < ${a}", "a > 5"),
        ("${a} != 1", "(a != 1 or a is missing)"),
        ("not(${a} > 1)", "(a <= 1 or a is missing)"),
        ("not(${a} != 1)", "a == 1"),
        ("selected(${m}, 'x') or selected(${a}, '2')", "(m_x == 1 or a == 2)"),
        ("not(selected(${m}, 'x') and ${a} = 1)", "((m_x == 0 or m_x is missing) or (a != 1 or a is missing))"),
        ("count-selected(${m}) >= 2", "(m_x + m_y) >= 2"),
        ("(${a} + 1) * 2 > ${odd} div 3", "((a + 1) * 2) > (`group/odd` / 3)"),
        ("((${a} = 1) and (true()))", "(a == 1 and true)"),
        ("../b = 'x' and /data/g/a = -1", "(b == 'x' and a == -1)"),
        ("${b} > date('2020-01-01')", "b > '2020-01-01'"),
    ],
)
def test_a_condition_of_a_form_is_said_in_our_words(condition, said):
    assert translate(condition, ASKED) == said
    parse(said)


@pytest.mark.parametrize(
    "condition",
    [
        "today() > ${a}",
        "${z} = 1",
        "${a}",
        "sum(${a}) > 1",
        "${a} = 'x'",
        "${m} = 'x'",
        "${a} = ${b}",
        "selected(${m}, 'z')",
        "${b} > 5",
        "",
        "${a} =",
        "(" * 50,
    ],
)
def test_what_one_row_cannot_answer_is_refused(condition):
    with pytest.raises(ExpressionError, match="cannot be said"):
        translate(condition, ASKED)


def in_xpath(condition, answers):
    """What the form itself would do: an empty answer is '' beside text, no number beside numbers."""
    kind, left, sign, right = condition
    value = answers[left]
    empty = float("nan") if kind == "number" else ""
    value = empty if value is None else value
    compare = {"=": value == right, "!=": value != right}
    if kind == "number":
        compare |= {"<": value < right, ">=": value >= right}
    return compare[sign]


simple = st.one_of(
    st.tuples(st.just("number"), st.just("a"), st.sampled_from(["=", "!=", "<", ">="]), st.integers(0, 2)),
    st.tuples(st.just("text"), st.just("b"), st.sampled_from(["=", "!="]), st.sampled_from(["", "x", "y"])),
)
tree = st.recursive(
    simple,
    lambda inner: st.one_of(st.tuples(st.just("not"), inner), st.tuples(st.sampled_from(["and", "or"]), inner, inner)),
    max_leaves=6,
)


def written(node):
    if node[0] == "not":
        return f"not({written(node[1])})"
    if node[0] in ("and", "or"):
        return f"({written(node[1])} {node[0]} {written(node[2])})"
    right = node[3] if node[0] == "number" else f"'{node[3]}'"
    return f"${{{node[1]}}} {node[2]} {right}"


def meant(node, answers):
    if node[0] == "not":
        return not meant(node[1], answers)
    if node[0] == "and":
        return meant(node[1], answers) and meant(node[2], answers)
    if node[0] == "or":
        return meant(node[1], answers) or meant(node[2], answers)
    return in_xpath(node, answers)


@given(tree, st.sampled_from([None, 0, 1, 2]), st.sampled_from([None, "x", "y"]))
def test_a_translated_condition_asks_whom_the_form_asked(node, a, b):
    columns = {"a": np.array([np.nan if a is None else a]), "b": np.array([b], dtype=object)}
    said = translate(written(node), ASKED)
    assert parse(said).rows(columns)[0] == meant(node, {"a": a, "b": b})


# --- submissions ------------------------------------------------------------------------------------------

CENTRAL = """SubmissionDate,start,place,hh-abroad,sent,people,meta-instanceID,KEY
2024-05-01T10:00:00.000Z,2024-05-01T15:30:00.000+06:00,Ош,1,,2,u1,u1
2024-05-02T10:00:00.000Z,2024-05-02T15:30:00.000+06:00,Баткен,98,100.5,1,u2,u2
"""
MEMBERS = """sex,age,born,why,other,PARENT_KEY,KEY
2,30,1990-01-31,work other,Өз иши,u1,u1/1
1,12,,,,u1,u1/2
2,17,,,,u2,u2/1
"""


def test_an_export_of_central_gives_a_table_for_each_repeat(form, tmp_path):
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("Household.csv", CENTRAL)
        archive.writestr(
            "Household-member.csv",
            MEMBERS.replace(
                "sex,age,born,why,other", "hh-member-sex,hh-member-age,hh-member-born,hh-member-why,hh-member-other"
            ),
        )
    found = read_submissions(tmp_path / "e.zip", form)
    main, member = found[""].rows.to_pydict(), found["member"].rows.to_pydict()
    assert (main["place"], main["people"]) == (["Ош", "Баткен"], [2, 1])
    assert main["start"][0] == datetime.datetime(2024, 5, 1, 9, 30)
    assert (main["abroad"], main["abroad__why"]) == ([1, None], [None, 98])
    assert member["why_work"] == [1, None, None]
    assert (member["sex"], member["age"]) == ([2, 1, 2], [30, 12, 17])
    assert member["parent_key"] == ["u1", "u1", "u2"]
    assert member["abroad"] == [1, 1, None]  # its skip rules read it
    assert found["member"].codebook["sex"].label("ky") == "Жынысы"
    assert [one for data in found.values() for one in check(data)] == []


def test_an_export_of_kobo_as_a_workbook_with_slashes_and_single_choices(form, tmp_path):
    day = datetime.datetime(1990, 1, 31)
    path = workbook(
        tmp_path / "k.xlsx",
        Household=[["place", "hh/abroad", "sent", "_id", "_index"], ["Ош", 1, None, 7, 1], ["Баткен", 0, 100, 8, 2]],
        member=[
            [
                "hh/member/sex",
                "hh/member/age",
                "hh/member/born",
                "hh/member/why",
                "hh/member/why/work",
                "hh/member/why/other",
                "_index",
                "_parent_index",
            ],
            [2, 30, day, "work", 1, 0, 1, 1],
            [1, 12, None, None, None, None, 2, 1],
        ],
    )
    found = read_submissions(path, form)
    member = found["member"].rows.to_pydict()
    assert (member["why_work"], member["why_other"]) == ([1, None], [0, None])
    assert member["born"] == [day.date(), None]
    assert member["parent_key"] == ["1", "1"]
    assert "no answers to start" in found[""].codebook.notes[-1]
    assert "no answers to other" in found["member"].codebook.notes[-1]


def test_choices_that_stand_only_as_columns_of_their_own_are_taken(form, tmp_path):
    lines = "sex;why/work;why/other;PARENT_KEY\n2;TRUE;FALSE;u1\n1;;;u1\n"
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("h.csv", CENTRAL)
        archive.writestr("h-member.csv", lines)
    member = read_submissions(tmp_path / "e.zip", form)["member"].rows.to_pydict()
    assert (member["why_work"], member["why_other"]) == ([1, None], [0, None])


def test_a_single_csv_holds_the_form_without_its_repeats(form, tmp_path):
    (tmp_path / "e.csv").write_text(CENTRAL)
    assert set(read_submissions(tmp_path / "e.csv", form)) == {""}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Where?,Is anyone abroad?\nOsh,Yes\n", "is no export of this form"),
        (CENTRAL.replace(",1,,2,", ",Yes,,2,"), "abroad holds words where codes"),
        (CENTRAL.replace("2024-05-01T15:30:00.000+06:00", "in May"), "start holds words"),
    ],
)
def test_an_export_that_does_not_fit_says_how_to_export(form, tmp_path, content, says):
    (tmp_path / "e.csv").write_text(content)
    with pytest.raises(ReadError, match=says):
        read_submissions(tmp_path / "e.csv", form)


def test_a_word_that_is_no_choice_is_refused(form, tmp_path):
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("h.csv", CENTRAL)
        archive.writestr("h-member.csv", MEMBERS.replace("work other", "Work"))
    with pytest.raises(ReadError, match="why holds Work, which is no choice of the form"):
        read_submissions(tmp_path / "e.zip", form)
