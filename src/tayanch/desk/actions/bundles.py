"""Bundles: papers of a case as one PDF with a list, made in memory and kept sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.documents import PDF, attachment_of, sha256
from tayanch.desk.models import Bundle, Case, Document
from tayanch.desk.papers import bundle, cover
from tayanch.desk.papers.bundle import TooMuch
from tayanch.vault import files
from tayanch.vault.envelope import CannotUnseal

__all__ = ["TooMuch", "do_make_bundle", "do_protect_bundle"]

MOST_BYTES = 150 * 1024 * 1024  # of all papers together, since they are in memory at once


def do_make_bundle(
    case: Case, papers: Sequence[Document], title: str, *, by: User, language: str, today: date
) -> Bundle:
    """Put *papers* together in this order and keep the PDF. A paper that cannot go in is named in the list.

    Raises :class:`~tayanch.desk.papers.bundle.TooMuch`.
    """
    if sum(paper.size for paper in papers) > MOST_BYTES:
        raise TooMuch("bytes")
    # Outside the transaction: it takes seconds, and in the embedded database one writer holds up all others.
    items = [_item(paper) for paper in papers]
    made = bundle.make(items, reference=case.reference, title=title, language=language, today=today)
    document = Document(case=case, kind=Document.Kind.BUNDLE, media_type=PDF, size=len(made.data), made_by=by)
    document.seal(name=title or cover.words(language)["heading"])
    kept = Bundle(case=case, document=document, pages=made.pages)
    kept.seal(contents=json.dumps(list(_contents(papers, made.lines)), ensure_ascii=False))
    with transaction.atomic():
        document.save(force_insert=True)
        kept.save(force_insert=True)
        files.store(document, made.data)
        for paper in papers:
            log.record("document.open", by=by.id, kind="document", object_id=paper.id)
        log.record("document.bundle", by=by.id, kind="case", object_id=case.id, fields=["documents"])
    return kept


def _item(paper: Document) -> bundle.Item:
    try:
        data = files.read(paper)
    except (FileNotFoundError, CannotUnseal):  # the list says that it could not be read, and the rest still goes
        data = b""
    about = attachment_of(paper)
    told = about.told
    return bundle.Item(
        name=paper.unseal("name"),
        media_type=paper.media_type,
        data=data,
        sha256=sha256(data),
        came=told.get("came", ""),
        on=date.fromisoformat(told["on"]) if told.get("on") else None,
        proves=told.get("proves", ""),
        turned=about.turned,
    )


def _contents(papers: Sequence[Document], lines: Iterable[bundle.Line]) -> Iterable[dict[str, Any]]:
    for paper, line in zip(papers, lines, strict=True):
        where = {"number": line.number, "first": line.first, "last": line.last, "pages": line.pages, "why": line.why}
        yield {"paper": str(paper.id), "name": line.item.name, "sha256": line.item.came or line.item.sha256, **where}


def do_protect_bundle(kept: Bundle, password: str, *, by: User) -> bytes:
    """A copy that opens only with *password* (AES-256), to be sent. The password is kept nowhere."""
    log.record("document.protect", by=by.id, kind="document", object_id=kept.document_id)
    return bundle.protect(files.read(kept.document), password)
