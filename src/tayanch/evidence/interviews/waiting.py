"""Transcripts between reading and keeping: sealed, with everything that was found in them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Study, Waiting
from tayanch.interviews.model import Speaker, Turn
from tayanch.interviews.reading import Transcript

Told = dict[str, Any]


def seal_transcript(row: Waiting, name: str, found: Transcript, about: Told) -> None:
    """Put a transcript, and what was said about it, into the row; does not save."""
    told = {
        "text": found.text,
        "turns": [[turn.start, turn.said, turn.end, turn.speaker, turn.at] for turn in found.turns],
        "speakers": [[one.id, one.label, dict(one.attributes), one.asks] for one in found.speakers],
        "warnings": list(found.warnings),
        "title": found.title,
        "about": about,
    }
    row.seal(name=name, read=json.dumps(told, ensure_ascii=False))


def transcript_of(row: Waiting) -> tuple[Transcript, Told]:
    """The transcript, and what was said about it."""
    told = json.loads(row.unseal("read"))
    turns = tuple(Turn(*turn) for turn in told["turns"])
    speakers = tuple(Speaker(*one) for one in told["speakers"])
    return Transcript(told["text"], turns, speakers, tuple(told["warnings"]), told["title"]), told["about"]


@dataclass(frozen=True)
class Heard:
    """A speaker of a transcript: how often and how much she speaks."""

    speaker: Speaker
    turns: int
    words: int


@dataclass(frozen=True)
class Preview:
    """What was found in a transcript, before it is kept."""

    row: Waiting
    name: str
    transcript: Transcript
    about: Told
    heard: tuple[Heard, ...]
    words: int
    unknown: int  # turns of which nobody knows who speaks

    @property
    def first_turns(self) -> list[tuple[str, str]]:
        """How the transcript begins: label and words."""
        return spoken(self.transcript, 12)


def spoken(found: Transcript, most: int) -> list[tuple[str, str]]:
    """The first turns as label and words."""
    labels = {one.id: one.label for one in found.speakers}
    some = found.turns[:most]
    return [(labels.get(turn.speaker or "", ""), found.text[turn.said : turn.end].strip()[:400]) for turn in some]


def preview(row: Waiting) -> Preview:
    """What was found in one transcript."""
    found, about = transcript_of(row)
    turns = Counter(turn.speaker for turn in found.turns)
    words: Counter[str | None] = Counter()
    for turn in found.turns:
        words[turn.speaker] += len(found.text[turn.said : turn.end].split())
    heard = tuple(Heard(one, turns[one.id], words[one.id]) for one in found.speakers)
    return Preview(row, row.unseal("name"), found, about, heard, len(found.text.split()), turns[None])


def of_study(study: Study) -> list[Waiting]:
    """Transcripts that wait for a decision whether they become interviews."""
    return keyed(study, study.waiting.filter(interview=None).select_related("by"))
