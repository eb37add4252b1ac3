"""What a coder does to a text. Acts come from the browser under ids that were made there, so that an act that is sent
again after a lost line is done once; each can be undone, also tomorrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.interviews import comparing
from tayanch.evidence.interviews.access import newest
from tayanch.evidence.interviews.carrying import forward
from tayanch.evidence.interviews.models import Assignment, Coding, CodingAct, Interview, TextVersion
from tayanch.evidence.interviews.placing import Places
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.model import TextVersion as Text

A_SITTING = timedelta(minutes=30)  # one entry of the audit for what is coded without a longer break
MOST_ACTS = 500  # in one request
MOST_IN_ACT = 200
Passage = tuple[int, int, UUID]  # start, end, code


class NotNow(Exception):
    """Nothing can be coded here now; the message says why and what to do."""


class Refused(Exception):
    """One act that cannot be done; the message says why."""


@dataclass
class Answer:
    """What became of acts. *last*: number of the newest act; *is_other_text*: they were carried to a newer text."""

    last: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    is_other_text: bool = False


@dataclass(frozen=True)
class _Desk:
    """One coder's text with what is needed to judge an act."""

    version: TextVersion
    text: Text
    book: Codebook
    own: Assignment
    by: User

    @property
    def codings(self) -> Any:
        return Coding.objects.filter(version=self.version, coder=self.by, round=self.own.round)

    @property
    def acts(self) -> Any:
        return CodingAct.objects.filter(version=self.version, coder=self.by, round=self.own.round)


def do_acts(interview: Interview, number: int, acts: Sequence[Mapping[str, Any]], *, by: User) -> Answer:
    """Do acts of one coder in their order: ``{"id", "add": [[start, end, code]], "remove": [[start, end, code]]}``,
    ``{"undo": id}`` or ``{"redo": id}``; positions in code points of version *number*.

    An act that was done before is left as it is; one that cannot be done is told in the answer and the others are done.
    Raises :class:`NotNow` when she may not code, ``ValueError`` for what no page of ours sends.
    """
    if len(acts) > MOST_ACTS or any(len(act.get(way, ())) > MOST_IN_ACT for act in acts for way in ("add", "remove")):
        raise ValueError("more at once than a page sends")
    with transaction.atomic():
        desk = _desk(interview, by)
        moved = None
        if number != desk.version.number:
            since = interview.versions.filter(number=number).first()
            if since is None or number > desk.version.number:
                raise ValueError("no such version")
            moved = forward(since, desk.version)
        answer = Answer(is_other_text=moved is not None)
        _note_sitting(desk, interview)
        for act in acts:
            try:
                with transaction.atomic():
                    _do(desk, act, moved)
            except Refused as refusal:
                answer.refused[str(act.get("id", ""))] = str(refusal)
        answer.last = desk.acts.order_by("-number").values_list("number", flat=True).first() or 0
    return answer


def _desk(interview: Interview, by: User) -> _Desk:
    # The row of the assignment is the lock: two windows of one coder write one after the other.
    own = interview.assignments.select_for_update().filter(coder=by).order_by("-round").first()
    version = newest(interview)
    if own is None or version is None:
        raise NotNow(_("This interview was not given to you to code."))
    if own.done_at:
        raise NotNow(_("You said that you are through. Open your reading again to change it."))
    return _Desk(version, text_of(version), codebook_of(interview.study), own, by)


def _note_sitting(desk: _Desk, interview: Interview) -> None:
    last = desk.acts.order_by("-number").values_list("at", flat=True).first()
    if last is None or timezone.now() - last > A_SITTING:
        log.record("interview.code", by=desk.by.id, kind="interview", object_id=interview.id, fields=["codings"])


def _do(desk: _Desk, act: Mapping[str, Any], moved: Any) -> None:
    if "undo" in act:
        _turn_back(desk, UUID(str(act["undo"])), is_undo=True)
    elif "redo" in act:
        _turn_back(desk, UUID(str(act["redo"])), is_undo=False)
    else:
        add, remove = (_passages(desk, act.get(name, ()), moved) for name in ("add", "remove"))
        _new(desk, UUID(str(act["id"])), add, remove)


def _passages(desk: _Desk, told: Iterable[Sequence[Any]], moved: Any) -> list[Passage]:
    found = []
    for first, last, code in told:
        start, end = moved(int(first), int(last)) if moved else (int(first), int(last))
        if not 0 <= start < end <= len(desk.text.text):
            raise Refused(_("These words are not in the text any more."))
        found.append((start, end, UUID(str(code))))
    return found


