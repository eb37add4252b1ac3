"""What each column of a list is to us, and each word in it: suggested by headings and contents, said by a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tayanch import vocabulary
from tayanch.desk.importing import odk
from tayanch.desk.importing.reading import Table
from tayanch.desk.importing.values import Unclear, parse_day, parse_sum
from tayanch.vocabulary.typeahead import fold
from tayanch.yaml_text import read_yaml

LOOKED_AT = 200  # values of a column from which its kind is guessed
ENOUGH = 0.7  # of them must be of one kind
MOST_WORDS = 300  # a column with more different entries is not a list of choices
KEEP = "*"  # an entry whose words go into what she said
LEAVE = "-"  # an entry that is left out
_WORDS = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can be. ``many``: several columns may be it; ``schemes``: its words are concepts of these."""

    id: str
    group: str  # record, woman, talk, case, money
    kind: str = "text"  # text, day, phone, sum, month, choice
    many: bool = False
    schemes: tuple[str, ...] = ()


TARGETS: dict[str, Target] = {
    one.id: one
    for one in (
        Target("original", "record"),
        Target("day", "record", "day"),
        Target("name", "woman", many=True),
        Target("surname", "woman"),
        Target("given", "woman"),
        Target("patronymic", "woman"),
        Target("birth_date", "woman", "day"),
        Target("document", "woman"),
        Target("address", "woman", many=True),
        Target("phone", "woman", "phone", many=True),
        Target("phone_relation", "woman", "choice", schemes=("phone-relation",)),
        Target("person_number", "woman"),
        Target("topics", "talk", "choice", many=True, schemes=("need",)),
        Target("place", "talk", "choice", many=True, schemes=("place", "country", "oblast")),
        Target("channel", "talk", "choice", schemes=("channel",)),
        Target("language", "talk", "choice", schemes=("language",)),
        Target("stage", "talk", "choice", schemes=("stage",)),
        Target("target_group", "talk", "choice", schemes=("target-group",)),
        Target("sector", "talk", "choice", schemes=("sector",)),
        Target("sex", "talk", "choice", schemes=("sex",)),
        Target("said", "talk", many=True),
        Target("advice", "talk", many=True),
        Target("case_number", "case"),
        Target("note", "case", many=True),
        Target("employer_name", "case"),
        Target("employer_tax", "case"),
        Target("employer_contact", "case", many=True),
        Target("outcome", "case", "choice", schemes=("case-outcome",)),
        Target("closed_on", "case", "day"),
        Target("month", "money", "month"),
        Target("period_first", "money", "day"),
        Target("period_last", "money", "day"),
        Target("agreed", "money", "sum"),
        Target("paid", "money", "sum"),
        Target("paid_on", "money", "day"),
        Target("currency", "money"),
    )
}


@dataclass(frozen=True, slots=True)
class Words:
    """The data file of headings and entries, folded."""

    columns: dict[str, str]  # folded heading → target
    entries: dict[str, dict[str, str]]  # target → folded entry → concept


@cache
def words() -> Words:
    """What the lists of others call things."""
    told = read_yaml(_WORDS.read_text("utf-8"))
    columns = {fold(word): target for target, found in told["columns"].items() for word in found}
    entries = {
        target: {fold(str(word)): concept for concept, found in concepts.items() for word in found}
        for target, concepts in told["entries"].items()
    }
    return Words(columns, entries)


# --- columns -------------------------------------------------------------------------------------------------


def suggest(table: Table, labels: Mapping[str, str] | None = None) -> dict[str, str]:
    """A target for each column that shows what it is. *labels*: what a form asks in it."""
    scores = [
        (score, -place, column, target)
        for place, column in enumerate(table.columns)
        for target, score in _scores(table, column, (labels or {}).get(column, "")).items()
    ]
    found: dict[str, str] = {}
    for _score, _place, column, target in sorted(scores, reverse=True):
        taken = not TARGETS[target].many and target in found.values()
        if column not in found and not taken:
            found[column] = target
    return {column: found[column] for column in table.columns if column in found}


def _scores(table: Table, column: str, label: str) -> dict[str, float]:
    if odk.is_export(table) and (column in odk.MADE_BY_SERVER or column in odk.ID_COLUMNS + odk.TIME_COLUMNS):
        return _of_server(column)
    scores = _by_heading(column)
    if label:
        scores = {**scores, **{t: max(s, scores.get(t, 0)) for t, s in _by_heading(label).items()}}
    kind = kind_of(table.values(column)[:LOOKED_AT])
    for target in list(scores):
        wanted = TARGETS[target].kind
        if kind and wanted in {"day", "phone", "sum"} and wanted != kind:
            del scores[target]
    if not scores and kind == "phone":
        scores["phone"] = 0.5
    return scores


def _of_server(column: str) -> dict[str, float]:
    if column in odk.ID_COLUMNS:
        return {"original": 3 - odk.ID_COLUMNS.index(column) / 10}
    if column in odk.TIME_COLUMNS:
        return {"day": 0.4 - odk.TIME_COLUMNS.index(column) / 100}
    return {}


