"""The answer of a rule together with the way to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, cast

from tayanch.law.parameters import Parameter, Status, weakest_status
from tayanch.law.texts import DEFAULT_LANGUAGE, Days, Fact, Months, Texts

Facts = Mapping[str, Fact]
Value = Decimal | date | bool | tuple[date, ...]


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Step(Notice):
    """One line of the reckoning: its sentence, its formula, the facts in it and where the law says so."""

    kind: ClassVar[str] = "step"
    formula: str = ""
    article: str = ""
    source: str = ""

    def to_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
        facts = cast(dict[str, object], to_json(self.facts))
        cited = {"article": cite(self.texts, self.article, language), "source": self.source}
        return {"text": self.text(language), "formula": self.formula, **facts, **cited}


@dataclass(frozen=True)
class Derivation:
    """Value, steps, articles, status and warnings of one computed rule.

    `exact` is the sum before its only rounding (money rules). `details` are further answers of
    the rule, typed; `to_dict` puts them beside `value`.
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

    @property
    def status(self) -> Status:
        return weakest_status(self.used)

    def articles(self, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
        """Every article the answer rests on, once, as one cites it in that language."""
        return tuple(dict.fromkeys(cite(self.texts, row.article, language) for row in self.used))

    def text(self, language: str = DEFAULT_LANGUAGE) -> str:
        """The steps and then the warnings, one a line."""
        return "\n".join(notice.text(language) for notice in (*self.steps, *self.warnings))

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
            "articles": list(self.articles(language)),
            "warnings": [warning.to_dict(language) for warning in self.warnings],
        }


def cite(texts: Texts, article: str, language: str = DEFAULT_LANGUAGE) -> str:
    return texts.say(f"article.{article}", language, {})


def to_json(value: object) -> object:
    """Decimals and dates as text, day counts as numbers; everything else must be JSON already."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Days | Months):
        return int(value)
    if isinstance(value, Mapping):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [to_json(inner) for inner in value]
    return value
