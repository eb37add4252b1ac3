"""Lists of other people become tables, columns, days and sums; what could mean two things is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tayanch.desk.importing import checking, deciding, mapping, odk, packing, reading, sheets_out, values
from tayanch.desk.importing.checking import Checker, Options, Record
from tayanch.desk.importing.deciding import Decisions, Hint
from tayanch.desk.importing.reading import Table, Unreadable
from tests.desk.messy_sheets import HEADINGS, as_csv, kobo_workbook, messy_rows, workbook, xlsform

TODAY = date(2026, 11, 21)
LAWS = {"ru": "RUB", "kz": "KZT", "kg": "KGS"}


def table(data: bytes, name: str = "list.csv") -> Table:
    sheets = reading.read_file(name, data)
    best = max(sheets, key=lambda sheet: (not sheet.is_hidden, sheet.filled))
    return reading.table_of(best, *reading.guess_header(best))


def csv_table(text: str) -> Table:
    return table(text.encode())


def records(text: str, chosen: dict[str, dict[str, str]] | None = None, **options: Any) -> list[Record]:
    """What a small list becomes, with the columns as suggested."""
    read = csv_table(text)
    settings_ = Options(**{"today": TODAY, "region": "KG", "laws": LAWS, "bad": "words"} | options)
    made = list(Checker(read, mapping.suggest(read), chosen or {}, settings_).records())
    checking.settle(made)
    return made


def codes(one: Record) -> list[str]:
    return [problem.code for problem in one.problems]


# --- files -----------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=600), name=st.sampled_from(["a.csv", "a.xlsx", "a.zip", "a"]))
def test_any_bytes_give_sheets_or_a_clear_refusal(data: bytes, name: str) -> None:
    with suppress(Unreadable):
        for sheet in reading.read_file(name, data):
            with suppress(Unreadable):
                assert reading.table_of(sheet, *reading.guess_header(sheet)).columns


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 4000), flip=st.integers(0, 4000))
def test_a_damaged_workbook_is_refused_and_never_crashes(cut: int, flip: int) -> None:
    data = bytearray(SMALL_WORKBOOK)
    data[flip % len(data)] ^= 0x5A
    for broken in (bytes(data), bytes(SMALL_WORKBOOK[: len(SMALL_WORKBOOK) - cut % len(SMALL_WORKBOOK)])):
        with suppress(Unreadable):
            assert reading.read_file("a.xlsx", broken)


def _small() -> bytes:
    book = Workbook()
    book.active.append(["Имя", "Телефон"])
    book.active.append(["Айгүл", "0555"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SMALL_WORKBOOK = _small()
CELL = st.text(st.characters(codec="cp1251", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=3, max_size=6)
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251"]),
    delimiter=st.sampled_from(reading.DELIMITERS),
)
def test_a_table_survives_every_encoding_and_delimiter(rows: list[list[str]], encoding: str, delimiter: str) -> None:
    file = io.StringIO()
    heading = [f"Колонка {letter}" for letter in "абвг"[: len(rows[0])]]
    csv.writer(file, delimiter=delimiter).writerows([heading, *rows])
    sheet = reading.read_file("a.csv", file.getvalue().encode(encoding))[0]
    wanted = [tuple(reading.clean(cell) for cell in row) for row in [heading, *rows]]
    assert [row for row in sheet.rows if any(row)] == [row for row in wanted if any(row)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known(encoding: str) -> None:
    assert reading.decoded("Имя;Телефон\r\nАйгүл;0555\r\n".encode(encoding)).startswith("Имя;Телефон")


def test_excels_own_line_on_the_delimiter_is_followed() -> None:
    assert csv_table("sep=|\nИмя|Дата\nА;Б|1").lines[0].cells == (("А;Б",), ("1",))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (bytes(range(256)) * 40, "not-a-table"),
        (reading.OLD_OFFICE + bytes(600), "old-excel"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"x" * (reading.MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        reading.read_file("a.bin", data)
    assert refusal.value.code == code


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MOST_UNPACKED + 1))
    with pytest.raises(Unreadable, match="too-large"):
        reading.read_file("a.xlsx", file.getvalue())


def test_xml_that_defines_itself_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL_WORKBOOK)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, b'<!DOCTYPE x [<!ENTITY a "aa">]>' + text if "sheet1" in part else text)
    with pytest.raises(Unreadable, match="damaged"):
        reading.read_file("a.xlsx", file.getvalue())


def test_a_workbook_with_a_password_opens_with_it_only() -> None:
    import msoffcrypto.format.ooxml as ooxml

    file = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(SMALL_WORKBOOK)).encrypt("чайнек", file)
    locked = file.getvalue()
    for password in ("", "самовар"):
        with pytest.raises(Unreadable, match="password"):
            reading.read_file("a.xlsx", locked, password)
    assert reading.read_file("a.xlsx", locked, "чайнек")[0].rows[1][0] == "Айгүл"


def test_a_zip_of_csv_files_is_as_many_sheets() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("form.csv", "KEY,name\nuuid:1,Асель\n")
        archive.writestr("form-debts.csv", "amount,PARENT_KEY,KEY\n100,uuid:1,uuid:1/debts[1]\n")
    assert [sheet.name for sheet in reading.read_file("a.zip", file.getvalue())] == ["form-debts", "form"]


# --- headings --------------------------------------------------------------------------------------------------------


def test_merged_headings_in_two_rows_are_put_together_and_noise_is_left_out() -> None:
    read = table(workbook(messy_rows(1000, slips=False)), "list.xlsx")
    assert read.columns[1:4] == ("Обращение / Дата обращения", "Женщина / Фамилия", "Женщина / Имя")
    assert read.columns[8] == "Город / страна"
    assert len(read.lines) == 1000
    assert Counter(why for _, why in read.left_out) == {"header": 2, "total": 1}
    assert read.lines[0].number == 5


def test_without_merged_cells_a_heading_holds_for_the_columns_after_it() -> None:
    sheet = reading.read_file("a.csv", "Женщина;;Долг\nИмя;Телефон;Сумма\nА;1;2".encode())[0]
    assert reading.table_of(sheet, 0, 1).columns == ("Женщина / Имя", "Женщина / Телефон", "Долг / Сумма")


def test_a_hidden_sheet_is_there_and_said_to_be_hidden() -> None:
    sheets = reading.read_file("a.xlsx", workbook(messy_rows(10)))
    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [
        ("Титул", False),
        ("Обращения", False),
        ("Справочник", True),
    ]


def test_columns_of_one_name_are_told_apart_and_one_without_a_name_has_its_letter() -> None:
    assert csv_table("Имя;Имя;\nА;Б;В").columns == ("Имя", "Имя (2)", "C")


def test_a_number_that_a_sheet_keeps_as_a_fraction_stays_what_was_typed() -> None:
    assert [reading._text(value) for value in (996555123456.0, 0.1 + 0.2, 45000.5, True)] == [
        "996555123456",
        "0.3",
        "45000.5",
        "1",
    ]


# --- days and sums ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "31.12.2025", "2025-12-31", "31/12/2025", "31-12-25", "31.12.25", "46022", "46022.5", "20251231",
        "31.12.2025 г.",
        "31 декабря 2025 г.", "31 дек. 2025", "2025-жыл 31-декабрь", "2025-ж. 31-декабрь", "31 бештин айы 2025",
        "Dec 31, 2025", "31 Dec 2025", "December 31st 2025", "2025-12-31T23:59:00.000+06:00", "31.12.2025 14:30",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_spelling(text: str) -> None:
    assert values.parse_day(text) == date(2025, 12, 31)


@pytest.mark.parametrize(
    "text", ["32.01.2025", "не помню", "2025", "31.12", "мая", "13.13.2025", "1.2.3", "", "100000", "март 2024"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(values.Unclear):
        values.parse_day(text)


@settings(max_examples=80)
@given(day=st.dates(date(1957, 1, 1), date(2056, 12, 31)))
def test_every_spelling_of_a_day_gives_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for text in (f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", day.isoformat(), f"{day:%Y/%m/%d}", str(serial)):
        assert values.parse_day(text) == day


def test_a_column_with_months_first_is_read_so() -> None:
    assert values.month_first(["03/04/2025", "12/25/2025"])
    assert not values.month_first(["03/04/2025", "25/12/2025", "12/25/2025"])
    assert values.parse_day("03/04/2025", american=True) == date(2025, 3, 4)


def test_days_of_an_old_macintosh_sheet_are_counted_from_1904() -> None:
    assert values.parse_day("44560", from_1904=True) == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["09.2025", "2025-09", "сентябрь 2025", "2025-ж. сентябрь", "Sep 2025", "15.09.2025"])
def test_a_month_is_read_in_every_spelling(text: str) -> None:
    assert values.parse_month(text) == (date(2025, 9, 1), date(2025, 9, 30))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("45 000,50 руб.", "45000.50", "RUB"),
        ("45\u00a0000", "45000", ""),
        ("45,000.00", "45000", ""),
        ("1.234.567", "1234567", ""),
        ("45 тыс", "45000", ""),
        ("45т.р.", "45000", "RUB"),
        ("25 миң сом", "25000", "KGS"),
        ("45 000 р", "45000", "RUB"),
        ("$ 500", "500", "USD"),
        ("12'500", "12500", ""),
        ("0.5", "0.5", ""),
    ],
)
def test_a_sum_is_read_in_every_spelling(text: str, amount: str, currency: str) -> None:
    assert values.parse_sum(text) == (Decimal(amount).quantize(Decimal("0.01")), currency)


def test_a_sum_that_can_be_read_in_two_ways_is_refused() -> None:
    for text in ("45.000", "45,000"):
        with pytest.raises(values.Unclear, match="two-meanings"):
            values.parse_sum(text)


@settings(max_examples=200)
@given(text=st.text(max_size=30))
def test_no_text_makes_the_readers_of_values_crash(text: str) -> None:
    for parse in (values.parse_day, values.parse_month, values.parse_sum):
        with suppress(values.Unclear):
            assert parse(text)
    assert any(checking.read_phone(text, "KG"))


@settings(max_examples=100)
@given(amount=st.decimals(0, 10**9, places=2))
def test_a_written_sum_is_read_back_without_a_kopeck_lost(amount: Decimal) -> None:
    spelled = f"{amount:,}"
    for text in (spelled.replace(",", " ").replace(".", ","), spelled.replace(",", "\u00a0"), str(amount)):
        assert values.parse_sum(text)[0] == amount


# --- columns and words -----------------------------------------------------------------------------------------------


def test_columns_are_known_by_headings_in_three_languages() -> None:
    found = {
        "Дата обращения;ФИО;Тел.;Паспорт;Город;Тема": ["day", "name", "phone", "document", "place", "topics"],
        "Кайрылган күнү;Аты-жөнү;Телефону;Шаар;Маселе;Тили": ["day", "name", "phone", "place", "topics", "language"],
        "Date;Full name;Phone number;City;Problem;Notes": ["day", "name", "phone", "place", "topics", "note"],
    }
    for heading, targets in found.items():
        read = csv_table(f"{heading}\n" + ";".join("x" for _ in targets))
        assert list(mapping.suggest(read).values()) == targets


def test_a_column_of_phones_is_known_without_a_heading() -> None:
    read = csv_table("Имя;Связь\n" + "\n".join(f"А;0555 00{n} 111" for n in range(10, 20)))
    assert mapping.suggest(read)["Связь"] == "phone"


def test_a_column_headed_date_that_holds_phones_is_no_day() -> None:
    read = csv_table("Имя;Дата\n" + "\n".join(f"А;+9965550{n}111" for n in range(10, 20)))
    assert mapping.suggest(read).get("Дата") != "day"


def test_words_of_lists_are_known_and_the_rest_is_counted() -> None:
    read = csv_table("Проблема;Город\nз/п;мск\nайлык берген жок;СПб\nрегистрация, патент;Луна\nжоопсуз;РФ\nжоопсуз;Ош")
    unknown = mapping.unknown_words(read, {"Проблема": "topics", "Город": "place"})
    assert unknown == {"topics": Counter({"жоопсуз": 2}), "place": Counter({"Луна": 1})}
    assert mapping.concept_of("topics", "з/п") == "unpaid-wages"
    assert mapping.concept_of("place", "Ош") == "place/osh"


def test_every_word_of_the_data_file_names_a_concept_and_every_target_has_headings() -> None:
    told = mapping.words()
    assert set(told.columns.values()) == set(mapping.TARGETS)
    for target, entries in told.entries.items():
        assert set(entries.values()) <= mapping.concepts_of(target)


# --- lines -----------------------------------------------------------------------------------------------------------


def test_a_line_becomes_a_woman_a_talk_a_case_and_a_pay_period() -> None:
    [one] = records(
        "Дата;ФИО;Телефон;Дата рождения;Город;Проблема;Работодатель;Месяц;Сумма долга;Выплачено\n"
        "05.03.2025;Асель Ойдон;0555 111 222 / 0700123456;01.05.1990;Москва;з/п;ООО «Север»;11.2024;40 000;5000\n"
    )
    assert one.day == date(2025, 3, 5)
    assert one.woman == {"name": "Асель Ойдон", "birth_date": "1990-05-01"}
    assert one.phones == ["+996555111222", "+996700123456"]
    assert (one.talk["place"], one.talk["topics"]) == ("place/moscow", "unpaid-wages")
    assert one.case == {"employer_name": "ООО «Север»"}
    assert [(p.first, p.last, p.agreed, p.paid) for p in one.periods] == [
        (date(2024, 11, 1), date(2024, 11, 30), Decimal(40000), Decimal(5000))
    ]
    assert one.problems == []


def test_without_names_nothing_that_points_at_her_is_taken() -> None:
    [one] = records(
        "Дата;ФИО;Телефон;Паспорт;Проблема\n05.03.2025;Асель;0555 111 222;AN1234567;з/п\n", with_names=False
    )
    assert (one.woman, one.phones, one.said) == ({}, [], [])


def test_a_cell_that_cannot_be_read_is_told_and_kept_as_words() -> None:
    [one] = records("Дата;ФИО;Телефон;Дата рождения;Паспорт;Проблема\n05.03.2025;Асель;нет;1987;нету;з/п\n")
    assert sorted(codes(one)) == ["birth-year", "not-a-document", "not-a-phone"]
    assert sorted(one.said) == ["Дата рождения: 1987", "Паспорт: нету", "Телефон: нет"]


def test_a_phone_that_the_sheet_has_rounded_is_told() -> None:
    [one] = records("Дата;ФИО;Телефон\n05.03.2025;Асель;9,96555E+11\n")
    assert "phone-rounded" in codes(one)


def test_a_line_without_a_day_stays_out_unless_a_day_is_said_for_such_lines() -> None:
    text = "Дата;Проблема\nне помню;з/п\n"
    assert checking.is_out(records(text)[0], "words")
    assert records(text, missing_day=date(2025, 1, 1))[0].day == date(2025, 1, 1)


def test_a_day_to_come_is_refused() -> None:
    assert "future" in codes(records("Дата;Проблема\n05.03.2027;з/п\n")[0])


def test_a_sum_in_another_currency_or_of_an_unknown_country_is_kept_as_words() -> None:
    dollars, nowhere = records(
        "Дата;Город;Работодатель;Месяц;Сумма долга\n"
        "05.03.2025;Москва;Север;11.2024;$ 500\n05.03.2025;;Север;11.2024;500\n"
    )
    assert "other-currency" in codes(dollars)
    assert "Сумма долга: $ 500" in dollars.said
    assert "no-law" in codes(nowhere)
    assert "2024-11-01" in nowhere.notes[0]


def test_two_lines_of_one_case_may_not_owe_the_same_month_twice() -> None:
    text = "Номер дела;Дата;Город;Месяц;Сумма долга\n7;05.03.2025;Москва;11.2024;500\n7;06.03.2025;Москва;11.2024;600\n"
    first, second = records(text)
    assert codes(first) == ["no-topic"]
    assert "overlap" in codes(second)
    assert second.periods == []
    assert "600" in second.notes[0]


def test_one_number_twice_in_a_list_is_told_at_the_second() -> None:
    first, second = records("ID;Дата;Проблема\n1;05.03.2025;з/п\n1;06.03.2025;з/п\n")
    assert codes(first) == []
    assert codes(second) == ["same-original"]


def test_an_outcome_without_a_case_stays_in_the_words() -> None:
    [one] = records("Дата;Проблема;Результат;Примечание\n05.03.2025;з/п;консультация;позвонить\n")
    assert not one.is_of_case
    assert one.said == ["позвонить", "Результат: консультация"]


def test_no_word_of_a_messy_list_is_lost() -> None:
    """Whatever a cell said is in the record, or it is told as a problem."""
    read = table(as_csv(messy_rows(400)))
    chosen = mapping.suggest(read)
    checker = Checker(read, chosen, {}, Options(today=TODAY, region="KG", laws=LAWS, bad="words"))
    for line in read.lines:
        one = checker.record(line)
        for column in ("Содержание", "Примечание", "Работодатель"):
            text = line.one(read.place(column))
            assert text in "\n".join([*one.said, *one.notes, *one.case.values()])


# --- doubles and decisions -------------------------------------------------------------------------------------------

TWICE = (
    "Дата;ФИО;Телефон;Дата рождения;Паспорт;Проблема\n"
    "05.03.2025;Гульнара Асанова;0555 111 222;01.05.1990;;з/п\n"
    "06.03.2025;Gulnora Asanova;;1990-05-01;;з/п\n"
    "07.03.2025;Гульнара Другая;+996555111222;;;з/п\n"
    "08.03.2025;Айгүл Иная;0555111222;;;з/п\n"
)


def test_the_same_woman_is_found_in_the_list_by_name_and_birth_date_and_by_phone_and_name() -> None:
    found = checking.doubles_within(records(TWICE))
    assert [(one.line, one.other, one.reasons) for one in found] == [
        (3, 2, ("name-birth",)),
        (4, 2, ("phone-name",)),
    ]


def decided(text: str, hints: list[Hint], known: dict[int, str] | None = None, **chosen: Any) -> deciding.Outcome:
    return deciding.decide(records(text), hints, known or {}, Decisions(**chosen), "words")


def test_lines_that_nobody_decided_on_are_said_and_each_choice_has_its_effect() -> None:
    hints = [Hint(3, ("name-birth",), other=2)]
    assert decided(TWICE, hints).undecided == [3]
    assert decided(TWICE, hints, for_all="skip").out == {3: "skipped"}
    joined = decided(TWICE, hints, for_all="new", single={3: "join"})
    assert [[len(lines) for _, lines in bundle.women] for bundle in joined.bundles] == [[2], [1], [1]]
    apart = decided(TWICE, hints, for_all="new")
    assert len(apart.bundles) == 4


def test_a_woman_of_another_team_cannot_be_joined() -> None:
    hint = Hint(3, ("phone",), ask=("Teammate",))
    assert hint.choices == ("new", "skip")
    assert decided(TWICE, [hint], for_all="join").undecided == [3]


def test_lines_that_are_here_stay_out_and_changed_ones_need_a_decision() -> None:
    outcome = decided(TWICE, [], {2: "same", 3: "changed"})
    assert (outcome.out, outcome.undecided) == ({2: "known"}, [3])
    assert [one.line for one in decided(TWICE, [], {3: "changed"}, for_known="update").updates] == [3]


def test_lines_of_one_case_and_one_woman_hang_together() -> None:
    text = (
        "Номер дела;Номер клиентки;Дата;ФИО;Проблема\n"
        "7;1;05.03.2025;Асель;з/п\n7;2;05.03.2025;Мээрим;з/п\n;2;06.03.2025;Мээрим;з/п\n;3;06.03.2025;Динара;з/п\n"
    )
    bundles = decided(text, []).bundles
    assert [[one.line for _, lines in bundle.women for one in lines] for bundle in bundles] == [[2, 3, 4], [5]]


def test_records_and_sheets_survive_being_kept() -> None:
    made = records(TWICE)
    assert packing.unpack_records(packing.pack_records(made)) == made
    sheets = reading.read_file("a.xlsx", workbook(messy_rows(20)))
    assert packing.unpack_sheets(packing.pack_sheets(sheets)) == sheets


# --- KoBoToolbox and ODK ---------------------------------------------------------------------------------------------


def kobo() -> Table:
    main, debts = reading.read_file("kobo.xlsx", kobo_workbook())
    form = odk.read_form(reading.read_file("form.xlsx", xlsform()), "ru")
    read = odk.understood(reading.table_of(main, 0, 0), form)
    child = odk.understood(reading.table_of(debts, 0, 0), form)
    return odk.with_repeats(read, [("debts", child)], main.name)


def test_an_export_of_kobo_is_understood_with_its_form() -> None:
    read = kobo()
    assert odk.is_export(read)
    line = dict(zip(read.columns, read.lines[0].cells, strict=True))
    assert line["topics"] == ("Невыплата", "Забрали паспорт")
    assert line["who/city"] == ("Москва",)
    assert "topics/wages" not in read.columns
    assert (line["debts/month"], line["debts/amount"]) == (("2024-11", "2024-12"), ("40000", "41 000"))
    assert read.lines[1].cells[read.place("debts/month")] == ()


def test_columns_of_an_export_are_suggested_and_its_repeats_become_pay_periods() -> None:
    read = kobo()
    form = odk.read_form(reading.read_file("form.xlsx", xlsform()), "ru")
    chosen = mapping.suggest(read, odk.labels(read, form))
    assert chosen["_uuid"] == "original"
    assert chosen["who/name"] == "name"
    assert chosen["debts/amount"] == "agreed"
    assert "day" in chosen.values()
    one = Checker(read, chosen, {}, Options(today=TODAY, region="KG", laws=LAWS)).record(read.lines[0])
    assert [(p.first, p.agreed) for p in one.periods] == [
        (date(2024, 11, 1), Decimal(40000)),
        (date(2024, 12, 1), Decimal(41000)),
    ]
    assert one.talk["topics"] == "unpaid-wages withheld-passport"


def test_columns_of_zero_and_one_are_one_column_of_choices_without_a_form_too() -> None:
    read = odk.understood(csv_table("_uuid;topics;topics/wages;topics/pass;flag/a\nx;wages;1;0;1\ny;pass;0;1;0\n"))
    assert read.columns == ("_uuid", "topics", "flag/a")
    assert [line.cells[1] for line in read.lines] == [("wages",), ("pass",)]


def test_rows_of_a_repeat_that_belong_to_no_line_are_told() -> None:
    parent = csv_table("KEY;name\nuuid:1;А\n")
    child = csv_table("amount;PARENT_KEY;KEY\n5;uuid:9;k\n")
    assert odk.with_repeats(parent, [("r", child)]).left_out == ((0, "repeat"),)


def test_a_sheet_that_is_no_form_is_refused() -> None:
    with pytest.raises(Unreadable, match="not-a-form"):
        odk.read_form(reading.read_file("a.xlsx", SMALL_WORKBOOK), "ru")


# --- the report ------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), sign=st.sampled_from("=+-@"))
def test_no_cell_of_a_report_is_a_formula(text: str, sign: str) -> None:
    data = sheets_out.workbook("report", ["Row", "Value"], [[1, sign + text]])
    cell = load_workbook(io.BytesIO(data)).active["B2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_the_headings_of_the_messy_list_are_all_known() -> None:
    read = table(as_csv(messy_rows(30)))
    assert set(HEADINGS) - set(mapping.suggest(read)) == {"№"}


def test_a_line_that_is_there_twice_word_for_word_is_told() -> None:
    first, second = records("Дата;Проблема\n05.03.2025;з/п\n05.03.2025;з/п\n")
    assert (codes(first), codes(second)) == ([], ["same-line"])
    assert not checking.is_out(second, "line")