def _by_heading(heading: str) -> dict[str, float]:
    """How well each target fits: the whole heading best, then its last part, then the longest words within it."""
    scores: dict[str, float] = {}
    parts = [fold(heading), *(fold(part) for part in re.split(r"[/›:]| - ", heading))]
    for word, target in words().columns.items():
        if word in parts:
            score = 2.0 if parts[0] == word else 1.8
        elif re.search(rf"(?<!\S){re.escape(word)}(?!\S)", parts[0]):
            score = 0.6 + len(word) / (len(parts[0]) + 1)
        else:
            continue
        scores[target] = max(score, scores.get(target, 0))
    return scores


def kind_of(texts: Sequence[str]) -> str:
    """``phone``, ``day`` or ``sum`` when most of the texts can only be that; "" when they cannot tell."""
    if not texts:
        return ""
    kinds = Counter(_kind(text) for text in texts)
    kind, times = kinds.most_common(1)[0]
    return kind if times >= ENOUGH * len(texts) else ""


def _kind(text: str) -> str:
    if re.fullmatch(r"(19|20)\d\d|[1-6]\d{4}", text):
        return ""  # a year or a day as sheets number them, or a sum
    digits = sum(map(str.isdecimal, text))
    if re.fullmatch(r"[+()\d\s\-.]{9,24}", text) and 9 <= digits <= 15 and not re.match(r"(19|20)\d\d[-.]\d\d", text):
        return "phone"
    if re.search(r"\d\s*[.\-/ ]\s*\w+\s*[.\-/ ]\s*\d|\d{4}-\d\d", text) and _reads(parse_day, text):
        return "day"
    return "sum" if digits and _reads(parse_sum, text) else ""


def _reads(parser: object, text: str) -> bool:
    try:
        parser(text)  # type: ignore[operator]
    except Unclear:
        return False
    return True


def mistakes(mapping: Mapping[str, str]) -> list[str]:
    """Targets that more than one column has and only one can have, and unknown ones."""
    times = Counter(mapping.values())
    return sorted(t for t, n in times.items() if t not in TARGETS or (n > 1 and not TARGETS[t].many))


# --- words ---------------------------------------------------------------------------------------------------


def unknown_words(table: Table, mapping: Mapping[str, str]) -> dict[str, Counter[str]]:
    """``{target: {word: times}}``: entries of choice columns that are none of our words, the commonest first."""
    found: dict[str, Counter[str]] = {}
    for column, target in mapping.items():
        if schemes := TARGETS[target].schemes:
            entries = (entry for text in table.values(column) for entry in parts(target, text))
            unknown = Counter(entry for entry in entries if not concept_of(target, entry, schemes))
            found.setdefault(target, Counter()).update(unknown)
    return {target: counter for target, counter in found.items() if counter}


def parts(target: str, text: str) -> list[str]:
    """The entries of one cell: a cell of several topics names them by commas; other words stay whole."""
    if not text or _match(target, text, TARGETS[target].schemes):
        return [text] if text else []
    if target not in {"topics", "place"}:
        return [text]
    return [part.strip() for part in re.split(r"[,;\n]|\s[/+|]\s", text) if part.strip()]


def concept_of(target: str, entry: str, schemes: Iterable[str] = (), chosen: Mapping[str, str] | None = None) -> str:
    """The concept of an entry: as chosen by a person, or by its own name; "" when it is none of our words.

    Places are full ids (``country/ru``), the rest are ids of the target's scheme.
    """
    if chosen and entry in chosen:
        return chosen[entry]
    return _match(target, entry, tuple(schemes) or TARGETS[target].schemes)


def _match(target: str, entry: str, schemes: tuple[str, ...]) -> str:
    return _names(target, schemes).get(fold(entry), "")


@cache
def _names(target: str, schemes: tuple[str, ...]) -> dict[str, str]:
    """Every folded name of every concept a target can be; our own labels win over other words."""
    found = dict(words().entries.get(target, {}))
    for scheme in reversed(schemes):
        concepts = list(vocabulary.scheme(scheme))
        for other in (True, False):
            for one in concepts:
                name = one.full_id if target == "place" else one.id
                terms = [t for lang in vocabulary.LANGUAGES for t in one.alts.get(lang)] if other else []
                terms += [] if other else [one.id, *(text for _, text in one.labels.items())]
                found.update({fold(term): name for term in terms if fold(term)})
    return found


@cache
def concepts_of(target: str) -> frozenset[str]:
    """Every concept a word of this target can mean, as in :func:`concept_of`."""
    found = (
        (one for scheme in TARGETS[target].schemes for one in vocabulary.scheme(scheme)) if target in TARGETS else ()
    )
    return frozenset(one.full_id if target == "place" else one.id for one in found)


def likely(target: str, entry: str, language: str) -> list[tuple[str, str]]:
    """Concepts that an unknown entry may mean, the likeliest first: (id as in :func:`concept_of`, label)."""
    found = [one for scheme in TARGETS[target].schemes for one in vocabulary.search(scheme, entry, language, limit=3)]
    return [(one.full_id if target == "place" else one.id, one.label(language)) for one in found[:3]]
