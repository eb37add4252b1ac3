"""The gates of the guide for a card that is being written: what is wrong, in which piece, in which of its lines."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tayanch.guide import calls, edition, weighing
from tayanch.guide.content import card as content
from tayanch.guide.content import checks
from tayanch.guide.content.card import LANGUAGES, Guide
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.known import known
from tayanch.guide.content.loading import read_card
from tayanch.guide.content.parts import CARD, File, files_of
from tayanch.guide.content.problems import Broken, Problem
from tayanch.guide.editing.models import Card
from tayanch.guide.pages import frame
from tayanch.guide.pages.rendering import Making, page
from tayanch.store.state import data_folder
from tayanch.yaml_text import read_yaml

_PLACE = re.compile(r"(\{\w+\})")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend, in the language of the page. *line* counts from 1 inside the piece."""

    part: str
    line: int
    text: str


def faults(card: Card, today: date, language: str) -> list[Fault]:
    """What keeps the card from being shown. Empty: it passes."""
    with _tried(card, {}) as (found, guide, files, problems):
        told = list(problems)
        if found is not None:
            told += [*checks.check_card(found, guide, today, directory()), *_weight(found, guide, today)]
        return sorted({_fault(one, files, language) for one in told})


def preview(card: Card, today: date, language: str, reviewed: Mapping[str, bool]) -> str | None:
    """The phone's page as a whole, by the phone's own code; nothing of it leads anywhere. None: it cannot be read."""
    with _tried(card, reviewed) as (found, guide, _files, _problems):
        if found is None:
            return None
        made = page(
            Making(guide, today, directory(), calls.address_of, known()), language, f"{found.country}/{found.code}/"
        )
    told = re.sub(r'(<a\b[^>]*?) href="[^"]*"', r"\1", frame.whole(made, language))
    return re.sub(r"<script>.*?</script>", "", told, flags=re.DOTALL)


@contextmanager
def _tried(card: Card, reviewed: Mapping[str, bool]) -> Iterator[tuple[content.Card | None, Guide, Any, list[Problem]]]:
    """The card as it would be read from its files, the guide with it in its place, its files, what cannot be read."""
    files = files_of(card.parts, reviewed)
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix=".card-") as home:
        folder = Path(home) / card.country / card.slug
        folder.mkdir(parents=True)
        for name, file in files.items():
            (folder / name).write_text(file.text, "utf-8", newline="\n")
        others = edition.as_published()
        try:
            found = read_card(folder)
        except Broken as broken:
            yield None, others, files, list(broken.problems)
            return
        rest = [one for one in others.cards if (one.country, one.folder.name) != (card.country, card.slug)]
        yield found, replace(others, cards=(*rest, found)), files, []


def _weight(card: content.Card, guide: Guide, today: date) -> Iterator[Problem]:
    making = Making(guide, today, directory(), lambda language: f"/{language}/callback/", known())
    for language in LANGUAGES:
        made = page(making, language, f"{card.country}/{card.code}/")
        size = len(edition.sent(frame.whole(made, language)).packed) + weighing.HEADERS
        if size > weighing.PAGE:
            what = f"The page would have {size} bytes, more than {weighing.PAGE}."
            yield Problem(card.texts[language].path, 1, what, "Say less, or make two cards of it.")


def _fault(problem: Problem, files: Mapping[str, File], language: str) -> Fault:
    file = files.get(problem.path.name, files[CARD])
    part, line = file.place(problem.line)
    return Fault(part, line if part.rpartition(".")[2] in content.SECTIONS else 1, in_words(problem, language))


# --- what the gates say, in her language ---------------------------------------------------------------------


@cache
def _sayings() -> list[tuple[re.Pattern[str], Mapping[str, str]]]:
    told = read_yaml(Path(__file__).with_name("faults.yaml").read_text("utf-8"))
    told.sort(key=lambda one: -len(_PLACE.sub("", one["told"])))  # what says most comes first
    return [(pattern_of(one["told"]), {"en": one["told"], **one}) for one in told]


def pattern_of(told: str) -> re.Pattern[str]:
    """Of a sentence with places such as {name}: it matches that sentence with anything in them."""
    pieces = _PLACE.split(told)
    return re.compile("".join(f"(?P<{p[1:-1]}>.*?)" if p[:1] == "{" else re.escape(p) for p in pieces), re.DOTALL)


def in_words(problem: Problem, language: str) -> str:
    """What is wrong and what to do, as the desk says it."""
    return " ".join(filter(None, (translated(problem.what, language), translated(problem.do, language))))


def translated(sentence: str, language: str) -> str:
    """A sentence of the gates in *language*; itself where nobody has translated it."""
    for pattern, told in _sayings():
        if found := pattern.fullmatch(sentence):
            text = told[language]
            for name, value in found.groupdict().items():
                text = text.replace(f"{{{name}}}", value.strip("'"))
            return text
    return sentence
