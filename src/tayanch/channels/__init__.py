"""Ways to carry a short text to a phone or a mailbox, and back: plain Python, one folder a channel.

Each folder is a copy of the same small interface (:class:`Channel`); adding a way is copying a folder. Settings are
texts by name, which the caller keeps sealed. Nothing here logs, keeps or repeats an address, a text or a credential:
errors carry a kind and a moment to try again, never a value.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import cast

from tayanch.channels.base import (
    BadSettings,
    Channel,
    ChannelError,
    Field,
    Forged,
    Incoming,
    Polled,
    Raw,
    RefusedNumber,
    Sent,
    TryLater,
    WrongCredentials,
)

__all__ = [
    "BadSettings",
    "Channel",
    "ChannelError",
    "Field",
    "Forged",
    "Incoming",
    "Polled",
    "Raw",
    "RefusedNumber",
    "Sent",
    "TryLater",
    "WrongCredentials",
    "channel",
    "channels",
]


@cache
def channels() -> dict[str, Channel]:
    """Every channel by the name of its folder."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg)
    return {name: cast(Channel, import_module(f"{__name__}.{name}")) for name in names}


def channel(name: str) -> Channel:
    """One channel; raises ``KeyError`` for a name that has no folder."""
    return channels()[name]
