"""Worked examples: a question and what must come out, kept as data in `examples/*.yaml` of a pack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tayanch.law import live, reviews
from tayanch.law.command import find_rule
from tayanch.law.errors import LawError
from tayanch.law.given import Given
from tayanch.law.texts import DEFAULT_LANGUAGE
from tayanch.yaml_text import read_yaml

MOVING = {"table_known_through", "status"}
DOUBTS = {"not_reviewed", "weak_source"}


@dataclass(frozen=True)
class Example:
    """`rule` is its full name; `expect` may leave keys of the answer out, its lists may not be shorter."""

    id: str
    rule: str
    question: Mapping[str, Any]
    expect: Mapping[str, Any]
    note: str = ""


@cache
def examples_of(code: str) -> tuple[Example, ...]:
    """The worked examples of a pack."""
    found = []
    for path in sorted((live.home(code) / "examples").glob("*.yaml")):
        for each in _read(path):
            full = f"{code}.{each['rule']}"
            found.append(Example(each["id"], full, each["input"], each["expect"], str(each.get("note", ""))))
    return tuple(found)


def difference(example: Example) -> str:
    """What comes out otherwise than the example says, in one line; nothing when it holds."""
    try:
        answer = answered(example)
    except LawError as refusal:
        return f"no answer: {refusal.message}"
    return differs(_reckoning(example.expect), _reckoning(answer))


def answered(example: Example, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
    """What comes out while nothing is signed off: an example says the same before and after. Raises LawError."""
    with reviews.ignored():
        return find_rule(example.rule).ask(Given(dict(example.question))).to_dict(language)


def _reckoning(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer without what moves when somebody checks the law again: how far it reaches, how sure it is."""
    kept = {key: value for key, value in answer.items() if key not in MOVING}
    if isinstance(kept.get("warnings"), list):
        kept["warnings"] = [
            each for each in kept["warnings"] if not (isinstance(each, dict) and each.get("code") in DOUBTS)
        ]
    return kept


def differs(expected: object, answer: object, place: str = "") -> str:
    """The first place where *answer* is not as expected; mappings may leave keys out, lists may not."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        missing = [key for key in expected if key not in answer]
        if missing:
            return f"{_at(place, missing[0])} is not in the answer"
        return _first(differs(value, answer[key], _at(place, key)) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        return _first(differs(value, answer[index], f"{place}[{index}]") for index, value in enumerate(expected))
    same = type(expected) is type(answer) and expected == answer
    return "" if same else f"{place or 'answer'} is {answer!r}, expected {expected!r}"


def _at(place: str, key: object) -> str:
    return f"{place}.{key}" if place else str(key)


def _first(found: Iterable[str]) -> str:
    return next((each for each in found if each), "")


def _read(path: Path) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = read_yaml(path.read_text(encoding="utf-8")) or []
    return content
