"""The invented interviews on the desk of the analyst: each as far as its stage says, coded by two colleagues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import TypeVar

from django.utils import timezone

from tayanch.accounts.models import Role, User
from tayanch.demo.interviews import ANALYST, STAGES, demonstration, fieldwork, names
from tayanch.demo.quotes import release_quotes
from tayanch.demo.staff import Staff
from tayanch.evidence.interviews.actions.fieldwork import do_finish, do_note, do_plan
from tayanch.evidence.interviews.actions.interviews import do_note_consent, do_release
from tayanch.evidence.interviews.actions.studies import do_add_member
from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.models import Interview, NameTable, StandIn, Study
from tayanch.evidence.interviews.naming import seal_name
from tayanch.interviews import model
from tayanch.interviews.anonymising import Confirmed
from tayanch.interviews.offsets import Edit, OffsetMap
from tayanch.vault.keys import new_data_key

QUESTION = "Аялдар эмне үчүн кетет, кантип кайтат, үйдө эмне өзгөрөт? · Why women leave, how they come back (invented)"
CONSENT = {"aloud": "spoken", "written": "written"}


def bring_interviews(staff: Staff) -> None:
    """A study of the first organisation: the analyst and the supervisor lead, two caseworkers code."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    study = as_far_as_it_is(demonstration())
    first, second = (coder.id for coder in study.coders)
    coders = {first: staff.night_worker, second: staff.lawyer, ANALYST: by}
    row = do_keep_study(study, by=by, coders=coders, question=QUESTION)
    do_add_member(row, staff.supervisor, "lead", by=by)
    row.members.filter(user=staff.supervisor).update(may_look_up=True)
    do_plan(row, {"areas": sorted(fieldwork().plan), "targets": fieldwork().plan, "totals": {}}, by=by)
    interviews = {one.unseal("name"): one for one in row.interviews.all()}
    kept = {one.id: interviews[one.name] for one in study.documents}
    _agree(kept, staff.supervisor)
    _check(row, kept, staff.supervisor)
    _name(row, by)
    release_quotes(row, kept, by, staff.supervisor)


def as_far_as_it_is(study: model.Study) -> model.Study:
    """The study with what was done on each transcript by now: names taken out, one coder, both, settled."""
    reached = {one.id: STAGES.index(fieldwork().stages[one.id]) for one in study.documents}
    maps = {one.id: _stand_ins(one) for one in study.documents if reached[one.id] >= STAGES.index("anonymised")}
    coders = {coder.id: STAGES.index(stage) for coder, stage in zip(study.coders, STAGES[2:4], strict=True)}
    codings = tuple(_moved(one, maps) for one in study.codings if reached[one.document] >= coders[one.coder])
    settled = STAGES.index("adjudicated")
    return replace(
        study,
        documents=tuple(_without_names(one, maps) for one in study.documents),
        codings=codings,
        adjudications=tuple(_moved(one, maps) for one in study.adjudications if reached[one.document] >= settled),
        memos=tuple(_moved_memo(one, maps) for one in study.memos),
    )


Maps = Mapping[str, OffsetMap]
Passage = TypeVar("Passage", model.Coding, model.Adjudication)


def _stand_ins(document: model.Document) -> OffsetMap:
    """What stands in the place of each confirmed name, with the ending that the name has there."""
    known = {}
    for name in names()[document.id]:
        for form in name.forms:
            base = max((one for one in name.forms if form.startswith(one) and one != form), key=len, default=form)
            known[form] = name.stand_in + form[len(base) :]
    longest = sorted(known, key=len, reverse=True)
    found = re.finditer(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", document.newest.text)
    return OffsetMap(tuple(Edit(one.start(), one.end(), known[one[0]]) for one in found))


def _without_names(document: model.Document, maps: Maps) -> model.Document:
    if document.id not in maps:
        return document
    changes, before = maps[document.id], document.newest
    turns = tuple(_turn(turn, changes) for turn in before.turns)
    text = model.TextVersion(before.number + 1, "anonymised", changes.apply(before.text), turns, changes)
    return replace(document, versions=(*document.versions, text))


def _turn(turn: model.Turn, changes: OffsetMap) -> model.Turn:
    start, end = changes.span(turn.start, turn.end)
    return replace(turn, start=start, said=changes.span(turn.said, turn.end)[0], end=end)


def _moved(one: Passage, maps: Maps) -> Passage:
    if one.document not in maps:
        return one
    start, end = maps[one.document].span(one.start, one.end)
    return replace(one, version=one.version + 1, start=start, end=end)


def _moved_memo(one: model.Memo, maps: Maps) -> model.Memo:
    if one.about != "passage" or one.subject not in maps:
        return one
    start, end = maps[one.subject].span(one.start, one.end)
    return replace(one, version=one.version + 1, start=start, end=end)


def _agree(kept: Mapping[str, Interview], supervisor: User) -> None:
    """Consents as they were given; the second person releases what has come so far."""
    for id_, consent in fieldwork().consents.items():
        may, how = "quotes" in consent.purposes, CONSENT[consent.given]
        do_note_consent(kept[id_], how, may_quote=may, may_share=False, note=str(consent.day), by=supervisor)
        if fieldwork().stages[id_] == "released":
            do_release(kept[id_], by=supervisor)


def _check(row: Study, kept: Mapping[str, Interview], supervisor: User) -> None:
    for one in fieldwork().checks:
        told = {"kind": one.kind, "day": one.day, "area": one.area, "interview": kept.get(one.document)}
        note = do_note(row, {**told, "found": one.found, "to_do": one.follow_up}, by=supervisor)
        if one.follow_up and "given" in one.follow_up:
            do_finish(note, is_done=True, by=supervisor)
            note.done_at = timezone.make_aware(datetime.combine(one.day, time(17)))
            note.save(update_fields=["done_at"])


def _name(row: Study, by: User) -> None:
    """The table of real names, under a key of its own."""
    table = NameTable(study=row)
    table._data_key = new_data_key(table.id, row.organisation_id)
    table.save(force_insert=True)
    StandIn.objects.bulk_create(_rows(table, by))


def _rows(table: NameTable, by: User) -> Iterator[StandIn]:
    forms: dict[tuple[str, str], list[str]] = {}
    for told in names().values():
        for name in told:
            forms.setdefault((name.kind, name.stand_in), []).extend(name.forms)
    for (kind, stand_in), found in forms.items():
        one = StandIn(table=table, by=by)
        one._data_key = table._data_key
        seal_name(one, Confirmed(str(one.id), kind, tuple(sorted(set(found))), stand_in))  # type: ignore[arg-type]
        yield one
