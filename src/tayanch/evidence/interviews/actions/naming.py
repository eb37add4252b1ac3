"""Names out of a text, and who looked a real name up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews import naming
from tayanch.evidence.interviews.actions.bringing import do_next_version
from tayanch.evidence.interviews.carrying import Carried
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Interview, LookUp, NameTable, Speaker, StandIn, Study, TextVersion
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.anonymising import Confirmed, Dictionary, anonymised
from tayanch.interviews.anonymising.applying import edits
from tayanch.vault.keys import new_data_key


@dataclass(frozen=True)
class TakenOut:
    """What was done: how many places of the text, and what was carried over to the new version."""

    version: TextVersion
    places: int
    carried: Carried


@transaction.atomic
def do_take_names_out(version: TextVersion, names: Dictionary, *, by: User) -> TakenOut:
    """Keep what was decided about names, and make the next version of the text with their stand-ins.

    Labels of the speakers and the interview's own name get stand-ins too. What was said about passages is carried over.
    """
    require_recovery_sheet(by)
    interview = version.interview
    study = interview.study
    _keep_names(study, names, by)
    text, moved = anonymised(text_of(version), names)
    new, carried = do_next_version(interview, text.text, text.turns, text.kind, moved, by=by)
    _rename(study, interview, text.turns, names)
    interview.released_by, interview.released_at = None, None  # it was given to other words
    interview.save(update_fields=["released_by", "released_at"])
    log.record("interview.names-out", by=by.id, kind="interview", object_id=interview.id)
    return TakenOut(new, len(moved.edits), carried)


def _keep_names(study: Study, names: Dictionary, by: User) -> None:
    table = naming.table_of(study) or _new_table(study)
    rows = {str(row.id): row for row in StandIn.objects.filter(table=table)}
    known = naming.dictionary_of(study)
    before = {name.id: name for name in known.names}
    for name in names.names:
        if before.get(name.id) != name:
            _keep_name(table, rows.get(name.id), name, by)
    gone = set(before) - {name.id for name in names.names}  # became one with another
    StandIn.objects.filter(table=table, id__in=gone).delete()
    for word in sorted(names.rejected - known.rejected):
        row = StandIn(table=table, is_name=False, by=by)
        row._data_key = table._data_key
        row.seal(forms=json.dumps({"forms": [word]}, ensure_ascii=False))
        row.save(force_insert=True)


def _new_table(study: Study) -> NameTable:
    table = NameTable(study=study)
    table._data_key = new_data_key(table.id, study.organisation_id)
    table.save(force_insert=True)
    return table


def _keep_name(table: NameTable, row: StandIn | None, name: Confirmed, by: User) -> None:
    row = row or StandIn(table=table, by=by)
    naming.seal_name(row, name)
    row.save()


def _rename(study: Study, interview: Interview, turns: tuple[object, ...], names: Dictionary) -> None:
    """Speakers of the interview are called by their stand-ins, and so are the interview and its family."""
    heard = {turn.speaker for turn in turns if turn.speaker}  # type: ignore[attr-defined]
    for speaker in keyed(study, Speaker.objects.filter(study=study, id__in=[UUID(one) for one in heard])):
        label = speaker.unseal("label")
        if (stood := edits(label, names).apply(label)) != label:
            speaker.seal(label=stood)
            speaker.save(update_fields=["label"])
    name = keyed(study, [interview])[0].unseal("name")
    if (stood := edits(name, names).apply(name)) != name:
        interview.seal(name=stood)
        interview.save(update_fields=["name"])
    if case := interview.case:
        called = keyed(study, [case])[0].unseal("name")
        if (stood := edits(called, names).apply(called)) != called:
            case.seal(name=stood)
            case.save(update_fields=["name"])


@transaction.atomic
def do_look_up(study: Study, stand_in: StandIn, why: str, *, by: User) -> list[str]:
    """The real names behind a stand-in. Who, when and why is written down first.

    Raises:
        PermissionDenied: she may not look names up in this study.
        Refused: she did not say why.
    """
    if not study.members.filter(user=by, may_look_up=True).exists():
        raise PermissionDenied
    if not why.strip():
        raise Refused(_("Say why you need the name. It is written down."))
    row = LookUp(study=study, stand_in=stand_in.stand_in, by=by)
    row._data_key = keyed(study, [study])[0]._data_key
    row.seal(why=why.strip())
    row.save(force_insert=True)
    log.record("stand-in.look-up", by=by.id, kind="stand-in", object_id=stand_in.id)
    forms: list[str] = naming.told(stand_in)["forms"]
    return forms
