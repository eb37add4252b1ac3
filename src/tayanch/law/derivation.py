"""The answer of a rule together with the way to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from tayanch.law import reviews
from tayanch.law.parameters import Parameter, Status, weakest_status
from tayanch.law.texts import COUNTS, DEFAULT_LANGUAGE, Fact, Texts

Facts = Mapping[str, Fact]
Value = Decimal | date | bool | int | str | tuple[date, ...] | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence with a stable code: a warning, or (as a Step) a line of the reckoning."""

    kind: ClassVar[str] = "warning"

    code: str
    facts: Mapping[str, Fact]
    texts: Texts = field(repr=False, compare=False)

    def text(self, language: str = DEFAULT_LANGUAGE) -> str:
        return self.texts.say(f"{self.kind}.{self.code}", language, self.facts)

    def to_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
        return {"code": self.code, "text": self.text(language)}


@dataclass(frozen=True, slots=True)
class Step(Notice):
    """One line of the reckoning: its sentence, its formula, the facts in it and where the law says so."""

    kind: ClassVar[str] = "step"
    formula: str = ""
    article: str = ""
    source: str = ""

    def to_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
        facts = {key: to_json(fact) for key, fact in self.facts.items()}
        cited = {"article": cite(self.texts, self.article, language), "source": self.source}
        return {"text": self.text(language), "formula": self.formula, **facts, **cited}


@dataclass(frozen=True, slots=True)
class Assumption(Notice):
    """A sentence about what was taken for granted: whom the rule holds for, what was not asked."""

    kind: ClassVar[str] = "assumed"


@dataclass(frozen=True)
class Derivation:
    """Value, steps, articles, status, assumptions and warnings of one computed rule: a tree by its `parts`.

    `exact` is the sum before its only rounding (money rules). `details` are further answers of
    the rule, typed; `to_dict` puts them beside `value`. `parts` are answers of other rules that
    this one rests on, in the order of the reckoning.
    """

    rule: str
    value: Value
    texts: Texts = field(repr=False, compare=False)
    used: tuple[Parameter, ...] = field(repr=False)
    steps: tuple[Step, ...] = ()
    warnings: tuple[Notice, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    currency: str | None = None
    exact: Fraction | None = None
    assumed: tuple[Assumption, ...] = ()
    parts: "tuple[Derivation, ...]" = ()

    @property
    def status(self) -> Status:
        return standing(self.rule, self.used, self.parts)

    def rests_on(self) -> tuple[Parameter, ...]:
        """Every parameter behind the answer and its parts, once."""
        return tuple(dict.fromkeys((*self.used, *(row for part in self.parts for row in part.rests_on()))))

    def articles(self, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
        """Every article the answer rests on, once, as one cites it in that language."""
        own = [cite(self.texts, row.article, language) for row in self.used]
        return tuple(dict.fromkeys([*own, *(article for part in self.parts for article in part.articles(language))]))

    def text(self, language: str = DEFAULT_LANGUAGE) -> str:
        """The steps, what was assumed and the warnings, one a line."""
        return "\n".join(notice.text(language) for notice in (*self.steps, *self.assumed, *self.warnings))

    def to_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
        """JSON-ready: money and days are text, `currency` is left out where there is no money."""
        answer: dict[str, object] = {"rule": self.rule, "value": to_json(self.value)}
        if self.currency:
            answer["currency"] = self.currency
        return {
            **answer,
            "status": self.status,
            **{key: to_json(detail) for key, detail in self.details.items()},
            "steps": [step.to_dict(language) for step in self.steps],
            **({"parts": [part.to_dict(language) for part in self.parts]} if self.parts else {}),
            "articles": list(self.articles(language)),
            "assumed": [assumption.to_dict(language) for assumption in self.assumed],
            "warnings": [warning.to_dict(language) for warning in self.warnings],
        }


def standing(rule: str, used: Iterable[Parameter], parts: Iterable[Derivation] = ()) -> Status:
    """Reviewed when a lawyer signed off the rule, or every parameter behind it is, and so is every part."""
    rows, others = list(used), list(parts)
    signed = reviews.holds(rule) or (weakest_status(rows) == "reviewed" if rows else bool(others))
    return "reviewed" if signed and all(part.status == "reviewed" for part in others) else "draft"


@lru_cache(maxsize=4096)
def cite(texts: Texts, article: str, language: str = DEFAULT_LANGUAGE) -> str:
    """The article as one cites it in that language; empty for a sentence that rests on none."""
    return texts.say(f"article.{article}", language, {}) if article else ""


_PLAIN = {str, int, bool, type(None)}
_TOLD: Mapping[type, Callable[[Any], object]] = {
    Decimal: lambda amount: f"{amount:f}",
    date: date.isoformat,
    **dict.fromkeys(COUNTS, int),
}


def to_json(value: object) -> object:
    """Decimals and dates as text, day counts as numbers; everything else must be JSON already."""
    kind = type(value)  # looked up and not tried one after another: an answer holds tens of thousands of values
    if kind in _PLAIN:
        return value
    if told := _TOLD.get(kind):
        return told(value)
    if isinstance(value, Mapping):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [to_json(inner) for inner in value]
    return value
