"""Keeping the law current: newer parameters are taken whole or not at all, and nothing is signed that has changed."""

import ast
import io
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import tayanch.law
from tayanch.law import BadInput, LawError, OutsideKnownDates, check, compute, delay_many, examples, importing, live
from tayanch.law import reviews as registry
from tayanch.law.checking import Refused, mistakes_of, read_yaml
from tayanch.law.debts import Debt, Payment
from tayanch.law.kg.wage.delay import delay as kg_delay
from tayanch.law.kz.wage.delay import delay as kz_delay
from tayanch.law.parameters import DatedTable
from tayanch.law.ru import PACK, delay, suspension

LAW = Path(tayanch.law.__file__).parent
KEY_RATE = "ru.key_rate.percent_per_year"
BASE_RATE = "kz.base_rate.percent_per_year"
LOOKED = date(2026, 11, 21)
# The bank's list, newest first; the first two lines are newer than what came with the program.
DAILY = "Дата;Ставка\n21.09.2026;13,50\n18.09.2026;14,00\n15.09.2026;14,00\n14.09.2026;14,00\n11.09.2026;14,00\n"
QUESTION = {"debts": [{"amount": "1000.00", "due": "2026-09-01"}], "as_of": "2026-09-21"}


@pytest.fixture(autouse=True)
def _as_shipped():
    yield
    live.use(None)
    registry.drop()


@pytest.fixture
def folder(tmp_path):
    live.use(tmp_path / "law")
    return tmp_path / "law"


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def sent(text, name="list.csv", table=KEY_RATE, **more):
    data = text if isinstance(text, bytes) else text.encode()
    return importing.Sent(
        {name: data}, table=table if name.endswith((".csv", ".xlsx")) else "", checked_on=LOOKED, **more
    )


def take(folder, *args, **more):
    plan = importing.plan(sent(*args, **more))
    return plan, importing.take(plan, folder, "2026-11-21T101112Z", write)


def shipped(name, code="ru"):
    return (LAW / code / "parameters" / f"{name}.yaml").read_text(encoding="utf-8")


def refused(text, name="list.csv", **more):
    before = {name: table.rows for name, table in PACK.tables.items()}
    with pytest.raises(Refused) as refusal:
        importing.plan(sent(text, name, **more))
    assert {name: table.rows for name, table in PACK.tables.items()} == before
    return str(refusal.value)


# --- newer rows ----------------------------------------------------------------------------------------------


def test_a_newer_rate_reaches_every_rule_that_holds_the_table(folder):
    with pytest.raises(OutsideKnownDates):
        compute("ru.wage.delay", QUESTION)
    plan, _ = take(folder, DAILY)
    assert [str(change) for change in plan.changes] == [
        "key_rate.percent_per_year: new from 2026-09-21: 13.50 percent per year",
        "key_rate.percent_per_year: known through 2026-09-21",
    ]
    answer = compute("ru.wage.delay", QUESTION)
    # 1000 × (19 days × 14 % + 1 day × 13.5 %) / 150
    assert (answer["value"], answer["table_known_through"]) == ("18.63", "2026-09-21")
    assert delay([Debt(Decimal(1000), date(2026, 9, 1))], date(2026, 9, 21)).value == Decimal("18.63")


def test_what_is_replaced_is_kept_and_can_be_brought_back(folder):
    _, undo = take(folder, DAILY)
    assert (folder / "ru/earlier/2026-11-21T101112Z/key_rate.yaml").read_text("utf-8") == shipped("key_rate")
    undo()
    with pytest.raises(OutsideKnownDates):
        compute("ru.wage.delay", QUESTION)


def test_another_process_that_looks_at_the_folder_has_the_new_rate_and_loses_it_with_the_file(folder):
    take(folder, DAILY)
    live.use(None)
    with pytest.raises(OutsideKnownDates):
        compute("ru.wage.delay", QUESTION)
    live.use(folder)
    assert compute("ru.wage.delay", QUESTION)["value"] == "18.63"
    (folder / "ru/parameters/key_rate.yaml").unlink()
    with pytest.raises(OutsideKnownDates):
        compute("ru.wage.delay", QUESTION)


def test_the_same_list_again_changes_nothing(folder):
    take(folder, DAILY)
    again = importing.plan(sent(DAILY))
    assert (dict(again.files), again.changes) == ({}, ())


