"""Every change of kept values: the views decide who may ask for it, here it is written to the log."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import facts
from tayanch.evidence import work
from tayanch.evidence.indicators import beyond, hearing, keeping, linking, values
from tayanch.evidence.indicators.linking import LinkError
from tayanch.evidence.indicators.models import ImportedSeries, Link, Run
from tayanch.evidence.interviews.models import Study
from tayanch.evidence.models import Tabulation
from tayanch.indicators.computing import Facts
from tayanch.indicators.definitions import definitions
from tayanch.indicators.importing import Preview, Source, observations_of
from tayanch.indicators.model import Indicator
from tayanch.store import gate

State = Run.State


@dataclass(frozen=True)
class Done:
    """What a computation did. *rows*: read again; *months*: of all kinds of facts that are others than before."""

    rows: int
    months: int
    indicators: int
    periods: int
    seconds: float


def compute_now(organisation_id: UUID, today: date, *, anew: bool = False, pulse: work.Pulse | None = None) -> Done:
    """Bring all values of one organisation up to date. Raises :class:`~tayanch.store.keyring.Locked`."""
    begin, told = time.monotonic(), pulse or (lambda _share: None)
    with gate.inside(is_use=False):
        taken = facts.take_out(organisation_id)
    told(0.4)
    with gate.inside(is_use=False), facts.without_collector():
        of, state = keeping.plans(), Facts({}, facts.state_of(organisation_id))
        todo = keeping.to_do(organisation_id, of, state, anew=anew)
        found = keeping.computed(organisation_id, of, state, todo, today=today, pulse=told)
    told(0.8)
    with gate.inside(is_use=False), facts.without_collector():
        keeping.keep(organisation_id, of, state, todo, found=found, today=today)
    periods = len({(one.indicator, one.period) for one in found})
    return Done(taken.rows, taken.months, todo.indicators, periods, time.monotonic() - begin)


@transaction.atomic
def do_compute(*, by: User, anew: bool = False) -> Run:
    """Begin to bring the values up to date in the background; one that is at work already is given back."""
    last: Run | None = Run.objects.filter(organisation_id=by.organisation_id, state=State.WORKING).first()
    if last is not None and not work.is_dead(last):
        return last
    run: Run = Run.objects.create(organisation_id=by.organisation_id, by=by, is_whole=anew)
    log.record("indicators.compute", by=by.id, kind="indicators", object_id=run.id)
    begin = partial(
        work.start, run, partial(_carry_out, run), organisation_id=by.organisation_id, language=get_language() or "en"
    )
    transaction.on_commit(begin)
    return run


def _carry_out(run: Run, pulse: work.Pulse) -> None:
    done = compute_now(run.organisation_id, timezone.localdate(), anew=run.is_whole, pulse=pulse)
    with gate.inside(is_use=False):
        values.protect_all(run.organisation_id)
    with gate.inside(is_use=False), transaction.atomic():
        if work.end(run, State.DONE):
            Run.objects.filter(id=run.id).update(share=1, **vars(done))


def do_compute_for(organisation_id: UUID, *, anew: bool = False) -> Done:
    """The same at once, from a terminal: by the installation itself."""
    done = compute_now(organisation_id, timezone.localdate(), anew=anew)
    with gate.inside(is_use=False):
        values.protect_all(organisation_id)
    with transaction.atomic():
        run = Run.objects.create(
            organisation_id=organisation_id, state=State.DONE, share=1, is_whole=anew, **vars(done)
        )
        log.record("indicators.compute", by=None, kind="indicators", object_id=run.id)
    return done


# --- what other indicators take their values from --------------------------------------------------------------------


@transaction.atomic
def do_link(
    indicator_id: str, *, tabulation: Tabulation | None = None, study: Study | None = None, period: str = "", by: User
) -> Link:
    """Let a kept table answer a survey's indicator, or a study one of interviews; a study is counted at once.

    *period*: the year that the answers are about (``2026``, ``2024/2025``); guessed without. Linking it once more
    gives the link that stands, with the new period.

    Raises:
        LinkError: it does not fit the definition, another survey speaks of the same period, or who links a study does
            not lead it.
    """
    indicator = definitions()[indicator_id]
    if tabulation is not None and indicator.source == "survey":
        link = _of_table(indicator, tabulation, period or linking.year_of(tabulation), by)
    elif study is not None and indicator.source == "interviews":
        link = _of_study(indicator, study, period or linking.years_of(study), by)
    else:
        raise LinkError(_("Choose a table or a study."))
    log.record("indicators.link", by=by.id, kind="indicators", object_id=link.tabulation_id or link.study_id)
    return link


def _of_table(indicator: Indicator, made: Tabulation, period: str, by: User) -> Link:
    if made.survey.organisation_id != by.organisation_id:
        raise LinkError(_("Choose a table or a study."))
    if why := linking.misfit(indicator, made):
        raise LinkError(why)
    if not linking.PERIOD.fullmatch(period):
        raise LinkError(_("Say the year that the answers are about, such as 2026 or 2024/2025."))
    periods = {one.period for one in beyond.of_table(indicator, made, period)}
    others = Link.objects.filter(organisation_id=by.organisation_id, indicator=indicator.id, tabulation__isnull=False)
    for other in others.exclude(tabulation__survey=made.survey_id).select_related("tabulation__survey"):
        table = other.tabulation
        if table and periods & {one.period for one in beyond.of_table(indicator, table, other.period)}:
            told = _("“%s” speaks of the same year already. One survey answers a year: take its table away first.")
            raise LinkError(told % table.survey.title)
    link, _is_new = Link.objects.update_or_create(
        organisation_id=by.organisation_id,
        indicator=indicator.id,
        tabulation=made,
        defaults={"period": period, "by": by},
    )
    return link


def _of_study(indicator: Indicator, study: Study, period: str, by: User) -> Link:
    if study.organisation_id != by.organisation_id:
        raise LinkError(_("Choose a table or a study."))
    if why := linking.unheard(indicator, study):
        raise LinkError(why)
    if not linking.PERIOD.fullmatch(period):
        raise LinkError(_("Say the year that the answers are about, such as 2026 or 2024/2025."))
    if not study.members.filter(user=by, part="lead").exists():
        raise LinkError(_("Only who leads a study can let it answer an indicator."))
    link, _is_new = Link.objects.update_or_create(
        organisation_id=by.organisation_id, indicator=indicator.id, study=study, defaults={"period": period, "by": by}
    )
    hearing.count(indicator, link, by)
    return link


@transaction.atomic
def do_unlink(link: Link, *, by: User) -> None:
    """The indicator has no values of this table or study any more; the table and the study stay."""
    log.record("indicators.unlink", by=by.id, kind="indicators", object_id=link.tabulation_id or link.study_id)
    link.delete()


# --- official series that are brought in -----------------------------------------------------------------------------


@transaction.atomic
def do_bring_series(
    indicator: Indicator, preview: Preview, source: Source, *, file: str, fingerprint: str, code: str = "", by: User
) -> ImportedSeries:
    """Lay the values of a file beside an official indicator to be looked at; they count once they are kept.

    What the same person laid there before and did not keep is forgotten.

    Raises:
        SeriesError: the file has problems, or nothing in it is about the indicator.
    """
    values = observations_of(preview, indicator, source, code)
    mine = ImportedSeries.objects.filter(organisation_id=by.organisation_id, by=by, kept_at=None)
    mine.filter(indicator=indicator.id).delete()
    return ImportedSeries.objects.create(
        organisation_id=by.organisation_id,
        indicator=indicator.id,
        publisher=source.organisation,
        publication=source.publication,
        url=source.url,
        seen_on=source.seen_on,
        source=values[0].source,
        file=file[-120:],
        fingerprint=fingerprint,
        about=_about(preview),
        values=beyond.plain(values),
        by=by,
    )


def _about(preview: Preview) -> dict[str, object]:
    return {
        "format": preview.format,
        "columns": [list(one) for one in preview.columns],
        "series": [list(one) for one in preview.series],
        "empty": preview.empty,
        "elsewhere": [list(one) for one in preview.elsewhere],
        "program": f"Tayanch {version('tayanch')}",
    }


@transaction.atomic
def do_keep_series(row: ImportedSeries, *, by: User) -> None:
    """The values count from now on; also those that were taken back before."""
    row.kept_at, row.taken_back_at = row.kept_at or timezone.now(), None
    row.save(update_fields=["kept_at", "taken_back_at"])
    log.record("indicators.keep_series", by=by.id, kind="indicators", object_id=row.id)


@transaction.atomic
def do_drop_series(row: ImportedSeries, *, by: User) -> None:
    """Forget a file that was only looked at."""
    if row.kept_at is None:
        row.delete()


@transaction.atomic
def do_take_back_series(row: ImportedSeries, *, by: User) -> None:
    """The values count no longer; the row stays, so that it can be undone."""
    row.taken_back_at = timezone.now()
    row.save(update_fields=["taken_back_at"])
    log.record("indicators.take_back_series", by=by.id, kind="indicators", object_id=row.id)
