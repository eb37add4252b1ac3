"""Refusals of the law core: what was wrong, where, and whether another input could help."""

from collections.abc import Mapping
from typing import ClassVar

from tayanch.law.texts import BASE_TEXTS, DEFAULT_LANGUAGE, Fact


class LawError(Exception):
    """A rule cannot answer.

    `code` is stable and meant for programs, `field` is a path such as
    `debts[0].payments[1].date` (empty when the whole input is meant), and the message
    exists in every language of the product.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, code: str, field: str = "", **facts: Fact) -> None:
        self.code = code
        self.field = _printable(field)
        self.facts: Mapping[str, Fact] = {
            key: _printable(value, 400) if isinstance(value, str) else value for key, value in facts.items()
        }
        super().__init__(self.text())

    @property
    def message(self) -> str:
        return self.text()

    def text(self, language: str = DEFAULT_LANGUAGE) -> str:
        return BASE_TEXTS.say(f"error.{self.code}", language, self.facts)

    def to_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
        return {"error": {"code": self.code, "message": self.text(language), "field": self.field}}


class BadInput(LawError):
    """The question itself is wrong: the asker can repair it (exit code 2)."""

    exit_code = 2


class OutsideKnownDates(LawError):
    """The question is sound, but the tables do not reach its dates (exit code 3)."""

    exit_code = 3


def _printable(text: str, longest: int = 80) -> str:
    """Hostile input is echoed short, and never as bytes that a terminal or UTF-8 refuses."""
    clean = text.encode("utf-8", "backslashreplace").decode("utf-8")
    clean = "".join(char if char.isprintable() else " " for char in clean)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"