def test_looking_again_is_cheap_and_counts_as_no_change(folder):
    take(folder, DAILY)
    number = live.generation()
    for _ in range(3):
        live.use(folder)
    assert live.generation() == number


def test_a_damaged_file_in_the_folder_leaves_the_law_as_it_was_and_is_told(folder):
    write(folder / "ru/parameters/key_rate.yaml", b"parameters: {percent_per_year: {rows: 5}}")
    live.refresh()
    assert compute("ru.wage.delay", {**QUESTION, "as_of": "2026-09-14"})["value"] == "12.13"
    assert "cannot be read" in live.fault()
    found = check(date(2026, 9, 1))
    assert [one.is_past for one in found if one.kind == "unreadable"] == [True]


def test_a_trial_is_seen_by_nobody_else():
    table = PACK.tables["suspension.delay_more_than"]
    other = DatedTable(table.name, (table.rows[0].__class__(**{**vars(table.rows[0]), "value": "3"}),))
    asked = (date(2025, 5, 5), date(2025, 5, 10))
    with live.tried(PACK, {table.name: other}, None):
        assert suspension(*asked).value is True
    assert suspension(*asked).value is False


def test_a_table_is_changed_by_an_import_only():
    with pytest.raises(AttributeError):
        PACK.tables["suspension.delay_more_than"].name = "other"


def test_no_rule_keeps_a_row_of_a_table_for_good():
    """A row that is read while the program starts would outlive an import."""
    kept = []
    for path in LAW.glob("*/**/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                text = ast.unparse(node)
                if "PACK.tables" in text and any(f"].{name}" in text for name in ("rows", "at(", "spans(")):
                    kept.append(f"{path.relative_to(LAW)}: {text}")
    assert kept == []


def test_a_whole_folder_and_an_archive_of_it_are_taken_alike(folder, tmp_path):
    home = tmp_path / "ru" / "parameters"
    for name in ("key_rate", "suspension"):
        text = shipped(name).replace('2026-07-27, value: "14.00"', '2026-07-27, value: "14.00", confidence: low')
        write(home / f"{name}.yaml", text.encode())
    from_folder = importing.plan(importing.Sent(importing.read_source(tmp_path / "ru")))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in home.glob("*.yaml"):
            archive.write(path, f"new/ru/parameters/{path.name}")
    from_archive = importing.plan(importing.Sent({"ru.zip": packed.getvalue()}))
    assert from_folder.changes == from_archive.changes
    assert [change.kind for change in from_folder.changes] == ["checked"]
    assert list(from_folder.files) == ["key_rate.yaml"]


def test_days_off_can_be_brought_too(folder):
    text = "known_from: 2000-01-01\nknown_through: 2027-12-31\nadded: [2025-06-23]\nremoved: []\n"
    assert not PACK.working_days.is_day_off(date(2025, 6, 23))
    plan, _ = take(folder, text, "days_off.yaml", pack="ru")
    assert [change.kind for change in plan.changes] == ["days_off"]
    assert PACK.working_days.is_day_off(date(2025, 6, 23))


# --- refusals: the whole file, with its place and the reason --------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('2026-07-27, value: "14.00"}', "2026-07-27, value: 14.00}", "row 66: quote the value 14.0"),
        (
            '2026-07-27, value: "14.00"}',
            '2026-07-27, value: "14.00", valid_too: 2026-01-01}',
            "row 66: 'valid_too' is not known here",
        ),
        ("valid_from: 2026-07-27", "valid_from: 27.07.2026", "row 66: valid_from is not a day"),
        ("valid_from: 2026-07-27", "valid_from: 2026-06-22", "row 66: begins on 2026-06-22, not after"),
        ("valid_from: 2026-07-27, ", "", "row 66: valid_from is missing"),
        ("  status: draft\n", "", "row 1: status is missing"),
        ("  status: draft\n", "  status: certain\n", "status is one of draft, reviewed"),
        ("  article: bank-rate\n", "", "row 1: article is missing"),
        ("  article: bank-rate\n", "  article: nobody-cites\n", "no text cites the article 'nobody-cites'"),
        ("  source:", "  spring:", "row 1: source is missing"),
        ("parameters:\n", "parameters:\n  extra: {}\n", "extra: has no rows"),
        ("  percent_per_year:", "  per_cent:", "percent_per_year: this table is missing"),
        ('value: "5.50"}', 'value: "5.75"}', "--replace"),
        ("known_through: 2026-09-14", "known_through: 2026-08-01", "--replace"),
        ("      - {valid_from: 2013-09-13", "      - {valid_from: 2014-01-01", "--replace"),
        ("    rows:\n", "    rows: []\n    others:\n", "percent_per_year"),
        ("parameters:", "parameters: [", "cannot be read"),
        ("unit: percent per year", "unit: percent per year\n    unit: percent", "is there twice"),
    ],
)
def test_one_mistake_refuses_the_whole_file_and_names_its_place(old, new, place):
    text = shipped("key_rate")
    assert old in text
    told = refused(text.replace(old, new), "key_rate.yaml")
    assert told.startswith("key_rate.yaml: ")
    assert place in told


