"""What changed between two texts, word by word; and how a card stands in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from tayanch.guide.content.card import LANGUAGES, NEEDED_SECTIONS
from tayanch.guide.content.parts import NAMES, OF_TEXT, SETTINGS, Parts
from tayanch.guide.editing import shelf
from tayanch.guide.editing.models import Card

# Of a language, the most pressing first; "ready" is shown on phones as it is written here.
STATES = ("missing", "behind", "waiting", "agreed", "changed", "withdrawn", "ready")


@dataclass(frozen=True)
class Run:
    """Words that are the same, that came, or that went."""

    kind: str  # same, came, went
    text: str


def compared(before: str, after: str) -> list[Run]:
    """The words of both, in the order of reading."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(old[a:b])))
            continue
        runs += [Run(kind, text) for kind, text in (("went", "".join(old[a:b])), ("came", "".join(new[c:d]))) if text]
    return runs


def changes(before: Parts, after: Parts) -> list[tuple[str, list[Run]]]:
    """Every piece that differs, with its words."""
    names = [name for name in NAMES if name not in shelf.BY_ITSELF]
    differ = [name for name in names if before.get(name, "") != after.get(name, "")]
    return [(name, compared(before.get(name, ""), after.get(name, ""))) for name in differ]


def states(card: Card) -> dict[str, str]:
    """How the card stands in each language: one of STATES."""
    now = shelf.shown(card)
    return {language: _state(card, now, language) for language in LANGUAGES}


def _state(card: Card, now: Parts | None, language: str) -> str:
    if any(not card.parts[f"{language}.{part}"].strip() for part in ("title", "lead", *NEEDED_SECTIONS)):
        return "missing"
    if is_behind(card, language):
        return "behind"
    if now is None and shelf.is_withdrawn(card) and card.state == Card.State.EDITING:
        return "withdrawn"
    names = (*SETTINGS, *(f"{language}.{part}" for part in OF_TEXT))
    if now is not None and all(now.get(n, "") == card.parts.get(n, "") for n in names if n not in shelf.BY_ITSELF):
        return "ready"
    return {Card.State.WAITING: "waiting", Card.State.AGREED: "agreed"}.get(Card.State(card.state), "changed")


def is_behind(card: Card, language: str) -> bool:
    """Whether another language says something new that this one does not say yet."""
    return bool(ahead(card, language))


def ahead(card: Card, language: str) -> list[str]:
    """The languages that say something new since it was told that both say the same, or else since the last version."""
    if told := card.translated.get(language):
        others = [told["from"]]
    else:
        last = _last(card)
        is_as_it_was = bool(last) and _text(last, language) == _text(card.parts, language)
        others = [other for other in LANGUAGES if other != language] if is_as_it_was else []
    return [other for other in others if since(card, other, language) != _text(card.parts, other)]


def since(card: Card, source: str, target: str) -> Mapping[str, str]:
    """The text in *source* as it was when *target* last told the same; empty when that is not known."""
    told = card.translated.get(target)
    if told and told["from"] == source:
        was: Mapping[str, str] = told["was"]
        return was
    last = _last(card)
    return _text(last, source) if last else {}


def still_behind(card: Card) -> dict[str, dict[str, object]]:
    """What is to be remembered of languages that are behind when a version is made."""
    found = {language: ahead(card, language) for language in LANGUAGES}
    return {
        language: {"from": others[0], "was": dict(since(card, others[0], language))}
        for language, others in found.items()
        if others
    }


def _last(card: Card) -> Parts:
    version = shelf.newest(card)
    parts: Parts = version.parts if version else card.base
    return parts


def _text(parts: Parts, language: str) -> dict[str, str]:
    return {name: parts[f"{language}.{name}"] for name in OF_TEXT}
