"""Places by the list, by the words around them and by how they are built; then whatever else has a capital."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tayanch.interviews.anonymising.gazetteer import (
    Place,
    built_place,
    of_place,
    place,
    several,
    sort_after,
    sort_before,
)
from tayanch.interviews.anonymising.model import Candidate, Kind
from tayanch.interviews.anonymising.names import (
    INTRODUCES,
    is_both,
    is_ordinary,
    is_perhaps_a_name,
    kin_after,
    title_before,
)
from tayanch.interviews.anonymising.reading import Page, made, readings, unknown
from tayanch.interviews.anonymising.words import fold

Free = Callable[[int, int], bool]
_INTO = frozenset(
    [
        "в",
        "во",
        "из",
        "на",
        "до",
        "под",
        "через",
        "около",
        "у",
        "из-за",
        "in",
        "from",
        "to",
        "at",
        "near",
        "into",
        "through",
        "near",
    ]
)
_LOCAL = (
    "да",
    "де",
    "до",
    "дө",
    "та",
    "те",
    "то",
    "тө",
    "дан",
    "ден",
    "дон",
    "дөн",
    "тан",
    "тен",
    "тон",
    "төн",
    "dan",
    "da",
)


def places_of(here: Page, is_free: Free) -> Iterator[Candidate]:
    """Every place the rules see, left to right."""
    at = 0
    while at < len(here.row):
        word = here.row[at]
        found = _place(here, at) if is_free(word.start, word.end) else None
        if found is None:
            at += 1
        else:
            candidate, at = found
            yield candidate


def _place(here: Page, at: int) -> tuple[Candidate, int] | None:
    word = here.row[at]
    quiet = here.is_quiet(at)
    if not word.capital and not quiet:
        return None
    compound = several(here.text, here.row, at)
    if compound:
        what, ending, count = compound
        return _widened(here, (at, at + count - 1), what, ending, sure=0.9, rule="place of the list"), at + count
    listed = place(word.low)
    before = at > 0 and here.joined(at - 1) and bool(sort_before(here.row[at - 1].low))
    behind = sort_after(here.row[at + 1].low) if here.joined(at) else ""
    if listed and _counts(here, at, bool(before or behind)):
        confidence = 0.5 if listed[0].sort == "country" else 0.85
        return _widened(here, (at, at), listed[0], listed[1], sure=confidence, rule="place of the list"), at + 1
    if quiet:
        return None
    return _by_its_words(here, at, bool(before), behind) or _by_its_build(here, at)


def _counts(here: Page, at: int, told: bool) -> bool:
    """Whether a word of the list is meant as a place where it stands."""
    word = here.row[at]
    if told:
        return True
    if is_ordinary(word.low, here.language):
        return False
    if here.is_quiet(at):
        listed = place(word.low)
        clear = listed is not None and len(listed[2]) > 4 and len(listed[1]) != 1
        return clear and not is_both(word.low, here.language) and word.low not in here.lexicon
    if word.first or here.lines.loud(word.start):
        return not is_both(word.low, here.language) and (word.low not in here.lexicon) and len(word.low) > 1
    return True


def _by_its_words(here: Page, at: int, before: bool, behind: str) -> tuple[Candidate, int] | None:
    """A word with a capital beside *village*, *district*, *market*."""
    word = here.row[at]
    if is_ordinary(word.low, here.language) and not before:
        return None
    if behind and not (before and word.first):
        adjective = of_place(word.low)
        what = Place(behind, "", adjective.region if adjective else "", adjective.stem if adjective else "")
        stem, ending = unknown(word.low, here.language)
        what = what if what.stem else what._replace(stem=stem)
        return _widened(here, (at, at), what, ending, sure=0.8, rule="beside a word for a place"), at + 2
    if here.language == "uz" and here.joined(at) and here.joined(at + 1) and not here.row[at + 1].capital:
        sort = sort_after(here.row[at + 2].low)  # Yangi hayot qishlogʻi
        if sort in ("village", "quarter") and not is_ordinary(here.row[at + 1].low, here.language):
            stem = fold(word.low + here.row[at + 1].low)
            return _widened(
                here, (at, at + 1), Place(sort, "", "", stem), "", sure=0.75, rule="beside a word for a place"
            ), at + 3
    if before:
        last = at
        while (
            here.joined(last) and here.row[last + 1].capital and last - at < 2 and not readings(here.row[last + 1].low)
        ):
            last += 1
        stem, ending = unknown(here.row[last].low, here.language)
        what = Place(sort_before(here.row[at - 1].low), "", "", stem)
        return _widened(here, (at, last), what, ending, sure=0.75, rule="beside a word for a place"), last + 1
    return None


def _by_its_build(here: Page, at: int) -> tuple[Candidate, int] | None:
    word = here.row[at]
    if is_ordinary(word.low, here.language):
        return None
    built = built_place(word.low)
    if built and not word.low.startswith(("во-", "в-", "по-", "из-", "кое-")):
        what = Place("place", "", "", built[0])
        return _widened(here, (at, at), what, built[1], sure=0.7, rule="built like a place"), at + 1
    adjective = of_place(word.low)
    if adjective and not word.first:
        return _widened(here, (at, at), adjective, "", sure=0.5, rule="adjective of a place"), at + 1
    return None


def _widened(here: Page, span: tuple[int, int], what: Place, ending: str, *, sure: float, rule: str) -> Candidate:
    """The candidate with the word for a place beside it in what is shown."""
    at, last = span
    start, end = here.row[at].start, here.row[last].end
    name = (start, end)
    while at and here.joined(at - 1) and (sort := sort_before(here.row[at - 1].low)):
        at -= 1
        start = here.row[at].start
        what = what._replace(sort=sort)
    while here.joined(last) and (sort := sort_after(here.row[last + 1].low)):
        last += 1
        end = here.row[last].end
        what = what._replace(sort=sort)
    return made(
        here, (start, end), "organisation" if what.sort == "firm" else "place", sure, rule,
        stem=what.stem, name=name, ending=ending, place=(what.sort, what.region),
    )  # fmt: skip


def capitals(here: Page, is_free: Free) -> Iterator[Candidate]:
    """Words with a capital in the midst of a sentence that no rule explained, neighbours together."""
    at = 0
    while at < len(here.row):
        if not _is_strange(here, at, is_free):
            at += 1
            continue
        last = at
        while last - at < 3 and here.joined(last) and _is_strange(here, last + 1, is_free):
            last += 1
        yield _capital(here, at, last)
        at = last + 1


def first_words(here: Page, is_free: Free) -> Iterator[Candidate]:
    """First words of sentences that are nothing ordinary: a name no list has, perhaps."""
    for at, word in enumerate(here.row):
        if not word.first or word.upper or here.lines.loud(word.start) or not is_free(word.start, word.end):
            continue
        if (
            word.low in here.lexicon
            or is_ordinary(word.low, here.language)
            or not is_perhaps_a_name(word.low, here.language)
        ):
            continue
        if (
            sort_before(word.low)
            or sort_after(word.low)
            or title_before(word.low) is not None
            or kin_after(word.low) is not None
        ):
            continue
        yield replace(_capital(here, at, at), confidence=0.3, rule="first word of a sentence that no list knows")


def _is_strange(here: Page, at: int, is_free: Free) -> bool:
    word = here.row[at]
    if not word.capital or word.first or not is_free(word.start, word.end) or here.lines.loud(word.start):
        return False
    if is_ordinary(word.low, here.language) or word.low in here.lexicon or len(word.low) == 1:
        return False
    if (
        title_before(word.low) is not None
        or kin_after(word.low) is not None
        or sort_before(word.low)
        or sort_after(word.low)
    ):
        return False
    return not any(
        is_ordinary(base, here.language) for base in (word.low.split("-")[0], unknown(word.low, here.language)[0])
    )


def _capital(here: Page, at: int, last: int) -> Candidate:
    first, final = here.row[at], here.row[last]
    stem, ending = unknown(final.low, here.language)
    stems = [*(unknown(word.low, here.language)[0] for word in here.row[at:last]), stem]
    before = here.row[at - 1].low if at else ""
    kind: Kind = "person"
    if first.upper:
        kind = "organisation"
    elif before in _INTO or (ending in _LOCAL and before not in INTRODUCES):
        kind = "place"
    confidence = 0.6 if before in INTRODUCES else 0.45
    return made(
        here, (first.start, final.end), kind, confidence, "capital in the midst of a sentence",
        stem=" ".join(sorted(stems)) or fold(final.low), ending=ending,
    )  # fmt: skip
