"""Make the letters of a claim as sealed papers, and note when one was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import letters
from tayanch.desk.actions import ledger, promises
from tayanch.desk.actions.claims import result_of
from tayanch.desk.documents import letter_facts
from tayanch.desk.documents.letter_facts import facts_of
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim, Document, LedgerEntry, LetterAnswers
from tayanch.desk.models.answers import EVERY_LETTER
from tayanch.vault import files
from tayanch.vault.models import Person

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
NOT_KEPT = {"letter_date", "answer_days"}  # of each letter anew
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
    claim: Claim,
    kind: letters.LetterKind,
    facts: Mapping[str, object],
    *,
    by: User,
    as_of: date,
    today: date,
    agreed: bool = False,
) -> list[Document]:
    """Make the letter of a claim in all its languages, DOCX and PDF of each, and keep them sealed with the case.

    *agreed*: she was asked and wants it sent. Raises what :func:`tayanch.desk.letters.compose` and
    :func:`~tayanch.desk.letters.to_pdf` raise, and ``LawError``.
    """
    made = _keep(claim.case, claim.person, kind, papers(claim, kind, facts, as_of=as_of, today=today), by)
    _remember(claim.case, claim.person, kind, facts, facts_of(claim.case, by, claim, today=today))
    log.record("letter.make", by=by.id, kind="claim", object_id=claim.id, fields=_fields(agreed))
    return made


@transaction.atomic
def do_make_paper(
    case: Case,
    kind: letters.LetterKind,
    facts: Mapping[str, object],
    *,
    by: User,
    person: Person | None,
    today: date,
    agreed: bool = False,
) -> list[Document]:
    """The same for a letter that carries no calculation, for *person* of the case."""
    written = (letters.compose(kind, language, facts) for language in kind.languages)
    made = _keep(case, person, kind, _files(f"{kind.id}-{facts['letter_date']}", written), by)
    _remember(case, person, kind, facts, facts_of(case, by, person=person, today=today))
    log.record("letter.make", by=by.id, kind="case", object_id=case.id, fields=_fields(agreed))
    return made


@transaction.atomic
def do_mark_sent(
    document: Document,
    *,
    by: User,
    sent_on: date,
    today: date,
    ask_on: date | None = None,
    claim: Claim | None = None,
    claimed: Decimal | None = None,
) -> None:
    """Note the day a letter was sent. Raises :class:`SentRefused`.

    *ask_on*: also promise to ask on that day whether there is an answer. *claimed*: also enter this sum, which the
    letter asks for under *claim*, into the money ledger.
    """
    if sent_on > today:
        raise SentRefused(_("The day is in the future. Mark the letter when it has been sent."))
    document.sent_on = sent_on
    document.save(update_fields=["sent_on"])
    log.record("letter.sent", by=by.id, kind="document", object_id=document.id, fields=["sent_on"])
    if ask_on:
        what = _("Ask whether the employer answered the letter") if claim else _("Ask whether the letter was answered")
        promises.do_promise(document.case, what=what, due=ask_on, by=by, is_call=False)
    if claimed and claim:
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
    """Every file of a claim's letter, in each of its languages."""
    written = _of_claim(claim, kind, facts, as_of=as_of, today=today)
    return _files(f"{letter_facts.stem(claim, kind.id)}{facts['letter_date']}", written)


def _of_claim(
    claim: Claim, kind: letters.LetterKind, facts: Mapping[str, object], *, as_of: date, today: date
) -> Iterator[letters.Document]:
    for language in kind.languages:
        result = result_of(claim, as_of, today=today, language=language)
        if result is None:
            raise ValueError("nothing was due by that day")
        yield letters.compose(kind, language, facts, claim_calculation.for_letter(result))


def _files(stem: str, written: Iterable[letters.Document]) -> Iterator[Paper]:
    """*stem*: a file name that tells her papers apart and says nothing about her."""
    for document in written:
        for media_type, ending, write in WRITERS:
            yield Paper(f"{stem}-{document.language}.{ending}", media_type, write(document))


def _keep(
    case: Case, person: Person | None, kind: letters.LetterKind, wanted: Iterable[Paper], by: User
) -> list[Document]:
    """Seal every paper with the case, or none of them."""
    made: list[Document] = []
    try:
        for paper in list(wanted):
            made.append(_document(case, person, kind, paper, by))
            files.store(made[-1], paper.data)
            made[-1].save(force_insert=True)
    except BaseException:
        files.delete([document.id for document in made])
        raise
    return made


def _document(case: Case, person: Person | None, kind: letters.LetterKind, paper: Paper, by: User) -> Document:
    document = Document(
        case=case,
        person=person,
        kind=Document.Kind.LETTER,
        media_type=paper.media_type,
        letter=kind.path,
        size=len(paper.data),
        made_by=by,
    )
    document.seal(name=paper.name)
    return document


def _fields(agreed: bool) -> list[str]:
    return ["documents", "agreed"] if agreed else ["documents"]


def _remember(
    case: Case,
    person: Person | None,
    kind: letters.LetterKind,
    facts: Mapping[str, object],
    known: Mapping[str, object],
) -> None:
    """Keep what was typed and what the case does not tell by itself, so that it stays right when the case changes."""
    row = LetterAnswers.objects.filter(case=case, person=person).first() or LetterAnswers(case=case, person=person)
    for part, shared in ((EVERY_LETTER, True), (kind.path, False)):
        kept = [fact for fact in kind.facts if fact.shared is shared and fact.key not in NOT_KEPT]
        row.tell(part, {fact.key: _news(fact, facts, known) for fact in kept})
    row.save()


def _news(fact: letters.Fact, facts: Mapping[str, object], known: Mapping[str, object]) -> object:
    value = facts.get(fact.key)
    return None if value in (None, "") or value == known.get(fact.known) else value
