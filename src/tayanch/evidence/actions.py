"""Every change of a survey: who may call it is the views' concern, that it is written to the log is this one's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence import bringing, identifying, keeping, tabulating, troubles, work
from tayanch.evidence.asking import Question
from tayanch.evidence.models import Survey, SurveyFile, Tabulation
from tayanch.store import gate
from tayanch.survey.codebook import Codebook
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.vault import files
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import DataKey

Kind, State = SurveyFile.Kind, work.State
FORGOTTEN_AFTER = timedelta(days=7)  # tables without a name


# --- the file ----------------------------------------------------------------------------------------------------


@transaction.atomic
def do_upload(
    name: str, data: bytes, *, by: User, title: str = "", source: str = "", form: tuple[str, bytes] | None = None
) -> Survey:
    """Keep a file sealed and begin to read it. Raises :class:`~tayanch.evidence.troubles.Refused`."""
    require_recovery_sheet(by)
    name, data = bringing.unpacked(name, data)
    fingerprint = hashlib.sha256(data).hexdigest()
    if Survey.objects.filter(organisation_id=by.organisation_id, fingerprint=fingerprint).exists():
        raise troubles.Refused(_("This file is here already. Open it from the list."), troubles.FILE)
    told = {"title": title or PurePath(name).stem, "source": source, "file": PurePath(name).name[-120:]}
    survey = Survey(organisation_id=by.organisation_id, by=by, fingerprint=fingerprint, **told)
    survey._data_key = new_data_key(survey.id, by.organisation_id)
    survey.save(force_insert=True)
    keeping.keep(survey, Kind.ORIGINAL, data)
    if form:
        keeping.keep(survey, Kind.FORM, form[1])
    log.record("survey.upload", by=by.id, kind="survey", object_id=survey.id)
    _begin(survey, partial(_read, survey, by), by)
    return survey


@transaction.atomic
def do_bring(data: Data, *, by: User, title: str, source: str, file: str, fingerprint: str) -> Survey:
    """Keep rows that were read already: what a recipe made of the files of a study."""
    require_recovery_sheet(by)
    survey = Survey(organisation_id=by.organisation_id, by=by, title=title, source=source, fingerprint=fingerprint)
    survey.file, survey.state, survey.suspects = file, State.DONE, identifying.suspects(data)
    survey._data_key = new_data_key(survey.id, by.organisation_id)
    survey.save(force_insert=True)
    keeping.keep_data(survey, data)
    survey.save()
    log.record("survey.upload", by=by.id, kind="survey", object_id=survey.id)
    return survey


@transaction.atomic
def do_read_again(survey: Survey, *, by: User) -> None:
    """Begin to read a file once more, after an interruption or a stop."""
    if not keeping.has(survey, Kind.ORIGINAL):
        raise troubles.Refused(_("The file is not here any more. Delete the survey and bring the file again."))
    _restart(survey)
    log.record("survey.read-again", by=by.id, kind="survey", object_id=survey.id)
    _begin(survey, partial(_read, survey, by), by)


def _read(survey: Survey, by: User, pulse: work.Pulse) -> None:
    with gate.inside(is_use=False):
        original = keeping.read(survey, Kind.ORIGINAL)
        form = keeping.read(survey, Kind.FORM) if keeping.has(survey, Kind.FORM) else None
    data = bringing.brought(survey.file, original, form, pulse.part(0.05, 0.8))
    found = identifying.suspects(data)
    pulse(0.9)
    with gate.inside(is_use=False), transaction.atomic():
        if not work.end(survey, State.DONE):
            raise work.Stopped
        keeping.keep_data(survey, data)
        survey.suspects = found
        survey.save(update_fields=["rows", "columns", "codebook", "suspects"])
        keeping.forget(survey, [Kind.ORIGINAL, Kind.FORM])
        log.record("survey.read", by=by.id, kind="survey", object_id=survey.id)


@transaction.atomic
def do_leave_out(survey: Survey, columns: Iterable[str], *, by: User) -> None:
    """Drop columns for ever, and decide about all that point at people."""
    data = keeping.data_of(survey)
    gone = [name for name in data.schema.names if name in set(columns)]
    if gone:
        keeping.keep_data(survey, without(data, gone))
        survey.left_out = [*survey.left_out, *gone]
    survey.suspects = []
    survey.save(update_fields=["rows", "columns", "codebook", "left_out", "suspects"])
    log.record("survey.leave-out", by=by.id, kind="survey", object_id=survey.id, fields=["left_out"])


def without(data: Data, columns: Iterable[str]) -> Data:
    """The data without some columns, and without the reasons why they have no answer."""
    dropped = {name for column in columns for name in (column, f"{column}__why")}
    rows = data.rows
    assert isinstance(rows, pa.Table)
    kept = {name: variable for name, variable in data.codebook.variables.items() if name not in dropped}
    book = Codebook(kept, data.codebook.title, data.codebook.source)
    return Data(rows.drop_columns([name for name in rows.schema.names if name in dropped]), book)


@transaction.atomic
def do_describe(survey: Survey, *, title: str, source: str, by: User) -> None:
    """Say what it is called and where it comes from."""
    survey.title, survey.source = title, source
    survey.save(update_fields=["title", "source"])
    log.record("survey.describe", by=by.id, kind="survey", object_id=survey.id, fields=["title", "source"])


@transaction.atomic
def do_delete(survey: Survey, *, by: User) -> None:
    """Delete a survey with its tables: first the key, then the bytes."""
    gone = list(SurveyFile.objects.filter(survey=survey).values_list("id", flat=True))
    log.record("survey.delete", by=by.id, kind="survey", object_id=survey.id)
    DataKey.objects.filter(subject=survey.id).delete()
    survey.delete()
    transaction.on_commit(partial(files.delete, gone))


# --- the design ----------------------------------------------------------------------------------------------------


@transaction.atomic
def do_design(survey: Survey, design: Design, *, by: User) -> None:
    """Say how the sample was drawn. Tables that were made before keep the design that they were made with."""
    survey.design = _as_kept(design)
    survey.save(update_fields=["design"])
    log.record("survey.design", by=by.id, kind="survey", object_id=survey.id, fields=sorted(survey.design))


def _as_kept(design: Design) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(json.dumps(design.as_mapping()))  # as the database gives it back
    return kept


# --- tables --------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_ask(survey: Survey, question: Question, *, by: User) -> Tabulation:
    """Begin a table. Raises :class:`~tayanch.evidence.troubles.Refused`, ``ExpressionError``."""
    if not survey.is_open:
        raise troubles.Refused(_("First decide about the columns that may point at people."))
    tabulating.columns_for(question, Design.of(survey.design), keeping.codebook_of(survey))
    _forget_old(survey)
    made = Tabulation(survey=survey, by=by, asked=question.values())
    made.save(force_insert=True)
    log.record("survey.tabulate", by=by.id, kind="tabulation", object_id=made.id)
    _begin(made, partial(_tabulate, made, survey, by), by)
    return made


@transaction.atomic
def do_tabulate(survey: Survey, question: Question, name: str, *, by: User) -> Tabulation:
    """Make a table at once and keep it under a name. Raises what the survey library says."""
    made = Tabulation(survey=survey, by=by, asked=question.values(), name=name)
    made.save(force_insert=True)
    _tabulate(made, survey, by, work.Pulse(made))
    log.record("survey.keep", by=by.id, kind="tabulation", object_id=made.id)
    made.refresh_from_db()
    return made


def _forget_old(survey: Survey) -> None:
    Tabulation.objects.filter(survey=survey, name="", at__lt=timezone.now() - FORGOTTEN_AFTER).delete()


@transaction.atomic
def do_ask_again(made: Tabulation, *, by: User) -> None:
    """Begin a table once more, after an interruption, a stop or a change of the design."""
    _restart(made)
    log.record("survey.tabulate", by=by.id, kind="tabulation", object_id=made.id)
    _begin(made, partial(_tabulate, made, made.survey, by), by)


@transaction.atomic
def do_treat_lonely(made: Tabulation, rule: str, *, by: User) -> None:
    """Let the survey's design treat strata with one unit by *rule*, and make the table once more."""
    do_design(made.survey, replace(Design.of(made.survey.design), lonely=rule), by=by)  # type: ignore[arg-type]
    do_ask_again(made, by=by)


