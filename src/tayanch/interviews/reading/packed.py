"""Archives and XML that come from strangers: limits on what is unpacked, no entities, no network."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tayanch.interviews.reading.base import MOST_UNPACKED, ReadError

Element = Any  # of lxml, which has no types
MOST_PARTS = 10_000
DAMAGED = "it is damaged or was not copied to its end. Copy it again, or open it and save it anew."

_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    KeyError,
)
_BROKEN += (RuntimeError, ValueError, OverflowError)  # what zipfile raises for archives that are not what they say


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """An archive whose parts are within bounds; whatever is wrong with it is a :class:`ReadError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise ReadError("it unpacks to more than any transcript needs. Save it without pictures and sound.")
            if any(part.flag_bits & 1 for part in parts):
                raise ReadError("it is protected by a password. Save it without one.")
            yield archive
    except ReadError:
        raise
    except _BROKEN as error:
        raise ReadError(DAMAGED) from error


def xml(archive: zipfile.ZipFile, name: str) -> Element:
    """A part as XML; raises :class:`ReadError` when it is none."""
    return parsed(archive.read(name))


def parsed(data: bytes) -> Element:
    """XML without entities; raises :class:`ReadError` when it is none, or declares a document type."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError("its XML declares a document type, which no word processor writes. Open it and save it anew.")
    return root
