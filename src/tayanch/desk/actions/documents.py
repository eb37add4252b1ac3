"""Papers of a case: taken in by what they are, not by what they are called; sealed before they touch the disk.

A photo is kept without place, time and device. What it was when it came is kept as a hash, and as a file when asked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Attachment, AttachmentFile, Bundle, Case, Document, WagePeriod
from tayanch.desk.papers import content, photos, sound
from tayanch.desk.papers.content import DOCX, ENDINGS, ODT, PDF, TEXT, XLSX, NotAPaper, media_type
from tayanch.vault import files
from tayanch.vault.keys import load_keys
from tayanch.vault.models import Person

__all__ = ["DOCX", "ENDINGS", "LARGEST", "ODT", "PDF", "TEXT", "XLSX", "NotAPaper", "Said", "media_type"]

LARGEST = 20 * 1024 * 1024
JPEG, PNG = photos.JPEG, photos.PNG
What = AttachmentFile.What


@dataclass(frozen=True, slots=True)
class Said:
    """What a worker says of a paper: its sort (concept of "evidence"), its day, what it proves, from whom it is."""

    sort: str = ""
    on: date | None = None
    proves: str = ""
    source: str = ""
    period: WagePeriod | None = None
    file_name: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """As they are kept in ``Attachment.facts``."""
        on = self.on.isoformat() if self.on else ""
        return {"sort": self.sort, "on": on, "proves": self.proves, "source": self.source, "file_name": self.file_name}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be kept: its bytes as they came and as they will lie here, and what was taken out of them."""

    came: bytes
    kept: bytes
    looked: content.Content
    carried: photos.Carried
    small: bytes = b""

    @property
    def facts(self) -> dict[str, Any]:
        """``sha256`` of the kept bytes, ``came`` of those that came, ``carried`` without the place itself."""
        return {
            "sha256": sha256(self.kept),
            "came": sha256(self.came),
            "carried": self.carried.kinds,
            "taken": self.carried.taken,
            "flaw": self.looked.flaw,
        }


def sha256(data: bytes) -> str:
    """The fingerprint by which a court can check that a file is the same (FIPS 180-4)."""
    return hashlib.sha256(data).hexdigest()


def prepare(data: bytes) -> Prepared:
    """Look at a file, clean it and make its small picture, all in memory. Raises :class:`NotAPaper`."""
    if len(data) > LARGEST:
        raise NotAPaper("large")
    looked = content.look(data)
    if looked.media_type not in photos.ENDINGS:
        place = "+" if looked.media_type in sound.ENDINGS and sound.carries_place(data, looked.media_type) else ""
        return Prepared(data, data, looked, photos.Carried(place=place))
    try:
        kept = photos.clean(data)
        return Prepared(data, kept, looked, photos.carried(data), photos.picture(kept, photos.SMALL))
    except photos.NotAPhoto as refusal:
        raise NotAPaper(refusal.why) from None


def do_keep_document(
    case: Case,
    data: bytes | Prepared,
    name: str,
    *,
    by: User,
    person: Person | None = None,
    said: Said | None = None,
    keep_original: bool = False,
) -> Document:
    """Seal and keep a paper that was brought. *person*: whose it is; *keep_original*: a photo also as it came.

    Raises :class:`NotAPaper`.
    """
    ready = data if isinstance(data, Prepared) else prepare(data)  # takes a while, and nobody must wait for it
    with transaction.atomic():
        document = Document(case=case, kind=Document.Kind.EVIDENCE, media_type=ready.looked.media_type, made_by=by)
        document.person, document.size = person, len(ready.kept)
        document.seal(name=name)
        document.save()
        log.record("document.keep", by=by.id, kind="case", object_id=case.id, fields=["name", "bytes"])
        _note(document, ready, said or Said())
        files.store(document, ready.kept)
        if ready.small:
            _keep_file(document, What.SMALL, ready.small, photos.JPEG)
        if keep_original and ready.came != ready.kept:
            _keep_file(document, What.ORIGINAL, ready.came, ready.looked.media_type)
    return document


def _note(document: Document, ready: Prepared, said: Said) -> None:
    about = Attachment(case=document.case, document=document, period=said.period, pages=ready.looked.pages)
    about.tell({**said.facts, **ready.facts})
    about.save()