def _new(desk: _Desk, id_: UUID, add: list[Passage], remove: list[Passage]) -> None:
    if CodingAct.objects.filter(id=id_).exists():
        return
    for _start, _end, code in add:
        if str(code) not in desk.book or not desk.book[str(code)].is_codable:
            raise Refused(_("This code is not in the codebook any more. Reload the page to see the codes of today."))
    gone = _take(desk, remove)
    came = _put(desk, add, gone)
    if not gone and not came:
        return
    desk.acts.filter(is_undone=True).delete()
    last = desk.acts.order_by("-number").values_list("number", flat=True).first() or 0
    about = {"version": desk.version, "coder": desk.by, "round": desk.own.round, "number": last + 1}
    CodingAct.objects.create(id=id_, added=came, removed=gone, at=timezone.now(), **about)


def _take(desk: _Desk, passages: list[Passage]) -> list[list[Any]]:
    """Remove codings; those that are not there are not an error."""
    gone = []
    for start, end, code in passages:
        for row in desk.codings.filter(start=start, end=end, code=code):
            gone.append([str(row.id), row.start, row.end, str(row.code)])
            row.delete()
    return gone


def _put(desk: _Desk, passages: list[Passage], gone: list[list[Any]]) -> list[list[Any]]:
    """Add codings. One whose borders are moved keeps its id, so that what points at it stays true."""
    free = {code: id_ for id_, _start, _end, code in reversed(gone)}
    came = []
    for start, end, code in dict.fromkeys(passages):
        if not desk.codings.filter(start=start, end=end, code=code).exists():
            came.append([free.pop(str(code), str(uuid4())), start, end, str(code)])
    _create(desk, came)
    return came


def _create(desk: _Desk, rows: Iterable[Sequence[Any]]) -> None:
    now: datetime = timezone.now()
    told = {"version": desk.version, "coder": desk.by, "round": desk.own.round, "at": now}
    known = {str(each) for each in desk.version.study.speakers.values_list("id", flat=True)}
    turns = Places(desk.text.turns)
    for id_, start, end, code in rows:
        speaker = turns.speaker(start, end)
        speaker = speaker if speaker in known else None
        Coding.objects.create(id=id_, start=start, end=end, code=code, speaker_id=speaker, **told)


def _turn_back(desk: _Desk, id_: UUID, *, is_undo: bool) -> None:
    act = desk.acts.filter(id=id_).first()
    if act is None or act.is_undone == is_undo:
        return  # sent again, or another window was first
    done = desk.acts.filter(is_undone=False).order_by("-number")
    next_one = done.first() if is_undo else desk.acts.filter(is_undone=True).order_by("number").first()
    if next_one is None or next_one.id != act.id:
        raise Refused(_("Something else was coded meanwhile in another window."))
    came, went = (act.removed, act.added) if is_undo else (act.added, act.removed)
    desk.codings.filter(id__in=[row[0] for row in went]).delete()
    _create(desk, [row for row in came if not desk.codings.filter(start=row[1], end=row[2], code=row[3]).exists()])
    act.is_undone = is_undo
    act.save(update_fields=["is_undone"])


@transaction.atomic
def do_code_turn(interview: Interview, start: int, end: int, code: str, *, is_on: bool, by: User) -> Answer:
    """Put a code on a whole turn, or take it away: for a browser without scripts."""
    version = newest(interview)
    part = [[start, end, code]]
    act = {"id": str(uuid4()), "add": part if is_on else [], "remove": [] if is_on else part}
    return do_acts(interview, version.number if version else 0, [act], by=by)


@transaction.atomic
def do_say_through(interview: Interview, *, is_through: bool, by: User) -> None:
    """She has read and coded all of it; or goes on after all, as long as the others are not through as well."""
    own = interview.assignments.select_for_update().filter(coder=by).order_by("-round").first()
    if own is None:
        raise NotNow(_("This interview was not given to you to code."))
    others = interview.assignments.filter(round=own.round).exclude(id=own.id)
    if not is_through and own.done_at and others.exists() and not others.filter(done_at=None).exists():
        raise NotNow(_("Everybody is through, and the readings can be compared now. They do not change any more."))
    own.done_at = timezone.now() if is_through else None
    own.save(update_fields=["done_at"])
    word = "interview.through" if is_through else "interview.go-on"
    log.record(word, by=by.id, kind="interview", object_id=interview.id, fields=["done_at"])
    comparing.note_settled(interview)
