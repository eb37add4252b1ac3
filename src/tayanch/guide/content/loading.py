"""Reading cards and phrases from their folders. What cannot be read is told with its file and line, and left out."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tayanch.guide.content.card import (
    COUNTRIES,
    LANGUAGES,
    NEEDED_SECTIONS,
    NEEDS,
    SECTIONS,
    SITUATIONS,
    STAGES,
    Block,
    Card,
    Guide,
    Phrase,
    Source,
    Text,
)
from tayanch.guide.content.markup import blocks_of
from tayanch.guide.content.problems import Broken, Problem
from tayanch.yaml_text import read_yaml

HOME = Path(__file__).parents[1]
LONGEST_TITLE = 60
WITHDRAWN = "withdrawn"
_TEXTS = ("needs", "stages", "covers", "rules", "related")
_SETTINGS: Mapping[str, tuple[type, ...]] = {
    "code": (str,),
    "sensitive": (bool,),
    "amina": (bool,),
    "checked_on": (date,),
    "check_again_after_days": (int,),
    "sources": (list,),
    **dict.fromkeys(_TEXTS, (list,)),
}
_KNOWN = {"needs": NEEDS, "stages": STAGES}
_FRONT = {"title", "neutral", "lead", "status"}
_HEADING = re.compile(r"^## +(\S.*?)\s*$")


@cache
def guide() -> Guide:
    """The guide as it was shipped. What cannot be read is not in it: `checks.check` tells why."""
    return read_guide(HOME)[0]


def read_guide(home: Path) -> tuple[Guide, list[Problem]]:
    """All cards and phrases below *home*, and what could not be read."""
    cards: list[Card] = []
    problems: list[Problem] = []
    for folder in sorted((path.parent for path in home.glob("cards/*/*/card.yaml")), key=_order):
        try:
            cards.append(read_card(folder))
        except Broken as broken:
            problems += broken.problems
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for situation in SITUATIONS:
        path = home / "phrases" / f"{situation}.yaml"
        try:
            phrases[situation] = read_phrases(path) if path.exists() else ()
        except Broken as broken:
            problems += broken.problems
    return Guide(tuple(cards), phrases), problems


def laid_over(shipped: Guide, over: Path) -> tuple[Guide, list[Problem]]:
    """The guide with the cards that the desk has published below *over* in place of those of the same name.

    One that cannot be read stays away with its problems, and the shipped one stays. A folder with a file `withdrawn`,
    which holds the id of its card, takes that card out.
    """
    cards = {_order(card.folder): card for card in shipped.cards}
    withdrawn: set[str] = set()
    problems: list[Problem] = []
    for folder in sorted(path.parent for path in over.glob("cards/*/*/*") if path.name in ("card.yaml", WITHDRAWN)):
        if (folder / WITHDRAWN).exists():
            withdrawn.add((folder / WITHDRAWN).read_text("utf-8").strip())
            cards.pop(_order(folder), None)
            continue
        try:
            cards[_order(folder)] = read_card(folder)
        except Broken as broken:
            problems += broken.problems
    ordered = tuple(cards[key] for key in sorted(cards))
    return Guide(ordered, shipped.phrases, frozenset(withdrawn)), problems


def _order(folder: Path) -> tuple[int, str]:
    country = folder.parent.name
    return (COUNTRIES.index(country) if country in COUNTRIES else len(COUNTRIES), folder.name)


def read_card(folder: Path) -> Card:
    """One card with its three languages. Raises Broken."""
    path = folder / "card.yaml"
    told, problems = _settings(path)
    country = folder.parent.name
    if country not in COUNTRIES:
        problems.append(Problem(path, 1, f"{country!r} is no country of the guide.", f"One of {', '.join(COUNTRIES)}."))
    texts: dict[str, Text] = {}
    for language in LANGUAGES:
        try:
            texts[language] = read_text(folder / f"{language}.md", language)
        except Broken as broken:
            problems += broken.problems
    if problems:
        raise Broken(*problems)
    plain: dict[str, Any] = {name: tuple(str(one) for one in told[name]) for name in _TEXTS}
    sources = tuple(Source(one["title"], one["url"], one["seen"]) for one in told["sources"])
    rest = {name: told[name] for name in ("code", "sensitive", "amina", "checked_on", "check_again_after_days")}
    return Card(folder=folder, country=country, texts=texts, sources=sources, **plain, **rest)


def _settings(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    text = path.read_text("utf-8")
    told = _mapping(text, path, 1)
    problems = [_wrong(path, text, name, told) for name, kinds in _SETTINGS.items() if not _fits(told, name, kinds)]
    for name in sorted(told.keys() - _SETTINGS.keys()):
        problems.append(Problem(path, line_of(text, name), f"{name!r} is no setting of a card.", "Take it out."))
    for name, known in _KNOWN.items():
        for one in told.get(name) or []:
            if one not in known:
                what = f"{one!r} is none of the {name}."
                problems.append(Problem(path, line_of(text, name), what, f"One of {', '.join(known)}."))
    for name in _KNOWN:
        if told.get(name) == []:
            problems.append(Problem(path, line_of(text, name), f"{name!r} is empty.", "Name at least one."))
    problems += [_wrong(path, text, "sources", told) for one in told.get("sources") or [] if not _is_source(one)]
    return told, problems


def _fits(told: Mapping[str, Any], name: str, kinds: tuple[type, ...]) -> bool:
    """A number may not be a yes or no, which Python takes for one."""
    value = told.get(name)
    return isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def _is_source(one: object) -> bool:
    wanted = {"title": str, "url": str | None, "seen": date}
    return isinstance(one, dict) and all(isinstance(one.get(name, 0), kind) for name, kind in wanted.items())


_SHAPES = {
    "code": "Write text.",
    "sensitive": "Write true or false.",
    "amina": "Write true or false.",
    "checked_on": "Write a day, such as 2026-11-22.",
    "check_again_after_days": "Write a number of days.",
    "sources": "Write a list of {title, url, seen}, or [].",
}


def _wrong(path: Path, text: str, name: str, told: Mapping[str, Any]) -> Problem:
    what = f"{name!r} cannot be read." if name in told else f"{name!r} is missing."
    return Problem(path, line_of(text, name), what, _SHAPES.get(name, "Write a list of words, or []."))


def line_of(text: str, name: str) -> int:
    """The line of a setting; the first one when it is not there."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if line.startswith(f"{name}:")), 1)


