"""Speaker turns in plain text: who speaks from where to where.

A turn begins where a paragraph begins with a label: ``Айнура:``, ``P3:``, ``[00:12:34] Модератор:``, ``Участница 2 –``.
Whether a word before a colon is somebody's label is judged from the whole text: roles and numbered letters always are,
a name is when it comes back or when nothing speaks against it. Whatever stays in doubt is told in a warning.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from tayanch.interviews import calling
from tayanch.interviews.model import Speaker, Turn
from tayanch.interviews.stamps import any_stamp, bracketed_stamp, last_stamp

Sign = Literal["colon", "tab", "dash", "dot", "stamp"]
_HEAD = 260  # characters of a paragraph in which a label and its time stamps are looked for
_SPACE = " \t\u00a0\u202f\u2007\ufeff"
_LEAD = re.compile(r"[\s*_•·>|–—\-]*(?:[0-9]{1,4}(?:[.)][ \u00a0\t]|\t)[\s*_]*)?")  # bullets, and numbers of turns
_WORDS = r"[^\n\t:：!?？;\"«»„“”()\[\]<>{}]|\([^()\n:]{0,60}\)|\[[^\[\]\n:]{0,60}\]"
_LABEL = rf"(?P<label>(?:{_WORDS}){{1,64}}?|[?？]{{1,3}})[*_]{{0,2}}"
_COLON = re.compile(_LABEL + r"[ \u00a0\t]*[:：][*_]{0,2}(?!//)")
_TAB = re.compile(_LABEL + r"[ \u00a0]*\t")
_DASH = re.compile(_LABEL + r"[ \u00a0]*(?<=[ \u00a0])[–—-](?=[ \u00a0]|$)")
_DOT = re.compile(r"(?P<label>[^\W\d_]{1,2}[0-9]{1,2})\.(?=[ \u00a0\t])")
_INNER_DASH = re.compile(r"\s[–—-]\s")
_DIGIT_COLON = re.compile(r"[0-9]\s?[:：]\s?\Z")
_NAMESPACE = uuid.UUID("5d1f3b6e-8c0a-5f57-9a4e-2b7f6d0c9e11")
_BLOCK = 25  # lines in which the heading of a transcript is looked for
_SHORT = 120  # characters of a line of the heading


@dataclass(frozen=True)
class _Head:
    """A paragraph that begins as if somebody were named: ``text[start:said]`` is the label with its signs."""

    start: int
    said: int
    label: str
    key: str
    kind: calling.Kind
    sign: Sign
    at: float | None


def speaker_id(label: str, document: str = "") -> str:
    """The id of a speaker, a UUID made from what she is called and the document in which she is."""
    return _id(calling.key_of(label), document)


def _id(key: str, document: str = "") -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{document}\n{key}"))


def find_turns(text: str) -> tuple[tuple[Turn, ...], tuple[Speaker, ...], tuple[str, ...]]:
    """Turns in order, who speaks them, and sentences on what was in doubt.

    Args:
        text: paragraphs with ``\\n`` between them, as :func:`tayanch.interviews.reading.read` gives it.

    Turns tile the text from the first label to its end. What stands before it, such as a heading, is in no turn. A turn
    of ``Все:`` or ``???:`` has no speaker. An id of a speaker holds for one text: see :func:`speaker_id`.
    """
    choice = _Choice(text)
    heads = choice.heads
    ends = [*(head.start for head in heads[1:]), len(text)][: len(heads)]
    labelled = [Turn(head.start, head.said, end, head.label, head.at) for head, end in zip(heads, ends, strict=True)]
    turns, speakers, warnings = recognised(text, _timed(text, labelled))
    return turns, speakers, (*choice.doubts, *warnings)


def recognised(text: str, labelled: Iterable[Turn]) -> tuple[tuple[Turn, ...], tuple[Speaker, ...], tuple[str, ...]]:
    """Turns that name their speakers by labels, as turns of speakers; the speakers; sentences on what was in doubt."""
    given = list(labelled)
    names = _Names([turn.speaker for turn in given if turn.speaker])
    turns = tuple(replace(turn, speaker=names.id(turn.speaker) if turn.speaker else None) for turn in given)
    speakers = names.speakers(text, turns)
    return turns, speakers, (*names.warnings, *_warnings(text, turns, speakers))


# --- paragraphs that may begin with a label ---------------------------------------------------------------------------


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each paragraph begins, and its first characters."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, text[start : min(end, start + _HEAD)]
        start = end + 1


def _candidates(text: str) -> Iterator[list[_Head]]:
    """For each paragraph the ways to read its beginning as a label, the likeliest first."""
    for start, line in _lines(text):
        found = list(_readings(start, line))
        if found:
            yield found


def _readings(start: int, line: str) -> Iterator[_Head]:
    begun = _LEAD.match(line)
    position = begun.end() if begun else 0
    stamp = any_stamp(line, position)
    if stamp:
        position = _skipped(line, stamp.end, " \t\u00a0-–—|*_")
    for sign, pattern in (("colon", _COLON), ("tab", _TAB), ("dash", _DASH), ("dot", _DOT)):
        found = pattern.match(line, position)
        if found:
            yield from _head(start, line, found, sign, stamp.seconds if stamp else None)  # type: ignore[arg-type]
    yield from _with_stamp_behind(start, line, position)


def _head(start: int, line: str, found: re.Match[str], sign: Sign, at: float | None) -> Iterator[_Head]:
    """A label before its sign; a stamp of the time may follow."""
    label, end = found["label"].strip(" \u00a0*_"), found.end()
    if sign == "colon" and _DIGIT_COLON.search(line[:end]) and line[end : end + 1].isdigit():
        return  # 10:30
    end = _skipped(line, end, _SPACE)
    stamp = bracketed_stamp(line, end) or any_stamp(line, end)
    # 12:30 without brackets and without hours is what she says, not when.
    if stamp and (stamp.is_long or line[end] in "[(<{#"):
        at, end = (at if at is not None else stamp.seconds), _skipped(line, stamp.end, _SPACE + ":-–—")
    yield from _named(start, start + end, label, sign, at)


def _with_stamp_behind(start: int, line: str, position: int) -> Iterator[_Head]:
    """``Айнура [00:12:34]: …`` and, on a line of its own, ``Speaker 1  0:03``."""
    for place in (found.start() for found in re.finditer(r"(?<=\s)[\[(<{#0-9]", line[: position + 90])):
        stamp = any_stamp(line, place) if place > position else None
        if stamp is None:
            continue
        end = _skipped(line, stamp.end, _SPACE)
        has_colon = line[end : end + 1] in (":", "：") and end < len(line)
        if has_colon or end == len(line):
            end = _skipped(line, end + has_colon, _SPACE)
            label = line[position:place].strip(" \t\u00a0*_,-–—")
            yield from _named(start, start + end, label, "colon" if has_colon else "stamp", stamp.seconds)
        return


def _named(start: int, said: int, label: str, sign: Sign, at: float | None) -> Iterator[_Head]:
    if label and len(label) <= calling.LONGEST:
        yield _Head(start, said, label, calling.key_of(label), calling.kind_of(label), sign, at)


def _skipped(line: str, position: int, signs: str) -> int:
    while position < len(line) and line[position] in signs:
        position += 1
    return position


# --- which of them are labels -----------------------------------------------------------------------------------------


class _Choice:
    """The labels of one text, chosen from all that its paragraphs begin with."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = list(_candidates(text))
        self.counts = Counter((_base(head), head.sign) for each in self.found for head in each)
        self.chosen = [head for each in self.found if (head := self._choose(each)) is not None]

    @cached_property
    def heads(self) -> list[_Head]:
        """Heads of turns in order, without those of the heading of the transcript."""
        heading = self._heading_ends()
        kept = [head for head in self.chosen if head.start >= heading]
        certain = {head.key for head in kept if not self._is_single(head)}
        if not certain and len({head.key for head in kept}) < 2:
            return [] if any(head.kind == "name" for head in kept) else kept
        return kept

    @cached_property
    def doubts(self) -> list[str]:
        """Sentences on labels that were not taken, and on those that were with a doubt."""
        taken = {head.key for head in self.heads}
        heading = self._heading_ends()
        left: Counter[str] = Counter()
        for each in self.found:
            head = each[0]
            is_doubtful = head.kind in ("name", "word") and head.sign == "colon" and head.start >= heading
            if is_doubtful and not any(other.key in taken for other in each):
                left[head.label] += 1
        told = [f"“{label}:” stands before {_times(n)} and was not taken for a speaker." for label, n in left.items()]
        single = sorted({head.label for head in self.heads if self._is_single(head) and head.kind == "name"})
        if single:
            told.append(f"Speaks only once, look whether it is a speaker: {', '.join(single)}.")
        strange = sorted({head.label for head in self.heads if head.kind == "word"})
        if strange:
            told.append(f"Taken for a speaker because it comes back: {', '.join(strange)}.")
        return told

    def _count(self, head: _Head) -> int:
        return sum(self.counts[_base(head), sign] for sign in ("colon", "tab", "dash", "dot", "stamp"))

    def _is_single(self, head: _Head) -> bool:
        return head.kind in ("name", "word") and self._count(head) < 2

    def _choose(self, readings: Sequence[_Head]) -> _Head | None:
        return next((head for head in readings if self._sign_holds(head) and self._is_called(head)), None)

    def _sign_holds(self, head: _Head) -> bool:
        """A colon always parts a label from words; other signs only where the text uses them so."""
        if head.sign == "colon":
            return not _INNER_DASH.search(head.label) or self._count(head) > 1
        if head.sign == "stamp":
            return head.kind in ("asks", "role", "code", "name", "unknown")
        if head.sign == "dot":
            return head.kind == "code" and self.counts[_base(head), "dot"] > 1
        if head.sign == "dash" and head.kind in ("asks", "role"):
            return True
        return head.sign in self._usual or (head.kind == "code" and self.counts[_base(head), head.sign] > 1)

    @cached_property
    def _usual(self) -> frozenset[str]:
        """Signs behind which at least two labels stand at least twice."""
        kinds = {_base(head): head.kind for each in self.found for head in each}
        repeated = Counter(
            sign
            for (key, sign), count in self.counts.items()
            if count > 1 and kinds[key] in ("asks", "role", "code", "name")
        )
        return frozenset(sign for sign, labels in repeated.items() if labels > 1)

    def _is_called(self, head: _Head) -> bool:
        count = self._count(head)
        if head.kind in ("asks", "role", "unknown"):
            return True
        if head.kind == "code":
            return any(letter.isdigit() for letter in head.label) or len(head.key) == 1 or count > 1
        if head.kind == "name":
            return count > 2 or not self._is_ordinary(head.label)
        return head.kind == "word" and count > 2 and head.sign == "colon"

    def _is_ordinary(self, label: str) -> bool:
        """Whether a single word is also written small in this text, as names are not."""
        return calling.plain(label) in self._small_words

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(calling.plain(word) for word in set(re.findall(r"[^\W\d_]+", self.text)) if word.islower())

    def _heading_ends(self) -> int:
        """Where the heading with date, place and names ends: before it ``Модератор: …`` is no turn."""
        end = 0
        for place, (start, line) in enumerate(_lines(self.text)):
            told = line.strip()
            if place >= _BLOCK or len(told) > _SHORT or (told.endswith("?") and ":" in told):
                break
            found = _COLON.match(told) or _TAB.match(told)
            if found and calling.kind_of(found["label"]) == "heading":
                end = start + len(line)
            elif told and not found and place:
                break
        return end


