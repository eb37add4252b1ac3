"""What a file's columns mean: questions and answers in three languages, what is no answer, who was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal["category", "number", "text", "date"]
Labels = Mapping[str, str]  # language (ky, ru, en, or "" when the file does not say) to text


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

    def label(self, language: str) -> str:
        """The question in *language*, else in any other, else the column's name."""
        return _say(self.labels, language) or self.name

    def answer(self, code: object, language: str) -> str:
        """The answer with *code* in *language*; the code itself where it has no words."""
        found = next((level for level in self.levels if level.code == code), None)
        return (_say(found.labels, language) if found else "") or str(code)


@dataclass(frozen=True, slots=True)
class Codebook:
    """All variables of a file by name, in the file's order, with the title and source of the file."""

    variables: Mapping[str, Variable]
    title: str = ""
    source: str = ""

    def __iter__(self) -> Iterator[Variable]:
        return iter(self.variables.values())

    def __getitem__(self, name: str) -> Variable:
        return self.variables[name]

    def with_variable(self, variable: Variable) -> Codebook:
        """The codebook with *variable* added or replaced."""
        return replace(self, variables={**self.variables, variable.name: variable})


def _say(labels: Labels, language: str) -> str:
    """A text in *language*, else in the first language that has one."""
    return labels.get(language) or next((text for text in labels.values() if text), "")
