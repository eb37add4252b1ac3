"""Who takes calls, as the roof tells it: nothing else is read for it, so that a terminal command starts at once."""

from __future__ import annotations

from collections.abc import Callable

# Set by the roof: the address of the call-back page in a language, "" while nobody takes calls.
address_of: Callable[[str], str] = lambda _language: ""  # noqa: E731
