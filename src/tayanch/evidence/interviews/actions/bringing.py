"""Transcripts on their way in: read, looked at, kept sealed; and corrected ones in the place of older ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews.access import newest
from tayanch.evidence.interviews.carrying import Carried, carry_over
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Case, Interview, Speaker, Study, TextVersion, Waiting
from tayanch.evidence.interviews.texts import seal_text, text_of
from tayanch.evidence.interviews.waiting import seal_transcript, transcript_of
from tayanch.interviews import model
from tayanch.interviews.offsets import OffsetMap
from tayanch.interviews.reading import Transcript
from tayanch.vault.keys import data_key

Kind = TextVersion.Kind


@dataclass(frozen=True)
class About:
    """What is said about an interview when it is kept.

    *joined*: ids of the study's speakers by those of the transcript; *asks*: ids of those who ask the questions there.
    """

    name: str
    method: str
    language: str = ""
    area: str = ""
    held_on: Any = None
    case: str = ""  # its name; a new one is made
    joined: Mapping[str, str] = field(default_factory=dict)
    asks: frozenset[str] | None = None  # None: as it was found


@transaction.atomic
def do_wait(
    study: Study, name: str, found: Transcript, about: dict[str, Any], *, by: User, corrects: Interview | None = None
) -> Waiting:
    """Keep a transcript sealed until somebody has looked at what was found in it."""
    require_recovery_sheet(by)
    row = Waiting(study=study, by=by, interview=corrects)
    row._data_key = data_key(study)
    seal_transcript(row, name, found, about)
    row.save(force_insert=True)
    log.record("interview.bring", by=by.id, kind="study", object_id=study.id)
    return row


@transaction.atomic
def do_drop(row: Waiting, *, by: User) -> None:
    """Do not keep it."""
    log.record("interview.drop", by=by.id, kind="study", object_id=row.study_id)
    row.delete()


@transaction.atomic
def do_keep_waiting(row: Waiting, about: About, *, by: User) -> Interview:
    """Make an interview of a transcript that waited."""
    found, _told = transcript_of(row)
    study = row.study
    interview = Interview(study=study, method=about.method, language=about.language, area=about.area, by=by)
    interview._data_key = data_key(study)
    interview.held_on, interview.case = about.held_on, case_named(study, about.case)
    interview.seal(name=about.name)
    interview.save(force_insert=True)
    ids = _speakers(study, found, about)
    turns = tuple(replace(turn, speaker=ids.get(turn.speaker or "")) for turn in found.turns)
    _version(interview, model.TextVersion(1, "transcribed", found.text, turns), by)
    row.delete()
    log.record("interview.keep", by=by.id, kind="interview", object_id=interview.id)
    return interview


def case_named(study: Study, name: str) -> Case | None:
    """The family of this name, a new one if there is none; None without a name."""
    if not name:
        return None
    for one in keyed(study, study.cases.all()):
        if one.unseal("name").casefold() == name.casefold():
            return cast(Case, one)
    made = Case(study=study)
    made._data_key = data_key(study)
    made.seal(name=name)
    made.save(force_insert=True)
    return made


def _speakers(study: Study, found: Transcript, about: About) -> dict[str, str]:
    """Ids of rows by those of the transcript; whoever is not joined to somebody is somebody new."""
    known = {str(one) for one in study.speakers.filter(id__in=set(about.joined.values())).values_list("id", flat=True)}
    ids = {one: joined for one, joined in about.joined.items() if joined in known}
    fresh = [one for one in found.speakers if one.id not in ids]
    rows = [new_speaker(study, one, one.asks if about.asks is None else one.id in about.asks) for one in fresh]
    Speaker.objects.bulk_create(rows)
    return ids | {one.id: str(row.id) for one, row in zip(fresh, rows, strict=True)}


def new_speaker(study: Study, one: model.Speaker, asks: bool) -> Speaker:
    """A sealed row of a speaker; does not save."""
    row = Speaker(study=study, asks=asks)
    row._data_key = data_key(study)
    told = json.dumps(dict(one.attributes), ensure_ascii=False) if one.attributes else ""
    row.seal(label=one.label, attributes=told)
    return row


def _version(interview: Interview, text: model.TextVersion, by: User) -> TextVersion:
    row = TextVersion(study_id=interview.study_id, interview=interview, by=by)
    row._data_key = data_key(interview)
    seal_text(row, text)
    row.save(force_insert=True)
    return row


@transaction.atomic
def do_next_version(
    interview: Interview, text: str, turns: Iterable[model.Turn], kind: str, changes: OffsetMap, *, by: User
) -> tuple[TextVersion, Carried]:
    """One more text of an interview, with everything that stood on the one before carried over by *changes*.

    A release ends with the text it was given for. Raises ``ValueError`` without a text before.
    """
    before = newest(interview)
    if before is None:
        raise ValueError("an interview without a text has no next one")
    value = model.TextVersion(before.number + 1, kind, text, tuple(turns), changes)  # type: ignore[arg-type]
    row = _version(interview, value, by)
    carried = carry_over(before, row, changes)
    interview.released_by, interview.released_at = None, None
    interview.save(update_fields=["released_by", "released_at"])
    log.record("interview.version", by=by.id, kind="interview", object_id=interview.id, fields=["text"], reason=kind)
    return row, carried


@transaction.atomic
def do_correct(row: Waiting, *, without_names: bool, by: User) -> tuple[TextVersion, Carried]:
    """Put a corrected transcript in the place of the newest one. *without_names*: whoever corrected it says that it
    holds stand-ins where the one before has them; otherwise names have to be taken out anew."""
    interview = row.interview
    if interview is None:
        raise ValueError("it corrects nothing")
    found, _told = transcript_of(row)
    before = newest(interview)
    old = text_of(before) if before else None
    ids = known_speakers(interview.study, old, found)
    fresh = [one for one in found.speakers if one.id not in ids]
    rows = [new_speaker(interview.study, one, one.asks) for one in fresh]
    Speaker.objects.bulk_create(rows)
    ids |= {one.id: str(made.id) for one, made in zip(fresh, rows, strict=True)}
    turns = [replace(turn, speaker=ids.get(turn.speaker or "")) for turn in found.turns]
    kind = Kind.ANONYMISED if before and before.kind == Kind.ANONYMISED and without_names else Kind.CORRECTED
    changes = OffsetMap.between(old.text if old else "", found.text)
    made = do_next_version(interview, found.text, turns, kind.value, changes, by=by)
    row.delete()
    return made


def known_speakers(study: Study, old: model.TextVersion | None, found: Transcript) -> dict[str, str]:
    """Who of a corrected transcript is who of the one before: by what they are called there, then by their rows."""
    if old is None:
        return {}
    rows = {str(one.id): one.unseal("label") for one in keyed(study, study.speakers.all())}
    known: dict[str, str] = {}
    for turn in old.turns:
        if turn.speaker in rows:
            known.setdefault(rows[turn.speaker].casefold(), turn.speaker)
            known.setdefault(old.text[turn.start : turn.said].strip(" :\t\n–-").casefold(), turn.speaker)
    return {one.id: known[one.label.casefold()] for one in found.speakers if one.label.casefold() in known}
