"""The tree of codes of a project or of a codebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tayanch.interviews.codebook import NESTING, Code, Codebook
from tayanch.interviews.refi.descriptions import joined, parted
from tayanch.interviews.refi.elements import Ids, children, colour, described, held_in
from tayanch.interviews.refi.losses import Ledger
from tayanch.interviews.refi.schema import COLOUR, NOT_XML, SPEAKERS, guid, local, normal

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_codes(
    codebook: _Element | None, ids: Ids, ledger: Ledger, language: str, but: _Element | None = None
) -> tuple[Code, ...]:
    """All codes, a parent before its children, without *but* and what is below it."""
    tops = [each for each in held_in(codebook, "Codes", "Code") if each is not but]
    return tuple(_walk(tops, ids, ledger, language))


def depth_of(element: _Element) -> int:
    """How deep a code stands: 1 at the top."""
    return 1 + sum(1 for above in element.iterancestors() if local(above.tag) == "Code")


def _walk(
    elements: list[_Element], ids: Ids, ledger: Ledger, language: str, parent: str = "", depth: int = 1
) -> Iterator[Code]:
    for element in elements:
        if depth > NESTING:
            ledger.drop("Code", f"deeper than {NESTING} levels", 1 + sum(1 for _ in element.iter("{*}Code")) - 1)
            continue
        code = _code(element, ids.take(element, "Code", parent), parent, ledger, language)
        yield code
        yield from _walk(list(children(element, "Code")), ids, ledger, language, code.id, depth + 1)


def _code(element: _Element, own: str, parent: str, ledger: Ledger, language: str) -> Code:
    description = described(element)
    texts, ours = parted(description, language)
    if description.strip() and not ours:
        ledger.guess("Description", f"of a code: its language is not told; taken for {language}")
    name = element.get("name") or ""
    if not name:
        ledger.guess("Code", "had no name; it is called by its GUID")
    codable = (element.get("isCodable") or "").strip().lower()
    if codable not in ("true", "false", "1", "0"):
        ledger.guess("Code", "does not say whether it may be used for coding; taken as yes")
    shade = colour(element.get("color"), ledger)
    return Code(own, name or own, parent, codable not in ("false", "0"), shade, **texts)  # type: ignore[arg-type]


def speakers_folder(codebook: _Element | None) -> _Element | None:
    """The folder in which we write a code for each speaker: at the top, no code itself, nothing below its codes."""
    for element in held_in(codebook, "Codes", "Code"):
        name, below = element.get("name") or "", list(children(element, "Code"))
        folder = (element.get("isCodable") or "").lower() in ("false", "0")
        flat = not any(list(children(each, "Code")) for each in below)
        if (name == SPEAKERS or name.startswith(SPEAKERS + " (")) and folder and below and flat:
            return element
    return None


def write_codes(codebook: Codebook, ledger: Ledger, language: str = "") -> Iterator[tuple[int, Code, dict[str, str], str]]:
    """Depth, code, attributes and description, in the order of the tree. *language*: only its texts."""
    for depth, code in codebook.walk():
        attributes = {
            "guid": guid(code.id, "Code"),
            "name": clean(code.name, ledger, "Code"),
            "isCodable": "true" if code.is_codable else "false",
        }
        if COLOUR.fullmatch(code.colour):
            attributes["color"] = code.colour
        elif code.colour:
            ledger.drop("color", "no colour that the standard knows")
        yield depth, code, attributes, clean(_texts(code, ledger, language), ledger, "Description")


def _texts(code: Code, ledger: Ledger, language: str) -> str:
    parts = {"labels": code.labels, "definition": code.definition, "include": code.include, "exclude": code.exclude}
    if not language:
        return joined(parts)
    others = sum(1 for texts in parts.values() for each in texts if each != language)
    ledger.drop("Description", f"texts of codes in other languages than {language}", others)
    return joined({part: {each: text for each, text in texts.items() if each == language} for part, texts in parts.items()})


def clean(text: str, ledger: Ledger, what: str) -> str:
    """*text* without the characters that XML cannot hold."""
    if NOT_XML.search(text):
        ledger.change(what, "has characters that XML cannot hold; each became \ufffd")
        return NOT_XML.sub("\ufffd", text)
    return text


def guids_below(element: _Element) -> frozenset[str]:
    """GUIDs of an element and of all codes below it."""
    return frozenset(normal(each.get("guid")) for each in element.iter() if local(each.tag) == "Code")
