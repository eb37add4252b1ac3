"""Templates of a plan for coming home: steps by the kind of return, read from ``returns.yaml``. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tayanch.desk.assessments import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

WHO = ("she", "we", "partner")


@dataclass(frozen=True)
class ReturnStep:
    """One step. *days* count from the day on which she is home; *inside*: it never stands on a printed plan."""

    id: str
    who: str
    days: int
    inside: bool
    text: Text


@dataclass(frozen=True)
class ReturnKind:
    """A kind of return with its own and the common steps in order of days. *concepts*: of "return-type"."""

    id: str
    title: Text
    note: Text
    concepts: tuple[str, ...]
    steps: tuple[ReturnStep, ...]


@cache
def kinds() -> tuple[ReturnKind, ...]:
    """All kinds of return. Raises ``ValueError`` naming what is wrong in the file."""
    file = resources.files(__package__) / "returns.yaml"
    data = read_yaml(file.read_text(encoding="utf-8"))
    common = [_step(one) for one in data["common"]]
    return tuple(_kind(one, common) for one in data["kinds"])


def kind(kind_id: str) -> ReturnKind | None:
    """One kind by its id; None when there is none."""
    return next((one for one in kinds() if one.id == kind_id), None)


def step_of(kind_id: str, step_id: str) -> ReturnStep | None:
    """One step of a kind; None when the templates have it no more."""
    found = kind(kind_id)
    return next((one for one in found.steps if one.id == step_id), None) if found else None


def texts() -> Iterator[Text]:
    """Everything that is read, once."""
    for one in kinds():
        yield from (one.title, one.note, *(step.text for step in one.steps))


def _kind(data: dict[str, Any], common: list[ReturnStep]) -> ReturnKind:
    own = [_step(one) for one in data["steps"]]
    if len({one.id for one in (*own, *common)}) != len(own) + len(common):
        raise ValueError(f"returns.yaml, {data['id']}: a step is there twice")
    steps = tuple(sorted((*own, *common), key=lambda one: one.days))
    return ReturnKind(data["id"], _text(data["title"]), _text(data["note"]), tuple(data["concepts"]), steps)


def _step(data: dict[str, Any]) -> ReturnStep:
    if data["who"] not in WHO:
        raise ValueError(f"returns.yaml, {data['id']}: who is {data['who']!r}")
    return ReturnStep(data["id"], data["who"], int(data["days"]), bool(data.get("inside")), _text(data["text"]))


def _text(data: dict[str, str]) -> Text:
    if set(data) != set(LANGUAGES) or not all(text.strip() for text in data.values()):
        raise ValueError(f"returns.yaml: a text needs each of {', '.join(LANGUAGES)}")
    return Text(data)
