"""The real names of a study and their stand-ins: sealed under a key of their own, and what may be a name in a text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tayanch.evidence.interviews.models import NameTable, StandIn, Study
from tayanch.interviews.anonymising import (
    Candidate,
    Confirmed,
    Dictionary,
    Lexicon,
    candidates,
    merged,
    names_of,
    same_as,
    stand_ins,
)
from tayanch.interviews.anonymising.dictionary import base_form
from tayanch.interviews.anonymising.standing_in import LANGUAGES
from tayanch.interviews.calling import kind_of
from tayanch.vault.keys import load_keys

Decision = Literal["name", "word", "later"]
CONTEXT = 60  # characters around a candidate
SHOWN = 3  # places of each candidate
SURE = 0.7  # from here on the page proposes to take it out


def dictionary_of(study: Study) -> Dictionary:
    """Confirmed names and rejected words."""
    rows = list(StandIn.objects.filter(table__study=study))
    load_keys(rows)
    names = tuple(_confirmed(row) for row in rows if row.is_name)
    return Dictionary(names, frozenset(form for row in rows if not row.is_name for form in told(row)["forms"]))


def told(row: StandIn) -> dict[str, Any]:
    """What is sealed of a stand-in: its forms, and what they say."""
    found: dict[str, Any] = json.loads(row.unseal("forms"))
    return found


def _confirmed(row: StandIn) -> Confirmed:
    about = told(row)
    forms = tuple(about["forms"])
    return Confirmed(
        str(row.id),
        row.kind,  # type: ignore[arg-type]
        forms,
        row.stand_in,
        about.get("sex", ""),
        about.get("place", ""),
        about.get("region", ""),
    )


def seal_name(row: StandIn, name: Confirmed) -> None:
    """Put a confirmed name into its row; does not save."""
    row.kind, row.stand_in = name.kind, name.stand_in
    about = {"forms": list(name.forms), "sex": name.sex, "place": name.place, "region": name.region}
    row.seal(forms=json.dumps(about, ensure_ascii=False))


def table_of(study: Study) -> NameTable | None:
    return NameTable.objects.filter(study=study).first()


# --- what may be a name in one text --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One place of a candidate."""

    before: str
    text: str
    after: str


@dataclass
class Row:
    """All places of one name that may be one: what somebody decides about."""

    key: str
    kind: str
    forms: list[str] = field(default_factory=list)
    many: int = 0
    seen: list[Seen] = field(default_factory=list)
    stand_in: str = ""  # that it has already
    confidence: float = 0.0
    same: list[tuple[str, str]] = field(default_factory=list)  # id or key of a name it may be, and how that is called


def key_of(candidate: Candidate) -> str:
    """What tells one name from another on the page."""
    return candidate.id or f"{candidate.kind} {candidate.stem}"


def found_in(text: str, language: str, known: Dictionary) -> tuple[Candidate, ...]:
    """Candidates of a text, with what the study has confirmed; nothing within a stand-in is one."""
    signs = "|".join(re.escape(name.stand_in) for name in known.names if name.stand_in)
    stood = [one.span() for one in re.finditer(signs, text)] if signs else []
    # Read as a name of the same length: behind "[Woman-03]:" a sentence begins, as it did behind her name.
    read = re.sub(signs, lambda one: "А" + "а" * (len(one[0]) - 1), text) if signs else text
    found = candidates(read, language=language, lexicon=Lexicon.of([read]), known=known)
    return tuple(each for each in found if not any(start < each.end and each.start < end for start, end in stood))


def unlisted(labels: Iterable[str], found: Iterable[Candidate], known: Dictionary) -> list[str]:
    """Labels of speakers that are built like a name and that no rule found: the lists of names have gaps."""
    told = {word.casefold() for each in found for word in each.text.split()}
    fresh = (label for label in labels if kind_of(label) == "name" and not known.is_rejected(label, ""))
    return [label for label in dict.fromkeys(fresh) if not any(word.casefold() in told for word in label.split())]


