"""What was answered to a form: exports of ODK Central and KoBoToolbox, joined with the form's codebook.

Taken are a CSV file, a ZIP of CSV files (one for each repeat) and a workbook (a sheet for each repeat), with names in
the header, not labels: ``household/member/sex``, ``household-member-sex`` or ``sex``. A question with several answers
may stand as one column of words, as columns of 0 and 1, or both.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.forms import MAIN, Field, Form
from tayanch.survey.reading import WHY, ReadError, in_memory
from tayanch.survey.reading.base import EmptyFile
from tayanch.survey.reading.opening import kind_of
from tayanch.survey.reading.sheets import sheet_names

_KEYS = ("KEY", "_index")  # what a row is called by its children, at ODK and at KoBo
_PARENTS = ("PARENT_KEY", "_parent_index")
_LARGEST = 2 * 2**30  # bytes of an unpacked export
KEY, PARENT = "row_key", "parent_key"


def read_submissions(path: Path, form: Form) -> dict[str, Data]:
    """The answers to *form*, by table: ``""`` for the form, the name of a repeat for its rows.

    Tables with repeats have the columns ``row_key`` and ``parent_key``. A repeat also has those columns of its parent
    that its skip rules read. Codes that the form marks as no answer are empty, with their reason beside them.

    Raises:
        ReadError: the file is no export of this form.
    """
    given = _tables(path, form)
    if MAIN not in given:
        raise ReadError(f"{path.name} is no export of this form: none of its questions stands in the header.")
    found: dict[str, Data] = {}
    for name, table in given.items():
        data = _read(path, table, form.fields[name], form.tables[name])
        parent = found.get(form.parents.get(name, ""))
        found[name] = _with_parents(data, parent) if name != MAIN and parent is not None else data
    return found


# --- which table is where -----------------------------------------------------------------------------------


def _tables(path: Path, form: Form) -> dict[str, pa.Table]:
    """The tables of an export as they stand there; parents come before their children."""
    is_packed = path.suffix.lower() == ".zip" or (zipfile.is_zipfile(path) and path.suffix.lower() != ".xlsx")
    named = _from_zip(path) if is_packed else _from_file(path)
    found = {}
    for table in form.tables:
        fits = [
            given for name, given in named.items() if _is_of(name, table, form) and _fits(given, form.fields[table])
        ]
        if fits:
            found[table] = max(fits, key=lambda one: _fits(one, form.fields[table]))
    return found


def _is_of(name: str, table: str, form: Form) -> bool:
    """Whether the file or sheet *name* may hold *table*: repeats are called so, cut to 31 signs in a workbook."""
    repeats = [one for one in form.tables if one != MAIN]
    called = [one for one in repeats if name == one[:31] or name.endswith(f"-{one}")]
    return table in called if table != MAIN else not called


def _from_file(path: Path) -> dict[str, pa.Table]:
    if kind_of(path) == "xlsx":
        sheets = {name: _rows(path, name) for name in sheet_names(path)}
        return {name: rows for name, rows in sheets.items() if rows.num_columns}
    return {MAIN: _rows(path, None)}


def _from_zip(path: Path) -> dict[str, pa.Table]:
    """The CSV files in a ZIP, by their names without ending."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if sum(one.file_size for one in inside) > _LARGEST:
                raise ReadError(f"{path.name} is too large to be unpacked here: unpack it and convert its files.")
            found = {}
            for place, one in enumerate(inside):
                unpacked = Path(folder) / f"{place}.csv"  # a name in an archive is not to be trusted
                with archive.open(one) as source, unpacked.open("wb") as target:
                    while block := source.read(2**20):
                        target.write(block)
                found[Path(one.filename).stem] = _rows(unpacked, None)
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise ReadError(f"{path.name} is damaged or has a password: export it again without one.") from error
    return found


def _rows(path: Path, sheet: str | None) -> pa.Table:
    """The rows of a file or a sheet; a table without columns where nothing is in it."""
    try:
        rows = in_memory(path, kind_of(path), sheet=sheet).rows
    except EmptyFile:
        return pa.table({})
    return rows if isinstance(rows, pa.Table) else pa.table({})


# --- columns of the form ------------------------------------------------------------------------------------


def _headers(one: Field) -> list[str]:
    """How exports may call a question, with groups first."""
    return list(dict.fromkeys([*(sign.join(one.path) for sign in ("/", "-", ":", ".")), one.path[-1], one.column]))


def _choice_headers(one: Field, choice: str) -> list[str]:
    return [f"{header}{sign}{choice}" for header in _headers(one) for sign in ("/", ":", ".")]


def _first(names: Iterable[str], given: pa.Table) -> str:
    return next((name for name in names if name in given.column_names), "")


def _fits(given: pa.Table, fields: Sequence[Field]) -> int:
    """How many of *fields* have a column in *given*."""
    asked = [
        _headers(one) + [name for choice in one.choices for name in _choice_headers(one, choice)] for one in fields
    ]
    return sum(bool(_first(names, given)) for names in asked)


def _read(path: Path, given: pa.Table, fields: Sequence[Field], codebook: Codebook) -> Data:
    """One table with the columns of its codebook, and its keys."""
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for keys, name in ((_KEYS, KEY), (_PARENTS, PARENT)):
        if header := _first(keys, given):
            columns[name] = given[header].cast(pa.string())
    lacking = []
    for one in fields:
        if one.choices:
            columns.update(_several(path, given, one))
        elif (header := _first(_headers(one), given)) and one.kind == "calculate":
            columns[one.column] = given[header]  # what it gives is seen only here
        elif header:
            columns.update(_single(path, given[header], codebook[one.column]))
        else:
            lacking.append(one.column)
    return Data(pa.table(columns), _told(codebook, columns, lacking))


