"""A card in the pieces that one writes: `code`, `rules`, `ky.title`, `ru.now` … each a text of its own.

The desk keeps a card so, and the files of a card are made of it. A line of a file leads back to the piece it is of.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from tayanch.guide.content.card import LANGUAGES, NEEDS, SECTIONS, STAGES
from tayanch.yaml_text import read_yaml

SETTINGS: tuple[str, ...] = ("code", "need", "also", "stages", "sensitive", "amina", "covers", "rules", "sources")
SETTINGS += ("checked_on", "check_again_after_days", "related")
TOPS = ("title", "neutral", "lead")
OF_TEXT = (*TOPS, *SECTIONS)
NAMES = (*SETTINGS, *(f"{language}.{part}" for language in LANGUAGES for part in OF_TEXT))
CARD = "card.yaml"
YES = "yes"
_ENDLESS = 1_000_000  # columns: a setting stays in one line
Parts = Mapping[str, str]


@dataclass(frozen=True)
class File:
    """A file of a card, and the piece that begins in each of some lines."""

    text: str
    begins: tuple[tuple[int, str], ...]

    def place(self, line: int) -> tuple[str, int]:
        """The piece that a line belongs to, and which of its own lines that is, from 1."""
        before = [one for one in self.begins if one[0] <= line]
        first, name = before[-1] if before else self.begins[0]
        return name, max(1, line - first + 1)


# --- from files ----------------------------------------------------------------------------------------------


def parts_of(folder: Path) -> dict[str, str]:
    """The pieces of a card that can be read, see `loading.read_card`."""
    told = read_yaml((folder / CARD).read_text("utf-8"))
    found = dict.fromkeys(NAMES, "")
    found |= {name: " ".join(told[name]) for name in ("covers", "related")}
    found["stages"] = " ".join(sorted(told["stages"], key=STAGES.index))
    found |= {name: YES if told[name] else "" for name in ("sensitive", "amina")}
    found |= {name: str(told[name]) for name in ("code", "checked_on", "check_again_after_days")}
    found["need"], found["also"] = told["needs"][0], " ".join(sorted(told["needs"][1:], key=NEEDS.index))
    found["rules"] = "\n".join(told["rules"])
    found["sources"] = "\n".join(f"{one['title']} | {one['url'] or '–'} | {one['seen']}" for one in told["sources"])
    for language in LANGUAGES:
        pieces = _of_text((folder / f"{language}.md").read_text("utf-8"))
        found |= {f"{language}.{name}": text for name, text in pieces}
    return found


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    _, front, rest = text.split("---\n", 2)
    told = read_yaml(front)
    yield from ((name, str(told.get(name) or "").strip()) for name in TOPS)
    for section in ("\n" + rest).split("\n## ")[1:]:
        name, _, inside = section.partition("\n")
        yield name.strip(), inside.strip("\n")


# --- to files ------------------------------------------------------------------------------------------------


def files_of(parts: Parts, reviewed: Mapping[str, bool]) -> dict[str, File]:
    """The files of a card by their names. *reviewed*: the languages that are no draft any more."""
    texts = {f"{one}.md": _text_file(parts, one, reviewed.get(one, False)) for one in LANGUAGES}
    return {CARD: _settings_file(parts), **texts}


def _settings_file(parts: Parts) -> File:
    also = [need for need in NEEDS if need in parts["also"].split() and need != parts["need"]]
    days = parts["check_again_after_days"]
    told: list[tuple[str, str, object]] = [
        ("code", "code", parts["code"]),
        ("need", "needs", [*([parts["need"]] if parts["need"] else []), *also]),
        ("stages", "stages", parts["stages"].split()),
        ("sensitive", "sensitive", parts["sensitive"] == YES),
        ("amina", "amina", parts["amina"] == YES),
        ("covers", "covers", parts["covers"].split()),
        ("rules", "rules", parts["rules"].split()),
        ("sources", "sources", [_source(line) for line in parts["sources"].splitlines() if line.strip()]),
        ("checked_on", "checked_on", a_day(parts["checked_on"])),
        ("check_again_after_days", "check_again_after_days", int(days) if days.isdecimal() else days),
        ("related", "related", parts["related"].split()),
    ]
    return _joined([(name, _dumped(setting, value)) for name, setting, value in told])


def _source(line: str) -> dict[str, object]:
    title, url, seen = ([one.strip() for one in line.rsplit("|", 2)] + ["", ""])[:3]
    return {"title": title, "url": None if url in ("", "-", "–") else url, "seen": a_day(seen)}


def a_day(text: str) -> date | str:
    """A day, or the text as it is when it is none: the gates tell."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return text


def _text_file(parts: Parts, language: str, is_reviewed: bool) -> File:
    """Pieces that are empty are left out."""
    has = {part: parts[f"{language}.{part}"].rstrip() for part in OF_TEXT}
    pieces = [(f"{language}.title", "---\n")]
    pieces += [(f"{language}.{part}", _dumped(part, " ".join(has[part].split()))) for part in TOPS if has[part].strip()]
    pieces.append((f"{language}.title", f"status: {'reviewed' if is_reviewed else 'draft'}\n---\n"))
    for part in SECTIONS:
        if has[part].strip():
            pieces += [(f"{language}.{part}", f"## {part}\n"), (f"{language}.{part}", f"{has[part]}\n")]
    return _joined(pieces)


def _joined(pieces: list[tuple[str, str]]) -> File:
    text, begins = "", []
    for name, piece in pieces:
        begins.append((text.count("\n") + 1, name))
        text += piece
    return File(text, tuple(begins))


def _dumped(name: str, value: object) -> str:
    style = None if isinstance(value, list) else False  # a list in one line, as one writes it by hand
    told: str = yaml.safe_dump(
        {name: value}, allow_unicode=True, default_flow_style=style, sort_keys=False, width=_ENDLESS
    )
    return told
