"""Rules without a computation: what the law says, for whom, since when, and what nobody has confirmed yet.

A statement is written in `statements/*.yaml` of its pack. It answers whether it is in force on a day, with its
sentences as steps and its conditions as what was assumed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tayanch.law.derivation import Assumption, Derivation, Notice, Step, cite, standing
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.parameters import DatedTable, Parameter
from tayanch.law.texts import LANGUAGES, Days, Fact, Months, Texts, Words, WorkingDayCount, Years

UNKNOWN = date(1990, 1, 1)  # nobody has said since when it holds
_COUNTS = {"days": Days, "months": Months, "years": Years, "working days": WorkingDayCount}
_QUESTION = Record({}, {"as_of": Day("the day on which it must be in force; without it, the day it was checked")})


@dataclass(frozen=True)
class Statement:
    """One rule in words. `rows` are its numbers, one to each place in its sentences, all with the same dates."""

    pack: str
    name: str
    rows: Mapping[str, Parameter]
    articles: tuple[str, ...]
    says: int  # how many sentences
    conditions: tuple[str, ...]  # codes of its sentences about whom it holds for and whom not
    covers: tuple[str, ...]
    texts: Texts = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        return f"{self.pack}.{self.name}"

    @property
    def law(self) -> Parameter:
        """The row of the statement itself, which every statement has."""
        return self.rows[""]

    def ask(self, given: Given) -> Derivation:
        """`{"as_of"}`, which may be left out. Raises BadInput, and OutsideKnownDates when it is not in force."""
        return self.answer(_QUESTION.read(given))

    def answer(self, asked: Asked) -> Derivation:
        day: date = asked["as_of"] or self.law.checked_on
        title = Words({each: self.texts.say(f"title.{self.name}", each, {}) for each in LANGUAGES})
        DatedTable(self.id, (self.law,), title).at(day, "as_of")
        cited = {"article": self.articles[0], "source": self.law.source}
        codes = [f"{self.name}.{place}" for place in range(self.says)]
        steps = [Step(code, self._facts(f"step.{code}"), self.texts, **cited) for code in codes]
        return Derivation(
            self.id,
            True,
            self.texts,
            tuple(self.rows.values()),
            steps=tuple(steps),
            warnings=self._doubts(),
            details={"as_of": day, "valid_from": self._since(), "valid_to": self._until()},
            assumed=tuple(Assumption(code, self._facts(f"assumed.{code}"), self.texts) for code in self.conditions),
        )

    def _facts(self, code: str) -> dict[str, Fact]:
        """The numbers that this sentence names."""
        return {name: _typed(self.rows[name]) for name in self.texts.places(code)}

    def _doubts(self) -> tuple[Notice, ...]:
        codes = ["not_reviewed"] if standing(self.id, [self.law]) == "draft" else []
        codes += ["weak_source"] if self.law.confidence != "high" else []
        return tuple(Notice(code, {}, self.texts) for code in codes)

    def _since(self) -> date | None:
        return None if self.law.valid_from == UNKNOWN else self.law.valid_from

    def _until(self) -> date | None:
        return None if self.law.valid_to == date.max else self.law.valid_to

    def describe(self, language: str) -> dict[str, object]:
        """JSON-ready entry of the listing, with the keys of a computation."""
        since, until = self._since(), self._until()
        return {
            "rule": self.id,
            "kind": "statement",
            "title": self.texts.say(f"title.{self.name}", language, {}),
            "titles": {each: self.texts.say(f"title.{self.name}", each, {}) for each in LANGUAGES},
            "status": standing(self.id, [self.law]),
            "known_from": since.isoformat() if since else None,
            "known_through": until.isoformat() if until else None,
            "articles": [cite(self.texts, article, language) for article in self.articles],
            "tables": [],
            "covers": list(self.covers),
            "question": self.texts.say(f"question.{self.name}", language, {}),
            "input": _QUESTION.schema(),
        }


def load_statements(pack: str, written: Iterable[Mapping[str, Any]], texts: Texts) -> tuple[Statement, ...]:
    """The statements of the files of a pack. Raises KeyError or ValueError when one is incomplete."""
    return tuple(
        _statement(pack, name, {**content.get("defaults", {}), **block}, texts)
        for content in written
        for name, block in content["statements"].items()
    )


def statement_texts(written: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The sentences of the same files as a catalogue: `title.`, `step.`, `assumed.` and `question.` of each name."""
    found: dict[str, dict[str, str]] = {}
    for content in written:
        for name, block in content["statements"].items():
            found |= {f"title.{name}": block["title"], f"question.{name}": block["question"]}
            for code, key in (("step", "says"), ("assumed", "conditions")):
                found |= {f"{code}.{name}.{place}": each for place, each in enumerate(_by_sentence(name, block, key))}
    return found


def _by_sentence(name: str, block: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    """Lists by language → one entry a sentence. Raises ValueError when a language has fewer sentences."""
    lists = block.get(key) or {language: [] for language in LANGUAGES}
    if set(lists) != set(LANGUAGES) or len({len(each) for each in lists.values()}) != 1:
        raise ValueError(f"statement {name!r}: {key!r} needs as many sentences in each of {LANGUAGES}")
    return [dict(zip(LANGUAGES, row, strict=True)) for row in zip(*(lists[each] for each in LANGUAGES), strict=True)]


def _statement(pack: str, name: str, block: Mapping[str, Any], texts: Texts) -> Statement:
    shared = {
        "valid_from": block["valid_from"] or UNKNOWN,
        "valid_to": block["valid_to"] or date.max,
        "article": block["articles"][0],
        "source": block["source"],
        "checked_on": block["checked_on"],
        "checked_by": block["checked_by"],
        "confidence": block["confidence"],
        "status": block["status"],
    }
    values = {"": {"value": "in force", "unit": "statement"}, **block.get("values", {})}
    return Statement(
        pack,
        name,
        {key: Parameter(**{**shared, **each}) for key, each in values.items()},
        tuple(block["articles"]),
        len(block["says"]["en"]),
        tuple(f"{name}.{place}" for place in range(len(_by_sentence(name, block, "conditions")))),
        tuple(block["covers"]),
        texts,
    )


def _typed(row: Parameter) -> Fact:
    """A number as the sentence needs it: counts take their plural, other numbers their separators, the rest is text."""
    if row.unit in _COUNTS:
        count: Fact = _COUNTS[row.unit](row.value)
        return count
    return Decimal(row.value) if row.value.replace(".", "", 1).isdecimal() else row.value