def _keep_file(document: Document, what: str, data: bytes, media_type: str) -> None:
    row = AttachmentFile.objects.filter(document=document, what=what).first()
    if row is None:
        row = AttachmentFile.objects.create(
            case_id=document.case_id, document=document, what=what, media_type=media_type
        )
    files.store(row, data)


@transaction.atomic
def do_keep_original(document: Document, ready: Prepared, *, by: User) -> None:
    """Keep a photo also as it came, when that was asked for later and the same file was brought again."""
    _keep_file(document, What.ORIGINAL, ready.came, ready.looked.media_type)
    log.record("document.original", by=by.id, kind="document", object_id=document.id, fields=["bytes"])


@transaction.atomic
def do_describe_document(document: Document, name: str, *, by: User, person: Person | None, said: Said) -> None:
    """Write down what a paper is and what it proves."""
    document.person = person
    document.seal(name=name)
    document.save(update_fields=["name", "person"])
    about = attachment_of(document)
    about.period = said.period
    about.tell({**about.told, **said.facts, "file_name": about.told.get("file_name", "")})
    about.save()
    log.record("document.describe", by=by.id, kind="document", object_id=document.id, fields=["name", *said.facts])


def do_turn_document(document: Document, degrees: int, *, by: User) -> None:
    """Turn the pictures of a photo clockwise; its bytes stay as they are.

    Raises :class:`~tayanch.desk.papers.photos.NotAPhoto`.
    """
    about = attachment_of(document)
    about.turned = (about.turned + degrees) % 360
    small = photos.picture(files.read(document), photos.SMALL, about.turned)
    with transaction.atomic():
        about.save()
        _keep_file(document, What.SMALL, small, photos.JPEG)
        log.record("document.turn", by=by.id, kind="document", object_id=document.id, fields=["turned"])


def attachment_of(document: Document) -> Attachment:
    """What is known of a paper; a new row, not yet saved, for one that was made here."""
    found = Attachment.objects.filter(document=document).first()
    return found or Attachment(case_id=document.case_id, document=document)


def periods_of(case: Case) -> QuerySet[WagePeriod]:
    """The pay periods of every claim of the case, for a paper that supports one of them."""
    return WagePeriod.objects.filter(claim__case=case).select_related("claim").order_by("claim__number", "first")


def same_paper(case: Case, ready: Prepared) -> Document | None:
    """The paper of the case that came with the very same bytes, if there is one."""
    kept = list(Attachment.objects.filter(case=case).select_related("document"))
    load_keys(kept)
    hashes = {sha256(ready.came), sha256(ready.kept)}
    return next((row.document for row in kept if hashes & {row.told.get("came"), row.told.get("sha256")}), None)


def original_of(document: Document) -> AttachmentFile | None:
    """The photo as it came, if it was kept."""
    return AttachmentFile.objects.filter(document=document, what=What.ORIGINAL).first()


def files_of(papers: QuerySet[Document]) -> list[UUID]:
    """The ids of every sealed file of these papers; ask before the rows go."""
    ids = list(papers.values_list("id", flat=True))
    return [*ids, *AttachmentFile.objects.filter(document__in=ids).values_list("id", flat=True)]


@transaction.atomic
def do_remove_document(document: Document, *, by: User) -> None:
    """Destroy a paper that was kept by mistake, with its pictures."""
    log.record("document.remove", by=by.id, kind="case", object_id=document.case_id)
    gone = files_of(Document.objects.filter(id=document.id))
    document.delete()
    transaction.on_commit(lambda: files.delete(gone))


def bundles_with(document: Document) -> list[Bundle]:
    """The bundles of the case that hold a copy of this paper."""
    made = list(Bundle.objects.filter(case_id=document.case_id).select_related("document"))
    load_keys(made)
    return [bundle for bundle in made if any(line.get("paper") == str(document.id) for line in bundle.told)]


def neutral_name(document: Document) -> str:
    """The name of the downloaded file: it tells nothing of what is in it."""
    return f"paper-{document.id.hex[:6]}.{ENDINGS.get(document.media_type, 'bin')}"
