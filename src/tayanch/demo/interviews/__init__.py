"""An invented study of interviews, to try everything with: twelve transcripts in Kyrgyz, Russian and English.

Two invented coders marked each of them, by herself, with the codebook of women and labour migration. Who speaks in
them, what happened to her and for whom she worked is made up; see ``study.yaml`` and the first lines of each text. The
study needs no database: it can be read in a notebook.

>>> from tayanch.demo.interviews import demonstration
>>> study = demonstration()
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from tayanch.interviews import codebooks
from tayanch.interviews.model import (
    Adjudication,
    Case,
    Coder,
    Coding,
    Document,
    Memo,
    Speaker,
    Study,
    TextVersion,
    Turn,
)
from tayanch.interviews.turns import find_turns, speaker_id
from tayanch.yaml_text import read_yaml

STAGES = ("transcribed", "anonymised", "coded-once", "coded-twice", "adjudicated", "released")
ANALYST = "elnura"  # who settled what the coders read differently; she signs in under this name


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a person confirmed: every form found in the transcript, and what stands in its place.

    *id* is the same wherever the same person or place is named. *kind*: person, place, organisation, phone, document,
    address. *sex*: woman, man, or empty.
    """

    id: str
    kind: str
    stand_in: str
    forms: tuple[str, ...]
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """How it was given (aloud, written), when, and for what (research, quotes)."""

    given: str
    day: date
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What the supervisor of the fieldwork checked. *kind*: call, visit. *area*: a concept of the scheme oblast."""

    day: date
    kind: str
    area: str
    document: str
    found: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """The plan and how far it has come. *plan*: conversations by area and method; the others by id of the document.

    A stage says where a transcript stands when a demonstration begins; the study itself carries all codings.
    """

    plan: Mapping[str, Mapping[str, int]]
    checks: tuple[Check, ...]
    stages: Mapping[str, str]
    consents: Mapping[str, Consent]


@cache
def demonstration() -> Study:
    """The whole study: transcripts with speakers, codebook, codings of both coders, what was settled, memos.

    Raises:
        ValueError: a passage does not stand exactly once in its text, or a speaker of the text is not described.
    """
    told = _yaml("study")
    documents = {each["id"]: _document(each) for each in told["documents"]}
    codings = tuple(_codings(documents))
    return Study(
        id=told["id"],
        name=told["name"],
        documents=tuple(documents.values()),
        speakers=tuple(speaker for each in told["documents"] for speaker in _speakers(each)),
        cases=tuple(Case(each["id"], each["name"], each["attributes"]) for each in told["cases"]),
        codebook=codebooks.load(told["codebook"]),
        coders=tuple(Coder(each["id"], each["name"]) for each in told["coders"]),
        codings=codings,
        adjudications=tuple(_adjudications(documents, codings)),
        memos=tuple(_memos(documents)),
    )


@cache
def names() -> Mapping[str, tuple[Name, ...]]:
    """Confirmed names by id of the document."""
    return {
        document: tuple(
            Name(each["id"], each["kind"], each["stand_in"], tuple(each["forms"]), each.get("sex", ""))
            for each in told["names"]
        )
        for document, told in _yaml("names").items()
    }


@cache
def kept() -> Mapping[str, tuple[str, ...]]:
    """Words by id of the document that look like names and that a person looked at and left."""
    return {document: tuple(told["kept"]) for document, told in _yaml("names").items()}


@cache
def fieldwork() -> Fieldwork:
    """What was planned, held, checked and agreed to."""
    told = _yaml("study")
    consents = {
        each["id"]: Consent(each["consent"]["given"], each["consent"]["day"], tuple(each["consent"]["for"]))
        for each in told["documents"]
    }
    stages = {each["id"]: each["stage"] for each in told["documents"]}
    return Fieldwork(told["plan"], tuple(Check(**each) for each in told["checks"]), stages, consents)


def _yaml(name: str) -> Any:
    return read_yaml((resources.files(__name__) / f"{name}.yaml").read_text(encoding="utf-8"))


def _document(told: Mapping[str, Any]) -> Document:
    text = (resources.files(__name__) / "texts" / told["file"]).read_text(encoding="utf-8")
    return Document(
        id=told["id"],
        name=told["name"],
        versions=(TextVersion(1, "transcribed", text, _turns(told, text)),),
        method=told["method"],
        language=told["language"],
        case=told.get("case", ""),
        held_on=told["held_on"],
        attributes={"area": told["area"]},
    )


def _turns(told: Mapping[str, Any], text: str) -> tuple[Turn, ...]:
    """Its turns, with the ids that its speakers have in the study."""
    turns, speakers, _ = find_turns(text)
    labels = {speaker.id: speaker.label for speaker in speakers}
    if strange := set(labels.values()) - set(told["speakers"]):
        raise ValueError(f"{told['file']}: study.yaml does not say who these are: {', '.join(sorted(strange))}.")
    return tuple(
        Turn(
            turn.start,
            turn.said,
            turn.end,
            speaker_id(labels[turn.speaker], told["id"]) if turn.speaker else None,
            turn.at,
        )
        for turn in turns
    )


def _speakers(told: Mapping[str, Any]) -> Iterator[Speaker]:
    for label, known in told["speakers"].items():
        attributes = {name: value for name, value in known.items() if name != "asks"}
        yield Speaker(speaker_id(label, told["id"]), label, attributes, asks=known.get("asks", False))


def _span(document: Document, words: str) -> tuple[int, int]:
    """Where a passage stands. Raises ``ValueError`` unless it stands exactly once."""
    text = document.newest.text
    if text.count(words) != 1:
        raise ValueError(f"{document.id}: this stands {text.count(words)} times in the text, not once: {words}")
    start = text.index(words)
    return start, start + len(words)


def _code(name: str) -> str:
    return codebooks.identity(_yaml_codebook(), name)


@cache
def _yaml_codebook() -> str:
    return str(_yaml("study")["codebook"])


def _codings(documents: Mapping[str, Document]) -> Iterator[Coding]:
    for id, passages in _yaml("codings").items():
        document = documents[id]
        for number, told in enumerate(passages, start=1):
            start, end = _span(document, told["words"])
            for coder, codes in told["codes"].items():
                for name in codes:
                    made = f"{id}-{number:03}-{coder}-{name}".lower()
                    yield Coding(made, id, document.newest.number, start, end, _code(name), coder)


def _adjudications(documents: Mapping[str, Document], codings: tuple[Coding, ...]) -> Iterator[Adjudication]:
    for id, settled in _yaml("adjudications").items():
        document = documents[id]
        for number, told in enumerate(settled, start=1):
            start, end = _span(document, told["words"])
            stands = tuple(_code(name) for name in told["stands"])
            at = {(start, end)} | ({_span(document, told["instead_of"])} if "instead_of" in told else set())
            rejected = tuple(
                each.id
                for each in codings
                if each.document == id
                and (each.start, each.end) in at
                and not ((each.start, each.end) == (start, end) and each.code in stands)
            )
            made = f"{id}-settled-{number:03}"
            version = document.newest.number
            yield Adjudication(made, id, version, start, end, stands, rejected, ANALYST, told["why"])


def _memos(documents: Mapping[str, Document]) -> Iterator[Memo]:
    for number, told in enumerate(_yaml("memos"), start=1):
        about, subject = told["about"], told["subject"]
        document = documents.get(subject) if about == "passage" else None
        start, end = _span(document, told["words"]) if document else (0, 0)
        yield Memo(
            id=f"memo-{number}",
            text=told["text"],
            about=about,
            subject=_code(subject) if about == "code" else subject,
            version=document.newest.number if document else 0,
            start=start,
            end=end,
            title=told["title"],
            by=told["by"],
        )