def _told(codebook: Codebook, columns: Mapping[str, Any], lacking: Sequence[str]) -> Codebook:
    """The codebook of the columns that there are, and a note on those that are not."""
    kept = {variable.name: _seen(variable, columns) for variable in codebook if variable.name in columns}
    notes = [f"The file has no answers to {', '.join(lacking)}."] if lacking else []
    keys = {name: Variable(name, "text") for name in (KEY, PARENT) if name in columns}
    return replace(codebook, variables={**keys, **kept}, notes=(*codebook.notes, *notes))


def _seen(variable: Variable, columns: Mapping[str, Any]) -> Variable:
    """A calculated number or text as what it turned out to be."""
    if variable.kind not in ("number", "text"):
        return variable
    kind = columns[variable.name].type
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return replace(variable, kind="number" if is_number else "date" if pa.types.is_date(kind) else "text")


def _single(path: Path, column: pa.ChunkedArray, variable: Variable) -> dict[str, pa.ChunkedArray]:
    """A question with one answer: its column in the type of the codebook, its reasons beside it."""
    values = _typed(path, column, variable)
    codes = [level.code for level in variable.reasons]
    if not codes:
        return {variable.name: values}
    missing = pc.fill_null(pc.is_in(values, pa.array(codes, values.type)), False)
    nothing = pa.scalar(None, values.type)
    found = {variable.name: pc.if_else(missing, nothing, values)}
    if pc.any(missing).as_py():
        found[f"{variable.name}{WHY}"] = pc.if_else(missing, values, nothing)
    return found


def _typed(path: Path, column: pa.ChunkedArray, variable: Variable) -> pa.ChunkedArray:
    whole = variable.kind == "category" and all(isinstance(level.code, int) for level in variable.levels)
    try:
        if whole:
            return column.cast(pa.int16() if _small(variable.levels) else pa.int32())
        if variable.kind == "number":
            return column.cast(pa.float64()) if pa.types.is_string(column.type) else column
        if variable.kind == "date":
            return _dates(column)
        return column if pa.types.is_string(column.type) else column.cast(pa.string())
    except pa.ArrowInvalid as error:
        raise ReadError(
            f"{path.name}: {variable.name} holds words where codes, numbers or days are expected: "
            "export again with XML values and names, not labels."
        ) from error


def _small(levels: Sequence[Level]) -> bool:
    return all(isinstance(level.code, int) and abs(level.code) < 2**15 for level in levels)


def _dates(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Days as dates; moments with their zone as moments of UTC."""
    if not pa.types.is_string(column.type):
        return column
    texts = pc.replace_substring_regex(column, r"(Z|[+-]\d{2}:?\d{2})$", "")
    zones = pc.extract_regex(column, r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})$")
    moments = pc.replace_substring(texts, "T", " ").cast(pa.timestamp("us"))
    minutes = pc.add(
        pc.multiply(pc.struct_field(zones, "hours").cast(pa.int64()), 60),
        pc.struct_field(zones, "minutes").cast(pa.int64()),
    )
    east = pc.if_else(pc.equal(pc.struct_field(zones, "sign"), "-"), pc.negate(minutes), minutes)
    shift = pc.multiply(pc.fill_null(east, 0), 60_000_000).cast(pa.duration("us"))
    return pc.subtract(moments, shift)


def _several(path: Path, given: pa.Table, one: Field) -> dict[str, pa.ChunkedArray]:
    """A column of 0 and 1 for each choice, empty where nothing was answered."""
    if header := _first(_headers(one), given):
        words = [None if row is None else row.split() for row in given[header].cast(pa.string()).to_pylist()]
        if strange := sorted({word for row in words if row for word in row} - set(one.choices)):
            raise ReadError(
                f"{path.name}: {header} holds {strange[0]}, which is no choice of the form: "
                "export again with XML values and names, not labels, or use the form of that time."
            )
        return {
            column: pa.chunked_array(
                [pa.array([None if row is None else choice in row for row in words]).cast(pa.int8())]
            )
            for choice, column in one.choices.items()
        }
    found = {}
    for choice, column in one.choices.items():
        if header := _first(_choice_headers(one, choice), given):
            found[column] = _yes_no(given[header])
    return found


def _yes_no(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """1 and 0 of any writing."""
    texts = pc.utf8_lower(column.cast(pa.string()))
    yes = pc.is_in(texts, pa.array(["1", "true", "yes", "1.0"]))
    return pc.if_else(pc.is_valid(texts), yes, pa.scalar(None, pa.bool_())).cast(pa.int8())


# --- parents ------------------------------------------------------------------------------------------------


def _with_parents(data: Data, parent: Data) -> Data:
    """A repeat with the columns of its parent that its skip rules read."""
    rows, above = data.rows, parent.rows
    if not isinstance(rows, pa.Table) or not isinstance(above, pa.Table):
        return data
    own, book = set(data.codebook.variables), data.codebook
    needed = {name for variable in own for name in book.needed(variable)} - own
    taken = [name for name in above.column_names if name in needed]
    if not taken or KEY not in above.column_names or PARENT not in rows.column_names:
        return data
    places = pc.index_in(rows[PARENT], above[KEY].combine_chunks())
    for name in taken:
        rows = rows.append_column(name, above[name].take(places))
        book = book.with_variable(replace(parent.codebook[name], asked_if=None))  # its rule reads other columns
    return Data(rows, book)
