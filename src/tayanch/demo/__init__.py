"""The demonstration: two invented organisations, two hundred invented women, real topics, places, rules and rates.

What is published and what is invented: docs/explanation/demonstration.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tayanch.demo.loading import AlreadyUsed, load
    from tayanch.demo.staff import SIGN_INS, SignIn

__all__ = ["SIGN_INS", "AlreadyUsed", "SignIn", "load"]


def __getattr__(name: str) -> Any:
    """What needs the desk's database is brought when it is asked for: the invented interviews need none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tayanch.demo import loading, staff

    return getattr(staff if name in ("SIGN_INS", "SignIn") else loading, name)