def test_all_mistakes_are_told_at_once():
    text = (
        shipped("key_rate").replace('2013-09-13, value: "5.50"', "2013-09-13, value: 5.5").replace('"14.25"', "14.25")
    )
    assert refused(text, "key_rate.yaml").count("quote the value") == 2


def test_a_newer_file_under_which_a_worked_example_no_longer_holds_is_refused_even_with_replace():
    text = shipped("key_rate").replace('2024-10-28, value: "21.00"', '2024-10-28, value: "20.00"')
    assert "--replace" in refused(text, "key_rate.yaml")
    assert "this worked example no longer holds" in refused(text, "key_rate.yaml", replace=True)


def test_a_correction_of_an_earlier_row_is_taken_with_replace(folder):
    text = shipped("key_rate").replace('2013-09-13, value: "5.50"', '2013-09-13, value: "5.25"')
    plan, _ = take(folder, text, "key_rate.yaml", replace=True)
    assert "(was 5.50 percent per year)" in str(plan.changes[0])
    assert PACK.tables["key_rate.percent_per_year"].rows[0].value == "5.25"


def test_a_file_of_which_nobody_knows_the_pack_is_refused():
    assert "--pack" in refused("known_from: 2000-01-01", "days_off.yaml")


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe\x00",
        b"- a\n- b",
        b"",
        b"a: &a [x, x]\nb: &b [*a, *a]\nparameters: {p: {rows: *b}}",
        b"parameters: !!python/object/apply:os.system [echo]",
        b"x: " + b"[" * 3000,
    ],
)
def test_what_is_no_parameter_file_is_refused(text):
    refused(text, "key_rate.yaml")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_no_bytes_crash_the_import(data):
    for name in ("key_rate.yaml", "list.csv", "list.xlsx", "pack.zip"):
        with pytest.raises(Refused):
            importing.plan(importing.Sent({name: data}, table=KEY_RATE))


def test_a_day_that_is_no_day_is_refused_with_its_line():
    text = shipped("minimum_wage").replace("valid_from: 2026-01-01", "valid_from: 2026-13-01", 1)
    line = text[: text.index("2026-13-01")].count("\n") + 1
    assert f"line {line}: cannot be read: '2026-13-01' is no day" in refused(text, "minimum_wage.yaml", pack="ru")


def test_every_file_that_came_with_the_program_would_be_taken():
    for code in live.packs():
        for path in sorted((live.home(code) / "parameters").glob("*.yaml")):
            assert mistakes_of(path.stem, read_yaml(path.name, path.read_bytes()), live.pack(code)) == []


# --- what the banks give out ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DAILY.replace("18.09.2026;14,00", "18.09.2026;x"), "line 3: 'x' is not a rate"),
        (DAILY.replace("18.09.2026", "18.13.2026"), "line 3: '18.13.2026' is not a day"),
        (DAILY.replace("18.09.2026;14,00", "18.09.2026"), "line 3"),
        (DAILY.replace("11.09.2026;14,00", "11.09.2026;14,25"), "2026-09-11: the list has 14.25, in the table it is"),
        (DAILY + "14.09.2026;13,00\n", "is there twice"),
        ("Дата;Ставка\n21.12.2026;13,50\n", "nothing tells the rate"),
        ("Дата;Ставка\n21.12.2026;14,00\n14.09.2026;14,00\n", "no rate between these days"),
        ("Дата;Ставка\n", "has no rates"),
        ("21.09.2026;13,50\n", "no line names the columns"),
    ],
)
def test_a_list_of_the_bank_that_does_not_fit_is_refused_with_its_line(text, told):
    assert told in refused(text)


