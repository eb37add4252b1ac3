"""WebVTT (W3C recommendation, sections 4 and 6.4) and SubRip: cues of one voice become one turn, with its time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tayanch.interviews.calling import LONGEST
from tayanch.interviews.model import Turn
from tayanch.interviews.reading.base import ReadError, Transcript, clean
from tayanch.interviews.reading.encodings import decoded
from tayanch.interviews.turns import find_turns, recognised

_TIMES = re.compile(
    r"[ \t]*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})[ \t]*-->[ \t]*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})", re.ASCII
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]{1,200})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|</?>|<[0-9:.]{5,15}>|\{\\[^{}\n]{0,40}\}")
_PAUSE = 2.0  # seconds of silence that end a turn when nobody tells who speaks


@dataclass(frozen=True)
class _Cue:
    """Words between two times, and who says them."""

    start: float
    end: float
    voice: str
    words: str


def looks_like_captions(text: str) -> bool:
    """Whether a text begins as captions do."""
    if re.match(r"\ufeff?WEBVTT(?:[ \t\r\n]|\Z)", text):
        return True
    head = [line for line in text[:2000].split("\n", 6) if line.strip()][:2]
    return len(head) == 2 and head[0].strip("\ufeff \r").isdigit() and bool(_TIMES.match(head[1]))


def read_captions(data: bytes) -> Transcript:
    """The transcript of a VTT or SRT file; raises :class:`~tayanch.interviews.reading.ReadError`."""
    text, note = decoded(data)
    notes = [note] if note else []
    cues = list(_cues(clean(text)))
    if not cues:
        raise ReadError("there are no captions in it. Export them again as VTT or SRT.")
    made = _by_voice(cues) if any(cue.voice for cue in cues) else _by_label(cues)
    return replace(made, warnings=(*notes, *made.warnings))


def _cues(text: str) -> Iterator[_Cue]:
    """The cues of both formats; blocks without times, such as NOTE and STYLE, are passed over."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        for place, line in enumerate(lines[:2]):
            times = _TIMES.match(line)
            if times:
                yield from _voices(_seconds(times[1]), _seconds(times[2]), "\n".join(lines[place + 1 :]))
                break


def _seconds(told: str) -> float:
    seconds = 0.0
    for part in told.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def _voices(start: float, end: float, payload: str) -> Iterator[_Cue]:
    """One cue for each voice in it."""
    parts = _VOICE.split(payload)  # words, voice, words, voice, words …
    for voice, words in zip(["", *parts[1::2]], parts[::2], strict=True):
        said = clean(html.unescape(_TAG.sub("", words)))
        said = "\n".join(line.strip() for line in said.split("\n") if line.strip())
        if said:
            yield _Cue(start, end, " ".join(clean(html.unescape(voice)).split()).strip(" :")[:LONGEST], said)


def _by_voice(cues: Sequence[_Cue]) -> Transcript:
    """Each run of cues of one voice as ``Voice: words``."""
    text, turns = "", []
    for voice, group in groupby(cues, key=lambda cue: cue.voice):
        given = list(group)
        label = f"{voice}: " if voice else ""
        words = " ".join(cue.words.replace("\n", " ") for cue in given)
        start = len(text)
        text += f"{label}{words}\n"
        turns.append(Turn(start, start + len(label), len(text), voice or None, given[0].start))
    known, speakers, warnings = recognised(text, turns)
    return Transcript(text, known, speakers, warnings)


def _by_label(cues: Sequence[_Cue]) -> Transcript:
    """Labels inside the words, ``Айнура: …``; without any, turns of nobody that end with a pause."""
    starts, text = [], ""
    for cue in cues:
        starts.append((len(text), cue.start))
        text += cue.words + "\n"
    turns, speakers, warnings = find_turns(text)
    if turns:
        return Transcript(text, tuple(_timed(turns, starts)), speakers, warnings)
    return _by_pause(cues)


def _timed(turns: Iterable[Turn], starts: Sequence[tuple[int, float]]) -> Iterator[Turn]:
    """Turns with the time of the cue in which they begin."""
    place = 0
    for turn in turns:
        while place + 1 < len(starts) and starts[place + 1][0] <= turn.start:
            place += 1
        yield replace(turn, at=starts[place][1] if turn.at is None else turn.at)


def _by_pause(cues: Sequence[_Cue]) -> Transcript:
    text, turns, last = "", list[Turn](), -_PAUSE
    for cue in cues:
        words = cue.words.replace("\n", " ")
        if cue.start - last >= _PAUSE or not turns:
            text += "\n" if text else ""
            turns.append(Turn(len(text), len(text), 0, None, cue.start))
        else:
            text += " "
        text, last = text + words, cue.end
    text += "\n"
    ends = [*(turn.start for turn in turns[1:]), len(text)]
    told = "The captions do not tell who speaks. Write “Name:” at the beginning of each cue, or use <v Name>."
    return Transcript(text, tuple(replace(turn, end=end) for turn, end in zip(turns, ends, strict=True)), (), (told,))
