"""What a corrected transcript does to the codings of the one before: shown before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from tayanch.accounts.models import User
from tayanch.evidence.interviews.models import Coding, Interview, TextVersion
from tayanch.evidence.interviews.speaking import text_for
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews.offsets import OffsetMap
from tayanch.interviews.reading import Transcript

MOST_SHOWN = 30


@dataclass(frozen=True)
class Moved:
    """One coded passage whose words change, or that is gone."""

    code: str
    was: str
    now: str


@dataclass(frozen=True)
class Moves:
    """How many codings stay on the same words, and those that do not."""

    edits: int
    same: int
    changed: tuple[Moved, ...]
    lost: tuple[Moved, ...]

    @property
    def is_same_text(self) -> bool:
        """Nothing was corrected."""
        return self.edits == 0


def moves(interview: Interview, user: User, newest: TextVersion, found: Transcript) -> Moves | None:
    """What would move; None when she may not see the text that is to be replaced."""
    old = text_for(interview, user)
    if old is None or old.number != newest.number:
        return None
    changes = OffsetMap.between(old.text, found.text)
    book, same = codebook_of(interview.study), 0
    changed, lost = [], []
    for start, end, code in Coding.objects.filter(version=newest).values_list("start", "end", "code"):
        begin, stop = changes.span(start, end)
        was, now = old.text[start:end], found.text[begin:stop]
        known = book.now(str(code))
        one = Moved(book[known].name if known in book else "", was, now)
        if not now:
            lost.append(one)
        elif was != now:
            changed.append(one)
        else:
            same += 1
    return Moves(len(changes.edits), same, tuple(changed), tuple(lost))