def test_a_list_of_the_bank_needs_the_name_of_its_table():
    assert "--table" in refused(DAILY, table="")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_list_is_read_as_office_programs_save_it(encoding, separator):
    text = DAILY.replace(";", separator).replace("\n", "\r\n")
    assert len(importing.plan(sent(text.encode(encoding))).changes) == 2


def day_of(text):
    return datetime.strptime(text, "%d.%m.%Y")  # a cell of a spreadsheet has no time zone


def spreadsheet(text):
    """The same list as a real XLSX file: days as days, rates as numbers."""
    book = Workbook()
    for line in text.splitlines():
        day, rate = line.split(";")
        is_heading = not day[0].isdigit()
        cells = [day, rate] if is_heading else [day_of(day), Decimal(rate.replace(",", "."))]
        book.active.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_list_is_read_from_a_spreadsheet_as_from_text():
    assert importing.plan(sent(spreadsheet(DAILY), "list.xlsx")).changes == importing.plan(sent(DAILY)).changes


def test_a_damaged_spreadsheet_is_refused():
    assert "damaged" in refused(spreadsheet(DAILY)[:-200], "list.xlsx")
    assert "x" in refused(spreadsheet(DAILY.replace("Ставка", "x")), "list.xlsx")


def test_a_list_of_changes_needs_the_day_on_which_it_was_seen():
    text = "Дата решения;Действует с;Базовая ставка, %\n06.03.2026;09.03.2026;17,50\n23.01.2026;26.01.2026;18,00\n"
    assert "--through" in refused(text, table=BASE_RATE)
    plan = importing.plan(sent(text, table=BASE_RATE, through=date(2026, 4, 1)))
    assert [str(change) for change in plan.changes] == [
        "base_rate.percent_per_year: new from 2026-03-09: 17.50 percent per year",
        "base_rate.percent_per_year: known through 2026-04-01",
    ]


def test_a_longer_list_of_the_bank_corrects_earlier_rows_with_replace(folder):
    text = "Дата;Ставка\n17.09.2013;5,50\n16.09.2013;5,75\n13.09.2013;5,50\n"
    take(folder, text, replace=True)
    table = PACK.tables["key_rate.percent_per_year"]
    assert [table.at(date(2013, 9, day)).value for day in (13, 15, 16, 17)] == ["5.50", "5.50", "5.75", "5.50"]
    assert (table.at(date(2014, 3, 3)).value, table.known_through) == ("7.00", date(2026, 9, 14))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), min_size=1, max_size=30))
def test_a_daily_list_becomes_rows_that_tell_the_same_rate_on_each_of_its_days(days):
    day, lines = date(2026, 9, 14), [(date(2026, 9, 14), 14)]
    for step, rate in days:
        day += timedelta(days=step)
        lines.append((day, 12 + rate))
    text = "Дата;Ставка\n" + "".join(f"{day:%d.%m.%Y};{rate},00\n" for day, rate in reversed(lines))
    table = importing.plan(sent(text)).tables["key_rate.percent_per_year"]
    assert [table.at(day).value for day, _ in lines] == [f"{rate}.00" for _, rate in lines]
    assert table.known_through == day


# --- what has to be looked at ---------------------------------------------------------------------------------


def told(day):
    return {(one.what, one.kind, one.is_past) for one in check(day)}


def test_a_table_is_told_from_sixty_days_before_its_end_and_closed_ones_never():
    assert (KEY_RATE, "ends", False) in told(date(2026, 7, 16))
    assert (KEY_RATE, "ends", False) in told(date(2026, 9, 14))
    assert (KEY_RATE, "ends", True) in told(date(2026, 9, 15))
    assert KEY_RATE not in {what for what, _, _ in told(date(2026, 7, 15))}
    assert not {what for what, _, _ in told(date(2030, 1, 1))} & {"ru.wage_delay.bankruptcy_moratorium"}


def test_what_nobody_checked_for_a_year_is_told():
    day = date(2027, 11, 21)
    rules = {("ru.wage.delay", "unchecked", True), ("ru.enforcement.inspectorate", "unchecked", True)}
    assert not rules & told(day)
    assert rules <= told(day + timedelta(days=1))


