"""The quotes of a study as pages and files show them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.evidence.interviews.access import access_study
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Quote, Study
from tayanch.evidence.interviews.quoting import label_of, translations
from tayanch.interviews.model import Document, Speaker
from tayanch.interviews.retrieval import Index


@dataclass(frozen=True)
class Shown:
    """One quote as it stands on a page."""

    quote: Quote
    text: str
    label: str
    codes: list[str]
    translations: dict[str, str]
    document: Document
    speaker: Speaker | None


def quotes_of(study: Study) -> QuerySet[Quote]:
    """All quotes of a study."""
    return study.quotes.select_related("version__interview", "by", "released_by").defer(
        "version__text", "version__turns"
    )


def leaving(study: Study) -> QuerySet[Quote]:
    """Released quotes of interviews that are released now, and may be quoted now."""
    still = {"version__interview__released_at__isnull": False, "version__interview__may_quote": True}
    return quotes_of(study).filter(state=Quote.State.RELEASED, **still)


def access_quote(user: User, quote_id: UUID) -> Quote:
    """A quote of a study that she leads; 404 for any other, 403 when she only codes in it."""
    quote = get_object_or_404(Quote.objects.select_related("version__interview", "by"), id=quote_id)
    quote.study = access_study(user, quote.study_id, lead=True)
    return quote


def shelf(index: Index, quotes: Iterable[Quote], study: Study, language: str) -> Iterator[Shown]:
    """Quotes with their labels, of the text that whoever made the index sees: what stands on an older one is a copy
    of before, and may hold names. One whose interview is not there any more is left out."""
    documents = {document.id: document for document in index.study.documents}
    book = index.study.codebook
    for quote in keyed(study, quotes):
        document = documents.get(str(quote.version.interview_id))
        if document is None or quote.version.number != document.newest.number:
            continue
        speaker = index.speakers.get(str(quote.speaker_id or ""))
        codes = [book[code].label(language) for code in map(book.now, quote.codes) if code in book]
        label = label_of(quote, speaker, document, language)
        yield Shown(quote, quote.unseal("text"), label, codes, translations(quote), document, speaker)


def as_csv(shown: Iterable[Shown]) -> bytes:
    """Released quotes as a table; opens in Excel with its letters."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_("Quote"), _("Label"), _("Codes"), _("Language"), "ky", "ru", "en", _("Released on")])
    for one in shown:
        into = [one.translations.get(language, "") for language in ("ky", "ru", "en")]
        day = one.quote.released_at.date().isoformat() if one.quote.released_at else ""
        cells = [one.text, one.label, "; ".join(one.codes), one.document.language, *into, day]
        table.writerow([harmless(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def as_docx(title: str, shown: Iterable[Shown]) -> bytes:
    """Released quotes as paragraphs, each with its label below."""
    from docx import Document as Paper

    paper = Paper()
    paper.add_heading(title, 1)
    for one in shown:
        paper.add_paragraph(f"«{one.text}»", style="Quote")
        for language, said in one.translations.items():
            paper.add_paragraph(f"{language}: «{said}»")
        paper.add_paragraph(f"— {one.label}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
