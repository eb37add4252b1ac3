"""A rule and its answer in words: the same page as text, HTML, DOCX and JSON, in three languages."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import docx
import pytest
from typer.testing import CliRunner

from tayanch import law
from tayanch.cli import app
from tayanch.law import LANGUAGES, BadInput, OutsideKnownDates, explain, live, run_explain
from tayanch.law.derivation import Derivation, Step
from tayanch.law.fields import fields_of
from tayanch.law.rendering import add_to_document, to_docx, to_html, to_text
from tayanch.law.rendering.words import in_unit, money, shown, unit_words
from tayanch.law.ru import PACK, Debt, delay, suspension
from tayanch.law.texts import BASE_TEXTS, NO_BREAK_SPACE, Texts

RULES = [str(rule["rule"]) for rule in law.rules()]
LATE = delay([Debt(Decimal("52200.00"), date(2025, 5, 5))], date(2025, 9, 30))
STOP = suspension(date(2026, 7, 3), date(2026, 7, 19))
DRAFT = {"ky": "Долбоор. Юрист али текшере элек.", "ru": "Черновик. Юрист ещё не проверил.", "en": "Draft. No lawyer"}
SUM = {"ky": "9 911,04 рубль", "ru": "9 911,04 руб.", "en": "9,911.04 roubles"}
VOID = {"br", "hr", "img", "input", "meta"}


class Fragment(HTMLParser):
    """The text of a fragment and its tags; it fails on a tag that is not closed."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.said, self.attributes = [], [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)

    @property
    def text(self):
        return plain(" ".join(self.said))


def plain(text):
    return re.sub(r"\s+", " ", text.replace(NO_BREAK_SPACE, " "))


