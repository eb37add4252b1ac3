"""Open a DOCX that somebody brought: within limits, and only when nothing in it acts, hides or fetches.

A DOCX is a ZIP archive of XML parts tied by relationships (ECMA-376, part 2). Everything is read once, in memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from tayanch.desk.docx_templates.problems import Problem, excerpt

LARGEST, MOST_ENTRIES, LARGEST_PART, LARGEST_UNPACKED = 5_000_000, 500, 10_000_000, 40_000_000
LARGEST_TEXT = 2_000_000  # of a part in which variables are filled: docxtpl reads it with patterns
DENSEST = 150  # times smaller than unpacked; a text that Word writes is rarely 40 times
ENDINGS = {".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".odttf"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = f"{WORD}document.main+xml"
# The parts in which docxtpl fills variables.
FILLED = {
    MAIN: "text",
    f"{WORD}header+xml": "header",
    f"{WORD}footer+xml": "footer",
    f"{WORD}footnotes+xml": "footnotes",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What a part may be tied to, by the end of the relationship's type. Not here: macros, objects, other texts, frames.
TIES = {"officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles", "theme"}
TIES |= {"stylesWithEffects", "settings", "webSettings", "fontTable", "font", "numbering", "header", "footer", "image"}
TIES |= {
    "footnotes",
    "endnotes",
    "hyperlink",
    "customXml",
    "customXmlProps",
    "glossaryDocument",
    "people",
    "keyMapCustomizations",
}
REMARKS = {"comments", "commentsExtended", "commentsIds", "commentsExtensible"}
OUTSIDE = re.compile(r"(?i)(https?://|mailto:)")
FETCHING = {"src", "href", "althref", "link", "sourcefilename"}
# Fields that Word computes from the document itself. Not here: INCLUDEPICTURE, INCLUDETEXT, DDE, LINK, MERGEFIELD …
FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "REF", "PAGEREF", "NOTEREF", "TOC", "SEQ"}
FIELDS |= {"HYPERLINK", "STYLEREF", "SYMBOL", "TC", "XE", "QUOTE", "="}
CHANGES = {f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}
BRACES = re.compile(r"\{[{%#]|[%}#]\}")


@dataclass(slots=True)
class Package:
    """What was read: XML parts by name, which of them are filled, and what is the matter."""

    parts: dict[str, Any] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, found: str = "", where: str = "") -> None:
        self.problems.append(Problem(code, where, excerpt(found)))


def read(data: bytes) -> Package:
    """Look at every part. With problems of the archive itself nothing further is looked at."""
    made = Package()
    entries = _unpack(data, made)
    if made.problems:
        return made
    for name, content in entries.items():
        if name.endswith((".xml", ".rels")):
            _parse(name, content, made)
    if made.problems:
        return made
    _types(made)
    for name, tree in made.parts.items():
        _ties(name, tree, made) if name.endswith(".rels") else _look(name, tree, made)
    return made


def _unpack(data: bytes, made: Package) -> dict[str, bytes]:
    if len(data) > LARGEST:
        made.wrong("large")
    elif not data.startswith(b"PK\x03\x04"):
        made.wrong("not-docx")
    if made.problems:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _entries_fit(archive.infolist(), made):
                return {entry.filename: _read(archive, entry, made) for entry in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, RuntimeError, EOFError):
        made.wrong("not-docx")
    return {}


def _entries_fit(entries: list[zipfile.ZipInfo], made: Package) -> bool:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        made.wrong("bomb")
    if len({name.casefold() for name in names}) < len(names):
        made.wrong("twice")
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or entry.flag_bits & 1:
            made.wrong("not-docx", entry.filename)
        elif entry.is_dir():
            continue
        elif f".{path.name.rpartition('.')[2].lower()}" not in ENDINGS:
            made.wrong("macros" if "vba" in path.name.lower() else "part", entry.filename)
        elif entry.file_size > max(LARGEST_PART // 10, DENSEST * entry.compress_size) or entry.file_size > LARGEST_PART:
            made.wrong("bomb", entry.filename)
    if not {"[Content_Types].xml", "_rels/.rels"} <= set(names):
        made.wrong("not-docx")
    return not made.problems


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, made: Package) -> bytes:
    """What an entry says of its size is not believed."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size or content.startswith(b"PK\x03\x04"):
        made.wrong("bomb", entry.filename)
    return content


