"""Places the rules know by name, and how a place is known that nobody listed."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from typing import NamedTuple

from tayanch.interviews.anonymising.inflection import bases
from tayanch.interviews.anonymising.names import data_text, kin_after, sections
from tayanch.interviews.anonymising.words import Word, fold

WORDS_OF_A_PLACE = 4


class Place(NamedTuple):
    """A place of the list: *sort* as in the file; *stem*: folded, one for all spellings; *region*: of Kyrgyzstan."""

    sort: str
    country: str
    region: str
    stem: str


@cache
def places() -> dict[str, Place]:
    """Folded spellings and their places; the first place of a spelling stands, those of Kyrgyzstan come first.

    A spelling of places in several oblasts has no region.
    """
    found: dict[str, Place] = {}
    lines = (line for line in data_text("places.csv").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines):
        keys = [fold(name) for name in row["names"].split("|")]
        stem = next((found[key].stem for key in keys if key in found), keys[0])
        for key in keys:
            there = found.get(key)
            if there is None and len(key) > 1:
                found[key] = Place(row["kind"], row["country"], row["region"], stem)
            elif there and row["region"] and there.region != row["region"]:
                found[key] = there._replace(region="")  # many villages share a name: nobody knows which one it is
    for name, place in _of_the_vocabulary():
        found.setdefault(fold(name), place)
    return found


def _of_the_vocabulary() -> list[tuple[str, Place]]:
    """Countries, oblasts and cities of the shared words."""
    from tayanch.vocabulary import scheme

    found = []
    for which, sort in (("country", "country"), ("oblast", "oblast"), ("place", "city")):
        for concept in scheme(which):
            region = concept.id if which == "oblast" else ""
            for _language, name in concept.labels.items():
                found.append((name, Place(sort, "", region, fold(concept.label("en")))))
    return found


@cache
def _of_several_words() -> frozenset[str]:
    """Folded first words of names that have more than one."""
    found = set()
    for line in data_text("places.csv").splitlines():
        if not line.startswith("#"):
            for name in line.split(",")[3].split("|"):
                head, *more = re.split(r"[\s-]+", name)
                if more:
                    found.add(fold(head)[:3])
    return frozenset(found)


_RUSSIAN_ADJECTIVE = re.compile(r"(?:инский|нский|ский|цкий|ский)$")


@lru_cache(maxsize=100_000)
def place(low: str) -> tuple[Place, str, str] | None:
    """The place a word names in any case, the ending behind it, and the folded spelling it is a form of."""
    known = places()
    for base, ending, language in bases(low):
        key = fold(base)
        if key in known and (len(key) > 2 or language != "uz"):
            return known[key], ending, key
    return None


@lru_cache(maxsize=50_000)
def of_place(low: str) -> Place | None:
    """The place a Russian adjective comes from: баткенской, ошский, аксыйского."""
    for base, _ending, _language in bases(low):
        if base.endswith(("ский", "цкий")):
            root = _RUSSIAN_ADJECTIVE.sub("", base)
            for each in (root, root + "а", root + "ы", root + "о", root[:-1], root + "ь", root + "и", root[:-1] + "а"):
                if len(each) > 1 and fold(each) in places():
                    return places()[fold(each)]
    return None


def several(text: str, row: list[Word], at: int) -> tuple[Place, str, int] | None:
    """A place of two to four words from ``row[at]`` on: the place, the ending, and how many words it has."""
    if fold(row[at].low)[:3] not in _of_several_words():
        return None
    for count in range(min(WORDS_OF_A_PLACE, len(row) - at), 1, -1):
        last = row[at + count - 1]
        if any(
            text[left.end : right.start] not in (" ", "\u00a0", "-")
            for left, right in zip(row[at:], row[at + 1 : at + count], strict=False)
        ):
            continue
        for base, ending, _language in bases(last.low):
            heads = [row[at].low, *(base for base, _e, lang in bases(row[at].low) if lang == "ru")]
            middle = "".join(fold(word.low) for word in row[at + 1 : at + count - 1])
            for head in heads:
                key = fold(head) + middle + fold(base)
                if key in places():
                    return places()[key], ending, count
    return None


# Folded words that names of places begin and end with: Кара-, -Булак.
_HEADS = frozenset(sections("beside.txt")["place head"])
_TAILS = frozenset(sections("beside.txt")["place tail"])
_FUSED = re.compile(
    r"[a-z]{3,}(?:abad|abod|obod|kent|korgon|kurgan|bulak|buloq|stan|ston|grad|gorod|burg|ovka|evka|ovskoe|evskoe|insk|"
    r"ovsk|evsk|ansk|arsk|kishtak|qishloq|ariq|tepa|soi|rabat|robod|talaa|dariia|daryo)"
)


@lru_cache(maxsize=50_000)
def built_place(low: str) -> tuple[str, str] | None:
    """Stem and ending of a word built as names of places are: Кара-Дөбө, Көк-Талаа, Гулабад."""
    parts = low.split("-")
    if len(parts) > 1 and kin_after(parts[-1]) is not None:
        return None
    if len(parts) > 1 and parts[-1]:
        for base, ending, _language in bases(parts[-1]):
            if fold(parts[0]) in _HEADS or fold(base) in _TAILS:
                return fold("".join(parts[:-1]) + base), ending
    for base, ending, _language in bases(low):
        key = fold(base)
        if _FUSED.fullmatch(key):
            return key, ending
    return None


@cache
def _beside(where: str) -> dict[str, str]:
    """Words beside the name of a place and the sort each tells; *where*: before, after."""
    start = f"place {where} "
    words = sections("beside.txt")
    return {word: section[len(start) :] for section in words if section.startswith(start) for word in words[section]}


def sort_before(low: str) -> str:
    """The sort of place a word before a name tells; empty for any other word."""
    return _beside("before").get(low, "")


@lru_cache(maxsize=50_000)
def sort_after(low: str) -> str:
    """The sort of place a word behind a name tells, with case endings: айылынан, облусунда, области."""
    known = _beside("after")
    if low in known:
        return known[low]
    return next((known[base] for base, _ending, lang in bases(low) if base in known and lang in ("ky", "uz")), "")
