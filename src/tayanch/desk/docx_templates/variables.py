"""The names a template may use: the facts that letters ask for, and what the case and its claim tell by themselves."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, Literal

from tayanch.desk.letters.kinds import clean
from tayanch.yaml_text import read_yaml

Type = Literal["text", "long", "date", "number", "yes", "lines", "rows"]
LISTS = ("lines", "rows")
# What Jinja tells inside {% for %}; the rest of its loop object can be called or walked.
LOOP = ("index", "first", "last", "length")


@dataclass(frozen=True, slots=True)
class Variable:
    """One name. *counted*: a figure of a claim, which nobody types. *columns*: of each row of a list of rows."""

    key: str
    type: Type
    question: Mapping[str, str]
    note: Mapping[str, str]
    example: str
    counted: bool = False
    columns: tuple[str, ...] = ()


@cache
def _variables() -> dict[str, Variable]:
    common = read_yaml(files("tayanch.desk.letters").joinpath("facts.yaml").read_text("utf-8"))
    own = read_yaml(files("tayanch.desk.docx_templates").joinpath("variables.yaml").read_text("utf-8"))
    return {key: _variable(key, told) for key, told in {**common, **own}.items()}


def _variable(key: str, told: Mapping[str, Any]) -> Variable:
    counted, columns = told.get("from") == "claim", tuple(told.get("columns", ()))
    question, note = told["question"], told.get("note", {})
    return Variable(key, told["type"], question, note, str(told["example"]), counted, columns)


VARIABLES: Mapping[str, Variable] = _variables()


def nearest(name: str) -> str:
    """The known name that was probably meant, "" when none is near."""
    found = difflib.get_close_matches(name, VARIABLES, n=1, cutoff=0.6)
    return found[0] if found else ""


def printable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a template prints them: days as 30.09.2025, texts without signs no paper shows, rows with columns.

    Only known names come through, and only values: strings, whole numbers, yes or no, and lists of them.
    """
    return {key: _value(VARIABLES[key], value) for key, value in facts.items() if key in VARIABLES}


def _value(variable: Variable, value: Any) -> Any:
    if variable.type == "yes":
        return bool(value)
    if variable.type == "lines":
        return [_text(line) for line in value]
    if variable.type == "rows":
        return [SimpleNamespace(**{name: _text(row[name]) for name in variable.columns}) for row in value]
    return int(value) if variable.type == "number" else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    return clean(str(value))


def invented(*, yes: bool = True) -> dict[str, Any]:
    """A value for every name, as the examples have them. *yes*: how every yes-or-no question is answered."""
    return {key: _example(variable, yes) for key, variable in VARIABLES.items()}


def _example(variable: Variable, yes: bool) -> Any:
    if variable.type == "yes":
        return yes
    if variable.type == "lines":
        return [variable.example, variable.example]
    if variable.type == "rows":
        row = {"name": "", "period_from": date(2025, 4, 1), "period_to": date(2025, 4, 30), "due_on": date(2025, 5, 5)}
        return [{**row, "unpaid": "50 000,00 ₽"}, {**row, "unpaid": "50 000,00 ₽", "name": "сверхурочные"}]
    return int(variable.example) if variable.type == "number" else variable.example
