"""The ZIP of a project, opened with care: sizes are limited, names stay inside, entities are off, nothing is
unpacked to the disk."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tayanch.interviews.refi.losses import RefiError
from tayanch.interviews.refi.schema import local

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

PROJECT_BYTES = 512_000_000  # of project.qde
TEXT_BYTES = 100_000_000  # of one text
ALL_BYTES = 1_000_000_000  # of all texts that are read, each as often as the project names it
ENTRIES = 100_000
PROLOG_BYTES = 200_000  # before the first element
SWOLLEN, BOMB_BYTES = 200, 20_000_000  # a part of this size may be so many times larger than it is packed
HIDING = (b"<!--", b"<?")  # begun and not ended before the first element: it stands within
INTERNAL = "internal://"


@dataclass
class Package:
    """A project: its XML and the texts beside it, read when they are asked for."""

    qde: bytes
    name: str = ""  # of the XML in the ZIP; empty: the XML came alone
    archive: zipfile.ZipFile | None = None
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    taken: int = 0  # bytes of texts that were read

    def find(self, path: str) -> zipfile.ZipInfo | None:
        """The entry that a ``plainTextPath`` means, in any letter case and with or without ``internal://``."""
        bare = path[len(INTERNAL) :] if path.lower().startswith(INTERNAL) else path
        bare = bare.replace("\\", "/").lstrip("/").lower()
        if not bare or ".." in bare.split("/"):
            return None
        return self.entries.get(bare) or self.entries.get("sources/" + bare.rpartition("/")[2])

    def text(self, path: str) -> tuple[str, bool, str] | None:
        """Text without its byte order mark, whether it had one, and the encoding that had to be guessed, else empty.

        None when there is no such file. Line ends stay as they are written.
        """
        entry = self.find(path)
        if not entry or not self.archive:
            return None
        data = _inflated(self.archive, entry, TEXT_BYTES)
        self.taken += len(data)
        if self.taken > ALL_BYTES:
            raise RefiError(f"The texts of the project are together larger than {ALL_BYTES:,} bytes. It was not read.")
        return decoded(data)


def open_package(data: bytes) -> Package:
    """The project in the bytes of a ``.qdpx``, or of a ``.qde`` alone. Raises :class:`RefiError`."""
    if not data.strip():
        raise RefiError("The file is empty.")
    if not data.startswith(b"PK"):
        return Package(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise RefiError("The ZIP is damaged. Export the project again, or fetch the file again.") from error
    entries = archive.infolist()
    _check(entries)
    found = _project(entries)
    by_name = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}
    return Package(_inflated(archive, found, PROJECT_BYTES), found.filename, archive, by_name)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES:
        raise RefiError(f"The ZIP holds {len(entries)} files; a project has at most {ENTRIES}.")
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
            raise RefiError(f"The ZIP names a file outside itself ({entry.filename}). It was not opened.")
        if entry.flag_bits & 1:
            raise RefiError("The ZIP is protected by a password. Export the project without one.")
        if entry.file_size > BOMB_BYTES and entry.file_size > SWOLLEN * max(entry.compress_size, 1):
            raise RefiError(
                f"{entry.filename} swells to {entry.file_size:,} bytes when it is unpacked. It was not opened."
            )


def _project(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The entry with the XML: ``project.qde``, else the only ``.qde``, the one nearest the top."""
    found = [entry for entry in entries if entry.filename.lower().endswith(".qde") and "__MACOSX" not in entry.filename]
    found.sort(key=lambda entry: (entry.filename.count("/"), entry.filename.lower() != "project.qde"))
    if not found:
        raise RefiError("There is no project.qde in the ZIP: it is no project of REFI-QDA.")
    named = [entry for entry in found if entry.filename.lower().rpartition("/")[2] == "project.qde"]
    if len(found) > 1 and not named:
        raise RefiError("There are several projects (.qde) in the ZIP. Put each into a file of its own.")
    return (named or found)[0]


def _inflated(archive: zipfile.ZipFile | None, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one entry, however large its header says that it is."""
    if archive is None:
        raise RefiError("There is no ZIP.")
    try:
        with archive.open(entry) as stream:
            data = stream.read(min(most, entry.file_size) + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise RefiError(f"{entry.filename} in the ZIP is damaged. Export the project again.") from error
    except Exception as error:  # zlib.error, lzma.LZMAError: whatever packed it
        raise RefiError(f"{entry.filename} in the ZIP is damaged. Export the project again.") from error
    if len(data) > most:
        raise RefiError(f"{entry.filename} is larger than {most:,} bytes. It was not opened.")
    return data


def decoded(data: bytes) -> tuple[str, bool, str]:
    """Text without byte order mark, whether there was one, and the encoding if it was guessed."""
    if data.startswith(b"\xef\xbb\xbf"):
        rest = data[3:]
        try:
            return rest.decode("utf-8"), True, ""
        except UnicodeDecodeError:
            return rest.decode("utf-8", "replace"), True, "UTF-8 with faults"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), True, "UTF-16"
    try:
        return data.decode("utf-8"), False, ""
    except UnicodeDecodeError:
        return data.decode("windows-1251", "replace"), False, "Windows-1251"


def parse(data: bytes) -> tuple[_Element, bool]:
    """The root of an XML, and whether it had to be mended. Raises :class:`RefiError`.

    Nothing is fetched and no entity is read: a file that declares any is refused.
    """
    from lxml import etree  # type: ignore[import-untyped]

    _refuse_declarations(data)
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}
    try:
        return etree.fromstring(data, etree.XMLParser(**options)), False
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, **options))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefiError("This is not XML, so it is neither a project nor a codebook of REFI-QDA.") from error
    if root is None or local(root.tag) not in ("Project", "CodeBook"):
        raise RefiError("This is not XML, so it is neither a project nor a codebook of REFI-QDA.")
    return root, True


def _refuse_declarations(data: bytes) -> None:
    """An entity can make a small file endless, or fetch another one; no tool writes any."""
    squeezed = data[:PROLOG_BYTES].replace(b"\0", b"").upper()  # UTF-16 too
    squeezed = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", squeezed, flags=re.DOTALL)  # what looks like an element in them
    root = re.search(rb"<(?:\w+:)?(?:PROJECT|CODEBOOK)[\s>/]", squeezed)
    before = squeezed[: root.start()] if root else squeezed
    if any(sign in before for sign in (b"<!DOCTYPE", b"<!ENTITY", *(HIDING if root else ()))):
        raise RefiError("The XML declares entities or a document type, which REFI-QDA has no use for. It was not read.")
    if root is None and len(data) > PROLOG_BYTES:
        raise RefiError("This is neither a project nor a codebook of REFI-QDA: neither begins where it should.")


def pack(qde: bytes, texts: Iterable[tuple[str, bytes]], created: datetime) -> bytes:
    """The ZIP: ``project.qde`` first, then the folder ``sources``; the same input gives the same bytes."""
    when = (max(created.year, 1980), created.month, created.day, created.hour, created.minute, created.second)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [("project.qde", qde), *((f"sources/{name}", data) for name, data in texts)]:
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()