def _parse(name: str, content: bytes, made: Package) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError):
        return made.wrong("xml", name)
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        return made.wrong("entities", name)
    if (tree.docinfo.encoding or "UTF-8").upper() not in {"UTF-8", "US-ASCII", "ASCII"}:
        return made.wrong("xml", name)
    made.parts[name] = tree.getroot()
    return None


def _types(made: Package) -> None:
    """[Content_Types].xml says what each part is; a text with macros or of another program says so here."""
    types = {
        str(one.get("PartName")).lstrip("/"): one.get("ContentType", "") for one in made.parts["[Content_Types].xml"]
    }
    said = " ".join(one.get("ContentType", "") for one in made.parts["[Content_Types].xml"]).lower()
    if "macroenabled" in said or "vba" in said:
        made.wrong("macros")
    elif any(word in said for word in ("oleobject", "activex")):
        made.wrong("objects")
    if list(types.values()).count(MAIN) != 1 and not made.problems:
        made.wrong("not-docx")
    made.filled = {name: FILLED[kind] for name, kind in types.items() if kind in FILLED and name in made.parts}
    for name in made.filled:
        if len(etree.tostring(made.parts[name])) > LARGEST_TEXT:
            made.wrong("large", name)


def _ties(name: str, tree: Any, made: Package) -> None:
    for tie in tree:
        kind, target = str(tie.get("Type", "")).rpartition("/")[2], str(tie.get("Target", ""))
        is_outside = tie.get("TargetMode") == "External" or "://" in target or target.startswith("\\\\")
        if kind in REMARKS:
            made.wrong("comments")
        elif kind not in TIES:
            made.wrong("objects" if kind in {"oleObject", "package", "control"} else "tie", kind)
        elif is_outside and (kind != "hyperlink" or not OUTSIDE.match(target)):
            made.wrong("outside", target)


def _look(name: str, tree: Any, made: Package) -> None:
    """Everything in a part but its text: attributes, fields, comments, changes, bound content."""
    where = made.filled.get(name, "")
    for node in tree.iter():
        if not isinstance(node.tag, str):
            if "{" in (node.text or ""):
                made.wrong("place", node.text or "", where)
            continue
        for key, value in node.attrib.items():
            if BRACES.search(value):
                made.wrong("place", value, where)
            local = etree.QName(key).localname.lower()
            if local in FETCHING and ("://" in value or value.lower().startswith(("file:", "\\\\"))):
                made.wrong("outside", value, where)
        _look_at(node, where, made)
    for code in _field_codes(tree):
        if code.split()[:1] and code.split()[0].upper().strip("\\") not in FIELDS:
            made.wrong("field", code, where)


def _look_at(node: Any, where: str, made: Package) -> None:
    text = f"{node.text or ''}"
    if "{" in text + (node.tail or "") and (node.tag != f"{W}t" or "{" in (node.tail or "")):
        made.wrong("place", text or node.tail, where)
    elif node.tag == f"{W}t" and not where and BRACES.search(text):
        made.wrong("not-filled", text)
    elif node.tag in CHANGES:
        made.wrong("changes", "".join(node.itertext()), where)
    elif node.tag == f"{W}dataBinding":
        made.wrong("bound", "", where)
    elif node.tag == f"{W}altChunk":
        made.wrong("objects", "altChunk", where)


def _field_codes(tree: Any) -> Iterator[str]:
    """The instruction of every field; one may lie in many runs, and fields lie within fields."""
    open_codes: list[list[str]] = []
    for node in tree.iter(f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"):
        kind = node.get(f"{W}fldCharType")
        if node.tag == f"{W}fldSimple":
            yield node.get(f"{W}instr", "")
        elif node.tag == f"{W}instrText":
            if not open_codes:
                open_codes.append([])
            open_codes[-1].append(node.text or "")
        elif kind == "begin":
            open_codes.append([])
        elif kind == "end" and open_codes:
            yield "".join(open_codes.pop())
    yield from ("".join(code) for code in open_codes)
