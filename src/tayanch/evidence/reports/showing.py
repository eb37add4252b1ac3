"""What the pages of reports show, made of rows and composed documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.evidence.reports.models import Report, Section, Version
from tayanch.evidence.reports.resolving import Resolver
from tayanch.reports import composing
from tayanch.reports.kinds import kinds
from tayanch.reports.model import Composed, Fact, Part, Warned
from tayanch.reports.tokens import token
from tayanch.vault.keys import load_keys


@dataclass(frozen=True)
class Listed:
    """A report in the list."""

    report: Report
    title: str
    kind: str


@dataclass(frozen=True)
class InOutline:
    """A section in the outline, with what is wrong in it: how many figures of each sort of trouble."""

    section: Section
    title: str
    part: Part | None
    unsourced: int
    changed: int
    withdrawn: int
    gaps: int
    numbers: int


def listed(found: QuerySet[Report], language: str) -> list[Listed]:
    """The reports with their titles."""
    rows = list(found)
    load_keys(rows)
    names = {one.id: one.name.get(language) for one in kinds().values()}
    return [Listed(row, row.unseal("title"), names.get(row.kind, row.kind)) for row in rows]


def kinds_told(language: str) -> list[tuple[str, str, str]]:
    """Every kind of report: id, name, what it is for."""
    return [(one.id, one.name.get(language), one.about.get(language)) for one in kinds().values()]


def outline(report: Report, composed: Composed) -> list[InOutline]:
    """Every section, those that were left out too."""
    parts = {part.key: part for part in composed.parts}
    counts = Counter((one.section, one.what) for one in composed.warned)
    sections = list(report.sections.all())
    load_keys(sections)
    found = []
    for section in sections:
        part = parts.get(section.key)
        blocks = part.blocks if part else ()
        found.append(
            InOutline(
                section,
                part.title if part else section.unseal("title"),
                part,
                counts[section.key, "unsourced"],
                counts[section.key, "changed"],
                counts[section.key, "withdrawn"] + counts[section.key, "gone"],
                sum(block.kind == "gap" for block in blocks),
                sum(piece.note is not None for block in blocks for piece in block.pieces),
            )
        )
    return found


def gaps(composed: Composed) -> list[tuple[str, list[str]]]:
    """What is missing, by section."""
    found = [(part.title, [block.text for block in part.blocks if block.kind == "gap"]) for part in composed.parts]
    return [(title, texts) for title, texts in found if texts]


def preview(text: str, report: Report, user: User, read: dict[str, dict[str, str]]) -> Composed:
    """A section composed by itself."""
    return composing.preview(text, report.language, Resolver(user, report.language), read)


@dataclass(frozen=True)
class Offered:
    """Something known that can be put into a text."""

    statement: str
    text: str
    footnote: str
    token: str


def offered(facts: Iterable[Fact]) -> list[Offered]:
    """Facts with the live number to insert. Words of interviews are not copied into it."""
    return [_offered(fact) for fact in facts]


def _offered(fact: Fact) -> Offered:
    is_words = fact.role in ("voice", "recommendation", "rule")
    text = fact.known.text
    made = token(fact.reference, "" if is_words else text)
    return Offered(fact.statement, text, fact.known.footnote, made)


@dataclass(frozen=True)
class Changed:
    """A number that is not what the author read."""

    warned: Warned
    title: str
    why: str


def changed(composed: Composed) -> list[Changed]:
    """What became different since the last draft."""
    titles = {part.key: part.title for part in composed.parts}
    why = {
        "value": _("The number is another one now."),
        "source": _("The number is the same; its source, base or interval is another one."),
        "gone": _("It is not there any more, or may not be shown any more."),
    }
    found = [one for one in composed.warned if one.what in ("changed", "gone", "withdrawn")]
    return [
        Changed(
            one,
            titles.get(one.section, ""),
            _("The quote was taken back.") if one.what == "withdrawn" else why[one.why],
        )
        for one in found
    ]


def counted(composed: Composed) -> dict[str, int]:
    """How many troubles of each sort."""
    return dict(Counter(one.what for one in composed.warned))


@dataclass(frozen=True)
class Shown:
    """One version of a section."""

    row: Version
    text: str
    is_newest: bool


def versions(section: Section) -> list[Shown]:
    """All of them, the newest first."""
    rows = list(section.versions.select_related("by"))
    load_keys(rows)
    return [Shown(row, row.unseal("text"), row.number == section.version) for row in rows]


def as_file(composed: Composed, form: str) -> bytes:
    """The document as bytes; ``docx`` or ``pdf``. Raises :class:`~tayanch.reports.model.ReportError`."""
    if form == "docx":
        from tayanch.reports.word import to_docx

        return to_docx(composed)
    from tayanch.reports.pdf import to_pdf

    return to_pdf(composed)
