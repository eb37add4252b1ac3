"""Projects as other tools write them, made without any of our own code; and where the vendors' files are."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TAYANCH_SHARED", ROOT.parent / "shared")) / "standards" / "refi"
DOC, ANN, BOB = (
    "11111111-0000-4000-8000-000000000001",
    "22222222-0000-4000-8000-000000000001",
    "22222222-0000-4000-8000-000000000002",
)
CODE, OTHER = "33333333-0000-4000-8000-000000000001", "33333333-0000-4000-8000-000000000002"


def guid(place: int, kind: int = 4) -> str:
    return f"{kind:08x}-0000-4000-8000-{place:012d}"


def zipped(files: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def project(inner: str, attributes: str = 'name="P"') -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<Project xmlns="urn:QDA-XML:project:1.0" {attributes}>{inner}</Project>'


CODES = (
    f'<CodeBook><Codes><Code guid="{CODE}" name="A" isCodable="true"/>'
    f'<Code guid="{OTHER}" name="B" isCodable="true"/></Codes></CodeBook>'
)
USERS = f'<Users><User guid="{ANN}" name="Ann"/><User guid="{BOB}" name="Bob"/></Users>'


def selection(place: int, start: int, end: int, inner: str | None = None, name: str = "") -> str:
    coding = f'<Coding guid="{guid(place, 5)}" creatingUser="{ANN}"><CodeRef targetGUID="{CODE}"/></Coding>'
    named = f' name="{name}"' if name else ""
    return (
        f'<PlainTextSelection guid="{guid(place)}"{named} startPosition="{start}" endPosition="{end}">'
        f"{coding if inner is None else inner}</PlainTextSelection>"
    )


def source(
    selections: Iterable[str] | str, own: str = DOC, name: str = "T", path: str = "internal://{}.txt", more: str = ""
) -> str:
    inner = selections if isinstance(selections, str) else "".join(selections)
    return f'<TextSource guid="{own}" name="{name}" plainTextPath="{path.format(own)}">{inner}{more}</TextSource>'


def qdpx(selections: Iterable[str] | str, text: bytes, *, origin: str = "", after: str = "", before: str = "") -> bytes:
    told = f'name="P" origin="{origin}"' if origin else 'name="P"'
    xml = project(USERS + CODES + before + f"<Sources>{source(selections)}</Sources>" + after, told)
    return zipped({"project.qde": xml, f"sources/{DOC}.txt": text})


def counted(text: str, place: int, unit: str, line_end: int) -> int:
    """A code point's position in another tool's way, counted character by character from the text with LF."""
    total = 0
    for character in text[:place]:
        if character == "\n":
            total += line_end
        else:
            total += len(character.encode("utf-16-le")) // 2 if unit == "utf-16" else 1
    return total
