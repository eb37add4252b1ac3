"""People: first names, patronymics, surnames, kyzy and uulu, initials, titles and words of kinship, in any case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tayanch.interviews.anonymising.gazetteer import built_place, of_place, place, sort_after
from tayanch.interviews.anonymising.model import Candidate, Sex
from tayanch.interviews.anonymising.names import (
    INTRODUCES,
    NAMED,
    Name,
    is_both,
    is_ordinary,
    is_particle,
    kin_after,
    ordinary,
    title_before,
)
from tayanch.interviews.anonymising.reading import Page, made, readings, unknown
from tayanch.interviews.anonymising.words import fold

Free = Callable[[int, int], bool]
_INITIALS_BEHIND = re.compile(r"\s?[A-ZА-ЯЁҮӨ]\.(?:\s?[A-ZА-ЯЁҮӨ]\.)?")
_INITIALS_BEFORE = re.compile(r"(?<!\w)[A-ZА-ЯЁҮӨ]\.\s?(?:[A-ZА-ЯЁҮӨ]\.\s?)?$")
_CONFIDENCE = {"first": 0.85, "patronymic": 0.9, "compound": 0.75, "surname": 0.75, "perhaps": 0.5}


def people(here: Page, is_free: Free) -> Iterator[Candidate]:
    """Every person the rules see, left to right."""
    at = 0
    while at < len(here.row):
        found = _person(here, at) if is_free(here.row[at].start, here.row[at].end) else None
        if found is None:
            at += 1
        else:
            candidate, at = found
            yield candidate


def _person(here: Page, at: int) -> tuple[Candidate, int] | None:
    """The person that begins at ``row[at]``, and the word behind her."""
    first = here.row[at]
    if not first.capital and not here.is_quiet(at):
        return None
    reading = _reading(here, at)
    if reading is None:
        return None
    last, names = _extent(here, at, reading)
    if len(names) == 1 and names[0].part == "perhaps" and not _is_introduced(here, at, last):
        return None
    return _assembled(here, at, last, names), _behind_kin(here, last)[0] + 1


def _reading(here: Page, at: int) -> Name | None:
    """How ``row[at]`` begins a name; None when it does not, or when it is an ordinary word where it stands."""
    word = here.row[at]
    if len(word.low) < 2 or is_particle(word.low):
        return None
    named = next(iter(readings(word.low)), None)
    if named and named.part == "first" and _is_rather_a_place(here, at):
        return None
    if is_ordinary(word.low, here.language) and not (named and _may_be_both(here, at, named)):
        return None
    if here.is_quiet(at):
        return _in_a_quiet_line(here, at, named)
    if named is None or named.part == "perhaps":
        return _of_unclear(here, at, named)
    return named if _counts(here, at, named) else None


def _in_a_quiet_line(here: Page, at: int, named: Name | None) -> Name | None:
    """Without capitals only what can hardly be anything else is a name."""
    word = here.row[at]
    if _beside(here, at) and (named or kin_after(_next_low(here, at)) is not None):
        return named or Name("unknown", *unknown(word.low, here.language), "")
    clear = named is not None and named.part == "first" and len(named.stem) > 4 and len(named.ending) != 1
    return named if clear and not is_both(word.low, here.language) and word.low not in here.lexicon else None


def _of_unclear(here: Page, at: int, named: Name | None) -> Name | None:
    """A word no list has: a name beside a title, or when it looks like a surname in the midst of a sentence."""
    word = here.row[at]
    if place(word.low) is not None:
        return None
    if _beside(here, at):
        return named or Name("unknown", *unknown(word.low, here.language), "")
    is_adjective = of_place(word.low) is not None or bool(sort_after(_next_low(here, at)))
    return named if named and not word.first and not is_adjective else None


def _counts(here: Page, at: int, named: Name) -> bool:
    """Whether a known name is meant as one where it stands."""
    word = here.row[at]
    if _beside(here, at):
        return True
    if (word.first or here.lines.loud(word.start)) and not _is_a_name_first(here, at, named):
        return False
    is_place = _is_place(word.low, named) or bool(sort_after(_next_low(here, at)))
    return named.part not in ("surname", "compound") or not is_place


def _may_be_both(here: Page, at: int, named: Name) -> bool:
    """An ordinary word that is a name where it stands: with a capital in the midst of a sentence."""
    word = here.row[at]
    in_midst = (
        word.capital and not word.first and not here.lines.loud(word.start) and word.low not in ordinary("capitals")
    )
    return is_both(word.low, here.language) or (in_midst and named.part == "first" and len(named.stem) > 3)


def _is_a_name_first(here: Page, at: int, named: Name) -> bool:
    """Whether the first word of a sentence is a name: no ordinary word, or its sort of name follows."""
    word = here.row[at]
    if _followed(here, at):
        return True
    return (
        not is_both(word.low, here.language)
        and word.low not in here.lexicon
        and not (named.part == "compound" and len(named.stem) < 6)
    )


def _followed(here: Page, at: int) -> bool:
    """A second name stands right behind."""
    if not here.joined(at):
        return False
    word = here.row[at + 1]
    return (
        word.capital
        and any(each.part in ("patronymic", "surname") for each in readings(word.low))
        and place(word.low) is None
    )


def _is_rather_a_place(here: Page, at: int) -> bool:
    """Талас, Манас, Марсель: a first name that is a place as well, and no word of kinship or second name beside it."""
    word = here.row[at]
    found = place(word.low)
    if found is None or _beside(here, at) or _followed(here, at):
        return False
    named = readings(word.low)[0]
    exact = fold(word.low) == named.stem
    is_town = found[0].country == "kg" or found[0].sort in ("country", "metro", "market")
    return is_town or bool(sort_after(_next_low(here, at))) or not exact


def _beside(here: Page, at: int) -> bool:
    """A title stands before, a word of kinship, a particle, or *деген* behind."""
    low = here.row[at].low
    if is_ordinary(low, here.language) and not is_both(low, here.language):
        return False
    if at and here.joined(at - 1) and title_before(here.row[at - 1].low) is not None:
        return True
    if (
        at
        and here.text[here.row[at - 1].end : here.row[at].start] == ". "
        and here.row[at - 1].low in ("mr", "mrs", "ms", "dr")
    ):
        return True
    if not here.joined(at):
        return False
    behind = here.row[at + 1]
    if behind.capital and not behind.upper and not is_particle(behind.low):
        return False
    is_word = kin_after(behind.low) is not None and (here.row[at].capital or not is_ordinary(low, here.language))
    return is_word or is_particle(behind.low) or (behind.low in NAMED and not here.row[at].first)


def _is_place(low: str, named: Name) -> bool:
    """Whether a word is a place rather than this name: Асанов is no form of Асан, Ростов is the town itself."""
    found = place(low)
    return found is not None and (
        named.part != "surname" or found[2] == fold(low) or not fold(low).startswith(named.stem)
    )


def _is_introduced(here: Page, at: int, last: int) -> bool:
    """*My sister* or *called* stands before."""
    if last > at or _beside(here, at) or not here.row[at].first:
        return True
    return bool(at) and here.row[at - 1].low in INTRODUCES


def _next_low(here: Page, at: int) -> str:
    return here.row[at + 1].low if here.joined(at) else ""


def _extent(here: Page, at: int, first: Name) -> tuple[int, list[Name]]:
    """The last word of a name that begins at *at*, and how each word is a name."""
    names, last = [first], at
    while here.joined(last) and last - at < 3:
        word = here.row[last + 1]
        if len(word.low) == 1:  # an initial
            break
        if is_particle(word.low):
            if len(names[-1].ending) > 1:  # Бактыгүлдүн кызы: her daughter
                break
            last += 1
            continue
        after_particle = is_particle(here.row[last].low)
        named = next(iter(readings(word.low)), None)
        is_name = word.capital or here.is_quiet(last + 1)
        if (
            not is_name
            or (is_ordinary(word.low, here.language) and not is_both(word.low, here.language))
            or (names[-1].ending and not _agrees(names[-1]))
        ):
            break
        if named is None and not after_particle and not _is_free_capital(here, last + 1):
            break
        if named and (place(word.low) is not None and named.part not in ("patronymic",)) and not after_particle:
            break
        if named and named.part == "first" and names[-1].part == "first" and not after_particle:
            break
        if named is None and not word.capital:
            break
        names.append(named or Name("unknown", *unknown(word.low, here.language), ""))
        last += 1
    return last, names


def _agrees(name: Name) -> bool:
    """A short ending may belong to the name itself: Айнур|а Асанова."""
    return len(name.ending) < 2


def _is_free_capital(here: Page, at: int) -> bool:
    word = here.row[at]
    is_place = place(word.low) is not None or built_place(word.low) is not None or sort_after(_next_low(here, at))
    return word.capital and not word.upper and not is_place and kin_after(word.low) is None


def _behind_kin(here: Page, last: int) -> tuple[int, Sex]:
    """The last word with a title or a word of kinship behind the name, and the sex it tells."""
    if here.joined(last):
        sex = kin_after(here.row[last + 1].low)
        if sex is not None:
            return last + 1, sex
    return last, ""


def _assembled(here: Page, at: int, last: int, names: list[Name]) -> Candidate:
    """The candidate, with titles, initials and kinship in what is shown, and the name in what is replaced."""
    name_start, name_end = here.row[at].start, here.row[last].end
    initials = _INITIALS_BEFORE.search(here.text, max(0, name_start - 8), name_start)
    name_start = initials.start() if initials else name_start
    behind = _INITIALS_BEHIND.match(here.text, name_end)
    name_end = behind.end() if behind else name_end
    kin, sex = _behind_kin(here, last)
    start, end = name_start, max(name_end, here.row[kin].end)
    if at and start == here.row[at].start:
        before = here.row[at - 1]
        title = title_before(before.low) if here.text[before.end : start] in (" ", ". ", "\u00a0") else None
        if title is not None:
            start, sex = before.start, sex or title
    sexes = [each.sex for each in names if each.sex]
    confidence = max(_CONFIDENCE.get(each.part, 0.5) for each in names)
    confidence = min(0.97, confidence + 0.06 * (len(names) > 1 or end > name_end or start < name_start))
    rule = "name: " + ", ".join(dict.fromkeys(each.part for each in names))
    stem = " ".join(sorted(each.stem for each in names)) or names[0].stem
    first_sex: Sex = sexes[0] if sexes else sex
    ending = "" if behind else names[-1].ending
    if is_particle(here.row[last].low):
        ending = ""
    return made(
        here, (start, end), "person", confidence, rule,
        stem=stem, name=(name_start, name_end), ending=ending, sex=first_sex,
    )  # fmt: skip
