"""What every reader gives, what it refuses, and how a text is brought into the form the product keeps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tayanch.interviews.calling import LONGEST, kind_of, plain, without_brackets
from tayanch.interviews.model import Speaker, Turn
from tayanch.interviews.turns import find_turns

MOST_BYTES = 100_000_000  # of a file
MOST_UNPACKED = 300_000_000  # of what is packed in it
MOST_CHARACTERS = 10_000_000  # of a transcript: some 250 hours of talk

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ENDS_OF_LABELS = '.,;!?…»”"'


class ReadError(ValueError):
    """A file that cannot be read; the text is a sentence that says what to do."""


@dataclass(frozen=True)
class Transcript:
    """One conversation as it was read: NFC, ``\\n`` between paragraphs, no byte order mark."""

    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    warnings: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a word processor; *lead*: so many of its first characters are bold."""

    text: str
    lead: int = 0


def clean(text: str) -> str:
    """NFC, every line end as ``\\n``, without byte order marks, soft hyphens and signs that no text has."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", _LINE_END.sub("\n", text)))


def transcript(text: str, warnings: Iterable[str] = (), title: str = "") -> Transcript:
    """The transcript of a text in which turns are still to be found; raises :class:`ReadError` for an empty one."""
    text = clean(text)
    if not text.strip():
        raise ReadError("there is no text in it. Look whether it is the right file.")
    if len(text) > MOST_CHARACTERS:
        raise ReadError("it is longer than any interview. Divide it into one file for each conversation.")
    turns, speakers, doubts = find_turns(text)
    return Transcript(text, turns, speakers, (*warnings, *doubts), title)


def from_paragraphs(paragraphs: Sequence[Paragraph], warnings: Iterable[str] = (), title: str = "") -> Transcript:
    """The transcript of a word processor's paragraphs; a bold name without a colon gets one."""
    labels = _bold_labels(paragraphs)
    lines, marked = [], 0
    for paragraph in paragraphs:
        lead = paragraph.text[: paragraph.lead].strip()
        if plain(lead) in labels and not paragraph.text[paragraph.lead :].lstrip().startswith(":"):
            lines.append(f"{lead}: {paragraph.text[paragraph.lead :].lstrip()}")
            marked += 1
        else:
            lines.append(paragraph.text)
    told = [f"A colon was put behind bold labels: {marked}."] if marked else []
    return transcript("\n".join(lines), (*warnings, *told), title)


def _bold_labels(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Bold beginnings that are roles, or that come back and look like names, where words that are not bold follow."""
    counts: dict[str, int] = {}
    kinds = {}
    for paragraph in paragraphs:
        lead = paragraph.text[: paragraph.lead].strip()
        rest = paragraph.text[paragraph.lead :].strip()
        if 0 < len(lead) <= LONGEST and rest and lead[-1] not in _ENDS_OF_LABELS + ":–—-":
            counts[plain(lead)] = counts.get(plain(lead), 0) + 1
            kinds[plain(lead)] = kind_of(without_brackets(lead))
    return frozenset(
        lead
        for lead, count in counts.items()
        if kinds[lead] in ("asks", "role", "unknown") or (count > 1 and kinds[lead] in ("code", "name"))
    )


def bold_lead(runs: Iterable[tuple[str, bool]]) -> Paragraph:
    """The paragraph of runs of text, each bold or not."""
    given = [(text, bold) for text, bold in runs if text]
    ends = accumulate(len(text) for text, _ in given)
    lead = 0
    for (text, bold), end in zip(given, ends, strict=True):
        if text.strip() and not bold:
            break
        lead = end
    return Paragraph("".join(text for text, _ in given), lead)
