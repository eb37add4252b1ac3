"""Papers of a case: taken in by what they are, not by what they are called; sealed before they touch the disk."""

from __future__ import annotations

import io
import zipfile

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Case, Document
from tayanch.vault import files
from tayanch.vault.models import Person

LARGEST = 20 * 1024 * 1024
PDF, JPEG, PNG, TEXT = "application/pdf", "image/jpeg", "image/png", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", TEXT: "txt", DOCX: "docx", ODT: "odt"}
BEGINNINGS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
ODT_BEGINS = b"mimetype" + ODT.encode()  # OpenDocument 1.3, part 2, 3.3: the first entry, not compressed


class NotAPaper(Exception):
    """The file is too large, or of none of the types that are taken in."""


def media_type(data: bytes) -> str:
    """What the bytes are, by their content; raises :class:`NotAPaper`."""
    for beginning, found in BEGINNINGS:
        if data.startswith(beginning):
            return found
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    if data and _is_plain_text(data):
        return TEXT
    raise NotAPaper


def _office_type(data: bytes) -> str:
    if data[30:].startswith(ODT_BEGINS):
        return ODT
    try:
        entries = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except zipfile.BadZipFile:
        raise NotAPaper from None
    is_word = {"[Content_Types].xml", "word/document.xml"} <= entries
    if not is_word or any(entry.endswith("vbaProject.bin") for entry in entries):  # no macros
        raise NotAPaper
    return DOCX


def _is_plain_text(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(sign >= " " or sign in "\t\r\n\f" for sign in text)


@transaction.atomic
def do_keep_document(case: Case, data: bytes, name: str, *, by: User, person: Person | None = None) -> Document:
    """Seal and keep a paper that was brought. *person*: whose it is. Raises :class:`NotAPaper`."""
    if len(data) > LARGEST:
        raise NotAPaper
    document = Document(case=case, kind=Document.Kind.EVIDENCE, media_type=media_type(data), made_by=by, person=person)
    document.size = len(data)
    document.seal(name=name)
    document.save()
    log.record("document.keep", by=by.id, kind="case", object_id=case.id, fields=["name", "bytes"])
    files.store(document, data)
    return document


@transaction.atomic
def do_remove_document(document: Document, *, by: User) -> None:
    """Destroy a paper that was kept by mistake."""
    log.record("document.remove", by=by.id, kind="case", object_id=document.case_id)
    file_id = document.id
    document.delete()
    transaction.on_commit(lambda: files.delete([file_id]))


def neutral_name(document: Document) -> str:
    """The name of the downloaded file: it tells nothing of what is in it."""
    return f"paper-{document.id.hex[:6]}.{ENDINGS.get(document.media_type, 'bin')}"