def _base(head: _Head) -> str:
    """What is counted: ``Айнура (35)`` and ``Айнура`` are one label."""
    return calling.key_of(calling.without_brackets(head.label))


def _times(count: int) -> str:
    return "a paragraph" if count == 1 else f"{count} paragraphs"


# --- who they are -----------------------------------------------------------------------------------------------------


class _Names:
    """Labels brought together: ``Айнура (35)`` and ``Айнура`` are one unless another Айнура is (42)."""

    def __init__(self, labels: Sequence[str]) -> None:
        counted = Counter(labels)
        keys = {label: calling.key_of(label) for label in counted}
        self.kinds = {label: calling.kind_of(label) for label in counted}
        forms: dict[str, set[str]] = defaultdict(set)
        for label in counted:
            forms[calling.key_of(calling.without_brackets(label))].add(keys[label])
        joined = {key: base for base, these in forms.items() for key in these if len(these - {base}) < 2}
        self.keys = {label: joined.get(key, key) for label, key in keys.items()}
        self.written: dict[str, Counter[str]] = defaultdict(Counter)
        for label, count in counted.items():
            if self.kinds[label] != "unknown":
                self.written[self.keys[label]][label] = count

    def id(self, label: str) -> str | None:
        """Nobody's for a label that says that nobody knows."""
        return None if self.kinds[label] == "unknown" else _id(self.keys[label])

    @property
    def warnings(self) -> list[str]:
        """On labels typed with two keyboards, and on those that look like a slip of the pen."""
        told = []
        for labels in self.written.values():
            if len({re.sub(r"[\W_]", "", calling.plain(label)) for label in labels if len(label) < 5}) > 1:
                told.append(f"Typed with letters that look alike, taken for one speaker: {', '.join(sorted(labels))}.")
        told += self._slips()
        return told

    def _slips(self) -> Iterator[str]:
        often = [key for key, labels in self.written.items() if labels.total() > 1]
        for key, labels in self.written.items():
            is_long = len(key) > 4 and not any(letter.isdigit() for letter in key)
            close = get_close_matches(key, often, 1, 0.82) if labels.total() == 1 and is_long else []
            if close:
                yield f"Is “{next(iter(labels))}” the same speaker as “{next(iter(self.written[close[0]]))}”?"

    def speakers(self, text: str, turns: Iterable[Turn]) -> tuple[Speaker, ...]:
        """In the order in which they first speak."""
        asked = _share_of_questions(text, turns)
        letters = {calling.letter_of(next(iter(labels))) for labels in self.written.values()}
        found = []
        for key, labels in self.written.items():
            label = max(labels, key=lambda one: labels[one])
            is_named = any(self.kinds[one] == "asks" for one in labels)
            is_asking = is_named or _letter_asks(calling.letter_of(label), letters, asked[_id(key)])
            known = {} if is_asking else {k: v for one in labels for k, v in calling.told_by(one).items()}
            found.append(Speaker(_id(key), label, known, is_asking))
        return tuple(found)


