"""Citations of the publications that figures are printed in, and the register as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from tayanch import figures as plain
from tayanch.evidence.figures import library, register, telling
from tayanch.evidence.figures.models import Publication
from tayanch.figures import Document
from tayanch.figures.model import Figure


class File(NamedTuple):
    """How a citation leaves."""

    label: str
    type: str
    ending: str


FILES: Mapping[str, File] = {
    "footnote": File("", "text/plain; charset=utf-8", "txt"),
    "bibtex": File("BibTeX", "application/x-bibtex; charset=utf-8", "bib"),
    "csl": File("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", "json"),
}


@dataclass(frozen=True)
class Citation:
    """A citation in one style, ready to be copied."""

    style: str
    label: str
    text: str


def citations(whose: register.Whose, figure: Figure) -> list[Citation]:
    """How a figure is cited, as a footnote with its page first."""
    return [Citation(style, FILES[style].label or _("Footnote"), cited(whose, figure, style)) for style in FILES]


def cited(whose: register.Whose, figure: Figure, style: str) -> str:
    """One style, with the place in the publication and whom it names as the source."""
    document = document_of(whose, figure.document)
    return plain.cite(document, style, figure=figure, language=telling.language())  # type: ignore[arg-type]


def document_of(whose: register.Whose, key: str) -> Document:
    """A publication as the library cites it: one that comes with the product, or an own one."""
    shipped = library.documents().get(key)
    if shipped is not None:
        return shipped
    row = Publication.objects.filter(organisation_id=register.organisation_of(whose), key=key).first()
    if row is None:
        return Document(key, key)
    authors = tuple(name.strip() for name in row.authors.split(";") if name.strip())
    year = int(row.year[:4]) if row.year[:4].isdigit() else None
    return Document(
        key, row.title, authors=authors, publisher=row.publisher, year=year, url=row.url, language=row.language
    )


def bibliography(whose: register.Whose) -> str:
    """All publications of the register as BibTeX."""
    keys = dict.fromkeys(figure.document for figure in register.figures_for(whose))
    return "\n\n".join(plain.cite(document_of(whose, key)) for key in keys) + "\n"


def as_csv(figures: Iterable[Figure]) -> bytes:
    """The register with the columns of an import; opens in Excel with its letters, and can be brought in again."""
    return b"\xef\xbb\xbf" + plain.write_csv(figures)
