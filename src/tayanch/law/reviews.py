"""Which rules a lawyer has signed off, and exactly what she signed.

A sign-off is for the content of a rule on that day: its parameters, its sentences and its worked examples, told by a
fingerprint. Whoever keeps the sign-offs (the desk, while it is unlocked) puts them here; without them every rule has
the status of its parameters.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_IGNORED: ContextVar[bool] = ContextVar("ignored", default=False)
_signed: dict[str, str] = {}
_kept: dict[str, tuple[int, str]] = {}  # fingerprints by rule, each with the generation of the law it is of


def put(signed: Mapping[str, str]) -> None:
    """These sign-offs from now on and no others: the full name of each rule and the fingerprint that was signed."""
    global _signed  # noqa: PLW0603
    _signed = dict(signed)


def signed() -> Mapping[str, str]:
    """The sign-offs that are known here, as they were put."""
    return _signed


def drop() -> None:
    """Forget all of them."""
    put({})


def holds(rule: str) -> bool:
    """True when *rule* is signed off as it is now."""
    wanted = _signed.get(rule)
    return wanted is not None and not _IGNORED.get() and wanted == current(rule)


def current(rule: str) -> str:
    """The fingerprint of *rule* as it is in force, computed once until the law changes. Raises BadInput."""
    from tayanch.law import live
    from tayanch.law.fingerprint import fingerprint

    number = live.generation()
    known = _kept.get(rule)
    if known is None or known[0] != number:
        known = _kept[rule] = (number, fingerprint(rule))
    return known[1]


@contextmanager
def ignored() -> Iterator[None]:
    """Inside the block nothing is signed off, in this thread: the content of a rule is the same before and after."""
    token = _IGNORED.set(True)
    try:
        yield
    finally:
        _IGNORED.reset(token)
