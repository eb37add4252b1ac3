"""A packet as text that people can read, in ky, ru or en: the same on the desk's pages and in ``tayanch open``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from tayanch.packets.words import LANGUAGES
from tayanch.yaml_text import read_yaml

# Fields that hold the id of a concept, and its scheme. Who reads gives the words: packets know no vocabulary.
CONCEPTS = {
    "topic": "need",
    "country": "country",
    "place": "place",
    "sector": "sector",
    "mode": "migration-mode",
    "violation": "violation",
    "perpetrator": "perpetrator",
    "relation": "phone-relation",
    "whose_phone": "phone-relation",
    "outcome": "case-outcome",
}
# Fields that hold one of a few values, and the list of labels.yaml that has their words.
WORDS = {"state": "states", "language": "languages", "facts": "kinds", "how": "values", "papers": "values"}
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
ORDER: tuple[str, ...] = ("answer", "from", "asks", "person", "safety", "case", "employer", "stay", "violations")
ORDER += ("claims", "notes", "papers", "consent")

Label = Callable[[str, str, str], str]


@dataclass(frozen=True)
class Section:
    """One part under its heading: ``lines`` of (what, value), what may be ""."""

    title: str
    lines: tuple[tuple[str, str], ...]

    @property
    def is_named(self) -> bool:
        """True when its lines have names."""
        return any(what for what, _value in self.lines)


@cache
def _labels() -> dict[str, Any]:
    labels: dict[str, Any] = read_yaml(resources.files("tayanch.packets").joinpath("labels.yaml").read_text("utf-8"))
    return labels


def _in(language: str, said: Sequence[str]) -> str:
    return str(said[LANGUAGES.index(language)])


def state_label(state: str, language: str) -> str:
    """``accepted`` in words; a state that has none as it is."""
    said = _labels()["states"].get(state)
    return _in(language, said) if said else state


def sections(body: dict[str, Any], papers: Iterable[str], language: str, label: Label) -> list[Section]:
    """The parts of a packet's *body* in a fixed order, then its *papers* by name.

    *label* gives the words of a concept: ``label("need", "unpaid-wages", "ru")``. Whatever a sender put into the body,
    it becomes text; nothing is left out and nothing is run.
    """
    told = {**body, "papers": list(papers)}
    known = [part for part in ORDER if told.get(part)]
    rest = {part: value for part, value in told.items() if part not in ORDER and part != "form" and value}
    found = [Section(_in(language, _labels()["sections"][part]), _lines(told[part], language, label)) for part in known]
    if rest:
        found.append(
            Section(_in(language, _labels()["sections"]["other"]), (("", json.dumps(rest, ensure_ascii=False)),))
        )
    return found


def _lines(value: Any, language: str, label: Label) -> tuple[tuple[str, str], ...]:
    if isinstance(value, dict):
        pairs = ((name, _text(name, one, language, label)) for name, one in value.items() if one not in ("", None, []))
        return tuple((_field(name, language), text) for name, text in pairs)
    if isinstance(value, list):
        return tuple(("", _text("", one, language, label)) for one in value)
    return (("", str(value)),)


def _field(name: str, language: str) -> str:
    said = _labels()["fields"].get(name)
    return _in(language, said) if said else name


def _text(name: str, value: Any, language: str, label: Label) -> str:
    if isinstance(value, bool):
        return _in(language, _labels()["yes" if value else "no"])
    if isinstance(value, dict):
        return " · ".join(f"{what}: {text}" if what else text for what, text in _lines(value, language, label))
    if isinstance(value, list):
        return "; ".join(_text(name, one, language, label) for one in value)
    if not isinstance(value, str):
        return str(value)
    if name in CONCEPTS:
        return label(CONCEPTS[name], value, language)
    words = _labels()[WORDS[name]].get(value) if name in WORDS else None
    return _in(language, words) if words else _day(value, language)


def _day(value: str, language: str) -> str:
    """``2026-11-21`` as 21.11.2026 in Kyrgyz and Russian; any other text as it is."""
    found = DAY.fullmatch(value) if language != "en" else None
    return f"{found[3]}.{found[2]}.{found[1]}" if found else value


def as_text(found: Iterable[Section]) -> str:
    """Plain text for a screen. Signs that move a terminal's cursor are taken out."""
    told = []
    for section in found:
        told += [
            section.title.upper(),
            *(f"  {what}: {value}" if what else f"  {value}" for what, value in section.lines),
            "",
        ]
    return "".join(sign for sign in "\n".join(told) if sign >= " " or sign == "\n")


def _rows(section: Section) -> str:
    if section.is_named:
        rows = "".join(f"<dt>{escape(what)}</dt><dd>{escape(value)}</dd>" for what, value in section.lines)
        return f"<dl>{rows}</dl>"
    return "".join(f"<p>{escape(value)}</p>" for _what, value in section.lines)


def as_html(title: str, found: Iterable[Section], language: str) -> str:
    """One page without scripts, pictures or addresses: what a sender wrote is only ever text."""
    parts = [f"<h1>{escape(title)}</h1>"]
    for section in found:
        parts.append(f"<h2>{escape(section.title)}</h2>{_rows(section)}")
    head = '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    page = f'<html lang="{language}"><head>{head}<title>·</title></head><body>{"".join(parts)}</body></html>'
    return f"<!doctype html>{page}"
