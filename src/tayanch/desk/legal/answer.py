"""The answer of a rule of law as a page shows it: its sentences, its articles, and whether a lawyer has read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tayanch import law

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the reckoning and the article it rests on."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What every rule says beside its figures, in one language."""

    title: str
    is_draft: bool
    steps: tuple[Step, ...]
    articles: tuple[str, ...]
    warnings: tuple[str, ...]
    assumed: tuple[str, ...]


def ask(rule: str, question: Mapping[str, object], language: str) -> tuple[Told, Answer]:
    """The answer as the law gives it, and its sentences. Raises ``LawError``."""
    told: Told = law.compute(rule, {**question, "language": language})
    answer = Answer(
        title=str(law.describe(rule, language)["title"]),
        is_draft=told["status"] != "reviewed",
        steps=tuple(Step(each["text"], each["article"]) for each in told["steps"]),
        articles=tuple(told["articles"]),
        warnings=tuple(each["text"] for each in told["warnings"]),
        assumed=tuple(each["text"] for each in told["assumed"]),
    )
    return told, answer


def fields_of(rule: str) -> Mapping[str, Any]:
    """What the rule can be asked: the properties of its JSON Schema."""
    schema: Any = law.describe(rule)["input"]
    fields: Mapping[str, Any] = schema["properties"]
    return fields


def day(value: object) -> date | None:
    """A day as the law writes it."""
    return date.fromisoformat(str(value)) if value else None
