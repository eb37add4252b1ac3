"""Reading single elements: names, GUIDs, times, colours, values. Lenient: what is wrong is noted, not refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tayanch.interviews.refi.losses import Ledger
from tayanch.interviews.refi.schema import local, made, normal

if TYPE_CHECKING:
    from lxml.etree import _Element


def children(element: _Element | None, *names: str) -> Iterator[_Element]:
    """Children by name, whatever their namespace; all without a name."""
    for child in element if element is not None else ():
        if (name := local(child.tag)) and (not names or name in names):
            yield child


def child(element: _Element | None, name: str) -> _Element | None:
    """The first child of this name."""
    return next(children(element, name), None)


def held_in(element: _Element | None, container: str, *names: str) -> list[_Element]:
    """Children of all containers of this name."""
    return [each for outer in children(element, container) for each in children(outer, *names)]


def text_of(element: _Element | None) -> str:
    """All text inside an element."""
    return "".join(element.itertext()) if element is not None else ""


def described(element: _Element) -> str:
    """The Description, also one that stands as an attribute."""
    return text_of(child(element, "Description")) or element.get("description") or element.get("Description") or ""


def target(element: _Element | None) -> str:
    """The GUID that a reference points to; a member of a set in a codebook has ``guid``."""
    return "" if element is None else normal(element.get("targetGUID") or element.get("guid"))


class Ids:
    """GUIDs that were given already: two things never share one in a study."""

    def __init__(self, ledger: Ledger) -> None:
        self._taken: set[str] = set()
        self._ledger = ledger

    def take(self, element: _Element, kind: str, *more: str) -> str:
        """The GUID of an element, or one that is made when it has none or another element has it too."""
        own = normal(element.get("guid"))
        if not own:
            own = made(kind, *more, str(len(self._taken)))
            self._ledger.guess(kind, "had no GUID; it was given one")
        if own in self._taken:
            self._ledger.change(kind, "shared its GUID with another element; it was given one of its own")
            own = made(kind, own, *more)
            while own in self._taken:
                own = made(kind, own, str(len(self._taken)))
        self._taken.add(own)
        return own


def moment(text: str | None) -> datetime | None:
    """An ``xsd:dateTime``; None when it is none."""
    if not text:
        return None
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())  # NVivo writes seven digits
    try:
        return datetime.fromisoformat(trimmed)
    except ValueError:
        return None


_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,[^)]*)?\)", re.IGNORECASE)


def colour(text: str | None, ledger: Ledger) -> str:
    """``#rrggbb``; short forms, ``rgb()`` and an alpha channel are brought to it, other colours dropped."""
    if not text:
        return ""
    bare = text.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{6}", bare):
        return text.strip()
    if re.fullmatch(r"#[0-9a-f]{3}", bare):
        return "#" + "".join(2 * each for each in bare[1:])
    if re.fullmatch(r"#?[0-9a-f]{6}(?:[0-9a-f]{2})?", bare):
        ledger.change("color", "written otherwise than #rrggbb; brought to it, without an alpha channel")
        return "#" + bare.lstrip("#")[:6]
    if (found := _RGB.fullmatch(bare)) and all(int(each) < 256 for each in found.groups()):
        ledger.change("color", "written otherwise than #rrggbb; brought to it, without an alpha channel")
        return "#" + "".join(f"{int(each):02x}" for each in found.groups())
    ledger.drop("color", "no colour that the standard knows")
    return ""
