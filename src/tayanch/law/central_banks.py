"""Tables of rates as central banks give them out, read into rows of a parameter.

Two layouts, told apart by their headings: the Bank of Russia's list of its key rate (a value for each working day,
newest first) and lists of changes, as the National Bank of Kazakhstan gives out its base rate (a row for each day on
which a rate took effect). Both as text, with fields parted by semicolons, tabs or commas, or as the first sheet of an
XLSX file; decimals have a comma or a point.
"""

import csv
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from tayanch.law.checking import LARGEST, Mistake, Refused

LONGEST_SILENCE = timedelta(days=14)  # the new year's holidays; a longer gap in a daily list is a hole
_EFFECTIVE = re.compile(r"действ|вступ|күшіне|қолданыс|effective|valid|in force", re.IGNORECASE)
_DAY = re.compile(r"дата|күні|date|day", re.IGNORECASE)
_RATE = re.compile(r"ставк|мөлшерлеме|rate|%", re.IGNORECASE)
_DAILY = ("дата", "ставка")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")
MOST_LINES = 20_000
_NUMBER = re.compile(r"\d{1,3}([.,]\d{1,4})?")


@dataclass(frozen=True)
class Rates:
    """Days on which a rate began, oldest first, and the last day on which the bank's list tells the rate."""

    changes: tuple[tuple[date, str], ...]
    through: date
    listed: tuple[tuple[date, str], ...]  # every line of the list, oldest first
    is_daily: bool


def rows_of(file: str, data: bytes, through: date | None) -> Rates:
    """Reads a bank's list. Raises Refused with the line of each mistake.

    A daily list is known through its newest day. A list of changes does not say until when it was true: *through* is
    the day on which somebody looked.
    """
    lines = _lines(file, data)
    head = _heading(file, lines)
    mistakes: list[Mistake] = []
    found: dict[date, str] = {}
    for number, line in lines[head.line :]:
        try:
            day, rate = _day(line[head.day]), _rate(line[head.rate])
            if found.setdefault(day, rate) != rate:
                raise ValueError(f"{day} is there twice, with different rates")
        except (ValueError, IndexError) as error:
            mistakes.append(Mistake(file, f"line {number}", str(error) if str(error) else "a field is missing"))
    if mistakes or not found:
        raise Refused(*(mistakes or [Mistake(file, "", "has no rates")]))
    listed = tuple(sorted(found.items()))
    if head.is_daily:
        _refuse_holes(file, listed)
    elif through is None:
        reason = "a list of changes does not say until when it was true: say the day it was seen, --through 2026-11-21"
        raise Refused(Mistake(file, "", reason))
    last = listed[-1][0] if head.is_daily else max(through or date.min, listed[-1][0])
    changes = [listed[0], *(later for earlier, later in pairwise(listed) if later[1] != earlier[1])]
    return Rates(tuple(changes), last, listed, head.is_daily)


def with_rows(
    content: Mapping[str, Any], parameter: str, rates: Rates, checked: Mapping[str, Any], *, replace: bool, file: str
) -> dict[str, Any]:
    """The parameter file with the rows of the list after those it has. Raises Refused.

    Where both tell a rate they must agree, unless *replace*: then the list wins on its own days.
    """
    block = dict(content["parameters"][parameter])
    old = [(row["valid_from"], row["value"]) for row in block["rows"] if "value" in row]
    known_through = block.get("known_through") or date.max
    if len(old) != len(block["rows"]):
        raise Refused(Mistake(file, parameter, "this table takes its rows from another; import that one"))
    if not replace:
        _agree(file, old, known_through, rates)
    first = rates.changes[0][0]
    kept = [row for row in block["rows"] if not replace or row["valid_from"] < first]
    end, rate = (kept[-1]["valid_from"], kept[-1]["value"]) if kept else (date.min, "0")
    for day, value in rates.changes:
        if day > end and not _same(value, rate):
            kept.append({"valid_from": day, "value": _as_written(value), **checked})
            rate = value
    kept += [row for row in block["rows"] if replace and row["valid_from"] > rates.through]
    ends = {} if known_through == date.max else {"known_through": max(rates.through, known_through)}
    block |= {"rows": kept, **ends}
    return {**content, "parameters": {**content["parameters"], parameter: block}}


