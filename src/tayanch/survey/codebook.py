"""What a file's columns mean: questions and answers in three languages, what is no answer, who was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tayanch.survey.expressions import parse

Kind = Literal["category", "number", "text", "date"]
Labels = Mapping[str, str]  # language (ky, ru, en, or "" when the file does not say) to text


class CodebookError(ValueError):
    """Labels or rules that do not fit a codebook; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Level:
    """An answer that can be chosen, or a reason why there is none (*missing*)."""

    code: str | int | float
    labels: Labels
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One column.

    *levels* are the answers with their codes, *asked_if* the skip rule as an expression over other columns (who was
    eligible), *universe* the same in words, *unit* what a number counts, *look_back* the period asked about (ISO 8601:
    P12M is twelve months).
    """

    name: str
    kind: Kind
    labels: Labels = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    asked_if: str | None = None
    universe: Labels = field(default_factory=dict)
    unit: str = ""
    look_back: str = ""

    @property
    def reasons(self) -> tuple[Level, ...]:
        """The levels that say why there is no answer."""
        return tuple(level for level in self.levels if level.missing)

    @property
    def answers(self) -> tuple[Level, ...]:
        """The levels that are answers."""
        return tuple(level for level in self.levels if not level.missing)

    def label(self, language: str) -> str:
        """The question in *language*, else in any other, else the column's name."""
        return _say(self.labels, language) or self.name

    def answer(self, code: object, language: str) -> str:
        """The answer with *code* in *language*; the code itself where it has no words."""
        found = next((level for level in self.levels if level.code == code), None)
        return (_say(found.labels, language) if found else "") or str(code)


@dataclass(frozen=True, slots=True)
class Codebook:
    """All variables of a file by name, in the file's order, with the title and source of the file.

    *notes* tell what reading it took for granted: an encoding that was guessed, a column that got another name.
    """

    variables: Mapping[str, Variable]
    title: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables.values())

    def __getitem__(self, name: str) -> Variable:
        return self.variables[name]

    def with_variable(self, variable: Variable) -> Codebook:
        """The codebook with *variable* added or replaced."""
        return replace(self, variables={**self.variables, variable.name: variable})

    def eligible(self, name: str, columns: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """Which rows (n,) of *columns* were asked the question *name*: all of them where there is no skip rule.

        *columns* holds arrays (n,) by name, at least those that the skip rule reads (:meth:`needed`).

        Raises:
            ExpressionError: the skip rule cannot be read or does not fit the columns.
        """
        rule = self.variables[name].asked_if
        if rule is not None:
            return parse(rule).rows(columns)
        return np.ones(len(next(iter(columns.values()))), dtype=bool)

    def needed(self, name: str) -> frozenset[str]:
        """The columns that the skip rule of *name* reads."""
        rule = self.variables[name].asked_if
        return parse(rule).columns if rule is not None else frozenset()

    def as_mapping(self) -> dict[str, Any]:
        """The codebook as plain values for JSON, as :meth:`of` takes them; what is empty is left out."""
        variables = [_full(variable) for variable in self.variables.values()]
        head = {"title": self.title, "source": self.source, "notes": list(self.notes)}
        return {**{name: value for name, value in head.items() if value}, "variables": variables}

    def as_json(self) -> str:
        """The codebook as JSON text."""
        return json.dumps(self.as_mapping(), ensure_ascii=False, indent=1)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Codebook:
        """The codebook that :meth:`as_mapping` wrote."""
        variables = [_variable(one) for one in given["variables"]]
        return cls(
            {variable.name: variable for variable in variables},
            given.get("title", ""),
            given.get("source", ""),
            tuple(given.get("notes", ())),
        )


def _full(variable: Variable) -> dict[str, Any]:
    """A variable as plain values, without what is empty."""
    values = {
        "name": variable.name,
        "kind": variable.kind,
        "labels": dict(variable.labels),
        "levels": [
            {"code": level.code, "labels": dict(level.labels), **({"missing": True} if level.missing else {})}
            for level in variable.levels
        ],
        "asked_if": variable.asked_if,
        "universe": dict(variable.universe),
        "unit": variable.unit,
        "look_back": variable.look_back,
    }
    return {name: value for name, value in values.items() if value}


def _variable(given: Mapping[str, Any]) -> Variable:
    levels = [Level(one["code"], one.get("labels", {}), one.get("missing", False)) for one in given.get("levels", ())]
    return Variable(**{**given, "levels": tuple(levels)})


def _say(labels: Labels, language: str) -> str:
    """A text in *language*, else in the first language that has one."""
    return labels.get(language) or next((text for text in labels.values() if text), "")
