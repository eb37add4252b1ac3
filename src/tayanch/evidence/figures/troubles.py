"""What somebody is told when a figure cannot be kept as asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """It cannot be done as things are; the text says what to do, in the language of the page."""


class Changed(Exception):
    """A colleague wrote the same field meanwhile. *now*: field → what stands there, with her words left unwritten.

    *version*: of the figure as it stands; saying the same once more with it writes over the colleague's words.
    """

    def __init__(self, now: Mapping[str, Any], version: int) -> None:
        super().__init__(", ".join(now))
        self.now, self.version = now, version
