"""What is read out of a message or a call-back request, before it is kept sealed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

from tayanch import channels, vocabulary
from tayanch.channels.base import shortened
from tayanch.vault import phones

WEB = "web"
# Characters of a call-back request.
LONGEST = {"reach": 80, "name": 60, "whose": 20, "words": 500, "topic": 40, "language": 10, "zone": 40}
ONCE_BYTES = 16
_ONCE = re.compile(f"[0-9a-f]{{{2 * ONCE_BYTES}}}")
WAYS = ("phone", "whatsapp", "telegram", "other")
SHORTEST_REACH = 3


@dataclass(frozen=True)
class Letter:
    """One message or request. *channel*: "web" for a request; *by*: how she wants to be reached; hours as ``18:00``."""

    sender: str
    channel: str
    by: str = ""
    text: str = ""
    has_more: bool = False
    id: str = ""
    safe_from: str = ""
    safe_until: str = ""
    zone: str = ""
    language: str = ""
    topic: str = ""
    name: str = ""
    whose: str = ""
    may_leave_message: bool | None = None

    @property
    def is_request(self) -> bool:
        """True for a call-back request, False for a message of a channel."""
        return self.channel == WEB

    @property
    def word(self) -> str:
        """What she was shown when she asked: whoever calls says it, so that she knows who calls."""
        return word_of(self.id) if self.is_request and _ONCE.fullmatch(self.id) else ""


def of_message(channel: str, one: channels.Incoming) -> Letter:
    """A message that a channel brought."""
    return Letter(one.sender, channel, text=shortened(one.text), has_more=one.has_more, id=one.id)


def of_form(form: Mapping[str, str], name: str = "") -> Letter:
    """A call-back request; raises ``ValueError`` unless it says how she can be reached. What is odd is left out."""
    told = {key: shortened(form.get(key, ""))[:most].strip() for key, most in LONGEST.items()}
    if len(told["reach"]) < SHORTEST_REACH:
        raise ValueError("reach")
    return Letter(
        sender=told["reach"],
        channel=WEB,
        by=form.get("by", "") if form.get("by") in WAYS else "phone",
        text=told["words"],
        id=name,
        safe_from=_clock(form.get("from", "")),
        safe_until=_clock(form.get("until", "")),
        zone=told["zone"] if told["zone"] in available_timezones() else "",
        language=_concept("language", told["language"]),
        topic=_concept("need", told["topic"]),
        name=told["name"],
        whose=_concept("phone-relation", told["whose"]),
        may_leave_message={"yes": True, "no": False}.get(form.get("message", "")),
    )


def once_of(form: Mapping[str, str]) -> str:
    """What tells a request that was sent again from another: 32 hexadecimal digits of her page, or new ones."""
    told = form.get("once", "")
    return told if _ONCE.fullmatch(told) else secrets.token_hex(ONCE_BYTES)


def word_of(once: str) -> str:
    """Four digits that mean nothing to anybody else."""
    return f"{int(once[:8], 16) % 10_000:04}"


def _clock(text: str) -> str:
    try:
        read = time.fromisoformat(text.strip())
    except ValueError:
        return ""
    return "" if read.tzinfo else read.strftime("%H:%M")


def _concept(scheme: str, text: str) -> str:
    try:
        return vocabulary.concept(f"{scheme}/{text}").id if text else ""
    except vocabulary.VocabularyError:
        return ""


def phone_of(letter: Letter, region: str | None) -> str:
    """Her number in E.164 when there is one, else ""."""
    if not letter.is_request and channels.channel(letter.channel).KIND != "phone":
        return ""
    try:
        return phones.normalise(letter.sender, region)
    except phones.NotAPhone:
        return ""
