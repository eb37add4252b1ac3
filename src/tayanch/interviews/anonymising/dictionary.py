"""Names a study has confirmed, found again in every case ending, letter case and script; and words it rejected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tayanch.interviews.anonymising.gazetteer import place as place_of
from tayanch.interviews.anonymising.inflection import bases
from tayanch.interviews.anonymising.languages import language_of
from tayanch.interviews.anonymising.model import Candidate, Kind, Sex
from tayanch.interviews.anonymising.names import LANGUAGES, first_names, is_both, is_ordinary
from tayanch.interviews.anonymising.words import Lines, Word, fold, plain, words

SHORTEST = 3  # letters of a base that is worth looking for in all endings
_LETTERS = re.compile(r"[^\W\d_]")
_STAND_IN = re.compile(r"\[[^\[\]\n]{2,60}\]")
_OPEN_PLACES = ("phone", "document", "number")  # blanks, hyphens and brackets between their characters do not count


@dataclass(frozen=True)
class Confirmed:
    """One person, place or thing, and every form of its name that somebody has confirmed."""

    id: str
    kind: Kind
    forms: tuple[str, ...]  # "Айнура", "Абдыкадырова Айнура": any case ending will do
    stand_in: str = ""
    sex: Sex = ""
    place: str = ""  # village, city, … as in Candidate
    region: str = ""


@dataclass(frozen=True)
class Form:
    """One form in words: what each word may be, folded."""

    id: str
    keys: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Dictionary:
    """Confirmed names and rejected words of one study."""

    names: tuple[Confirmed, ...] = ()
    rejected: frozenset[str] = frozenset()  # as they stand in a text, or stems of candidates

    def __getitem__(self, name_id: str) -> Confirmed:
        """The confirmed name of an id; ``KeyError`` when there is none."""
        return self._by_id[name_id]

    @cached_property
    def _by_id(self) -> dict[str, Confirmed]:
        return {name.id: name for name in self.names}

    @cached_property
    def _index(self) -> dict[str, tuple[Form, ...]]:
        """Forms in words by what their first word may be, the longest first."""
        found: dict[str, list[Form]] = {}
        for name in self.names:
            for form in filter(is_in_words, name.forms):
                keys = tuple(frozenset(keys_of(word.low)) for word in words(form))
                for key in keys[0]:
                    found.setdefault(key, []).append(Form(name.id, keys))
        return {key: tuple(sorted(forms, key=lambda form: -len(form.keys))) for key, forms in found.items()}

    @cached_property
    def _exact(self) -> dict[str, str]:
        """Ids by the folded form itself: it goes before another name's case form."""
        found: dict[str, str] = {}
        for name in self.names:
            for form in name.forms:
                found.setdefault(fold(form), name.id)
        return found

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Forms with figures or signs in them, the longest first."""
        forms = [(form, name) for name in self.names for form in name.forms if not is_in_words(form)]
        return tuple(
            (_pattern(form, name.kind), name.id) for form, name in sorted(forms, key=lambda pair: -len(pair[0]))
        )

    @cached_property
    def _rejected(self) -> frozenset[str]:
        return frozenset(map(fold, self.rejected))

    def is_rejected(self, text: str, stem: str) -> bool:
        """Whether somebody decided that this names nobody, in this or another case form."""
        if not self._rejected:
            return False
        return fold(text) in self._rejected or stem in self._rejected or any(
            fold(base) in self._rejected for base, _ending, _language in bases(plain(text))
        )  # fmt: skip

    def find(self, text: str) -> Iterator[Candidate]:
        """Every form of every confirmed name, left to right; passages do not overlap. Stand-ins are left alone."""
        taken = [found.span() for found in _STAND_IN.finditer(text) if found[0] in self._stand_ins]
        found = []
        for pattern, name_id in self._patterns:
            for each in pattern.finditer(text):
                if not any(start < each.end() and each.start() < end for start, end in taken):
                    taken.append(each.span())
                    found.append(self._made(text, each.span(), name_id, "", 0.97))
        found += self._in_words(text, taken)
        yield from sorted(found, key=lambda each: each.start)

    @cached_property
    def _stand_ins(self) -> frozenset[str]:
        return frozenset(name.stand_in for name in self.names if name.stand_in)

    def _in_words(self, text: str, taken: list[tuple[int, int]]) -> Iterator[Candidate]:
        if not self._index:
            return
        row, lines, language = words(text), Lines(text), language_of(text)
        barred = sorted(taken)
        ends = {end for _start, end in barred}
        at, bar = 0, 0
        while at < len(row):
            word = row[at]
            while bar < len(barred) and barred[bar][1] <= word.start:
                bar += 1
            is_barred = word.start in ends or (bar < len(barred) and barred[bar][0] < word.end)
            match = None if is_barred else self._match(text, row, at, lines, language)
            if match is None:
                at += 1
                continue
            name_id, count, ending, confidence = match
            yield self._made(text, (word.start, row[at + count - 1].end), name_id, ending, confidence)
            at += count

    def _match(
        self, text: str, row: list[Word], at: int, lines: Lines, language: str
    ) -> tuple[str, int, str, float] | None:
        """Which name begins at a word: its id, how many words, the ending behind it, and how sure that is."""
        word = row[at]
        if not word.capital and is_plain_here(word, lines, language):
            return None
        best: tuple[int, bool, int, str, str] | None = None
        for base, _ending, _language in bases(word.low):
            for form in self._index.get(fold(base), ()):
                ending = _ending_of(text, row, at, form)
                if ending is None:
                    continue
                last = row[at + len(form.keys) - 1]
                exact = self._exact.get(fold(text[word.start : last.end])) == form.id
                rank = (len(form.keys), exact, -len(ending), form.id, ending)
                if best is None or rank[:3] > best[:3]:
                    best = rank
        if best is None:
            return None
        sure = 0.97 if word.capital else 0.9
        return best[3], best[0], "" if best[1] else best[4], sure

    def _made(self, text: str, span: tuple[int, int], name_id: str, ending: str, confidence: float) -> Candidate:
        name = self._by_id[name_id]
        return Candidate(
            *span, name.kind, text[slice(*span)], confidence, "confirmed", fold(name.forms[0]), *span,
            ending, name.sex, name.place, name.region, name.stand_in, name.id,
        )  # fmt: skip


def is_plain_here(word: Word, lines: Lines, language: str) -> bool:
    """Whether a word in lower case is an ordinary one: the rose of a garden, where the text writes names large."""
    both = is_both(word.low, language)
    return not (both and lines.quiet(word.start)) and (both or is_ordinary(word.low, language))


def is_in_words(form: str) -> bool:
    """Whether a form is made of letters, with blanks and hyphens between: those have case endings."""
    return bool(_LETTERS.search(form)) and not re.search(r"[\d@«»\"“”/№.,]", form)


def keys_of(low: str) -> Iterator[str]:
    """What a word of a confirmed form may be in its base form, folded: known names when there are any, else all."""
    found = [(fold(base), base) for base, _ending, _language in bases(low)]
    known = [key for key, base in found if key in first_names() or ((place := place_of(base)) and not place[1])]
    chosen = known or [
        key
        for key, base in found
        if len(key) >= SHORTEST + 1 and not any(is_ordinary(base, language) for language in LANGUAGES)
    ]
    yield from {found[0][0], *chosen}


def _ending_of(text: str, row: list[Word], at: int, form: Form) -> str | None:
    """The ending behind the last word when the words from *at* on are this form; None when they are not."""
    ending = ""
    for place, keys in enumerate(form.keys):
        if at + place >= len(row) or (place and not _side_by_side(text, row[at + place - 1], row[at + place])):
            return None
        fitting = next((end for base, end, _language in bases(row[at + place].low) if fold(base) in keys), None)
        if fitting is None:
            return None
        ending = fitting
    return ending


def _side_by_side(text: str, left: Word, right: Word) -> bool:
    return text[left.end : right.start] in (" ", "\u00a0", "-")


def _pattern(form: str, kind: Kind) -> re.Pattern[str]:
    """A form with figures: blanks do not count in numbers, are of any width elsewhere."""
    if kind in _OPEN_PLACES:
        signs = [re.escape(sign) for sign in form if sign.isalnum() or sign == "+"]
        body = r"[\s\u00a0()–-]{0,3}".join(signs)
    else:
        body = r"\s+".join(map(re.escape, form.split()))
    return re.compile(rf"(?<!\w){body}(?!\w)" if form[-1].isalnum() and form[0].isalnum() else body, re.I)


NO_NAMES = Dictionary()


@dataclass(frozen=True)
class Suggestion:
    """Two names that may be one: ids of :class:`Confirmed`. A person decides."""

    left: str
    right: str
    why: str


def names_of(candidates: Iterable[Candidate], known: Dictionary = NO_NAMES) -> tuple[Confirmed, ...]:
    """One name for all candidates of one kind and stem, in the order they are first met; confirmed ones are kept."""
    found: dict[tuple[str, str], Confirmed] = {(each.kind, each.id): each for each in known.names}
    numbers: dict[str, int] = {}
    for each in candidates:
        if each.id:
            continue
        key = (each.kind, each.stem)
        form = base_form(each)
        if key not in found:
            numbers[each.kind] = numbers.get(each.kind, 0) + 1
            while (name_id := f"{each.kind}-{numbers[each.kind]}") in known._by_id:
                numbers[each.kind] += 1
            found[key] = Confirmed(name_id, each.kind, (form,), "", each.sex, each.place, each.region)
        elif fold(form) not in map(fold, found[key].forms):
            name = found[key]
            found[key] = replace(name, forms=(*name.forms, form), sex=name.sex or each.sex)
    return tuple(found.values())


def base_form(candidate: Candidate) -> str:
    """The name of a candidate without the ending behind it: Айнурадан → Айнура."""
    name = candidate.text[candidate.name_start - candidate.start : candidate.name_end - candidate.start]
    return name.removesuffix(candidate.ending) if candidate.ending else name


def same_as(names: Iterable[Confirmed]) -> tuple[Suggestion, ...]:
    """People who may be one: all words of one name are words of the other. The same words of one sex are not asked of
    places, whose longer names are other places."""
    persons = [(name, _parts(name)) for name in names if name.kind == "person"]
    found = []
    for at, (left, mine) in enumerate(persons):
        for right, hers in persons[at + 1 :]:
            shared = [(a, b) for a in mine for b in hers if a <= b or b <= a]
            if shared and not (left.sex and right.sex and left.sex != right.sex):
                found.append(Suggestion(left.id, right.id, f"{left.forms[0]} – {right.forms[0]}"))
    return tuple(found)


def _parts(name: Confirmed) -> list[frozenset[str]]:
    return [frozenset(min(keys_of(word.low), key=len) for word in words(form)) for form in name.forms]


def merged(dictionary: Dictionary, left: str, right: str) -> Dictionary:
    """With two names as one: the first id and stand-in stay, the forms come together."""
    into, gone = dictionary[left], dictionary[right]
    whole = replace(into, forms=tuple(dict.fromkeys((*into.forms, *gone.forms))), sex=into.sex or gone.sex)
    kept = tuple(whole if name.id == left else name for name in dictionary.names if name.id != right)
    return replace(dictionary, names=kept)
