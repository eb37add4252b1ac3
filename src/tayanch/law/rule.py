"""What a country pack offers under a rule's name."""

from collections.abc import Callable
from dataclasses import dataclass

from tayanch.law.derivation import Derivation, cite
from tayanch.law.given import Given
from tayanch.law.pack import Pack
from tayanch.law.parameters import weakest_status


@dataclass(frozen=True)
class Rule:
    """A rule of a pack: its name there (`wage.delay`), its reader and the tables it rests on."""

    name: str
    answer: Callable[[Given], Derivation]
    tables: tuple[str, ...]
    pack: Pack

    @property
    def id(self) -> str:
        return f"{self.pack.code}.{self.name}"

    def describe(self, language: str) -> dict[str, object]:
        """JSON-ready entry of the listing; a table without an end has `known_through` null."""
        used = [self.pack.tables[name] for name in self.tables]
        rows = [row for table in used for row in table.rows]
        ends = [table.known_through for table in used if table.known_through.year < 9999]
        return {
            "rule": self.id,
            "title": self.pack.texts.say(f"title.{self.name}", language, {}),
            "status": weakest_status(rows),
            "known_from": max(table.known_from for table in used).isoformat(),
            "known_through": min(ends).isoformat() if ends else None,
            "articles": list(dict.fromkeys(cite(self.pack.texts, row.article, language) for row in rows)),
        }