def told(made):
    """All text of a DOCX, its tables included."""
    paper = docx.Document(BytesIO(made))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return plain(" ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells]))


def shapes(answer, language):
    return [
        plain(to_text(answer, language)),
        Fragment(to_html(answer, language)).text,
        told(to_docx(answer, language)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_says_that_it_is_a_draft_and_what_it_comes_to(language):
    for said in shapes(LATE, language):
        assert DRAFT[language] in said
        assert SUM[language] in said
        assert LATE.articles(language)[0] in said
        for warning in LATE.warnings:
            assert plain(warning.text(language)) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_of_an_answer_without_sums_has_its_sentences(language):
    for said in shapes(STOP, language):
        for step in STOP.steps:
            assert plain(step.text(language)) in said
        assert law.explain("ru.wage.suspension", language).page().title in said


def test_a_reviewed_answer_is_not_called_a_draft():
    rows = tuple(replace(row, status="reviewed") for row in LATE.used)
    for said in shapes(replace(LATE, used=rows, warnings=()), "en"):
        assert "Draft" not in said


def test_steps_with_days_and_sums_are_a_table_with_their_sum():
    fragment = Fragment(to_html(LATE, "ru"))
    assert "details" not in fragment.tags
    assert fragment.tags.count("tr") == 1 + 4 + 1
    assert "С По Дней От суммы Ставка Доля в день Сумма Статья" in fragment.text
    assert "06.05.2025 08.06.2025 34 52 200,00 21,00 % 1/150 2 484,72" in fragment.text
    assert "Итого 148 9 911,04 руб." in fragment.text
    grid = docx.Document(BytesIO(to_docx(LATE, "ru"))).tables[0]
    assert [plain(cell.text) for cell in grid.rows[-1].cells][-2] == "9 911,04 руб."


def test_a_table_whose_lines_do_not_add_up_to_the_answer_has_no_sum_below_it():
    assert "<tfoot>" not in to_html(replace(LATE, value=Decimal("1.00")), "ru")


def test_other_steps_are_a_list_that_opens_to_the_reckoning_and_the_article():
    html = to_html(STOP, "en")
    assert "<table>" not in html
    assert "<details><summary>Labour Code of Russia, art. 142</summary>" in html
    assert "<code>2026-07-19 − 2026-07-03 = 16 &gt; 15</code>" in html


def test_nothing_in_the_html_runs_or_styles_and_everything_is_escaped():
    evil = "<script>alert('&\"')</script>"
    texts = Texts({"step.evil": dict.fromkeys(LANGUAGES, "{evil}")}).over(PACK.texts)
    step = Step("evil", {"evil": evil}, texts, formula=evil, article="tk-142", source=f"https://x/\"onclick='{evil}")
    html = to_html(replace(STOP, steps=(step,), texts=texts), "en")
    fragment = Fragment(html)
    assert "script" not in fragment.tags
    assert {name for name, _ in fragment.attributes} <= {"class", "lang", "role", "scope", "href", "rel"}
    assert evil in fragment.text


def test_headings_follow_each_other_without_a_gap_and_begin_where_one_asks():
    for level in (1, 2, 4):
        found = [int(tag[1]) for tag in Fragment(to_html(LATE, "en", level)).tags if re.fullmatch(r"h\d", tag)]
        assert found[0] == level
        assert set(found[1:]) == {level + 1}


def test_an_answer_of_parts_shows_every_part_below_its_own_heading():
    whole = Derivation("ru.wage.delay", Decimal("9911.04"), PACK.texts, (), currency="RUB", parts=(LATE, STOP))
    for language in LANGUAGES:
        for said in shapes(whole, language):
            for step in STOP.steps:
                assert plain(step.text(language)) in said
            assert said.count(DRAFT[language]) == 1
    html = to_html(whole, "en")
    assert "<h3>Part of the reckoning: The right to stop work while wages are unpaid</h3>" in html
    assert "<h4>How it was counted</h4>" in html


def test_the_same_answer_gives_the_same_bytes_and_the_file_tells_nothing_about_the_computer():
    made = to_docx(LATE, "ky")
    assert made == to_docx(LATE, "ky")
    with zipfile.ZipFile(BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(BytesIO(made)).core_properties
    assert (properties.author, properties.comments, properties.created.year) == ("", "", 2000)


def test_an_answer_is_added_to_a_document_that_has_something_already():
    paper = docx.Document()
    paper.add_paragraph("before")
    add_to_document(paper, STOP, "ru")
    assert paper.paragraphs[0].text == "before"
    assert len(paper.tables) == 1


def test_values_are_written_as_each_language_writes_them():
    assert plain(money(Decimal("1000"), "KGS", "ky")) == "1 000 сом"
    assert plain(money(Decimal("5.00"), "XYZ", "en")) == "5.00 XYZ"
    assert [shown(True, language, PACK.texts) for language in LANGUAGES] == ["ооба", "да", "yes"]
    assert shown(None, "en", PACK.texts) == "–"
    assert shown((date(2025, 5, 6), date(2025, 5, 7)), "ru", PACK.texts) == "06.05.2025, 07.05.2025"
    months = PACK.tables["limitation.wages"].rows
    assert [plain(in_unit(months[0], language)) for language in LANGUAGES] == ["3 ай", "3 месяца", "3 months"]


def test_every_unit_of_a_table_has_its_words():
    units = {row.unit for pack in live.packs().values() for table in pack.PACK.tables.values() for row in table.rows}
    counted = {unit for unit in units if unit in ("days", "months", "years", "working days")}
    money = {unit for unit in units if f"currency.{unit}" in BASE_TEXTS}
    assert units - counted - money - set(unit_words()) == set(), "add these to law/rendering/units.yaml"
    assert {unit for unit, by_language in unit_words().items() if set(by_language) != {"ky", "ru"}} == set()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_explains_itself(rule, language):
    found = explain(rule, language)
    text = plain(found.text())
    about = found.rule.describe(language)
    for said in (about["title"], about["question"], *about["articles"], *about["covers"]):
        assert plain(said) in text
    assert found.answer.steps or found.answer.parts
    assert Fragment(found.html()).text
    assert json.loads(json.dumps(found.to_dict()))["rule"] == rule


def test_an_explanation_has_every_dated_figure_with_its_source_and_who_checked_it():
    text = plain(explain("ru.wage.delay", "en").text())
    for row in PACK.tables["wage_delay.yearly_rate"].rows:
        assert row.source in text
        assert row.checked_by in text
        assert f"{row.value} (percent per year)" in text
    for said in ("14 September 2012", "14 September 2026", "Checked on: 21 November 2026", "RU-W-03"):
        assert said in text
    assert explain("ru.wage.delay").example == "W03-A"


def test_a_statement_says_its_sentences_its_conditions_and_its_question():
    text = plain(explain("ru.enforcement.inspectorate", "ru").text())
    for said in (
        "Инспекция отвечает за 30 дней.",
        "Для каждого, кто работает.",
        "Вопрос юристу",
        "В базе фактов: RU-W-24",
    ):
        assert said in text


def test_an_explanation_speaks_of_the_question_that_was_asked():
    asked = {"due": "2026-07-03", "unpaid_on": "2026-07-10", "language": "en"}
    found = explain("ru.wage.suspension", "ru", asked)
    assert (found.example, found.answer.value) == ("", False)
    assert "Ваш вопрос" in found.text()
    assert "Разобранный пример" not in found.text()
    assert "unpaid_on: 2026-07-10" in found.text()


def test_a_wrong_rule_language_or_question_is_refused():
    for rule, language, question in (
        ("ru.nothing", "en", None),
        ("ru.wage.delay", "fr", None),
        ("ru.wage.delay", "en", {}),
    ):
        with pytest.raises(BadInput):
            explain(rule, language, question)
    with pytest.raises(OutsideKnownDates):
        explain("ru.wage.suspension", "en", {"due": "1995-07-03", "unpaid_on": "2026-07-10"})


@pytest.mark.parametrize("shape", law.FORMATS)
def test_exit_codes_are_those_of_compute(shape):
    good = '{"due": "2026-07-03", "unpaid_on": "2026-07-10"}'
    assert run_explain("ru.wage.suspension", "ky", shape, None)[0] == 0
    assert run_explain("ru.wage.suspension", "ky", shape, good)[0] == 0
    assert run_explain("ru.wage.suspension", "ky", shape, "{")[0] == 2
    assert run_explain("ru.nothing", "ky", shape, good)[0] == 2
    code, line = run_explain("ru.wage.suspension", "ru", shape, good.replace("2026-07-03", "1995-07-03"))
    assert code == 3
    assert "01.02.2002" in (json.loads(line)["error"]["message"] if shape == "json" else line)


def test_the_fields_of_a_question_are_told_with_the_choice_they_belong_to():
    fields = {field.path: field for field in fields_of(explain("ru.wage.limitation").rule.describe("en")["input"])}
    assert fields["kind"].takes("en") == "one of: wages, dismissal, other"
    assert fields["due"].needed("ru") == "да, если kind = wages"
    inner = [field.path for field in fields_of(explain("ru.wage.delay").rule.describe("en")["input"])]
    assert "debts[].payments[].amount" in inner


def run(*arguments):
    return CliRunner().invoke(app, ["law", *arguments])


def test_the_terminal_explains_and_lists_in_the_language_asked_for():
    done = run("explain", "ru.wage.suspension", "--lang", "ky")
    assert done.exit_code == 0
    assert "Эсептелген мисал" in done.stdout
    listed = json.loads(run("rules", "--format", "json", "--lang", "ru").stdout)
    assert listed == json.loads(run("rules", "--json", "--lang", "ru").stdout)
    keys = {"rule", "titles", "kind", "input", "known_from", "known_through", "articles", "status", "covers"}
    assert all(keys <= set(rule) for rule in listed)
    assert "Право приостановить работу" in run("rules", "--lang", "ru").stdout


def test_the_terminal_refuses_with_one_line_and_the_exit_code_of_compute():
    for arguments, code in (
        (("explain", "ru.nothing"), 2),
        (("explain", "ru.wage.delay", "{}"), 2),
        (("explain", "ru.wage.delay", "--lang", "fr"), 2),
        (("explain", "ru.wage.delay", "--format", "pdf"), 2),
        (("rules", "--format", "csv"), 2),
        (("explain", "ru.wage.suspension", '{"due": "1995-07-03", "unpaid_on": "2026-07-10"}'), 3),
    ):
        done = run(*arguments)
        assert (done.exit_code, done.stdout) == (code, "")
        assert len(done.stderr.splitlines()) == 1
