"""What a study of interviews consists of. Values only: nothing here reads a file, a clock or a database.

Positions are code points of the text of one version, half-open. A text never changes: who corrects or anonymises it
makes the next version, with the map from the one before (:mod:`tayanch.interviews.offsets`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tayanch.interviews.codebook import Codebook
from tayanch.interviews.offsets import OffsetMap

VersionKind = Literal["transcribed", "corrected", "anonymised"]
Subject = Literal["study", "case", "document", "code", "coding", "passage"]
Values = Mapping[str, str]


@dataclass(frozen=True)
class Speaker:
    """Who speaks. *attributes*: what the study knows of each speaker, such as sex, age, oblast, status: a concept of
    the vocabulary or a text of the study's own."""

    id: str
    label: str  # as the transcript calls her: a name, a stand-in, "Модератор", "P3"
    attributes: Values = field(default_factory=dict)
    asks: bool = False  # moderator or interviewer: never a respondent, never quoted


@dataclass(frozen=True)
class Turn:
    """One speaker's uninterrupted words: ``text[start:end]`` with her label, ``text[said:end]`` without it."""

    start: int
    said: int
    end: int
    speaker: str | None  # Speaker.id; None: nobody knows who
    at: float | None = None  # seconds from the beginning of the recording


@dataclass(frozen=True)
class TextVersion:
    """One text of a document, and how it came from the version before."""

    number: int  # 1, 2, …
    kind: VersionKind
    text: str
    turns: tuple[Turn, ...] = ()
    came_by: OffsetMap | None = None  # from version number − 1; None for the first


@dataclass(frozen=True)
class Document:
    """One conversation: a focus group, an in-depth interview, one interview of a family's case."""

    id: str
    name: str
    versions: tuple[TextVersion, ...]  # in the order of their numbers, at least one
    method: str = ""  # see tayanch.interviews.attributes.METHODS
    language: str = ""  # ky, ru, en, uz, tg
    case: str = ""  # Case.id
    held_on: date | None = None
    attributes: Values = field(default_factory=dict)  # area, round of fieldwork, …

    @property
    def newest(self) -> TextVersion:
        """The version that is worked with now."""
        return self.versions[-1]


@dataclass(frozen=True)
class Case:
    """Documents and speakers that belong together, such as a family or a village."""

    id: str
    name: str
    attributes: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Coder:
    """Who codes. The name can be left out of what goes to others."""

    id: str
    name: str


@dataclass(frozen=True)
class Coding:
    """One coder's code on one passage of one version. *coder* empty: nobody knows whose."""

    id: str
    document: str
    version: int
    start: int
    end: int
    code: str
    coder: str
    round: int = 1
    at: datetime | None = None


@dataclass(frozen=True)
class Adjudication:
    """What was settled about a passage that coders read differently: the codes that stand, and why."""

    id: str
    document: str
    version: int
    start: int
    end: int
    codes: tuple[str, ...]  # that stand; empty: none does
    rejected: tuple[str, ...]  # ids of codings that do not stand; they are kept
    by: str
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Memo:
    """A thought, and what it is about: the id of a subject, or a passage."""

    id: str
    text: str
    about: Subject = "study"
    subject: str = ""  # the id; of a passage: that of its document
    version: int = 0  # of a passage
    start: int = 0
    end: int = 0
    title: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Event:
    """Something that was done to the study: for its audit."""

    at: datetime
    by: str
    what: str  # import, anonymise, code, merge, adjudicate, release, export, look-up
    subject: str = ""
    why: str = ""


@dataclass(frozen=True)
class Study:
    """Everything of one study. Ids are unique within it."""

    id: str
    name: str
    documents: tuple[Document, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    cases: tuple[Case, ...] = ()
    codebook: Codebook = field(default_factory=Codebook)
    coders: tuple[Coder, ...] = ()
    codings: tuple[Coding, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()
    memos: tuple[Memo, ...] = ()
    events: tuple[Event, ...] = ()
