"""Lists as help desks keep them, invented: every spelling, every slip. The same seed gives the same list."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

HEADINGS = (
    "№", "Дата обращения", "Фамилия", "Имя", "Телефон", "Чей телефон", "Дата рождения", "Паспорт", "Город / страна",
    "Проблема", "Канал", "Содержание", "Работодатель", "С какого числа", "По какое число", "Сумма долга",
    "Выплачено", "Результат", "Дата закрытия", "Примечание",
)  # fmt: skip
FIRST = ["Гульнара", "Айгүл", "Нургуль", "Жылдыз", "Чолпон", "Бермет", "Асель", "Мээрим", "Зулфия", "Динара", "Aigul"]
LAST = ["Асанова", "Осмонова", "Токтогулова", "Эркинова", "Исакова", "Мамытова", "Жумабаева", "Рахимова", "Asanova"]
PLACES = ["Москва", "мск", "Россия", "РФ", "Санкт-Петербург", "спб", "Казахстан", "Алматы", "Бишкек", "Турция"]
TOPICS = ["з/п", "Невыплата", "айлык берген жок", "паспорт забрали", "регистрация, патент", "Запрет на въезд", "прочее"]
CHANNELS = ["звонок", "ватсап", "офис", "WhatsApp", "гл", "выезд", ""]
EMPLOYERS = ["ООО «Север»", "ИП Иванов", "Клининг Плюс", "кафе на рынке", "частный дом"]
MONTHS_KY = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь"]
MONTHS_KY += ["ноябрь", "декабрь"]
MONTHS = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября"]
MONTHS += ["ноября", "декабря"]


def spelled_day(rng: random.Random, day: date) -> Any:
    """One day in one of the spellings people use."""
    styles: Sequence[Callable[[], Any]] = (
        lambda: datetime(day.year, day.month, day.day),
        lambda: f"{day:%d.%m.%Y}",
        day.isoformat,
        lambda: f"{day.day}.{day.month}.{day:%y}",
        lambda: f"{day.day} {MONTHS[day.month - 1]} {day.year} г.",
        lambda: f"{day:%d/%m/%Y}",
        lambda: (day - date(1899, 12, 30)).days,
        lambda: f"{day.year}-ж. {day.day}-{MONTHS_KY[day.month - 1]}",
    )
    return rng.choice(styles)()


def spelled_sum(rng: random.Random, amount: int) -> Any:
    """One sum in one of the spellings people use."""
    return rng.choice(
        (
            amount,
            float(amount),
            f"{amount:,}".replace(",", " "),
            f"{amount:,}".replace(",", "\u00a0") + ",00",
            f"{amount} руб.",
        )
    )


def spelled_phone(rng: random.Random, number: int) -> Any:
    """One Kyrgyz number in one of the spellings people use."""
    n = f"{number:06d}"
    return rng.choice(
        (
            f"0555{n}",
            f"0555 {n[:3]} {n[3:]}",
            f"+996 555 {n[:2]}-{n[2:4]}-{n[4:]}",
            int(f"996555{n}"),
            f"996555{n}",
            f"555{n}",
        )
    )


def messy_rows(lines: int, seed: int = 3, slips: bool = True) -> list[list[Any]]:
    """The lines of a list; every 40th has a slip when *slips*, every 25th woman comes a second time."""
    rng = random.Random(seed)
    women: list[list[Any]] = []
    rows: list[list[Any]] = []
    for number in range(1, lines + 1):
        woman = rng.choice(women) if women and number % 25 == 0 else _woman(rng, number)
        women.append(woman)
        rows.append(_row(rng, number, woman))
        if slips and number % 40 == 0:
            _slip(rng, rows[-1])
    return rows


def _woman(rng: random.Random, number: int) -> list[Any]:
    born = date(1960 + number % 45, 1 + number % 12, 1 + number * 7 % 28)
    return [rng.choice(LAST), f"{rng.choice(FIRST)}", number, born, f"AN{1000000 + number}" if number % 3 == 0 else ""]


def _row(rng: random.Random, number: int, woman: list[Any]) -> list[Any]:
    surname, name, phone, born, document = woman
    day = date(2023, 1, 9) + timedelta(days=number * 3 % 1000)
    row: list[Any] = [number, spelled_day(rng, day)]
    row += [surname, name] if number % 10 else ["", ""]
    row += [spelled_phone(rng, phone), rng.choice(["свой", "", "муж"]), spelled_day(rng, born) if number % 10 else ""]
    row += [document if number % 10 else "", rng.choice(PLACES), rng.choice(TOPICS), rng.choice(CHANNELS)]
    row.append(rng.choice(["Не платят третий месяц.", "Спросила про документы", "=1+1 так было в ячейке", ""]))
    if number % 5 == 0:
        first = day - timedelta(days=120)
        row[8] = "Москва"
        row += [rng.choice(EMPLOYERS), spelled_day(rng, first), spelled_day(rng, first + timedelta(days=29))]
        row += [spelled_sum(rng, 40_000 + number % 7 * 1000), spelled_sum(rng, 5000) if number % 2 else ""]
        row += rng.choice([["выплачено полностью", spelled_day(rng, day + timedelta(days=9))], ["", ""]])
    else:
        row += [""] * 7
    return [*row, rng.choice(["", "", "перезвонить вечером"])]


def _slip(rng: random.Random, row: list[Any]) -> None:
    """Spoil one cell."""
    place, text = rng.choice(
        [
            (1, "32.13.2024"),
            (1, "не помню"),
            (4, "нет телефона"),
            (4, "9,96555E+11"),
            (6, "1987"),
            (7, "без паспорта"),
            (9, "жоопсуз суроо"),
        ]
    )
    row[place] = text


def workbook(rows: list[list[Any]], *, groups: bool = True) -> bytes:
    """An XLSX with a title, merged headings over headings, blank rows, headings again, a total and a hidden sheet."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Титул"
    cover["A1"] = "Журнал (придуман для проверки)"
    sheet = book.create_sheet("Обращения")
    sheet["A1"] = "Журнал обращений (придуман)"
    sheet.merge_cells("A1:T1")
    if groups:
        sheet["B3"], sheet["C3"], sheet["M3"] = "Обращение", "Женщина", "Долг"
        sheet.merge_cells("C3:H3")
        sheet.merge_cells("M3:Q3")
        sheet.merge_cells("I3:L3")
    sheet.append([])
    for place, heading in enumerate(HEADINGS, 1):
        sheet.cell(4, place, heading).font = Font(bold=True)
    at = 5
    for number, row in enumerate(rows, 1):
        if number % 333 == 0:
            at += 1  # a blank row
        if number % 500 == 0:
            for place, heading in enumerate(HEADINGS, 1):
                sheet.cell(at, place, heading)
            at += 1
        for place, value in enumerate(row, 1):
            if value != "":
                cell = sheet.cell(at, place)
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
        at += 1
    sheet.cell(at + 1, 1, "Итого")
    sheet.cell(at + 1, 16, 123456)
    hidden = book.create_sheet("Справочник")
    hidden.sheet_state = "hidden"
    for number in range(lines_of(rows)):
        hidden.cell(number + 1, 1, f"слово {number}")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lines_of(rows: list[list[Any]]) -> int:
    """A hidden sheet longer than the list: it must not be taken for it."""
    return len(rows) + 20


