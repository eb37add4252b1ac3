"""From a question to figures: the survey library is asked, and its answer kept with what it rests on."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from django.utils import timezone

from tayanch.evidence.asking import Question
from tayanch.evidence.models import Survey
from tayanch.survey.codebook import Codebook
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.estimating import estimate
from tayanch.survey.expressions import parse
from tayanch.survey.results import Estimate, Estimates

MOST_DOMAINS = 200  # with more groups the covariances are not kept: nobody compares so many
Cell = dict[str, Any]


def columns_for(question: Question, design: Design, codebook: Codebook) -> set[str]:
    """Every column that must be read, those of the skip rules too. Raises ``ExpressionError``."""
    named = parse(question.where).columns if question.where else frozenset()
    rules = {column for name in question.columns if name in codebook.variables for column in codebook.needed(name)}
    return {*question.columns, *design.columns, *named, *rules}


def figures(data: Data, design: Design, question: Question, progress: Callable[[float], None]) -> dict[str, Any]:
    """The table as plain values: ``cells``, ``covariances`` by variable and level, ``method``, ``warnings``."""
    found = estimate(
        data,
        design,
        question.of,
        question.stat,  # type: ignore[arg-type]  # one of asking.STATISTICS, which are those of the library
        by=question.by,
        where=question.where or None,
        margins=bool(question.by),
        over=question.over or None,
        probabilities=(question.probability,),
        level=question.level,
        progress=progress,
    )
    cells = [_plain(cell) for cell in found]
    return {
        "cells": cells,
        "covariances": _covariances(cells, found),
        "method": found.method,
        "warnings": list(found.warnings),
    }


def _plain(cell: Estimate) -> Cell:
    values = cell.as_mapping()
    return {name: _value(value) for name, value in values.items()} | {
        "by": {name: _value(value) for name, value in cell.by.items()}
    }


def _value(value: Any) -> Any:
    """A number of NumPy as one of Python; what is no number of JSON as none."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | list | dict | None) else str(value)


def what(cell: Cell) -> str:
    """Which estimate it is, whatever the group: variable and level."""
    return json.dumps([cell["variable"], cell["level"]], ensure_ascii=False)


def _covariances(cells: list[Cell], found: Estimates) -> dict[str, list[list[float | None]]]:
    """The covariances between the groups of one estimate, in the order of its cells."""
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        places.setdefault(what(cell), []).append(place)
    matrix = found.covariance
    return {
        key: [[_value(matrix[a, b]) for b in some] for a in some]
        for key, some in places.items()
        if len(some) <= MOST_DOMAINS
    }


def derivation(survey: Survey, question: Question, method: str, who: str) -> dict[str, Any]:
    """What the figures rest on, so that anybody can make them again."""
    return {
        "survey": survey.title,
        "source": survey.source,
        "file": survey.file,
        "fingerprint": survey.fingerprint,
        "left_out": survey.left_out,
        "rows": survey.rows,
        "design": survey.design,
        "question": question.values(),
        "method": method,
        "program": f"Tayanch {version('tayanch')}",
        "by": who,
        "at": timezone.localtime().isoformat(timespec="minutes"),
    }


def estimates_of(told: Mapping[str, Any]) -> list[Estimate]:
    """The cells as the library knows them."""
    return [Estimate(**{**cell, "flags": tuple(cell["flags"])}) for cell in told.get("cells", ())]
