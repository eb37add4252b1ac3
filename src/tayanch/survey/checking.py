"""Whether a file is what its codebook says: codes that nobody described, answers where nobody was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tayanch.survey.codebook import Variable
from tayanch.survey.data import Data
from tayanch.survey.expressions import ExpressionError
from tayanch.survey.reading.base import WHY

MOST_SHOWN = 20  # codes that a finding names


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a file that its codebook does not say; *count* rows have it, *codes* are some of their values.

    *kind*: ``absent`` (a described column is not there), ``undescribed`` (a column is not in the codebook),
    ``unknown-code``, ``not-asked`` (an answer where the skip rule says that nobody was asked), ``rule`` (the skip rule
    cannot be used; *text* says why).
    """

    variable: str
    kind: Literal["absent", "undescribed", "unknown-code", "not-asked", "rule"]
    text: str
    count: int = 0
    codes: tuple[object, ...] = ()


def check(data: Data) -> tuple[Finding, ...]:
    """All findings, in the order of the codebook; one column and those of its skip rule are in memory at a time."""
    names = set(data.schema.names)
    found = [one for variable in data.codebook for one in _of_variable(data, variable, names)]
    described = set(data.codebook.variables)
    strange = names - described - {f"{name}{WHY}" for name in described}
    found += [Finding(name, "undescribed", f"{name} is not in the codebook.") for name in sorted(strange)]
    return tuple(found)


def _of_variable(data: Data, variable: Variable, names: set[str]) -> Iterator[Finding]:
    name = variable.name
    if name not in names:
        yield Finding(name, "absent", f"The codebook describes {name}, but the file has no such column.")
        return
    if variable.kind == "category" and variable.answers:
        yield from _codes(data, variable, name, {level.code for level in variable.answers})
    if (why := f"{name}{WHY}") in names:
        yield from _codes(data, variable, why, {level.code for level in variable.reasons})
    if variable.asked_if:
        yield from _asked(data, variable, names)


def _codes(data: Data, variable: Variable, column: str, known: set[Any]) -> Iterator[Finding]:
    """Values of *column* that are no code of *variable*."""
    values = pd.Series(data.columns([column])[column]).dropna()
    counts = values[~values.isin(known)].value_counts()
    if len(counts):
        codes = tuple(_plain(code) for code in counts.index[:MOST_SHOWN])
        said = ", ".join(map(str, codes[:5])) + (" …" if len(counts) > 5 else "")
        text = f"{column} holds codes without a label in the codebook: {said}."
        yield Finding(variable.name, "unknown-code", text, int(counts.sum()), codes)


def _plain(code: Any) -> object:
    value = code.item() if isinstance(code, np.generic) else code
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _asked(data: Data, variable: Variable, names: set[str]) -> Iterator[Finding]:
    """Answers of those whom the skip rule of *variable* leaves out."""
    try:
        needed = data.codebook.needed(variable.name)
        columns = data.columns([variable.name, *sorted(needed & names)])
        outside = ~data.codebook.eligible(variable.name, columns)
    except ExpressionError as error:
        yield Finding(variable.name, "rule", f"The skip rule of {variable.name} cannot be used. {error}")
        return
    count = int((outside & _present(columns[variable.name])).sum())
    if count:
        text = f"{variable.name} has answers where it was not asked ({variable.asked_if})."
        yield Finding(variable.name, "not-asked", text, count)


def _present(values: NDArray[Any]) -> NDArray[np.bool_]:
    return ~np.asarray(pd.isna(values), dtype=bool)
