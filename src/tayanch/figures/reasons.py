"""Why figures on one question may differ: what else differs between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tayanch.figures.model import Figure
from tayanch.vocabulary.model import Text
from tayanch.yaml_text import read_yaml


@dataclass(frozen=True)
class Reason:
    """One thing that differs between figures of a group. *values*: id of the figure → what it has, "" when nothing."""

    kind: str
    name: Text
    says: Text
    values: Mapping[str, str]


@cache
def _texts() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(files("tayanch.figures").joinpath("reasons.yaml").read_bytes())
    return found


def reasons(figures: Sequence[Figure]) -> tuple[Reason, ...]:
    """What differs between *figures* besides their values."""
    return tuple(_reasons(figures))


def _reasons(figures: Sequence[Figure]) -> Iterable[Reason]:
    asked: Mapping[str, Callable[[Figure], str]] = {
        "place": lambda f: "→".join(code for code in (f.origin, f.destination) if code),
        "year": lambda f: f.year,
        "population": lambda f: f.population,
        "sex": lambda f: f.sex,
        "base": lambda f: "" if f.base is None else str(f.base),
        "source": lambda f: f.source,
        "wording": lambda f: f.measure,
    }
    for kind, ask in asked.items():
        values = {figure.id: ask(figure) for figure in figures}
        said = set(values.values())
        if kind in ("year", "base"):
            if "" in said:
                yield _reason(f"no-{kind}", values)
            said.discard("")
        if len(said) > 1:
            yield _reason(kind, values)
    exact = {figure.id: _exactness(figure) for figure in figures}
    if len({bool(value) for value in exact.values()}) > 1:
        yield _reason("exactness", exact)


def _exactness(figure: Figure) -> str:
    """The wording a number was made of, or the range; empty when a plain number is printed."""
    words = next((part.strip() for part in figure.note.split(";") if part.strip().startswith("in words:")), "")
    if figure.value is not None and figure.value_high is not None:
        return f"{figure.value:f}–{figure.value_high:f}"
    return words.removeprefix("in words:").strip()


def _reason(kind: str, values: Mapping[str, str]) -> Reason:
    told = _texts()[kind]
    return Reason(kind, Text(**told["name"]), Text(**told["says"]), values)
