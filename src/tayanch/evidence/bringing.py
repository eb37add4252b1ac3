"""A file of a survey as it comes: which kinds are read, and from bytes in memory to rows and a codebook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from tayanch.evidence import troubles
from tayanch.evidence.keeping import as_file
from tayanch.survey.codebook import Level
from tayanch.survey.data import Data
from tayanch.survey.forms import read_form
from tayanch.survey.reading.apart import read_apart
from tayanch.survey.submissions import read_submissions

ENDINGS = (".dta", ".sav", ".sas7bdat", ".csv", ".xlsx", ".parquet")
FEW = 15  # different values of a column that is taken for a question with answers
LARGEST_UNPACKED = 400 * 1024 * 1024
Progress = Callable[[float], None]


def unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """Name and bytes of the one data file: of a ZIP the one that is inside. Raises ``Refused``."""
    if PurePath(name).suffix.lower() == ".zip":
        name, data = _inside(data)
    if PurePath(name).suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise troubles.Refused(_("This kind of file is not read. Bring one of these: %s.") % known, troubles.FILE)
    if not data:
        raise troubles.Refused(_("The file is empty."), troubles.FILE)
    return name, data


def _inside(data: bytes) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            known = [one for one in archive.infolist() if PurePath(one.filename).suffix.lower() in ENDINGS]
            if len(known) != 1:
                raise troubles.Refused(_("The ZIP must hold exactly one file of data."), troubles.FILE)
            if known[0].file_size > LARGEST_UNPACKED:
                raise troubles.Refused(
                    _("The file is too large for this page. Use the command line: tayanch survey."), troubles.FILE
                )
            return known[0].filename, archive.read(known[0])
    except (zipfile.BadZipFile, RuntimeError):
        raise troubles.Refused(
            _("The ZIP cannot be opened. Pack it again, without a password."), troubles.FILE
        ) from None


def brought(name: str, data: bytes, form: bytes | None, progress: Progress) -> Data:
    """Rows, all in memory, and codebook; with an XLSForm its questions and answers. Raises ``ReadError``."""
    with as_file(data, name) as path:
        found = read_apart(path, progress) if form is None else _by_form(path, form)
        rows = found.rows if isinstance(found.rows, pa.Table) else pq.read_table(found.rows)
    there = {name: one for name, one in found.codebook.variables.items() if name in rows.schema.names}
    return with_answers(Data(rows, replace(found.codebook, variables=there)))


def _by_form(path: Path, form: bytes) -> Data:
    """The answers to the form itself; what was asked in repeats stands in tables of their own."""
    with as_file(form, "form.xlsx") as questions:
        return read_submissions(path, read_form(questions))[""]


def with_answers(data: Data) -> Data:
    """Columns that hold few different whole numbers or words are answers to choose from, where the file does not say.

    A file without labels (CSV, plain Excel) says of nothing that it is a question with answers.
    """
    assert isinstance(data.rows, pa.Table)
    book = data.codebook
    for variable in book:
        column = data.rows[variable.name]
        if not variable.levels and variable.kind in ("number", "text") and (codes := _codes(column)):
            levels = tuple(Level(code, {}) for code in codes)
            book = book.with_variable(replace(variable, kind="category", levels=levels))
    return Data(data.rows, book)


def _codes(column: pa.ChunkedArray) -> list[str | int]:
    """The few values of a column in their order; none when there are many, or fractions."""
    if not (pa.types.is_integer(column.type) or pa.types.is_string(column.type)):
        return []
    found = [value for value in pc.unique(column).to_pylist() if value is not None]
    return sorted(found) if len(found) <= FEW and len(found) * 4 <= len(column) else []
