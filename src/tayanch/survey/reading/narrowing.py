"""The smallest true type of a column, found while its pieces go by: whole codes as int8, numbers in texts as such.

Files of statistics packages hold every code as a double, which is eight times too large and slow to group by.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tayanch.survey.codebook import Codebook, Kind, Level, Variable
from tayanch.survey.reading.base import Source

MOST_VALUES = 10_000  # distinct values of a labelled column that are remembered
NO_NUMBER = ("NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", ".", "-")  # how programs write that there is no number
_NUMBER = r"^-?(0|[1-9]\d{0,14})(\.\d*)?([eE][+-]?\d{1,3})?$"
_COMMA = r"^-?(0|[1-9]\d{0,14})(,\d+)?$"
_WHOLE = r"^-?(0|[1-9]\d{0,17})$"
_FORMS = {"whole": _WHOLE, "number": _NUMBER, "comma": _COMMA}
_DATES = {"iso": "%Y-%m-%d", "dots": "%d.%m.%Y"}
_DATE_SHAPES = {"iso": r"^\d{4}-\d{2}-\d{2}$", "dots": r"^\d{1,2}\.\d{1,2}\.\d{4}$"}


@dataclass
class Seen:
    """What the values of one column have been so far."""

    some: bool = False
    whole: bool = True
    least: float = math.inf
    most: float = -math.inf
    values: set[float | int | str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


class Narrowing:
    """Looks at every piece of a source; afterwards knows its types and completes its codebook."""

    def __init__(self, source: Source) -> None:
        self.source = source
        forms = {*_FORMS, *_DATES} - (set() if source.comma else {"comma"})
        self.seen: dict[str, Seen] = {}
        self.forms = forms
        labelled = {variable.name for variable in source.codebook if variable.levels}
        self.remembered = labelled | set(source.whys.values())

    def look(self, piece: pa.Table) -> None:
        """Take account of the next piece."""
        for name in piece.column_names:
            seen = self.seen.setdefault(name, Seen(forms=set(self.forms)))
            column = pc.drop_null(piece[name].combine_chunks())
            if not len(column):
                continue
            seen.some = True
            if name in self.source.texts:
                seen.forms = _still_possible(column, seen.forms)
                if numeric := next((form for form in _FORMS if form in seen.forms), ""):
                    column = pc.drop_null(_numbers(column, numeric))
                    _look_at_numbers(seen, column.to_numpy(zero_copy_only=False))
            elif pa.types.is_floating(column.type):
                _look_at_numbers(seen, column.to_numpy(zero_copy_only=False))
            if name in self.remembered and len(seen.values) < MOST_VALUES:
                seen.values |= set(pc.unique(column).to_pylist()[:MOST_VALUES])

    def finish(self, piece: pa.Table) -> pa.Table:
        """A piece with its final columns and types."""
        names = self.kept(piece.schema)
        columns = [self._cast(name, piece[name]) for name in names]
        return pa.table(dict(zip(names, columns, strict=True)))

    def kept(self, schema: pa.Schema) -> list[str]:
        """All columns without those of reasons that nobody gave."""
        empty = {why for why in self.source.whys.values() if not self.seen.get(why, Seen()).some}
        return [name for name in schema.names if name not in empty]

    def _cast(self, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
        seen = self.seen.get(name, Seen())
        if name in self.source.texts and seen.some:
            column = _from_texts(column, _form(seen))
        numeric = pa.types.is_floating(column.type) or pa.types.is_int64(column.type)
        if numeric and seen.some and seen.whole:
            return column.cast(_whole_type(seen.least, seen.most))
        return column

    def codebook(self, schema: pa.Schema) -> Codebook:
        """The codebook with kinds by what was seen, and with a level for each reason that was given."""
        given = self.source.codebook
        return replace(given, variables={variable.name: self._complete(variable, schema) for variable in given})

    def _complete(self, variable: Variable, schema: pa.Schema) -> Variable:
        why = self.source.whys.get(variable.name, "")
        known = {level.code for level in variable.levels}
        told = sorted(self.seen.get(why, Seen()).values, key=lambda code: (isinstance(code, str), code))
        levels = [Level(_code(code), {}, missing=True) for code in told if code not in known]
        kind = self._kind(variable, schema)
        return replace(variable, kind=kind, levels=(*variable.levels, *levels))

    def _kind(self, variable: Variable, schema: pa.Schema) -> Kind:
        kind = schema.field(variable.name).type
        if variable.name in self.source.texts:
            return "text" if pa.types.is_string(kind) else "date" if pa.types.is_date(kind) else "number"
        codes = {level.code for level in variable.answers}
        if variable.kind == "category":
            # A number with names for a few of its values only (0 "under one year") is still a number.
            unnamed = self.seen.get(variable.name, Seen()).values - codes
            plain: Kind = "text" if pa.types.is_string(kind) else "number"
            return plain if not codes or len(unnamed) > len(codes) else "category"
        return variable.kind


def _look_at_numbers(seen: Seen, values: NDArray[Any]) -> None:
    if not len(values):
        return
    seen.least, seen.most = min(seen.least, float(values.min())), max(seen.most, float(values.max()))
    if seen.whole and values.dtype.kind == "f":
        seen.whole = bool(np.isfinite(values).all() and (values == np.floor(values)).all())
        seen.whole = seen.whole and max(-seen.least, seen.most) <= 2**53


def _whole_type(least: float, most: float) -> pa.DataType:
    for kind, limit in ((pa.int8(), 2**7), (pa.int16(), 2**15), (pa.int32(), 2**31)):
        if -limit <= least and most < limit:
            return kind
    return pa.int64()


def _still_possible(column: pa.Array, forms: set[str]) -> set[str]:
    """Which of *forms* all texts of *column* have."""
    if not forms:
        return forms
    numbers = column.filter(pc.invert(pc.is_in(column, pa.array(NO_NUMBER))))
    found = {form for form in forms & set(_FORMS) if _all(pc.match_substring_regex(numbers, _FORMS[form]))}
    return found | {form for form in forms & set(_DATES) if _all_dates(column, form)}


def _all(answers: pa.BooleanArray) -> bool:
    return bool(pc.all(answers, min_count=0).as_py())


def _all_dates(column: pa.Array, form: str) -> bool:
    if not _all(pc.match_substring_regex(column, _DATE_SHAPES[form])):
        return False
    return bool(pc.strptime(column, _DATES[form], "s", error_is_null=True).null_count == 0)


def _form(seen: Seen) -> str:
    return next((form for form in ("whole", "number", "comma", "iso", "dots") if form in seen.forms), "text")


def _from_texts(column: pa.ChunkedArray, form: str) -> pa.ChunkedArray:
    """Texts of one *form* in its type."""
    if form == "text":
        return column
    if form in _DATES:
        return pc.strptime(column, _DATES[form], "s").cast(pa.date32())
    return _numbers(column, form)


def _numbers(column: pa.ChunkedArray | pa.Array, form: str) -> pa.ChunkedArray | pa.Array:
    """Texts that are numbers of one *form* as such; whole ones beyond what a double can hold stay exact."""
    column = pc.if_else(pc.is_in(column, pa.array(NO_NUMBER)), pa.scalar(None, pa.string()), column)
    if form == "comma":
        column = pc.replace_substring(column, ",", ".")
    return column.cast(pa.int64() if form == "whole" else pa.float64())


def _code(code: float | int | str) -> float | int | str:
    """A code as it is written: whole where it is whole."""
    return int(code) if isinstance(code, float) and code.is_integer() else code


def narrow_schema(narrowing: Narrowing, schema: pa.Schema) -> pa.Schema:
    """The types of the finished pieces of a source with *schema*."""
    return narrowing.finish(schema.empty_table()).schema