def test_an_import_ends_the_warning(folder):
    take(folder, DAILY)
    assert (KEY_RATE, "ends", False) in told(date(2026, 9, 21))


# --- sign-offs -------------------------------------------------------------------------------------------------


def test_a_signed_rule_says_so_until_its_content_changes(folder):
    asked = {"due": "2025-05-05", "unpaid_on": "2025-05-21"}
    registry.put({"ru.wage.suspension": registry.current("ru.wage.suspension")})
    answer = compute("ru.wage.suspension", asked)
    assert answer["status"] == "reviewed"
    assert "not_reviewed" not in {warning["code"] for warning in answer["warnings"]}
    text = shipped("suspension").replace("confidence: high", "confidence: medium")
    take(folder, text, "suspension.yaml")
    assert compute("ru.wage.suspension", asked)["status"] == "draft"


def test_an_import_for_another_rule_leaves_a_sign_off_alone(folder):
    registry.put({"ru.wage.suspension": registry.current("ru.wage.suspension")})
    take(folder, DAILY)
    assert registry.holds("ru.wage.suspension")
    assert not registry.holds("ru.wage.delay")


def test_a_rule_with_parts_is_signed_off_only_when_every_part_is():
    case = next(each for each in examples.examples_of("ru") if each.rule == "ru.wage.claim")

    def rules_of(answer):
        return {answer["rule"]}.union(*(rules_of(part) for part in answer.get("parts", ())))

    everything = rules_of(compute(case.rule, dict(case.question)))
    assert len(everything) > 1
    registry.put({"ru.wage.claim": registry.current("ru.wage.claim")})
    assert compute(case.rule, dict(case.question))["status"] == "draft"
    registry.put({rule: registry.current(rule) for rule in everything})
    assert compute(case.rule, dict(case.question))["status"] == "reviewed"


def test_a_statement_can_be_signed_off():
    registry.put({"ru.enforcement.inspectorate": registry.current("ru.enforcement.inspectorate")})
    assert compute("ru.enforcement.inspectorate", {})["status"] == "reviewed"
    registry.drop()
    assert compute("ru.enforcement.inspectorate", {})["status"] == "draft"


def test_examples_come_out_alike_before_and_after_a_sign_off():
    cases = [each for each in examples.examples_of("ru") if each.rule == "ru.wage.delay"]
    registry.put({"ru.wage.delay": registry.current("ru.wage.delay")})
    assert [examples.difference(each) for each in cases] == [""] * len(cases)
    assert registry.current("ru.wage.delay") == registry._signed["ru.wage.delay"]


# --- very many debts at once -----------------------------------------------------------------------------------


def debts_due(first, last):
    sums = st.integers(1, 10_000_000).map(lambda kopecks: Decimal(kopecks) / 100)

    @st.composite
    def debt(draw):
        amount, due = draw(sums), draw(st.dates(first, last))
        left, payments = amount, []
        for _ in range(draw(st.integers(0, 3))):
            part = (left * draw(st.integers(1, 100)) / 100).quantize(Decimal("0.01"))
            if 0 < part <= left:
                payments.append(Payment(due + timedelta(days=draw(st.integers(-30, 900))), part))
                left -= part
        return Debt(amount, due, tuple(payments))

    return st.lists(debt(), min_size=1, max_size=4)


@settings(deadline=None)
@given(debts_due(date(2012, 9, 13), date(2026, 9, 14)), st.dates(date(2012, 9, 14), date(2026, 9, 14)))
@example([Debt(Decimal("0.01"), date(2016, 9, 1))], date(2016, 12, 1))
def test_for_russia_many_at_once_are_to_the_kopeck_what_each_is_step_by_step(debts, as_of):
    assert delay_many("ru.wage.delay", debts, as_of) == [delay([debt], as_of).value for debt in debts]


@settings(deadline=None)
@given(debts_due(date(2025, 1, 23), date(2026, 9, 14)), st.dates(date(2025, 1, 24), date(2026, 12, 31)))
def test_for_kyrgyzstan_many_at_once_are_to_the_tyiyn_what_each_is_step_by_step(debts, as_of):
    assert delay_many("kg.wage.delay", debts, as_of) == [kg_delay([debt], as_of).value for debt in debts]