def _letter_asks(told: tuple[str, str], letters: set[tuple[str, str]], questions: float) -> bool:
    """Whether a single letter stands for who asks: М and И unless men and women are told so, В with О, С with Ж."""
    letter, number = told
    alone = {one for one, count in letters if not count}
    if not number and (letter, True) in {(q, a in alone) for q, a in _QUESTION_AND_ANSWER}:
        return True
    if letter not in _ASKING_LETTERS:
        return False
    sexes = {"M", "Ж"} <= {one for one, _ in letters} or {"M", "W"} <= {one for one, _ in letters}
    return questions > 0.5 if number or (letter == "M" and sexes) else True


_ASKING_LETTERS = frozenset(("M", "И", "I", "Q"))  # as calling.letter_of gives them
_QUESTION_AND_ANSWER = (("B", "O"), ("C", "Ж"), ("Q", "A"), ("S", "J"))


def _share_of_questions(text: str, turns: Iterable[Turn]) -> Mapping[str | None, float]:
    """Speaker to the share of turns with a question mark."""
    asked: dict[str | None, list[bool]] = defaultdict(list)
    for turn in turns:
        asked[turn.speaker].append("?" in text[turn.said : turn.end])
    return {speaker: sum(each) / len(each) for speaker, each in asked.items()}


def _timed(text: str, turns: Iterable[Turn]) -> Iterator[Turn]:
    """Turns with the time at which the one before them ended, where only ends are stamped."""
    ended: float | None = None
    for turn in turns:
        at = turn.at if turn.at is not None else ended
        yield replace(turn, at=at)
        ended = last_stamp(text[turn.said : turn.end].rstrip())


def _warnings(text: str, turns: Sequence[Turn], speakers: Sequence[Speaker]) -> Iterator[str]:
    nobody = sum(turn.speaker is None for turn in turns)
    if nobody:
        yield f"Nobody knows who speaks in {nobody} {'turn' if nobody == 1 else 'turns'}."
    if not turns and text.strip():
        yield "No speaker was found: begin each turn with a label and a colon at the start of a paragraph."
    elif speakers and not any(speaker.asks for speaker in speakers):
        yield "No interviewer or moderator was recognised: tell who asks in the table of attributes."
