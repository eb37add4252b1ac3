"""What of a tool goes into its page: the packs as JSON, its scripts and its style, and the rules it stands on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tayanch import law
from tayanch.guide import words
from tayanch.guide.tools.packing import in_language, sentences
from tayanch.guide.tools.squeezing import Script, short_names
from tayanch.guide.tools.tool import Part

HOME = Path(__file__).parent / "js"


@dataclass(frozen=True)
class Standing:
    """A rule below an answer: what it is called, where it stands in the law, how far its figures are known."""

    title: str
    articles: tuple[str, ...]
    is_reviewed: bool
    known_through: date | None


def rules(part: Part, language: str) -> Iterator[Standing]:
    for rule in part.rules:
        told = law.describe(rule, language)
        through, articles = told["known_through"], told["articles"]
        yield Standing(
            str(told["title"]),
            tuple(str(one) for one in articles) if isinstance(articles, list) else (),
            told["status"] == "reviewed",
            date.fromisoformat(str(through)) if through else None,
        )


def data(part: Part, language: str, today: date) -> str:
    """The JSON of the page. Its < are written as numbers, so that no text can end the element."""
    told = {
        "l": language,
        "t": in_language(part.tables(today), language),
        "s": sentences(part.texts, part.pack, language),
        "w": {name: words.say(f"tool.{name}", language) for name in ("bad", "file", *part.units)},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def script(part: Part) -> str:
    """The scripts of a tool in one, each in a line of its own, so that the kept copy can have it once."""
    return "".join(f"\n{_script(name)}" for name in part.scripts)


@cache
def _script(name: str) -> str:
    return _read(name).squeezed(short())


@cache
def short() -> dict[str, str]:
    """The short names of what stands at the top of the scripts."""
    return short_names(_read(path.stem) for path in sorted(HOME.glob("*.js")))


def _read(name: str) -> Script:
    return Script((HOME / f"{name}.js").read_text("utf-8"))