def _agree(file: str, old: list[tuple[date, str]], known_through: date, rates: Rates) -> None:
    told = [(day, value, _on(old, day)) for day, value in rates.listed if old[0][0] <= day <= known_through]
    wrong = [(day, value, was) for day, value, was in told if not _same(value, was)]
    if wrong:
        reason = "in the table it is {}; --replace takes the bank's"
        raise Refused(
            *(Mistake(file, f"{day}", f"the list has {value}, {reason.format(was)}") for day, value, was in wrong[:20])
        )
    first, value = rates.listed[0]
    too_late = first > known_through + (LONGEST_SILENCE if _same(value, old[-1][1]) else timedelta(days=4))
    if rates.is_daily and too_late:
        raise Refused(Mistake(file, "", f"nothing tells the rate from {known_through} to {first}: bring a longer list"))
    if not rates.is_daily and first > known_through and not _same(value, old[-1][1]):
        raise Refused(Mistake(file, "", f"nothing tells the rate from {known_through} to {first}: bring a longer list"))


def _on(rows: list[tuple[date, str]], day: date) -> str:
    return next(value for since, value in reversed(rows) if since <= day)


@dataclass(frozen=True)
class _Heading:
    line: int
    day: int
    rate: int
    is_daily: bool


def _heading(file: str, lines: list[tuple[int, list[str]]]) -> _Heading:
    """The first line that names a day and a rate; of several days the one on which a rate takes effect."""
    for place, (_, line) in enumerate(lines[:20]):
        days = [index for index, field in enumerate(line) if _DAY.search(field) or _EFFECTIVE.search(field)]
        rates = [index for index, field in enumerate(line) if _RATE.search(field) and index not in days]
        if days and rates:
            effective = [index for index in days if _EFFECTIVE.search(line[index])]
            names = tuple(line[index].strip().lower() for index in (days[0], rates[0]))
            return _Heading(place + 1, (effective or days)[0], rates[0], names == _DAILY)
    raise Refused(Mistake(file, "", "no line names the columns: a day (“Дата”) and a rate (“Ставка”)"))


def is_sheet(file: str) -> bool:
    """Whether a file calls itself a spreadsheet."""
    return PurePosixPath(file).suffix.lower() == ".xlsx"


def _lines(file: str, data: bytes) -> list[tuple[int, list[str]]]:
    if len(data) > LARGEST:
        raise Refused(Mistake(file, "", f"larger than {LARGEST:,} bytes"))
    return _sheet_lines(file, data) if is_sheet(file) else _text_lines(file, _text(file, data))


def _sheet_lines(file: str, data: bytes) -> list[tuple[int, list[str]]]:
    """The first sheet as fields of text. What unpacks to far more than it weighs is refused unread."""
    from openpyxl import load_workbook  # takes half a second: not at every start

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST * 20:
                raise Refused(Mistake(file, "", "too much for a table of rates"))
        sheet = load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets[0]
        lines = [[_cell(value) for value in row] for row in sheet.iter_rows(max_row=MOST_LINES, values_only=True)]
    except (zipfile.BadZipFile, OSError, KeyError, IndexError, ValueError, TypeError, SyntaxError):
        raise Refused(Mistake(file, "", "this spreadsheet is damaged or closed by a password")) from None
    return [(number, line) for number, line in enumerate(lines, 1) if any(field.strip() for field in line)]


def _cell(value: object) -> str:
    """A cell as text: days as the bank writes them, numbers as they stand in the file."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def _text_lines(file: str, text: str) -> list[tuple[int, list[str]]]:
    parted_by = max(";\t,", key=text.count) if ";" not in text and "\t" not in text else ";" if ";" in text else "\t"
    try:
        lines = list(enumerate(csv.reader(text.splitlines(), delimiter=parted_by), 1))
    except csv.Error as error:
        raise Refused(Mistake(file, "", f"cannot be read as a table: {error}")) from None
    return [(number, line) for number, line in lines if any(field.strip() for field in line)]


def _text(file: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):  # what Excel saves on a Russian Windows
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Mistake(file, "", "not a text"))


def _day(text: str) -> date:
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text.strip()[:20]!r} is not a day such as 21.11.2026")
    year, month, day = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a day") from None


def _rate(text: str) -> str:
    clean = text.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(clean):
        raise ValueError(f"{text.strip()[:20]!r} is not a rate such as 16,50")
    return clean.replace(",", ".")


def _same(one: str, other: str) -> bool:
    return _as_written(one) == _as_written(other)


def _as_written(rate: str) -> str:
    """Two decimals at least, as the tables have it."""
    whole, _, rest = rate.partition(".")
    return f"{int(whole)}.{rest.rstrip('0').ljust(2, '0')}"


def _refuse_holes(file: str, listed: tuple[tuple[date, str], ...]) -> None:
    holes = [(one, two) for (one, _), (two, _) in pairwise(listed) if two - one > LONGEST_SILENCE]
    if holes:
        raise Refused(*(Mistake(file, f"{one} – {two}", "no rate between these days") for one, two in holes))
