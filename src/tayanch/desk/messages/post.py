"""What is read out of a message or a call-back request, before it is kept sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

from tayanch import channels, vocabulary
from tayanch.channels.base import shortened
from tayanch.vault import phones

WEB = "web"
LONGEST = {"reach": 80, "words": 500, "topic": 40, "language": 10, "zone": 40}  # characters of a call-back request
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

    @property
    def is_request(self) -> bool:
        """True for a call-back request, False for a message of a channel."""
        return self.channel == WEB


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
    )


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
