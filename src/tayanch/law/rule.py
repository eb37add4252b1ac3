"""What a country pack offers under a name: rules that compute, and rules that only state."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from tayanch.law.debts import Debt
from tayanch.law.derivation import Derivation, cite, standing
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Input
from tayanch.law.pack import Pack
from tayanch.law.parameters import DatedTable
from tayanch.law.texts import LANGUAGES

Many = Callable[[Iterable[Debt], date], list[Decimal]]


class Answerer(Protocol):
    """Anything that the command line and `compute` can ask."""

    @property
    def id(self) -> str: ...

    def ask(self, given: Given) -> Derivation: ...

    def describe(self, language: str) -> dict[str, object]: ...


@dataclass(frozen=True)
class Rule:
    """A computation: its name in the pack (`wage.delay`), what it is asked, and the tables it rests on.

    `covers` are the ids of the fact base that it carries (`RU-W-03`). Its texts are `title.<name>` and, while it is a
    draft, `question.<name>`: what a lawyer must answer.
    """

    name: str
    question: Input
    answer: Callable[[Asked], Derivation]
    tables: tuple[str, ...]
    pack: Pack
    covers: tuple[str, ...] = ()
    many: Many | None = None  # the same sum for very many debts, see `batch`

    @property
    def id(self) -> str:
        return f"{self.pack.code}.{self.name}"

    def ask(self, given: Given) -> Derivation:
        """Reads an untrusted question and answers it. Raises LawError."""
        return self.answer(self.question.read(given))

    def describe(self, language: str) -> dict[str, object]:
        """JSON-ready entry of the listing; a table without an end has `known_through` null."""
        used = [self.pack.tables[name] for name in self.tables]
        rows = [row for table in used for row in table.rows]
        return {
            "rule": self.id,
            "kind": "computation",
            "title": self.pack.texts.say(f"title.{self.name}", language, {}),
            "titles": {each: self.pack.texts.say(f"title.{self.name}", each, {}) for each in LANGUAGES},
            "status": standing(self.id, rows),
            **known_days(used),
            "articles": list(dict.fromkeys(cite(self.pack.texts, row.article, language) for row in rows)),
            "tables": list(self.tables),
            "covers": list(self.covers),
            "question": self.pack.texts.say(f"question.{self.name}", language, {}),
            "input": self.question.schema(),
        }


def known_days(tables: Iterable[DatedTable]) -> dict[str, object]:
    """The days on which all of *tables* are known."""
    used = list(tables)
    ends = [table.known_through for table in used if table.known_through.year < 9999]
    return {
        "known_from": max(table.known_from for table in used).isoformat(),
        "known_through": min(ends).isoformat() if ends else None,
    }