def _tabulate(made: Tabulation, survey: Survey, by: User, pulse: work.Pulse) -> None:
    question, design = Question.of_values(made.asked), Design.of(survey.design)
    with gate.inside(is_use=False):
        wanted = tabulating.columns_for(question, design, keeping.codebook_of(survey))
        data = keeping.data_of(survey, wanted)
    found = tabulating.figures(data, design, question, pulse.part(0.1, 0.95))
    with gate.inside(is_use=False), transaction.atomic():
        if not work.end(made, State.DONE):
            raise work.Stopped
        made.seal(figures=keeping.as_json(found))
        made.derivation = tabulating.derivation(survey, question, found["method"], by.name)
        made.save(update_fields=["figures", "derivation"])


@transaction.atomic
def do_keep(made: Tabulation, name: str, *, by: User) -> None:
    """Keep a table under a name; with an empty one it is forgotten after some days."""
    made.name = name
    made.save(update_fields=["name"])
    log.record("survey.keep" if name else "survey.let-go", by=by.id, kind="tabulation", object_id=made.id)


@transaction.atomic
def do_forget(made: Tabulation, *, by: User) -> None:
    """Delete a table."""
    log.record("survey.forget", by=by.id, kind="tabulation", object_id=made.id)
    made.delete()


@transaction.atomic
def do_note_file(made: Tabulation, form: str, *, by: User) -> None:
    """Write down that the table left as a file."""
    log.record("survey.export", by=by.id, kind="tabulation", object_id=made.id, reason=form)


# --- long work -----------------------------------------------------------------------------------------------------


@transaction.atomic
def do_stop(row: work.Row, *, by: User) -> None:
    """Stop a work; what it has so far is dropped."""
    if work.end(row, State.STOPPED):
        log.record("survey.stop", by=by.id, kind=_kind(row), object_id=row.id)


def _kind(row: work.Row) -> str:
    return "survey" if isinstance(row, Survey) else "tabulation"


def _restart(row: work.Row) -> None:
    if row.state == State.WORKING and not work.is_dead(row):
        raise troubles.Refused(_("This is being done already."))
    row.state, row.share, row.beat, row.trouble, row.failure = State.WORKING, 0, timezone.now(), "", ""
    row.save(update_fields=["state", "share", "beat", "trouble", "failure"])


def _begin(row: work.Row, job: work.Job, by: User) -> None:
    """Start when all of this is written: the thread has a connection of its own."""
    organisation: UUID = by.organisation_id
    language = get_language() or "en"
    transaction.on_commit(partial(work.start, row, job, organisation_id=organisation, language=language))