def as_csv(rows: list[list[Any]], encoding: str = "cp1251", delimiter: str = ";") -> bytes:
    """The same list as text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in rows:
        writer.writerow([f"{value:%d.%m.%Y}" if isinstance(value, datetime) else value for value in row])
    return file.getvalue().encode(encoding, errors="replace")


# --- exports of servers of forms ---------------------------------------------------------------------------------


def kobo_workbook() -> bytes:
    """An export as KoBoToolbox writes it: groups in headings, choices as 0 and 1, a repeat in a second sheet."""
    book = Workbook()
    main = book.active
    assert main is not None
    main.title = "Обращения v3"
    heading = ["start", "end", "who/name", "who/phone", "who/city", "topics", "topics/wages", "topics/pass", "said"]
    main.append([*heading, "_id", "_uuid", "_submission_time", "_validation_status", "_index"])
    first = ["2025-03-01T10:00:00.000+06:00", "2025-03-01T10:20:00.000+06:00", "Асель Ойдон", "0555111222", "msk"]
    main.append([*first, "wages pass", 1, 1, "Не платят", 71, "a1-uuid", "2025-03-01T04:21:00", "", 1])
    second = ["2025-03-02T10:00:00.000+06:00", "2025-03-02T10:20:00.000+06:00", "", "", "spb"]
    main.append([*second, "pass", 0, 1, "Паспорт", 72, "b2-uuid", "2025-03-02T04:21:00", "", 2])
    repeat = book.create_sheet("debts")
    repeat.append(["debts/month", "debts/amount", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"])
    for index, (month, amount, parent) in enumerate([("2024-11", 40000, 1), ("2024-12", "41 000", 1)], 1):
        repeat.append([month, amount, index, "Обращения v3", parent, "a1-uuid"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlsform() -> bytes:
    """The form of :func:`kobo_workbook`."""
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (
        ["type", "name", "label::English (en)", "label::Русский (ru)"],
        ["begin_group", "who", "", ""],
        ["text", "name", "Name", "Имя и фамилия"],
        ["text", "phone", "Phone", "Телефон"],
        ["select_one cities", "city", "City", "Город"],
        ["end_group", "", "", ""],
        ["select_multiple topics", "topics", "Topics", "Темы"],
        ["text", "said", "Story", "Содержание"],
        ["begin_repeat", "debts", "", ""],
        ["text", "month", "Month", "Месяц"],
        ["decimal", "amount", "Amount owed", "Сумма долга"],
        ["end_repeat", "", "", ""],
    ):
        survey.append(row)
    choices = book.create_sheet("choices")
    for row in (
        ["list_name", "name", "label::English (en)", "label::Русский (ru)"],
        ["cities", "msk", "Moscow", "Москва"],
        ["cities", "spb", "Saint Petersburg", "Санкт-Петербург"],
        ["topics", "wages", "Unpaid wages", "Невыплата"],
        ["topics", "pass", "Passport was taken", "Забрали паспорт"],
    ):
        choices.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
