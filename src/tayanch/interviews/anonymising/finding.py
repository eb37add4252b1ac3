"""Candidates of a text: rules, names, places, capitals, and what a study has confirmed, put into one list.

A passage belongs to one candidate. What has a form of its own goes before firms and addresses, those before people and
places, those before bare capitals; what a study confirmed goes before everything, what it rejected is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tayanch.interviews.anonymising.dictionary import NO_NAMES, Dictionary
from tayanch.interviews.anonymising.gazetteer import sort_after, sort_before
from tayanch.interviews.anonymising.languages import language_of
from tayanch.interviews.anonymising.lexicon import NOTHING, Lexicon
from tayanch.interviews.anonymising.model import Candidate
from tayanch.interviews.anonymising.names import kin_after, title_before
from tayanch.interviews.anonymising.organisations import addresses, organisations
from tayanch.interviews.anonymising.people import people
from tayanch.interviews.anonymising.places import capitals, first_words, places_of
from tayanch.interviews.anonymising.reading import Page, made, page
from tayanch.interviews.anonymising.recognisers import Found, recognised
from tayanch.interviews.anonymising.words import fold


@dataclass
class Taken:
    """Passages that belong to a candidate already, in order."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def is_free(self, start: int, end: int) -> bool:
        """No passage touches a character of this one."""
        at = bisect_left(self.starts, start)
        return (at == 0 or self.ends[at - 1] <= start) and (at == len(self.starts) or self.starts[at] >= end)

    def take(self, start: int, end: int) -> None:
        """Keep a passage that is free."""
        at = bisect_left(self.starts, start)
        self.starts.insert(at, start)
        self.ends.insert(at, end)


def candidates(
    text: str,
    *,
    language: str = "",
    lexicon: Lexicon | None = None,
    known: Dictionary | None = None,
    more: Iterable[Candidate] = (),
) -> tuple[Candidate, ...]:
    """What may say who somebody is, in the order of the text; passages do not overlap.

    *language*: ky, ru, uz or en; found from the text when empty. *lexicon*: words the study writes in lower case.
    *known*: names the study confirmed and words it rejected. *more*: candidates of another source, such as
    :mod:`~tayanch.interviews.anonymising.natasha_extra`; they fill what the rules leave free.
    """
    known, lexicon = known or NO_NAMES, lexicon or NOTHING
    here = page(text, language or language_of(text), lexicon)
    taken = Taken()
    found: list[Candidate] = []
    for each in _in_turn(here, known, taken, more):
        if taken.is_free(each.start, each.end):
            taken.take(each.start, each.end)
            found.append(each)
    kept = (each for each in found if each.id or not known.is_rejected(each.text, each.stem))
    return tuple(sorted(kept, key=lambda each: each.start))


def _in_turn(here: Page, known: Dictionary, taken: Taken, more: Iterable[Candidate]) -> Iterator[Candidate]:
    """All sources, the surest first; each is asked when those before it have taken what is theirs."""
    yield from (widened(here, each) for each in known.find(here.text))
    yield from _of_forms(here, recognised(here.text))
    yield from _of_forms(here, addresses(here.text))
    yield from _of_forms(here, (each for each in organisations(here.text) if each[3] > 0.6))
    yield from people(here, taken.is_free)
    yield from places_of(here, taken.is_free)
    yield from _of_forms(here, organisations(here.text))
    yield from capitals(here, taken.is_free)
    yield from first_words(here, taken.is_free)
    yield from (replace(each, confidence=min(each.confidence, 0.6)) for each in more)


def widened(here: Page, each: Candidate) -> Candidate:
    """A confirmed name with the title, the word of kinship or of a place beside it in what is shown."""
    if each.kind not in ("person", "place", "organisation"):
        return each
    at = bisect_left(here.row, each.start, key=lambda word: word.start)
    last = bisect_left(here.row, each.end, key=lambda word: word.end)
    if at >= len(here.row) or last >= len(here.row):
        return each
    start, end = each.start, each.end
    if at and here.joined(at - 1):
        before = here.row[at - 1]
        told = sort_before(before.low) if each.kind == "place" else title_before(before.low) is not None
        start = before.start if told and each.kind != "organisation" else start
    if here.joined(last):
        behind = here.row[last + 1]
        told = sort_after(behind.low) if each.kind == "place" else kin_after(behind.low) is not None
        end = behind.end if told and each.kind != "organisation" else end
    return replace(each, start=start, end=end, text=here.text[start:end])


def _of_forms(here: Page, found: Iterable[Found]) -> Iterator[Candidate]:
    for start, end, kind, confidence, rule in found:
        yield made(here, (start, end), kind, confidence, rule, stem=fold(here.text[start:end]))
