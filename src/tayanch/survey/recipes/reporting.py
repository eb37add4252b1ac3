"""What a recipe says about a folder: found, missing, refused, noted, checked – each with what can be done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Sort = Literal["found", "missing", "refused", "note", "check"]
HEADINGS: dict[Sort, str] = {
    "found": "Found",
    "missing": "Not found",
    "refused": "Refused",
    "note": "To know",
    "check": "Checks",
}


class RecipeError(ValueError):
    """A folder or a recipe that gives nothing at all; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. *wave* is the year, 0 for the whole folder; *what* a question, a file or a check."""

    sort: Sort
    wave: int
    what: str
    text: str


@dataclass(frozen=True)
class Report(Sequence[Line]):
    """All sentences in the order in which they came up."""

    lines: tuple[Line, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.lines[index]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def of(self, sort: Sort, wave: int | None = None) -> tuple[Line, ...]:
        """The sentences of one sort, of one wave when it is given."""
        return tuple(line for line in self.lines if line.sort == sort and wave in (None, line.wave))

    def as_text(self, *, every: bool = True) -> str:
        """Sentences under a heading for each sort, waves in order; without *every* what was found is only counted."""
        out = []
        for sort, heading in HEADINGS.items():
            lines = sorted(self.of(sort), key=lambda line: line.wave)
            if lines:
                told = _told(lines) if every or sort != "found" else _counted(lines)
                out += [heading, *told, ""]
        return "\n".join(out)

    def as_json(self) -> str:
        """A list of objects with sort, wave, what and text."""
        return json.dumps([asdict(line) for line in self.lines], ensure_ascii=False, indent=1)


def _told(lines: Sequence[Line]) -> list[str]:
    """One row for each sentence of a wave; what shares a sentence stands before it together."""
    about: dict[tuple[int, str], list[str]] = {}
    for line in lines:
        about.setdefault((line.wave, line.text), []).append(line.what)
    return [f"  {wave or 'all':>4}  {', '.join(what)}: {text}" for (wave, text), what in about.items()]


def _counted(lines: Sequence[Line]) -> list[str]:
    """For each wave its layout and how many answers and columns of the design were found."""
    waves = dict.fromkeys(line.wave for line in lines)
    out = []
    for wave in waves:
        own = [line for line in lines if line.wave == wave]
        head = [line.text for line in own if line.what in ("wave", "links")]
        number = len(own) - len(head)
        counted = f" {number} answers and columns of the design." if number else ""
        out.append(f"  {wave or 'all':>4}  {' '.join(head)}{counted}")
    return out


class Notebook:
    """Collects sentences while a folder is read."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def say(self, sort: Sort, wave: int, what: str, text: str) -> None:
        """One sentence more; the same one is kept once."""
        line = Line(sort, wave, what, text)
        if line not in self.lines:
            self.lines.append(line)

    def report(self) -> Report:
        """All that was said."""
        return Report(tuple(self.lines))
