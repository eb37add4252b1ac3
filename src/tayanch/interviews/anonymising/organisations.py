"""Employers, schools, offices, and addresses: known by a word beside a name, by quotation marks or by a number.

The words lie in ``data/organisations.txt``; here is how they stand beside names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tayanch.interviews.anonymising.names import LANGUAGES, first_name, ordinary, sections
from tayanch.interviews.anonymising.recognisers import Found
from tayanch.interviews.anonymising.words import APOSTROPHES, plain

Rule = tuple[re.Pattern[str], float, str]

_UP = r"[A-ZÇĞİÖŞÜА-ЯЁӨҮҢҚҒЎҲҶӢӮӘҰ]"
_NAME = rf"{_UP}[\w{APOSTROPHES}-]*"
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,3}}"
_QUOTED = r"[«\"“„][^«»\"“”\n]{2,60}[»\"”“]"
_NUMBER = r"(?:№\s?\d{1,3}|\d{1,3}\s?-?\s?(?:чи|чы|чү|чу|нчи|inchi|й|я|ой|ю)?)[\s-]+(?:орто\s|oʻrta\s|o'rta\s|ўрта\s)?"
_HOUSE_BEHIND = r"\d+\s?-?\s?(?:үй|uy|уй)\w*"
_HOUSE_NUMBER = r"\d+(?:[/-]\d+)?(?:[а-яa-z](?!\w)|\s[абвг](?=[,.;]))?(?![\d.]*\d)"
_HOUSE = rf"(?:,?\s(?:д(?:ом\w*|\.)?\s?)?{_HOUSE_NUMBER}(?:\s?-?\s?(?:үй|uy|уй)\w*)?|,\s?{_HOUSE_BEHIND})"
_NUMBERED_HOUSE = r"(?:(?:дом\w{0,2}|д\.)\s\d+\w?\s(?:по|на)\s)?"
_BEGINNINGS = r"(?!(?:The|A|An|In|At|We|My|From|When|Our)\s)"

BEFORE = "a name before a word for a school or a firm"
BEHIND = "a name behind a word for a school or a firm"
NUMBERED = "numbered school or hospital"
PLACE = "a word for a place before quotation marks"
_HEAD = re.compile(rf"([^\W\d_][\w{APOSTROPHES}]*)\s")
_CAPITAL = re.compile(rf"{_NAME}\s")


def _any(section: str) -> str:
    """One of the words of a section."""
    words = sections("organisations.txt")[section]
    signs = {"~": rf"[\w{APOSTROPHES}]*", "^": rf"[{APOSTROPHES}]", "_": " "}
    return "(?:" + "|".join(re.sub("[~^_]", lambda sign: signs[sign[0]], word) for word in words) + ")"


@cache
def _patterns() -> tuple[Rule, ...]:
    """Surer ones first."""
    what, behind, small = _any("what"), _any("behind"), rf"(?:{_any('small')}\w*\s)"
    english = rf"{_NAME}(?:\s(?:{_NAME}|of|and|&)){{0,4}}\s{_any('english')}(?!\w)"
    return (
        (re.compile(rf"(?<!\w){_any('form')}\s(?:{_QUOTED}|{_NAMES})"), 0.95, "legal form"),
        (
            re.compile(rf"(?<!\w){what}(?:\s[а-яёөүң]+)?\s{_QUOTED}", re.I),
            0.9,
            "quotation marks behind a word for a firm",
        ),
        (
            re.compile(rf"{_QUOTED}\s(?:[а-яёөүңўқғҳ]+\s)?(?:{what}|{behind})(?!\w)", re.I),
            0.9,
            "quotation marks before a word for a firm",
        ),
        (re.compile(rf"(?<!\w){_any('place')}\s{_QUOTED}", re.I), 0.9, PLACE),
        (re.compile(rf"(?<!\w){_NUMBER}{_any('numbered behind')}[\w{APOSTROPHES}-]*", re.I), 0.85, NUMBERED),
        (
            re.compile(rf"(?<!\w){_any('numbered before')}[а-яё-]*\s(?:номер\s|№\s?)?\d{{1,3}}(?!\w)", re.I),
            0.85,
            NUMBERED,
        ),
        (
            re.compile(rf"(?<!\w){_any('english')}\s(?:No\.?|number|№|#)?\s?\d{{1,3}}(?!\w)", re.I),
            0.9,
            NUMBERED,
        ),
        (re.compile(rf"(?<![\w-]){_NAMES}\s{small}{{0,3}}{behind}(?!\w)"), 0.85, BEFORE),
        (re.compile(rf"(?<![\w-]){_BEGINNINGS}{english}"), 0.85, BEFORE),
        (re.compile(rf"(?<!\w){_any('before')}\s{_NAMES}"), 0.7, BEHIND),
        (
            re.compile(rf"[«“„](?!\s){_UP}[\w{APOSTROPHES}-]+(?:\s[\w{APOSTROPHES}-]+){{0,3}}[»”]"),
            0.5,
            "quotation marks",
        ),
    )


@cache
def _streets() -> tuple[tuple[re.Pattern[str], float], ...]:
    """Streets, and houses with a flat; surer ones first."""
    flat = rf"(?:,?\s?{_any('flat before')}\s?\d+[а-я]?|,?\s?\d+\s?-?\s?{_any('flat behind')})*"
    house = rf"{_HOUSE}{flat}"
    behind = rf"(?:{_any('street behind')}|(?i:{_any('street behind in English')}))"
    english = r"(?:,\s(?:house|flat|apartment|apt\.?|room|building)\s\d+\w?)+"
    name = rf"{_NAME}(?:\s{_NAME}){{0,2}}"
    return (
        (
            re.compile(
                rf"(?<!\w){_NUMBERED_HOUSE}(?i:{_any('street before')})\s?(?:\d+-?[йя]\w*\s)?{name}(?:{house})?"
            ),
            0.9,
        ),
        (re.compile(rf"(?<![\w-])(?:\d+[-/]?\w?\s)?{name}\s{behind}(?!\w)(?:{house}|{english})?"), 0.85),
        (
            re.compile(
                r"(?<!\w)(?:дом\w{0,2}|д\.)\s\d+[а-я]?(?:/\d+)?,?\s(?:корп\w*\.?\s\d+,?\s)?кв\w*\.?\s?\d+(?!\w)"
            ),
            0.85,
        ),
        (re.compile(rf"(?<!\w){_HOUSE_BEHIND},\s\d+\s?-?\s?(?:батир|xonadon|хонадон|квартира)\w*"), 0.85),
        (re.compile(r"(?<!\w)(?:Street|Avenue|Prospekt|Prospect)\s[A-Z][\w-]+(?:\s\d+)?"), 0.6),
    )


def organisations(text: str) -> Iterator[Found]:
    """Firms, schools, offices; passages may overlap, the surer ones first."""
    for pattern, confidence, rule in _patterns():
        for found in pattern.finditer(text):
            start = found.start()
            if rule == BEFORE:
                start = _begun(text, start, found.end())
            if rule != BEFORE or (_CAPITAL.match(text, start) and start + 3 < found.end()):
                yield start, found.end(), "place" if rule == PLACE else "organisation", confidence, rule


def _begun(text: str, start: int, end: int) -> int:
    """Where a name begins: behind the first word of a sentence, and behind a person who stands before it."""
    while (head := _HEAD.match(text, start, end)) is not None:
        is_person = first_name(plain(head[1])) is not None and _CAPITAL.match(text, head.end()) is not None
        if not is_person and not _begins_only(head[1]):
            break
        start = head.end()
    return start


def _begins_only(word: str) -> bool:
    """The word has its capital because a sentence begins with it."""
    low = re.sub(f"[{APOSTROPHES}]", "'", plain(word))
    return any(low in ordinary(f"starts {language}") for language in LANGUAGES)


def addresses(text: str) -> Iterator[Found]:
    """Streets with house and flat, and houses with a flat."""
    for pattern, confidence in _streets():
        for found in pattern.finditer(text):
            yield *found.span(), "address", confidence, "address"
