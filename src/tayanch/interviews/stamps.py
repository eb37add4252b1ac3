"""Time stamps of transcripts: ``[00:12:34]``, ``00:12:34``, ``(12:34)``, ``#00:12:34-5#``, ``[00:01 - 00:09]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TIME = r"(?:(?P<h{0}>[0-9]{{1,2}}):)?(?P<m{0}>[0-9]{{1,3}}):(?P<s{0}>[0-5][0-9])(?:[.,\-](?P<f{0}>[0-9]{{1,3}}))?"
_UNTIL = r"(?:\s*(?:-->|[-–—])\s*(?:[0-9]{1,2}:)?[0-9]{1,3}:[0-5][0-9](?:[.,\-][0-9]{1,3})?)?"
_OPEN, _CLOSE = r"[\[(<{#]\s*", r"\s*[\])>}#]"
_BRACKETED = re.compile(_OPEN + _TIME.format("") + _UNTIL + _CLOSE)
_BARE = re.compile(_TIME.format("") + _UNTIL + r"(?![0-9:\w])")
_LAST = re.compile(r"#" + _TIME.format("") + r"#\s*\Z")


@dataclass(frozen=True)
class Stamp:
    """A moment, and where its sign ends in the text."""

    seconds: float
    end: int
    is_long: bool  # with hours: nobody says the time of day to the second


def bracketed_stamp(text: str, at: int = 0) -> Stamp | None:
    """The stamp in brackets or between ``#`` that begins at *at*."""
    return _stamp(_BRACKETED.match(text, at))


def any_stamp(text: str, at: int = 0) -> Stamp | None:
    """The stamp that begins at *at*, also without brackets: ``12:34`` may as well be a time of day."""
    return _stamp(_BRACKETED.match(text, at) or _BARE.match(text, at))


def last_stamp(text: str) -> float | None:
    """Seconds of the ``#…#`` at the end of a paragraph, which transcription programs put where the paragraph ends."""
    found = _stamp(_LAST.search(text[-40:]))
    return found.seconds if found else None


def _stamp(found: re.Match[str] | None) -> Stamp | None:
    if not found:
        return None
    whole = int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + int(found["s"])
    return Stamp(whole + float(f"0.{found['f'] or 0}"), found.end(), found["h"] is not None)
