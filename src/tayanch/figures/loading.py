"""The register as it comes with Tayanch: documents, figures, and contradictions recorded by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from tayanch.figures.checking import check
from tayanch.figures.csvfile import read_csv
from tayanch.figures.model import Figure, Finding
from tayanch.figures.stating import statement
from tayanch.vocabulary.model import Text
from tayanch.yaml_text import read_yaml

BY_HAND = "by-hand"


@dataclass(frozen=True)
class Document:
    """A document that figures are registered from; empty where it does not say.

    *authors*, *editors*: "Family, Given". *kind*: ``report`` or ``slides``. *title_given*: the title is a description
    in our words, because none is printed.
    """

    id: str
    title: str
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    series: str = ""
    publisher: str = ""
    city: str = ""
    year: int | None = None
    language: str = "en"
    kind: str = "report"
    url: str = ""
    title_given: bool = False


@dataclass(frozen=True)
class Known:
    """A contradiction a reader had marked, and what finds it: ids of rules, or ``by-hand``."""

    id: str
    rows: tuple[str, ...]
    by: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Register:
    """Documents by id, figures in the order of the documents, and what people recorded by hand."""

    documents: Mapping[str, Document]
    figures: tuple[Figure, ...]
    recorded: tuple[Finding, ...]
    known: tuple[Known, ...]

    def figure(self, figure_id: str) -> Figure:
        """One figure.

        Raises:
            KeyError: there is none of this id.
        """
        return {figure.id: figure for figure in self.figures}[figure_id]

    def findings(self) -> tuple[Finding, ...]:
        """What the checks compute, then what was recorded by hand."""
        return (*check(self.figures), *self.recorded)


def _yaml(name: str) -> Any:
    return read_yaml(files("tayanch.figures.register").joinpath(name).read_bytes())


@cache
def load() -> Register:
    """The register; read once."""
    documents = {entry["id"]: _document(entry) for entry in _yaml("documents.yaml")}
    figures = tuple(figure for document in documents for figure in _figures(document))
    recorded = tuple(
        Finding(BY_HAND, tuple(entry["rows"]), entry["severity"], Text(**entry["says"]), {"recorded": entry["id"]})
        for entry in _yaml("recorded.yaml")
    )
    known = tuple(
        Known(entry["id"], tuple(entry["rows"]), tuple(entry["by"]), entry["about"]) for entry in _yaml("known.yaml")
    )
    return Register(documents, figures, recorded, known)


def _document(entry: Mapping[str, Any]) -> Document:
    people = {name: tuple(entry.get(name) or ()) for name in ("authors", "editors")}
    return Document(**{**entry, **people})


def _figures(document: str) -> tuple[Figure, ...]:
    """The CSV of a document has no column for the document, and statements are made from phrases."""
    text = files("tayanch.figures.register").joinpath(f"{document}.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["document", *header], *([document, *row] for row in rows)])
    return tuple(replace(figure, statement=statement(figure)) for figure in read_csv(table.getvalue().encode()))
