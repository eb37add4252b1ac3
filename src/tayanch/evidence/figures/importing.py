"""A file of figures before anything is kept: what is new, what is here, what would change, what would not agree."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from tayanch import figures as plain
from tayanch.accounts.models import User
from tayanch.evidence.figures import damage, judging, library, register
from tayanch.evidence.figures.models import PublishedFigure
from tayanch.evidence.figures.rows import (
    COLUMNS,
    Values,
    figure_of,
    figure_of_row,
    values_of,
    values_of_row,
    without_made_line,
)
from tayanch.evidence.figures.troubles import Refused
from tayanch.figures.model import Figure, Finding

Kind = Literal["new", "changed", "replaces", "same"]
LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST = 5000
BESIDE = "-own"  # ends the code of an own figure that replaces a shipped one
# What a file with the columns of figures.csv may leave unsaid: then it stays as it was.
UNSAID = ("place", "statement", "topics", "replaces")


@dataclass(frozen=True)
class Line:
    """One figure of a file, and what keeping it would do. *code*: of the own figure that would be written."""

    code: str
    figure: Figure
    kind: Kind
    values: Values
    changes: tuple[tuple[str, Any, Any], ...] = ()  # column, what stands there, what the file says
    version: int = 0  # of the own figure that would change


@dataclass(frozen=True)
class Plan:
    """What a file would do. *seen* changes as soon as a figure here does that the file is about."""

    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]  # that are not there without the file
    figures: Mapping[str, Figure]  # the register with the file
    seen: str

    def of(self, *kinds: Kind) -> list[Line]:
        """The lines of some kinds."""
        return [line for line in self.lines if line.kind in kinds]


# --- reading --------------------------------------------------------------------------------------------------


def read(name: str, data: bytes) -> tuple[Figure, ...]:
    """The figures of a CSV or XLSX file with the columns of the register's own export.

    Raises :class:`~tayanch.evidence.figures.troubles.Refused`; its text names lines and says what to do.
    """
    if not data:
        raise Refused(_("The file is empty. Choose a CSV or XLSX file with the columns of the register."))
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than 5 MB. Bring it in parts."))
    if data[:4] == b"PK\x03\x04":
        data = _as_csv(data)
    elif not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise Refused(_("This kind of file is not read. Save it as CSV or XLSX and bring it again."))
    try:
        found = tuple(plain.read_csv(data))
    except plain.FigureError as error:
        raise Refused(damage.told(error)) from None
    if not found:
        raise Refused(_("There is no figure in the file: it has column names only."))
    if len(found) > MOST:
        raise Refused(_("There are more than 5,000 figures in the file. Bring it in parts."))
    return found


def _as_csv(data: bytes) -> bytes:
    """The first sheet of an Excel file, row by row, so that line numbers are those of the sheet."""
    from openpyxl import load_workbook  # takes half a second: not at every start

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                raise Refused(_("The file is larger than 5 MB. Bring it in parts."))
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # it may say that it has 16,384 columns: every row would be filled up to them
        out = io.StringIO()
        csv.writer(out).writerows(_cells(sheet.iter_rows(values_only=True)))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError):
        raise Refused(
            _("The Excel file cannot be opened. Open it in your office program, save it anew and bring it again.")
        ) from None
    return out.getvalue().encode()


def _cells(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    width = 0
    for row in rows:
        width = width or len(row)  # a row ends with its last cell: those that are empty after it are filled up
        yield [_cell(value) for value in row] + [""] * (width - len(row))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


# --- what it would do -----------------------------------------------------------------------------------------


def plan(user: User, rows: Iterable[Mapping[str, Any]]) -> Plan:
    """What keeping the *rows* of a read file would do now (each: values with their ``code``)."""
    own = {row.code: row for row in PublishedFigure.objects.filter(organisation_id=user.organisation_id)}
    lines = tuple(_line(row, own) for row in rows)
    before = register.figures_for(user)
    after = with_lines(before, lines)
    known = {judging.key_of(one) for one in library.findings(before)}
    fresh = tuple(one for one in library.findings(after) if judging.key_of(one) not in known)
    return Plan(lines, fresh, register.by_id(after), _seen(lines))


def _line(row: Mapping[str, Any], own: Mapping[str, PublishedFigure]) -> Line:
    code, shipped = row["code"], library.shipped_by_id().get(row["code"])
    known = [one for one in (shipped, own.get(code)) if one is not None]
    values = without_made_line(
        {name: value for name, value in row.items() if name != "code"},
        *(one if isinstance(one, Figure) else figure_of_row(one) for one in known),
    )
    if shipped is not None:
        if not _differences(values_of(shipped), values):
            return Line(code, shipped, "same", values)
        code, values = f"{code}{BESIDE}", values | {"replaces": code}
    here = own.get(code)
    if here is None:
        base = without_made_line(values_of(shipped)) if shipped else values
        values = _filled(base, values)
        changes = _differences(base, values) if shipped else ()
        return Line(code, figure_of(code, values), "replaces" if shipped else "new", values, changes)
    now = values_of_row(here)
    values = _filled(now, values)
    changes = _differences(now, values)
    kind: Kind = "changed" if changes or here.retired_at else "same"
    return Line(code, figure_of(code, values), kind, values, changes, here.version)


def _filled(now: Values, values: Values) -> Values:
    return values | {name: values[name] or now[name] for name in UNSAID}


def _differences(now: Values, values: Values) -> tuple[tuple[str, Any, Any], ...]:
    # In the order of the columns: PostgreSQL does not keep that of what JSON holds.
    names = (name for name in COLUMNS if values[name] or name not in UNSAID)
    return tuple((name, now[name], values[name]) for name in names if values[name] != now[name])


def with_lines(figures: Iterable[Figure], lines: Iterable[Line]) -> tuple[Figure, ...]:
    """The register as it would be."""
    written = {line.code: line for line in lines if line.kind != "same"}
    gone = {line.values["replaces"] for line in written.values()} | set(written)
    return (*(one for one in figures if one.id not in gone), *(line.figure for line in written.values()))


def _seen(lines: Iterable[Line]) -> str:
    told = [[line.code, line.kind, line.version, [list(one) for one in line.changes]] for line in lines]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
