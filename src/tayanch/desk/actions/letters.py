"""Make the letters of a claim as sealed papers, and note when one was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import claim_calculation, letter_facts, letters
from tayanch.desk.actions import ledger, promises
from tayanch.desk.actions.claims import result_of
from tayanch.desk.models import Claim, Document, LedgerEntry
from tayanch.vault import files

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
WRITERS = ((DOCX, "docx", letters.to_docx), (PDF, "pdf", letters.to_pdf))


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a letter, still in memory."""

    name: str
    media_type: str
    data: bytes


class SentRefused(ValueError):
    """The day of sending cannot be right; the text says why."""


@transaction.atomic
def do_make_letter(
    claim: Claim, kind: letters.LetterKind, facts: Mapping[str, object], *, by: User, as_of: date, today: date
) -> list[Document]:
    """Make the letter and its reading copies, DOCX and PDF of each, and keep them sealed with the case.

    Raises what :func:`tayanch.desk.letters.compose` and :func:`~tayanch.desk.letters.to_pdf` raise, and ``LawError``.
    """
    made: list[Document] = []
    try:
        for paper in list(papers(claim, kind, facts, as_of=as_of, today=today)):
            made.append(_document(claim, kind, paper, by))
            files.store(made[-1], paper.data)
            made[-1].save(force_insert=True)
    except BaseException:
        files.delete([document.id for document in made])
        raise
    log.record("letter.make", by=by.id, kind="claim", object_id=claim.id, fields=["documents"])
    return made


@transaction.atomic
def do_mark_sent(
    document: Document,
    *,
    by: User,
    sent_on: date,
    today: date,
    ask_on: date | None = None,
    claim: Claim,
    claimed: Decimal | None = None,
) -> None:
    """Note the day a letter was sent. Raises :class:`SentRefused`.

    *ask_on*: also promise to ask on that day whether the employer answered. *claimed*: also enter this sum, which
    the letter asks for under *claim*, into the money ledger.
    """
    if sent_on > today:
        raise SentRefused(_("The day is in the future. Mark the letter when it has been sent."))
    document.sent_on = sent_on
    document.save(update_fields=["sent_on"])
    log.record("letter.sent", by=by.id, kind="document", object_id=document.id, fields=["sent_on"])
    if ask_on:
        what = _("Ask whether the employer answered the letter")
        promises.do_promise(document.case, what=what, due=ask_on, by=by, is_call=False)
    if claimed:
        ledger.do_enter_money(
            document.case,
            by=by,
            today=today,
            stage=LedgerEntry.Stage.CLAIMED,
            on=sent_on,
            amount=claimed,
            currency=claim.currency,
            evidence=_("Letter sent"),
            document=document,
            claim=claim,
        )


def papers(
    claim: Claim, kind: letters.LetterKind, facts: Mapping[str, object], *, as_of: date, today: date
) -> Iterator[Paper]:
    """Every file of the letter: in the language it is sent in, then the copies to read."""
    for language in kind.languages:
        result = result_of(claim, as_of, today=today, language=language)
        if result is None:
            raise ValueError("nothing was due by that day")
        document = letters.compose(kind, language, facts, claim_calculation.for_letter(result))
        for media_type, ending, write in WRITERS:
            yield Paper(f"{_stem(claim, kind, facts)}-{language}.{ending}", media_type, write(document))


def _stem(claim: Claim, kind: letters.LetterKind, facts: Mapping[str, object]) -> str:
    """A file name that tells her papers apart and says nothing about her."""
    return f"{letter_facts.stem(claim, kind.id)}{facts['letter_date']}"


def _document(claim: Claim, kind: letters.LetterKind, paper: Paper, by: User) -> Document:
    document = Document(
        case=claim.case,
        person=claim.person,
        kind=Document.Kind.LETTER,
        media_type=paper.media_type,
        letter=f"{kind.country}/{kind.id}",
        size=len(paper.data),
        made_by=by,
    )
    document.seal(name=paper.name)
    return document
