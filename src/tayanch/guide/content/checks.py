"""The gates of the guide: what every card must keep before it may be shown. Each fault names file, line and cure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from tayanch.guide.content import readability
from tayanch.guide.content.card import LANGUAGES, Card, Guide, Item, Text
from tayanch.guide.content.helpers import Find, state_number
from tayanch.guide.content.law_words import Ended, NoSuchFigure, figure, figures_of, is_rule, told
from tayanch.guide.content.loading import laid_over, line_of, read_guide
from tayanch.guide.content.markup import PLACE, in_line
from tayanch.guide.content.problems import Problem
from tayanch.yaml_text import read_yaml

SENSITIVE_CODE = re.compile(r"k[a-z0-9]{2,3}")
CODE = re.compile(r"[a-z][a-z0-9]{0,3}")
SAME_WORD = 5  # letters: titles that share so many at the beginning of a word tell the same
LONGEST_NEUTRAL = 3  # words
_DIGIT = re.compile(r"\d")


def check(home: Path, today: date, find: Find, over: Path | None = None) -> list[Problem]:
    """Everything that keeps a card below *home* from being shown, in the order of files and lines.

    *over*: what the desk has published lies over it.
    """
    guide, problems = read_guide(home)
    if over is not None:
        guide, more = laid_over(guide, over)
        problems += more
    return sorted([*problems, *check_guide(guide, today, find)])


def check_guide(guide: Guide, today: date, find: Find) -> list[Problem]:
    """The same for cards that can be read."""
    problems = [*_twins(guide)]
    for card in guide.cards:
        problems += _check_by_itself(card, guide, today, find)
    return problems


def check_card(card: Card, guide: Guide, today: date, find: Find) -> list[Problem]:
    """The same for one of them."""
    twins = [one for one in _twins(guide) if card.folder in one.path.parents]
    return sorted([*twins, *_check_by_itself(card, guide, today, find)])


def _check_by_itself(card: Card, guide: Guide, today: date, find: Find) -> list[Problem]:
    problems = [*_settings(card, guide), *_same_sections(card), *_secrecy(card)]
    for text in card.texts.values():
        problems += [*_words(card, text), *_places(card, text, today, find)]
    return problems


# --- the card as a whole ---------------------------------------------------------------------------------


def _twins(guide: Guide) -> Iterator[Problem]:
    """A code stands once in its country; those of cards that hold everywhere stand in no country."""
    everywhere = {card.code for card in guide.cards if card.country == "any"}
    seen: set[str] = set()
    for card in guide.cards:
        if card.id in seen or (card.country != "any" and card.code in everywhere):
            yield _of(card, "code", f"The code {card.code!r} has another card, too.", "Choose a new one.")
        seen.add(card.id)


def _settings(card: Card, guide: Guide) -> Iterator[Problem]:
    if not CODE.fullmatch(card.code):
        yield _of(card, "code", f"{card.code!r} is no code.", "One letter, then up to three letters or digits.")
    for rule in card.rules:
        if not is_rule(rule):
            yield _of(card, "rules", f"There is no rule {rule!r}.", "`tayanch law rules` lists them.")
    known = {one.id for one in guide.cards} | guide.withdrawn
    for other in card.related:
        if other not in known:
            yield _of(card, "related", f"There is no card {other!r}.", "Write country.code of one that is there.")
    if not card.rules and not card.sources:
        yield _of(card, "sources", "The card names neither a rule nor a source.", "Say where its advice comes from.")


def _same_sections(card: Card) -> Iterator[Problem]:
    """She must find the same in every language: the same sections, with as many entries of what to do."""
    model = card.texts[LANGUAGES[0]]
    for text in card.texts.values():
        if text.sections.keys() != model.sections.keys():
            here, there = ", ".join(text.sections), ", ".join(model.sections)
            yield Problem(text.path, 1, f"It has the sections {here}; the Kyrgyz has {there}.", "Write the same ones.")
        elif (has := _entries(text)) != (wanted := _entries(model)):
            line = text.sections["now"][0].items[0].line
            yield Problem(text.path, line, f"It has {has} steps under now; the Kyrgyz has {wanted}.", "Write the same.")


def _entries(text: Text) -> int:
    return sum(len(block.items) for block in text.sections["now"])


def _secrecy(card: Card) -> Iterator[Problem]:
    """What stands in a title or an address stays in the history of a phone that another person may hold."""
    if not card.sensitive:
        for text in card.texts.values():
            if text.neutral:
                line = line_in(text, "neutral")
                yield Problem(text.path, line, "Only a sensitive card has a neutral title.", "Take `neutral:` out.")
        return
    if not SENSITIVE_CODE.fullmatch(card.code):
        yield _of(card, "code", f"{card.code!r} may tell something.", "k and two or three letters or digits: k7f.")
    for text in card.texts.values():
        yield from _neutral(text)


def _neutral(text: Text) -> Iterator[Problem]:
    if not text.neutral:
        yield Problem(text.path, 2, "A sensitive card needs a neutral title.", "Write `neutral: Маалымат` or alike.")
        return
    said = readability.words(text.neutral.lower())
    beginnings = {word[:SAME_WORD] for word in readability.words(text.title.lower()) if len(word) >= SAME_WORD}
    if len(said) > LONGEST_NEUTRAL or any(word[:SAME_WORD] in beginnings for word in said):
        do = "Use one to three words that could stand over anything."
        what = f"The neutral title {text.neutral!r} tells what the card is about."
        yield Problem(text.path, line_in(text, "neutral"), what, do)


# --- its words ---------------------------------------------------------------------------------------------


def _words(card: Card, text: Text) -> Iterator[Problem]:
    yield from _digits(text)
    yield from _unsaid(text)
    told = readability.sentences([text.title, text.lead, *(plain(item) for item in text.items())])
    mean = readability.mean_length(told)
    if mean > readability.MEAN_SENTENCE:
        what = f"A sentence has {mean:.1f} words on average, more than {readability.MEAN_SENTENCE}."
        yield Problem(text.path, 1, what, "Make shorter sentences: one thing to do in each.")
    for line, passage in _passages(text):
        for sentence in readability.sentences([passage]):
            if (count := len(readability.words(sentence))) > readability.LONGEST_SENTENCE:
                do = f"Cut it: {readability.LONGEST_SENTENCE} at most."
                yield Problem(text.path, line, f"A sentence has {count} words: “{sentence[:40]}…”.", do)
    if text.language == "ru" and (score := readability.russian_score(told)) < readability.LOWEST_SCORE:
        what = f"It reads with {score:.0f} points by Oborneva, fewer than {readability.LOWEST_SCORE}."
        yield Problem(text.path, 1, what, "Use shorter words and sentences.")


def _passages(text: Text) -> Iterator[tuple[int, str]]:
    yield from ((line_in(text, name), getattr(text, name)) for name in ("title", "neutral", "lead"))
    yield from ((item.line, plain(item)) for item in text.items())


def line_in(text: Text, name: str) -> int:
    return line_of(text.path.read_text("utf-8"), name)


def plain(item: Item) -> str:
    """The words of an item; a place counts as one word."""
    return "".join(piece.text if piece.kind == "text" else "сан" for piece in item.pieces)


def _digits(text: Text) -> Iterator[Problem]:
    """A number in the text would stay when the rule changes."""
    for line, passage in _passages(text):
        if found := _DIGIT.search(PLACE.sub("", passage)):
            what = f"The digit {found[0]} stands in the text."
            yield Problem(text.path, line, what, "Name the figure of a rule: {ru.stay.amina.silence}; or use words.")


def _unsaid(text: Text) -> Iterator[Problem]:
    for line, passage in _passages(text):
        for word in unsaid()[text.language]:
            if re.search(rf"\b{re.escape(word)}", passage.lower()):
                yield Problem(text.path, line, f"“{word}” is not how one talks to her.", "Say it in plain, kind words.")


@cache
def unsaid() -> Mapping[str, list[str]]:
    """Beginnings of words that no card says, by language."""
    return cast("dict[str, list[str]]", read_yaml(Path(__file__).with_name("unsaid.yaml").read_text("utf-8")))


# --- the places to be filled ---------------------------------------------------------------------------------


def _places(card: Card, text: Text, today: date, find: Find) -> Iterator[Problem]:
    tops = [(line_in(text, name), in_line(getattr(text, name))) for name in ("title", "lead")]
    for line, pieces in [*tops, *((item.line, item.pieces) for item in text.items())]:
        for piece in pieces:
            if piece.kind == "figure":
                yield from _figure(card, text, line, piece.text, today)
            elif piece.kind == "org" and find(piece.text) is None:
                do = "Take an id of the directory, or enter the organisation there first."
                yield Problem(text.path, line, f"The directory has no organisation {piece.text!r}.", do)
            elif piece.kind == "phone" and state_number(find, piece.text, card.country) is None:
                do = "Confirm it in the entry of the state's number, or take it out."
                yield Problem(text.path, line, f"The directory has no confirmed number {piece.text!r} here.", do)


def _figure(card: Card, text: Text, line: int, place: str, today: date) -> Iterator[Problem]:
    try:
        figure(place, text.language, today)
    except NoSuchFigure:
        known = figures_of(place.rpartition(".")[0]) if is_rule(place.rpartition(".")[0]) else ()
        do = f"It has {', '.join(known)}." if known else "Only rules that state something have figures."
        yield Problem(text.path, line, f"There is no figure {{{place}}}.", do)
    except Ended:
        yield Problem(text.path, line, f"The rule of {{{place}}} is not in force today.", "Name the rule that holds.")


def warnings(guide: Guide, today: date) -> list[Problem]:
    """What does not keep a card from being shown, but is told on it: an overdue check, a rule that has ended."""
    found = []
    for card in guide.cards:
        if card.is_overdue(today):
            found.append(_of(card, "checked_on", "The check of this card is overdue.", "Look at it again."))
        found += [
            _of(card, "rules", f"The rule {rule} is not in force today.", "Name the rule that holds.")
            for rule in card.rules
            if is_rule(rule) and not told(rule, "en", today).is_in_force
        ]
    return found


def _of(card: Card, name: str, what: str, do: str) -> Problem:
    path = card.folder / "card.yaml"
    return Problem(path, line_of(path.read_text("utf-8"), name), what, do)


def lines(problems: Iterable[Problem], home: Path) -> list[str]:
    """For a terminal: file names from *home* on."""
    return [str(one).replace(f"{home}/", "") for one in problems]