def _mapping(text: str, path: Path, first_line: int) -> dict[str, Any]:
    try:
        told = read_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        raise Broken(Problem(path, line, "This is no YAML.", "Put texts with a colon into quotes.")) from None
    if not isinstance(told, dict):
        raise Broken(Problem(path, first_line, "There are no settings here.", "Write `name: value` lines."))
    return told


def read_text(path: Path, language: str) -> Text:
    """A card in one language: its settings between two lines of ---, then its sections. Raises Broken."""
    if not path.exists():
        raise Broken(Problem(path, 1, f"The card is not there in {language!r}.", "Write it in all three languages."))
    lines = path.read_text("utf-8").splitlines()
    ends = [number for number, line in enumerate(lines) if line.strip() == "---"][:2]
    if len(ends) < 2 or ends[0] != 0:
        raise Broken(Problem(path, 1, "The settings at the top are missing.", "Put them between two lines of ---."))
    told = _mapping("\n".join(lines[1 : ends[1]]), path, 2)
    problems = _front_problems(told, path)
    sections = _sections(lines, ends[1] + 1, path)
    for name in NEEDED_SECTIONS:
        if name not in sections:
            problems.append(Problem(path, len(lines), f"The section {name!r} is missing.", f"Write ## {name} and it."))
    if problems:
        raise Broken(*problems)
    front = {name: str(told.get(name) or "").strip() for name in ("title", "neutral", "lead", "status")}
    return Text(path, language, sections=sections, **front)


def _front_problems(told: Mapping[str, Any], path: Path) -> list[Problem]:
    problems = []
    for name in ("title", "lead", "status"):
        if not isinstance(told.get(name), str):
            problems.append(Problem(path, 2, f"{name!r} is missing.", "Write it between the two lines of ---."))
    for name in sorted(told.keys() - _FRONT):
        problems.append(Problem(path, 2, f"{name!r} is no setting of a text.", "Take it out."))
    if told.get("status") not in ("draft", "reviewed", None):
        problems.append(Problem(path, 2, "'status' is neither draft nor reviewed.", "Write one of the two."))
    if len(str(told.get("title") or "")) > LONGEST_TITLE:
        problems.append(Problem(path, 2, f"The title is longer than {LONGEST_TITLE} signs.", "Make it shorter."))
    return problems


def _sections(lines: list[str], start: int, path: Path) -> dict[str, tuple[Block, ...]]:
    """Name of each section → its blocks. Raises Broken for a section that is unknown, there twice or empty."""
    found: dict[str, tuple[Block, ...]] = {}
    heads = [number for number in range(start, len(lines)) if lines[number].startswith("## ")]
    early = next((n for n in range(start, heads[0] if heads else len(lines)) if lines[n].strip()), None)
    if early is not None:
        raise Broken(Problem(path, early + 1, "This stands in no section.", "Put a line like ## now above it."))
    for head, end in zip(heads, [*heads[1:], len(lines)][: len(heads)], strict=True):
        matched = _HEADING.match(lines[head])
        name = matched[1] if matched else ""
        if name not in SECTIONS:
            raise Broken(Problem(path, head + 1, f"{name!r} is no section.", f"One of {', '.join(SECTIONS)}."))
        if name in found:
            raise Broken(Problem(path, head + 1, f"The section {name!r} is there twice.", "Make one of them."))
        found[name] = blocks_of("\n".join(lines[head + 1 : end]), head + 2, path)
        if not found[name]:
            raise Broken(Problem(path, head + 1, f"The section {name!r} is empty.", "Fill it or take it out."))
    return found


def read_phrases(path: Path) -> tuple[Phrase, ...]:
    """The phrases of one situation: a list of {ky, ru, sound}. Raises Broken."""
    try:
        rows = read_yaml(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise Broken(Problem(path, line, "This is no YAML.", "Put texts with a colon into quotes.")) from None
    wanted = {"ky", "ru", "sound"}
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() == wanted for row in rows):
        raise Broken(Problem(path, 1, "A phrase has other parts than ky, ru, sound.", "Write these three as text."))
    return tuple(Phrase(**{name: str(row[name]) for name in wanted}) for row in rows)
