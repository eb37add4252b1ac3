"""``tayanch evidence report``: a first draft of a report from what the data folder knows, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from tayanch.accounts.models import User
    from tayanch.reports.model import Composed

ENDINGS = (".docx", ".pdf")
LANGUAGES = ("ky", "ru", "en")
Kind = Annotated[str, typer.Argument(metavar="KIND", help="cedaw-shadow, cmw, donor, country-profile, brief or press.")]
Language = Annotated[str, typer.Option("--language", help="Of the report: ky, ru or en.")]
Period = Annotated[
    str, typer.Option("--period", help="2026, 2026-Q3 or 2026-10; the year of today when it is not given.")
]
Out = Annotated[Path, typer.Option("--out", help="FILE.docx or FILE.pdf.")]
Country = Annotated[str, typer.Option("--country", help="For a country profile: ru, kz, tr …")]
Named = Annotated[str, typer.Option("--organisation", help="Its name, when there are several.")]
Data = Annotated[Path | None, typer.Option("--data", help="The data folder.")]


def register(app: typer.Typer) -> None:
    """Add ``report`` to *app*."""
    app.command("report")(report)


def report(
    kind: Kind,
    *,
    out: Out,
    language: Language = "ru",
    period: Period = "",
    country: Country = "",
    organisation: Named = "",
    data: Data = None,
) -> None:
    """Put a report together from everything that is known, with footnotes, gaps and sources.

    Exit 0: the file is written. 1: there is no such kind, nobody to ask for, or the file cannot be written. 2: an
    option is wrong.
    """
    if out.suffix.lower() not in ENDINGS:
        stop("--out must end with .docx or .pdf.", 2)
    if language not in LANGUAGES:
        stop("--language is ky, ru or en.", 2)
    from tayanch.reports.kinds import kind_of
    from tayanch.reports.model import ReportError

    try:
        if kind_of(kind).by_country and not country:
            stop(f"{kind} is of one country. Name it with --country.", 2)
        from tayanch.terminal import open_house

        open_house(data)
        composed = _composed(kind, language, period, country, organisation)
        out.write_bytes(_bytes(composed, out.suffix.lower()))
    except ReportError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{out} cannot be written: {error.strerror or error}.")
    _tell(composed, out)


def _composed(kind: str, language: str, period: str, country: str, organisation: str) -> Composed:
    from dataclasses import replace

    from django.utils import timezone

    from tayanch.accounts.scopes import of_organisation
    from tayanch.evidence.reports.drafting import composed_of
    from tayanch.evidence.reports.resolving import knowledge
    from tayanch.evidence.reports.sources.common import written_day
    from tayanch.reports.assembling import assemble

    user, today = asker(organisation), timezone.localdate()
    period = period or str(today.year)
    with of_organisation(user.organisation_id):
        draft = assemble(kind, knowledge(user, language, period), language, period, country=country)
        named = replace(draft, organisation=user.organisation.name, dated=written_day(today, language))
        return composed_of(named, user)


def asker(organisation: str) -> User:
    """Somebody of the organisation who works with evidence: what she may see is what the report holds."""
    from tayanch.accounts.models import Role, User

    found = User.objects.filter(role__in=(Role.ANALYST, Role.SUPERVISOR), is_active=True).select_related("organisation")
    people = [user for user in found.order_by("role", "id") if organisation in ("", user.organisation.name)]
    if not people:
        stop("Nobody here works with evidence. Add an analyst or a supervisor, or name another --organisation.")
    if len({user.organisation_id for user in people}) > 1:
        names = sorted({user.organisation.name for user in people})
        stop(f"There are several organisations. Name one with --organisation: {'; '.join(names)}.", 2)
    return people[0]


def _bytes(composed: Composed, ending: str) -> bytes:
    from tayanch.reports.pdf import to_pdf
    from tayanch.reports.word import to_docx

    return to_docx(composed) if ending == ".docx" else to_pdf(composed)


def _tell(composed: Composed, out: Path) -> None:
    gaps = sum(block.kind == "gap" for part in composed.parts for block in part.blocks)
    typer.echo(
        f"{out}: {len(composed.parts)} sections, {len(composed.notes)} footnotes, {len(composed.sources)} sources, "
        f"{gaps} sections with gaps."
    )


def stop(message: str, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(code)
