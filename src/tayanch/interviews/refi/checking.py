"""What is wrong with a project although it may be valid: the schema checks no reference, no position and no path.

Each finding names a fault, how often it occurs, and an example; :func:`check` finds nothing in what we export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayanch.interviews.refi import schema
from tayanch.interviews.refi.elements import children
from tayanch.interviews.refi.packing import INTERNAL, Package
from tayanch.interviews.refi.schema import local, normal

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True)
class Finding:
    """*count* places with one *fault*; *message* is a sentence about them."""

    fault: str
    count: int
    message: str


Places = Iterable[str]
_SENTENCES = {
    "dangling": "{count} references point to nothing (such as {example}).",
    "guid": "{count} GUIDs are not written as the standard demands (such as {example}); kept as they are.",
    "twice": "{count} GUIDs belong to several elements (such as {example}).",
    "positions": "{count} selections have positions that are no passage (such as {example}).",
    "repeated": "{count} codings repeat another one of the same code, coder and passage (such as {example}).",
    "no text": "{count} sources have no text, or name a file that is not there (such as {example}).",
    "internal": "{count} texts are named without internal:// (such as {example}); some tools read them as empty.",
    "rich": "{count} styled texts are no .docx (such as {example}); ATLAS.ti refuses such a project.",
    "both": "{count} sources have a text inside and another one beside it (such as {example}); the one beside is read.",
    "empty": "{count} lists are empty (such as {example}), which the schema does not allow.",
    "order": "{count} elements stand in an order that the schema does not allow (such as {example}).",
    "colour": "{count} colours are written otherwise than #rrggbb (such as {example}).",
    "attribute": "{count} descriptions are written as attributes (such as {example}), which the schema does not know.",
    "namespace": "The namespace is {example}, not the one of the standard.",
    "base path": "The file tells a folder of the computer it was exported on.",
    "same name": "{count} names belong to several sources (such as {example}); they are told apart by their GUIDs.",
}


def check(root: _Element, package: Package) -> tuple[Finding, ...]:
    """Everything that is wrong with a project or a codebook, in the order of :data:`_SENTENCES`."""
    found = []
    for fault, places in ((fault, list(find(root, package))) for fault, find in _CHECKS.items()):
        if places:
            sentence = _SENTENCES[fault].format(count=len(places), example=places[0])
            found.append(Finding(fault, len(places), sentence))
    return tuple(found)


def _targets(root: _Element, package: Package) -> Places:
    known: dict[str, set[str]] = {}
    for each in root.iter():
        if guid := each.get("guid"):
            known.setdefault(_kind(local(each.tag)), set()).add(normal(guid))
    for each in root.iter():
        name = local(each.tag)
        if name in schema.REFERENCES or name in schema.MEMBERS:
            wanted = normal(each.get("targetGUID") or each.get("guid"))
            if wanted not in known.get(name.removesuffix("Ref").removeprefix("Member"), ()):
                yield f"{name} {wanted}"
        for attribute in ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID"):
            if (guid := each.get(attribute)) and normal(guid) not in known.get("User", ()):
                yield f"{attribute} {normal(guid)}"


def _kind(name: str) -> str:
    """What a reference calls an element of this name."""
    if name in schema.SOURCES:
        return "Source"
    return "Selection" if name.endswith("Selection") else "" if name.startswith("Member") else name


def _guids(root: _Element, package: Package) -> Places:
    for each in root.iter():
        for attribute in ("guid", "targetGUID", "creatingUser"):
            guid = each.get(attribute)
            if guid is not None and not schema.GUID.fullmatch(_unbraced(guid)):
                yield f"{local(each.tag)} {guid!r}"


def _unbraced(guid: str) -> str:
    bare = guid.strip()
    return bare[1:-1] if bare.startswith("{") and bare.endswith("}") else bare


def _twice(root: _Element, package: Package) -> Places:
    owners = Counter(
        normal(each.get("guid")) for each in root.iter() if each.get("guid") and local(each.tag) not in schema.MEMBERS
    )
    return [guid for guid, count in owners.items() if count > 1]


def _positions(root: _Element, package: Package) -> Places:
    for each in root.iter("{*}PlainTextSelection"):
        first, last = each.get("startPosition") or "", each.get("endPosition") or ""
        if not (first.strip().isdecimal() and last.strip().isdecimal() and int(first) < int(last)):
            yield f"{first or 'nothing'}–{last or 'nothing'}"


def _repeated(root: _Element, package: Package) -> Places:
    for source in root.iter("{*}TextSource"):
        seen = set()
        for pick in children(source, "PlainTextSelection"):
            place = pick.get("startPosition"), pick.get("endPosition")
            for coding in children(pick, "Coding"):
                code = next((normal(each.get("targetGUID")) for each in children(coding, "CodeRef")), "")
                key = (*place, code, normal(coding.get("creatingUser") or pick.get("creatingUser")))
                if key in seen:
                    yield f"{key[0]}–{key[1]}"
                seen.add(key)


def _texts(root: _Element) -> Iterator[_Element]:
    names = ("TextSource", "Note", "Representation", "Transcript")
    return (each for each in root.iter() if local(each.tag) in names)


def _no_text(root: _Element, package: Package) -> Places:
    for each in _texts(root):
        path = each.get("plainTextPath")
        if path and package.find(path) is None and next(children(each, "PlainTextContent"), None) is None:
            yield path
        elif not path and next(children(each, "PlainTextContent"), None) is None:
            yield each.get("name") or local(each.tag)


def _internal(root: _Element, package: Package) -> Places:
    paths = (each.get("plainTextPath") for each in _texts(root))
    return [path for path in paths if path and not path.lower().startswith(INTERNAL)]


def _rich(root: _Element, package: Package) -> Places:
    paths = (each.get("richTextPath") for each in _texts(root))
    return [path for path in paths if path and not path.lower().endswith(".docx")]


def _both(root: _Element, package: Package) -> Places:
    for each in _texts(root):
        if each.get("plainTextPath") and next(children(each, "PlainTextContent"), None) is not None:
            yield each.get("name") or ""


def _empty(root: _Element, package: Package) -> Places:
    return [local(each.tag) for each in root.iter() if local(each.tag) in schema.CONTAINERS and not len(each)]


def _order(root: _Element, package: Package) -> Places:
    for each in root.iter():
        order = schema.ORDERS.get(local(each.tag))
        if order and len(each) > 1:
            places = [order.get(local(inner.tag), -1) for inner in each]
            if places != sorted(places):
                yield local(each.tag)


def _colours(root: _Element, package: Package) -> Places:
    colours = (each.get("color") for each in root.iter())
    return [colour for colour in colours if colour is not None and not schema.COLOUR.fullmatch(colour)]


def _attributes(root: _Element, package: Package) -> Places:
    return [
        each.get("name") or local(each.tag) for each in root.iter() if each.get("description") or each.get("Description")
    ]


def _namespace(root: _Element, package: Package) -> Places:
    space = root.tag.rpartition("}")[0].lstrip("{")
    return [] if space in (schema.PROJECT, schema.CODEBOOK) else [space or "missing"]


def _base_path(root: _Element, package: Package) -> Places:
    return [root.get("basePath") or ""] if root.get("basePath") else []


def _same_name(root: _Element, package: Package) -> Places:
    names = Counter(each.get("name") for each in root.iterfind("{*}Sources/*"))
    return [name for name, count in names.items() if name and count > 1]


_CHECKS: dict[str, Callable[[_Element, Package], Places]] = {
    "dangling": _targets,
    "guid": _guids,
    "twice": _twice,
    "positions": _positions,
    "repeated": _repeated,
    "no text": _no_text,
    "internal": _internal,
    "rich": _rich,
    "both": _both,
    "empty": _empty,
    "order": _order,
    "colour": _colours,
    "attribute": _attributes,
    "namespace": _namespace,
    "base path": _base_path,
    "same name": _same_name,
}
