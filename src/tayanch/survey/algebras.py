"""What the parts of an expression mean: in NumPy for rows in memory, in Ibis for an engine of SQL. Both agree.

A value knows its kind: a number, a text, a truth, a date, or nothing (a column without any value). Kinds are never
mixed in silence, as SQL engines differ in what they make of ``'1' == 1``; truths count as 1 and 0 where a number is
expected, and a text is read as a date beside a date.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tayanch.survey.expressions import Comparison, ExpressionError, Operator

Kind = Literal["number", "text", "truth", "date", "nothing"]
Plain = bool | int | float | str

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_HOLDS = {"number": "numbers", "text": "texts", "truth": "true and false", "date": "dates", "nothing": "nothing"}


@dataclass(frozen=True, slots=True)
class Value:
    """*data* in an algebra's own form, its *kind*, and *said*: the column or constant as words for an error.

    *constant* is the value itself where it is no column.
    """

    kind: Kind
    data: Any
    said: str = "the calculation"
    constant: Plain | None = None


class Algebra(ABC):
    """How values are compared and joined; what is common to both ways of computing stands here."""

    @abstractmethod
    def column(self, name: str) -> Value: ...

    @abstractmethod
    def constant(self, value: Plain) -> Value: ...

    @abstractmethod
    def missing(self, value: Value) -> Value: ...

    @abstractmethod
    def apply(self, function: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
        """A comparison of two values of one kind."""

    @abstractmethod
    def among(self, value: Value, choices: Sequence[Value]) -> Value: ...

    @abstractmethod
    def negation(self, value: Value) -> Value: ...

    @abstractmethod
    def both(self, left: Value, right: Value) -> Value: ...

    @abstractmethod
    def either(self, left: Value, right: Value) -> Value: ...

    @abstractmethod
    def arithmetic(self, sign: Operator, left: Value, right: Value) -> Value: ...

    @abstractmethod
    def as_number(self, truth: Value) -> Value: ...

    @abstractmethod
    def date(self, moment: datetime, said: str) -> Value: ...

    @abstractmethod
    def unknown(self) -> Value: ...

    def compare(self, sign: Comparison, left: Value, right: Value) -> Value:
        """Whether *left* stands so to *right*; unknown where one of them is missing."""
        left, right = self.alike(left, right)
        if "nothing" in (left.kind, right.kind):
            return self.unknown()
        return self.apply(_COMPARE[sign], left, right)

    def one_of(self, value: Value, choices: Sequence[Plain]) -> Value:
        """Whether *value* is one of *choices*."""
        pairs = [self.alike(value, self.constant(choice)) for choice in choices]
        if value.kind == "nothing":
            return self.unknown()
        return self.among(pairs[0][0], [choice for _, choice in pairs])

    def negate(self, value: Value) -> Value:
        return self.negation(self.truth(value))

    def join(self, word: Literal["and", "or"], parts: Sequence[Value]) -> Value:
        truths = [self.truth(part) for part in parts]
        return reduce(self.both if word == "and" else self.either, truths)

    def calculate(self, sign: Operator, left: Value, right: Value) -> Value:
        return self.arithmetic(sign, self.number(left), self.number(right))

    def truth(self, value: Value) -> Value:
        """*value* as a condition."""
        if value.kind == "nothing":
            return self.unknown()
        if value.kind != "truth":
            raise ExpressionError(f"{value.said} is no condition: compare it, as in {value.said} == 1.")
        return value

    def number(self, value: Value) -> Value:
        """*value* to calculate with."""
        if value.kind == "truth":
            return self.as_number(value)
        if value.kind not in ("number", "nothing"):
            raise ExpressionError(f"{value.said} holds {_HOLDS[value.kind]}; only numbers can be calculated with.")
        return value

    def alike(self, left: Value, right: Value) -> tuple[Value, Value]:
        """Both values in one kind, or an error that says what to write."""
        if left.kind == right.kind or "nothing" in (left.kind, right.kind):
            return left, right
        if {left.kind, right.kind} == {"number", "truth"}:
            return self.number(left), self.number(right)
        if left.kind == "date" and isinstance(right.constant, str):
            return left, self.date(_moment(right.constant, left.said), right.said)
        if right.kind == "date" and isinstance(left.constant, str):
            return self.date(_moment(left.constant, right.said), left.said), right
        raise ExpressionError(_unlike(left, right))


class NumpyAlgebra(Algebra):
    """Columns in memory. The data of a value are two arrays: the values, and where they are known."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self.columns = columns

    def column(self, name: str) -> Value:
        if name not in self.columns:
            raise ExpressionError(_no_column(name, self.columns))
        values = np.asarray(self.columns[name])
        known = ~np.asarray(pd.isna(values), dtype=bool)
        kind = _array_kind(values, known, name)
        return Value(kind, (_tidy(values, known, kind), known), name)

    def constant(self, value: Plain) -> Value:
        array: NDArray[Any] = np.empty((), dtype=object)
        array[()] = value
        return Value(
            _plain_kind(value), (array if isinstance(value, str) else np.asarray(value), True), repr(value), value
        )

    def missing(self, value: Value) -> Value:
        known = np.asarray(value.data[1])
        return Value("truth", (~known, np.ones_like(known)))

    def apply(self, function: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
        (a, a_known), (b, b_known) = left.data, right.data
        return Value("truth", (np.asarray(function(a, b), dtype=bool), np.logical_and(a_known, b_known)))

    def among(self, value: Value, choices: Sequence[Value]) -> Value:
        found = reduce(np.logical_or, (self.apply(operator.eq, value, choice).data[0] for choice in choices))
        return Value("truth", (found, np.asarray(value.data[1])))

    def negation(self, value: Value) -> Value:
        return Value("truth", (~value.data[0], value.data[1]))

    def both(self, left: Value, right: Value) -> Value:
        (a, a_known), (b, b_known) = left.data, right.data
        known = (a_known & b_known) | (a_known & ~a) | (b_known & ~b)
        return Value("truth", (a & b, known))

    def either(self, left: Value, right: Value) -> Value:
        (a, a_known), (b, b_known) = left.data, right.data
        surely = (a & a_known) | (b & b_known)
        return Value("truth", (surely, (a_known & b_known) | surely))

    def arithmetic(self, sign: Operator, left: Value, right: Value) -> Value:
        (a, a_known), (b, b_known) = self.floats(left), self.floats(right)
        with np.errstate(all="ignore"):
            found = np.asarray(_CALCULATE[sign](a, np.where(b == 0, np.nan, b) if sign == "/" else b))
        return Value("number", (found, a_known & b_known & ~np.isnan(found)))

    def floats(self, value: Value) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        data, known = value.data
        if value.kind == "nothing":
            return np.zeros(np.shape(data)), np.asarray(known)
        return np.asarray(data).astype(float), np.asarray(known)

    def as_number(self, truth: Value) -> Value:
        return Value("number", (np.asarray(truth.data[0]).astype(np.int64), truth.data[1]), truth.said)

    def date(self, moment: datetime, said: str) -> Value:
        return Value("date", (np.datetime64(moment, "us"), np.True_), said)

    def unknown(self) -> Value:
        return Value("truth", (np.False_, np.False_))


class IbisAlgebra(Algebra):
    """Columns of an Ibis table; a value's data are an Ibis expression, missing is NULL."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def column(self, name: str) -> Value:
        import ibis

        if name not in self.table.columns:
            raise ExpressionError(_no_column(name, self.table.columns))
        column, kind = self.table[name], _ibis_kind(self.table.schema()[name], name)
        if kind == "date":
            column = column.cast("timestamp")
        elif column.type().is_floating() or column.type().is_decimal():
            column = self.known(column.cast("float64"))
        return Value(kind, ibis.null("boolean") if kind == "nothing" else column, name)

    def known(self, column: Any) -> Any:
        """*column* with not-a-number as NULL: engines sort and compare it as if it were a value."""
        import ibis

        return ibis.ifelse(column.isnan(), ibis.null("float64"), column)

    def constant(self, value: Plain) -> Value:
        import ibis

        literal = ibis.literal(value, type="float64") if isinstance(value, float) else ibis.literal(value)
        return Value(_plain_kind(value), literal, repr(value), value)

    def missing(self, value: Value) -> Value:
        return Value("truth", value.data.isnull())

    def apply(self, function: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
        return Value("truth", function(left.data, right.data))

    def among(self, value: Value, choices: Sequence[Value]) -> Value:
        return Value("truth", value.data.isin([choice.data for choice in choices]))

    def negation(self, value: Value) -> Value:
        return Value("truth", ~value.data)

    def both(self, left: Value, right: Value) -> Value:
        return Value("truth", left.data & right.data)

    def either(self, left: Value, right: Value) -> Value:
        return Value("truth", left.data | right.data)

    def arithmetic(self, sign: Operator, left: Value, right: Value) -> Value:
        a, b = left.data.cast("float64"), right.data.cast("float64")
        found = _CALCULATE[sign](a, b.nullif(0.0) if sign == "/" else b)
        return Value("number", self.known(found))

    def as_number(self, truth: Value) -> Value:
        return Value("number", truth.data.cast("int64"), truth.said)

    def date(self, moment: datetime, said: str) -> Value:
        import ibis

        return Value("date", ibis.literal(moment, type="timestamp"), said)

    def unknown(self) -> Value:
        import ibis

        return Value("truth", ibis.null("boolean"))


def _plain_kind(value: Plain) -> Kind:
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def _array_kind(values: NDArray[Any], known: NDArray[np.bool_], name: str) -> Kind:
    """What a column in memory holds."""
    kinds: dict[str, Kind] = {"b": "truth", "i": "number", "u": "number", "f": "number", "M": "date", "U": "text"}
    if values.dtype.kind in kinds:
        return kinds[values.dtype.kind]
    if not known.any():
        return "nothing"
    found = pd.api.types.infer_dtype(values[known])
    objects: dict[str, Kind] = {
        "string": "text",
        "boolean": "truth",
        "integer": "number",
        "floating": "number",
        "mixed-integer-float": "number",
        "decimal": "number",
        "date": "date",
        "datetime": "date",
    }
    if found not in objects or getattr(values[known][0], "tzinfo", None) is not None:
        raise ExpressionError(f"Column {name} holds {found} values, which cannot be compared here.")
    return objects[found]


def _tidy(values: NDArray[Any], known: NDArray[np.bool_], kind: Kind) -> NDArray[Any]:
    """The values of a column in the type of their kind; anything may stand where they are not known."""
    if kind == "nothing":
        return np.zeros(len(values))
    if kind == "text":
        return np.where(known, values, "").astype(object)
    if kind == "date":
        return np.asarray(pd.to_datetime(pd.Series(values)), dtype="datetime64[us]")
    if kind == "truth":
        return np.where(known, values, False).astype(bool)
    if values.dtype.kind in "iu":
        return values
    return np.where(known, values, np.nan).astype(np.float64)


def _ibis_kind(kind: Any, name: str) -> Kind:
    """What a column of a table holds."""
    if kind.is_boolean():
        return "truth"
    if kind.is_numeric():
        return "number"
    if kind.is_string():
        return "text"
    if kind.is_date() or (kind.is_timestamp() and kind.timezone is None):
        return "date"
    if kind.is_null():
        return "nothing"
    raise ExpressionError(f"Column {name} holds {kind} values, which cannot be compared here.")


def _moment(text: str, column: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise ExpressionError(f"{column} holds dates: write '2019-06-30' instead of '{text}'.")
    return moment


def _no_column(name: str, columns: Any) -> str:
    near = [known for known in columns if str(known).lower() == name.lower()]
    hint = f"Is {near[0]} meant?" if near else "Check the name against the codebook."
    return f"There is no column {name}. {hint}"


def _unlike(left: Value, right: Value) -> str:
    """What to write instead of a comparison of two kinds."""
    column, other = (right, left) if left.constant is not None else (left, right)
    if other.constant is None:
        return f"{column.said} holds {_HOLDS[column.kind]} and {other.said} {_HOLDS[other.kind]}: they are never equal."
    wanted = {"text": "in quotes", "number": "without quotes", "truth": "as true or false", "date": "as '2019-06-30'"}
    return f"{column.said} holds {_HOLDS[column.kind]}: write the value {wanted[column.kind]}, not {other.said}."
