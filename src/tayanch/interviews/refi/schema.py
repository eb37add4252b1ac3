"""Names of the REFI-QDA standard 1.5 (schemas 1.0 of 18 March 2019), and what we ourselves write into free places."""

from __future__ import annotations

import re
from uuid import NAMESPACE_URL, uuid5

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2

# The children of an element in the order that the schema fixes.
ORDER = {
    "Project": "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef",
    "CodeBook": "Codes Sets",
    "Code": "Description NoteRef Code",
    "Case": "Description CodeRef VariableValue SourceRef SelectionRef",
    "TextSource": "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
    "Note": "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
    "PlainTextSelection": "Description Coding NoteRef",
    "Coding": "CodeRef NoteRef",
    "Set": "Description MemberCode MemberSource MemberNote",
}
ORDERS = {name: {child: place for place, child in enumerate(order.split())} for name, order in ORDER.items()}
CONTAINERS = ("Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
_OF_SOURCE = "Description Coding NoteRef VariableValue"
_TEXT = ORDER["TextSource"]
CHILDREN = {  # what may stand in an element; elements that are not named here are not looked into
    name: frozenset(inside.split())
    for name, inside in {
        **{name: order for name, order in ORDER.items() if name != "CodeBook"},
        "CodeBook": "Codes",
        **{name: name[:-1] for name in ("Users", "Codes", "Variables", "Cases", "Notes", "Links", "Sets", "Graphs")},
        "Sources": "TextSource PDFSource PictureSource AudioSource VideoSource",
        "PDFSource": f"{_OF_SOURCE} PDFSelection Representation",
        "PictureSource": f"{_OF_SOURCE} PictureSelection TextDescription",
        "AudioSource": f"{_OF_SOURCE} AudioSelection Transcript",
        "VideoSource": f"{_OF_SOURCE} VideoSelection Transcript",
        "Representation": _TEXT,
        "TextDescription": _TEXT,
        "Transcript": "Description PlainTextContent SyncPoint TranscriptSelection NoteRef",
        "PDFSelection": "Description Representation Coding NoteRef",
        **{f"{name}Selection": ORDER["PlainTextSelection"] for name in ("Picture", "Audio", "Video", "Transcript")},
    }.items()
}
SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
REFERENCES = ("CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef")
MEMBERS = ("MemberCode", "MemberSource", "MemberNote")

# What we write where the standard leaves a text free, and know again.
ORIGIN = "Tayanch"
SPEAKERS = "Speakers"  # the folder of codes for tools that do not know the selections of a case
SETTLED = "Settled"  # the user whose codings are what coders agreed on
NOBODY = "Unknown coder"  # some tools stop at a coding without a user
SPEAKER, ASKS = "Speaker", "Speaker who asks"  # descriptions of cases
METHOD, LANGUAGE, DATE, VERSION, OWN = "method", "language", "date", "text version", "attribute: "
OF_SPEAKERS = "Speakers: "  # before the name of an attribute of those who speak in a source


def local(tag: object) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def normal(guid: str | None) -> str:
    """A GUID as it is compared: lower case, no braces, no spaces. What is no GUID is kept as it is."""
    bare = (guid or "").strip().strip("{}").strip()
    return bare.lower() if GUID.fullmatch(bare) else bare


def made(*parts: str) -> str:
    """The GUID of what has none of its own: the same parts, the same GUID (RFC 4122, version 5)."""
    return str(
        uuid5(uuid5(NAMESPACE_URL, "urn:tayanch:interviews"), "\x1f".join(parts).encode("utf-8", "replace").decode())
    )


def guid(own: str, kind: str) -> str:
    """*own* when it is a GUID, else one that is made from it."""
    return own if GUID.fullmatch(own) else made(kind, own)
