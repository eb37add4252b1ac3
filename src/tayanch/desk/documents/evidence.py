"""What the pages of a case's papers show: each paper with what is known of it, its small picture, and the bundles."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tayanch import vocabulary
from tayanch.desk.actions.documents import What
from tayanch.desk.documents import paper_words
from tayanch.desk.language import language
from tayanch.desk.models import Attachment, AttachmentFile, Bundle, Case, Document
from tayanch.desk.papers import photos, sound
from tayanch.desk.papers.content import ENDINGS
from tayanch.vault import files
from tayanch.vault.keys import load_keys
from tayanch.vault.models import SealedModel

A_PAGE = 24


@dataclass(slots=True)
class Shown:
    """One paper as the pages show it. *small*: a ``data:`` address of its small picture, "" without one."""

    document: Document
    name: str
    about: Attachment | None = None
    told: dict[str, Any] = field(default_factory=dict)
    small: str = ""
    has_original: bool = False

    @property
    def is_photo(self) -> bool:
        return self.document.media_type in photos.ENDINGS

    @property
    def pictures(self) -> list[int]:
        """The numbers of its pictures: one, or those of a scan of many pages."""
        return list(range(1, 1 + ((self.about and self.about.pages) or 1))) if self.is_photo else []

    @property
    def kind(self) -> str:
        """What kind of file it is: PDF, JPG, MP3 …"""
        return ENDINGS.get(self.document.media_type, "").upper()

    @property
    def sort(self) -> str:
        found = self.told.get("sort", "")
        return vocabulary.concept(f"evidence/{found}").label(language()) if found else ""

    @property
    def on(self) -> date | None:
        return date.fromisoformat(self.told["on"]) if self.told.get("on") else None

    @property
    def carried(self) -> str:
        is_kept = self.document.media_type in sound.ENDINGS
        return paper_words.carried(self.told.get("carried", []), is_kept=is_kept)

    @property
    def flaw(self) -> str:
        found = self.told.get("flaw", "")
        return str(paper_words.FLAWS[found]) if found else ""


def gallery(case: Case, number: int) -> tuple[list[Shown], int, int]:
    """One page of the papers that were brought, the newest first; its number, and how many pages there are."""
    papers = case.documents.filter(kind=Document.Kind.EVIDENCE).select_related("made_by", "person")
    count = -(-papers.count() // A_PAGE) or 1
    at = min(max(number, 1), count)
    return shown(papers[(at - 1) * A_PAGE : at * A_PAGE], with_pictures=True), at, count


def made_here(case: Case) -> list[Shown]:
    """The letters that were made for the case."""
    return shown(case.documents.filter(kind=Document.Kind.LETTER).select_related("made_by", "person"))


def can_be_bundled(case: Case) -> list[Shown]:
    """Everything that a bundle may hold, in the order of its days: evidence by its own day, the rest as it came."""
    papers = case.documents.exclude(kind=Document.Kind.BUNDLE).select_related("made_by", "person")
    return sorted(shown(papers), key=lambda one: (one.on or one.document.made_at.date(), one.document.made_at))


def shown(papers: Iterable[Document], *, with_pictures: bool = False) -> list[Shown]:
    """Papers with what is known of them, in few queries."""
    rows = list(papers)
    about = {one.document_id: one for one in _about(rows)}
    extra = {(one.document_id, one.what): one for one in AttachmentFile.objects.filter(document__in=rows)}
    keyed: list[SealedModel] = [*rows, *about.values(), *extra.values(), *(row.person for row in rows if row.person)]
    load_keys(keyed)
    made = []
    for row in rows:
        known, small = about.get(row.id), extra.get((row.id, What.SMALL))
        one = Shown(row, row.unseal("name"), known, known.told if known else {})
        one.has_original = (row.id, What.ORIGINAL) in extra
        one.small = _address(small) if with_pictures and small else ""
        made.append(one)
    return made


def _about(rows: list[Document]) -> Iterable[Attachment]:
    return Attachment.objects.filter(document__in=rows).select_related("period__claim")


def _address(row: SealedModel) -> str:
    """The picture within the page itself: it is let through with the page, and has no address to be asked for."""
    try:
        return f"data:{photos.JPEG};base64,{base64.b64encode(files.read(row)).decode()}"
    except FileNotFoundError:
        return ""


def bundles(case: Case) -> list[Bundle]:
    """The bundles that were made, the newest first."""
    made = list(case.bundles.select_related("document", "document__made_by").order_by("-document__made_at"))
    load_keys([*made, *(one.document for one in made)])
    return made
