"""What every channel offers, and the errors it may raise."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

Settings = Mapping[str, str]

MINUTE = 60  # seconds
TIMEOUT = 20.0  # seconds without a sign of life
LONGEST_ANSWER = 1 << 20  # bytes
LONGEST_TEXT = 4000  # characters of one incoming message


class ChannelError(Exception):
    """Something was not carried. ``code`` names why; ``retry_after`` is in seconds, None when trying again is vain."""

    code = "failed"

    def __init__(self, retry_after: int | None = None) -> None:
        super().__init__(self.code)
        self.retry_after = retry_after


class RefusedNumber(ChannelError):
    """Nobody can be reached under this address, or she has blocked us. Do not try again."""

    code = "refused"


class WrongCredentials(ChannelError):
    """The service does not accept our password, token or account. Somebody must mend the settings."""

    code = "credentials"


class BadSettings(ChannelError):
    """A setting is missing or leads nowhere: no TLS, a redirect, a template that the service does not know."""

    code = "settings"


class TryLater(ChannelError):
    """The service is busy or away. ``retry_after`` is its own advice, or ours."""

    code = "later"

    def __init__(self, retry_after: int | None = MINUTE) -> None:
        super().__init__(retry_after or MINUTE)


class Forged(ChannelError):
    """What came in does not bear the sign of the service: drop it."""

    code = "forged"


@dataclass(frozen=True)
class Field:
    """One setting. *secret* ones are never shown again; *choices* limit the text; *default* fills an empty one."""

    name: str
    required: bool = False
    secret: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """The service has taken the text over; *id* is what it calls it, "" when it does not say."""

    id: str


@dataclass(frozen=True)
class Incoming:
    """One text from outside. *sender* is an address that :func:`Channel.send` takes.

    *has_more*: there was a picture, a voice or a file, which is not taken in.
    """

    sender: str
    text: str
    id: str
    has_more: bool = False


@dataclass(frozen=True)
class Raw:
    """A request as a service sent it. Names of headers in small letters."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Polled:
    """What a mailbox held. Handing *cursor* to the next poll says that these are kept and may go there."""

    incoming: list[Incoming]
    cursor: str


class Channel(Protocol):
    """The interface of a folder."""

    @property
    def KIND(self) -> str:
        """What its addresses are: "phone" (E.164), "chat" or "mail"."""

    @property
    def FIELDS(self) -> tuple[Field, ...]:
        """Its settings."""

    @property
    def HEADERS(self) -> tuple[str, ...]:
        """The headers of a request that :func:`receive` reads, in small letters."""

    def send(self, settings: Settings, to: str, text: str) -> Sent:
        """Carry *text*; raises :class:`ChannelError`."""

    def receive(self, settings: Settings, raw: Raw) -> list[Incoming]:
        """Read a request of the service; raises :class:`Forged`. What it does not understand is an empty list."""

    def poll(self, settings: Settings, cursor: str) -> Polled | None:
        """Fetch what is waiting; None when this channel is not asked. Raises :class:`ChannelError`."""

    def check(self, settings: Settings) -> None:
        """Sign in and send nothing; raises :class:`ChannelError`."""

    def handshake(self, query: Mapping[str, str], secret: str) -> str | None:
        """The answer to a service that asks whether an address is ours; None for anything else."""


def no_poll(settings: Settings, cursor: str) -> Polled | None:
    """For channels whose service calls us."""
    return None


def no_handshake(query: Mapping[str, str], secret: str) -> str | None:
    """For channels whose service asks nothing."""
    return None


def same(one: str, other: str) -> bool:
    """Compare secrets without telling by time where they differ; two empty ones are not the same."""
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def needed(settings: Settings, name: str) -> str:
    """A setting that must be there; raises :class:`BadSettings`."""
    value = settings.get(name, "").strip()
    if not value:
        raise BadSettings
    return value


def shortened(text: str) -> str:
    """At most :data:`LONGEST_TEXT` characters, without control characters other than line breaks."""
    clean = "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())
    return clean.strip()[:LONGEST_TEXT]