@settings(deadline=None)
@given(debts_due(date(2016, 1, 1), date(2026, 3, 8)), st.dates(date(2016, 1, 2), date(2026, 3, 8)))
def test_for_kazakhstan_many_at_once_are_to_the_tiyn_what_each_is_step_by_step(debts, as_of):
    assert delay_many("kz.wage.delay", debts, as_of) == [kz_delay([debt], as_of).value for debt in debts]


@pytest.mark.parametrize(
    ("rule", "debt", "as_of", "field"),
    [
        ("ru.wage.delay", Debt(Decimal(5), date(2026, 9, 1)), date(2026, 9, 15), "as_of"),
        ("ru.wage.delay", Debt(Decimal(5), date(2012, 9, 1)), date(2026, 9, 1), "debts[0].due"),
        ("ru.wage.delay", Debt(Decimal("0.001"), date(2025, 9, 1)), date(2026, 9, 1), "debts[0].amount"),
        ("kz.wage.delay", Debt(Decimal(5), date(2026, 3, 1)), date(2026, 12, 1), "as_of"),
        ("ru.wage.limitation", Debt(Decimal(5), date(2026, 3, 1)), date(2026, 9, 1), "rule"),
        ("ru.enforcement.inspectorate", Debt(Decimal(5), date(2026, 3, 1)), date(2026, 9, 1), "rule"),
    ],
)
def test_many_at_once_refuse_what_the_rule_refuses(rule, debt, as_of, field):
    with pytest.raises(LawError) as refusal:
        delay_many(rule, [debt], as_of)
    assert refusal.value.field == field
    assert isinstance(refusal.value, OutsideKnownDates if field in {"as_of", "debts[0].due"} else BadInput)


def test_many_at_once_use_a_newer_rate(folder):
    debts = [Debt(Decimal(1000), date(2026, 9, 1))]
    delay_many("ru.wage.delay", debts, date(2026, 9, 14))
    take(folder, DAILY)
    assert delay_many("ru.wage.delay", debts, date(2026, 9, 21)) == [Decimal("18.63")]


def test_a_bank_list_keeps_the_other_rows_and_names_of_its_file(folder):
    plan, _ = take(folder, DAILY)
    content = yaml.safe_load(plan.files["key_rate.yaml"])
    rows = content["parameters"]["percent_per_year"]["rows"]
    assert rows[:66] == yaml.safe_load(shipped("key_rate"))["parameters"]["percent_per_year"]["rows"]
    assert rows[66] == {
        "valid_from": date(2026, 9, 21),
        "value": "13.50",
        "checked_by": importing.FROM_BANK,
        "checked_on": LOOKED,
    }


# --- at a terminal -------------------------------------------------------------------------------------------


def tayanch(*words):
    env = {key: value for key, value in os.environ.items() if not key.startswith(("TAYANCH_", "DJANGO_"))}
    command = [sys.executable, "-m", "tayanch", "law", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False, timeout=60)


def test_at_a_terminal_a_list_is_taken_into_a_folder_without_a_desk_and_the_check_knows_it(tmp_path):
    path, folder = tmp_path / "list.csv", tmp_path / "data"
    path.write_text(DAILY, encoding="utf-8")
    done = tayanch("import", path, "--table", KEY_RATE, "--data", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "new from 2026-09-21: 13.50 percent per year" in done.stdout
    assert [each.name for each in folder.iterdir()] == ["law"]
    done = tayanch("check", "--as-of", "2026-09-20", "--data", folder)
    assert f"soon  {KEY_RATE}: is known through 2026-09-21" in done.stdout
    assert tayanch("import", path, "--table", KEY_RATE, "--data", folder).stdout == "Nothing in it is new.\n"


def test_at_a_terminal_a_mistake_ends_with_1_and_its_place(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(DAILY.replace("13,50", "x"), encoding="utf-8")
    done = tayanch("import", path, "--table", KEY_RATE, "--data", tmp_path / "data")
    assert done.returncode == 1
    assert done.stderr == "Nothing was taken.\nlist.csv: line 2: 'x' is not a rate such as 16,50\n"
    assert not (tmp_path / "data" / "law").exists()


def test_the_check_ends_with_1_when_something_is_past_and_2_for_a_wrong_day():
    assert tayanch("check", "--as-of", "2040-01-01").returncode == 1
    assert tayanch("check", "--as-of", "1.1.2040").returncode == 2