def rows_of(text: str, found: Iterable[Candidate], known: Dictionary, labels: Iterable[str] = ()) -> list[Row]:
    """Candidates as somebody decides about them: a name once, the most likely first.

    *labels*: what speakers are called. A candidate that is one of them is surely a name.
    """
    given = list(found)
    rows: dict[str, Row] = {}
    for each in given:
        row = rows.setdefault(key_of(each), Row(key_of(each), each.kind, stand_in=each.stand_in))
        form = base_form(each)
        row.forms += [form] if form not in row.forms else []
        row.many, row.confidence = row.many + 1, max(row.confidence, each.confidence)
        if len(row.seen) < SHOWN:
            row.seen.append(_seen(text, each))
    called = {label for label in labels if kind_of(label) == "name"}
    for row in rows.values():
        row.confidence = max(row.confidence, SURE) if called.intersection(row.forms) else row.confidence
    _suggest(rows, given, known)
    return sorted(rows.values(), key=lambda row: (bool(row.stand_in), -row.confidence, -row.many))


def _seen(text: str, each: Candidate) -> Seen:
    return Seen(text[max(0, each.start - CONTEXT) : each.start], each.text, text[each.end : each.end + CONTEXT])


def _suggest(rows: dict[str, Row], found: list[Candidate], known: Dictionary) -> None:
    """Say of each new name which others it may be the same as."""
    names = names_of(found, known)
    keys = _keys(names, found, known)
    called = {name.id: name.stand_in or name.forms[0] for name in names}
    for pair in same_as(names):
        for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
            row = rows.get(keys[one])
            if row is not None and not row.stand_in:
                row.same.append((keys[other], called[other]))


def _keys(names: Iterable[Confirmed], found: Iterable[Candidate], known: Dictionary) -> dict[str, str]:
    """Keys of rows by ids of names: new names come in the order their candidates are met."""
    confirmed = {name.id for name in known.names}
    fresh = list(dict.fromkeys(key_of(each) for each in found if not each.id))
    new = [name.id for name in names if name.id not in confirmed]
    return {**{one: one for one in confirmed}, **dict(zip(new, fresh, strict=True))}


@dataclass(frozen=True)
class Decided:
    """What somebody decided about a row. *same*: key of the row, or id of the name, that it is the same as."""

    decision: Decision
    kind: str = ""
    same: str = ""


def decide(
    found: Iterable[Candidate],
    decisions: Mapping[str, Decided],
    known: Dictionary,
    language: str,
    missed: Iterable[tuple[str, str]] = (),
) -> Dictionary:
    """The dictionary that follows from decisions: new names with stand-ins, words that are none, names that are one.

    *missed*: kind and form of names that no rule found.
    """
    given = list(found)
    taken = [_as(each, decisions) for each in given if _is_name(each, decisions)]
    names = names_of(taken, known)
    keys = _keys(names, taken, known)
    added = tuple(Confirmed(f"missed-{n}", kind, (form,)) for n, (kind, form) in enumerate(missed))  # type: ignore[arg-type]
    words = {form for each in given if _decision(each, decisions) == "word" for form in (each.stem, each.text)}
    whole = Dictionary((*names, *added), known.rejected | words)
    by_key = {key: name for name, key in keys.items()}
    for key, decided in decisions.items():
        left, right = by_key.get(decided.same), by_key.get(key)
        if decided.decision == "name" and left and right and left != right:
            whole = merged(whole, left, right)
    return stand_ins(whole.names, language if language in LANGUAGES else "en", whole.rejected)


def _decision(each: Candidate, decisions: Mapping[str, Decided]) -> Decision:
    return decisions[key_of(each)].decision if key_of(each) in decisions else "later"


def _is_name(each: Candidate, decisions: Mapping[str, Decided]) -> bool:
    return bool(each.id) or _decision(each, decisions) == "name"


def _as(each: Candidate, decisions: Mapping[str, Decided]) -> Candidate:
    decided = decisions.get(key_of(each))
    return replace(each, kind=decided.kind) if decided and decided.kind and not each.id else each  # type: ignore[arg-type]
