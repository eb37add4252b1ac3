"""A whole study at once: any :class:`tayanch.interviews.model.Study` becomes rows, and rows become one again.

What another tool exported, the demonstration, agreement and every export go through here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews import trees
from tayanch.evidence.interviews.models import (
    Adjudication,
    Assignment,
    Case,
    Coding,
    Interview,
    Member,
    Memo,
    Method,
    Speaker,
    Study,
    TextVersion,
)
from tayanch.evidence.interviews.placing import Places
from tayanch.evidence.interviews.texts import seal_text
from tayanch.interviews import attributes, model
from tayanch.interviews.codebook import Codebook
from tayanch.vault.keys import SealedModel, new_data_key

A_BATCH = 5000
AREA = "area"
Coders = Mapping[str, User]
Row = TypeVar("Row", bound=SealedModel)


@transaction.atomic
def do_keep_study(study: model.Study, *, by: User, coders: Coders | None = None, question: str = "") -> Study:
    """Store *study* as one of *by*'s organisation, who leads it.

    *coders*: who is who, by the ids of ``study.coders``; work of anybody else counts as *by*'s. Ids of codes that are
    UUIDs stay; all others are made anew, so that a study can be brought twice.
    """
    require_recovery_sheet(by)
    row = Study(organisation_id=by.organisation_id, by=by, title=study.name[:200] or "—", question=question)
    row._data_key = new_data_key(row.id, by.organisation_id)
    row.plan = plan_of(study.documents)
    row.attributes = sorted({name for one in study.speakers for name in one.attributes} - set(attributes.KNOWN))
    row.save(force_insert=True)
    _Keeping(study, row, by, coders or {}).keep()
    log.record("study.import", by=by.id, kind="study", object_id=row.id)
    return row


def plan_of(documents: Iterable[model.Document]) -> dict[str, Any]:
    """A plan without targets that knows the areas of some documents."""
    areas = sorted({area for one in documents if (area := one.attributes.get(AREA, ""))})
    return {"areas": areas, "targets": {}, "totals": {}} if areas else {}


def as_uuid(text: str, within: UUID) -> UUID:
    """*text* as the id it is, or one made of it."""
    try:
        return UUID(text)
    except ValueError:
        return uuid5(within, text)


@dataclass
class _Keeping:
    """One study on its way into rows."""

    study: model.Study
    row: Study
    by: User
    coders: Coders
    now: datetime = field(default_factory=timezone.now)

    def keep(self) -> None:
        """Write everything, a batch a table."""
        self._members()
        if self.study.codebook.codes:
            trees.keep(self.row, self._codebook(), "load", self.by)
        self.row.cases.bulk_create(self._cases.values())
        Speaker.objects.bulk_create(self._speakers.values())
        Interview.objects.bulk_create(self._interviews.values())
        TextVersion.objects.bulk_create(self._versions.values())
        codings = self._codings()
        Coding.objects.bulk_create(codings.values(), batch_size=A_BATCH)
        Assignment.objects.bulk_create(self._assignments(codings.values()))
        ids = {one: coding.id for one, coding in codings.items()}
        Adjudication.objects.bulk_create(self._adjudications(ids))
        Memo.objects.bulk_create(self._memos())

    def _sealed(self, row: Row, **columns: str) -> Row:
        row._data_key = self.row._data_key
        row.seal(**columns)
        return row

    def _who(self, coder: str) -> User:
        return self.coders.get(coder, self.by)

    def _code(self, code: str) -> UUID:
        return as_uuid(code, self.row.id)

    def _members(self) -> None:
        Member.objects.create(study=self.row, user=self.by, part=Member.Part.LEAD)
        others = {user.id: user for user in self.coders.values() if user.id != self.by.id}
        part = Member.Part.CODER
        Member.objects.bulk_create(Member(study=self.row, user=user, part=part) for user in others.values())

    def _codebook(self) -> Codebook:
        def known(code: Any) -> Any:
            above = str(self._code(code.parent)) if code.parent else ""
            return replace(code, id=str(self._code(code.id)), parent=above)

        book = self.study.codebook
        merges = tuple(replace(m, code=known(m.code), into=str(self._code(m.into))) for m in book.merges)
        return Codebook(tuple(known(code) for code in book.codes), book.version, merges)

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {one.id: self._case(one) for one in self.study.cases}

    def _case(self, one: model.Case) -> Case:
        return self._sealed(Case(study=self.row), name=one.name, attributes=_as_json(one.attributes))

    @cached_property
    def _speakers(self) -> dict[str, Speaker]:
        return {one.id: self._speaker(one) for one in self.study.speakers}

    def _speaker(self, one: model.Speaker) -> Speaker:
        row = Speaker(study=self.row, asks=one.asks)
        return self._sealed(row, label=one.label, attributes=_as_json(one.attributes))

    @cached_property
    def _interviews(self) -> dict[str, Interview]:
        return {one.id: self._interview(one) for one in self.study.documents}

    def _interview(self, one: model.Document) -> Interview:
        method = one.method if one.method in Method.values else Method.INTERVIEW
        row = Interview(study=self.row, method=method, language=one.language[:10], held_on=one.held_on, by=self.by)
        row.area, row.case = one.attributes.get(AREA, "")[:60], self._cases.get(one.case)
        if self._settled(one):
            row.settled_at = self.now
        return self._sealed(row, name=one.name, attributes=_as_json(one.attributes))

    def _settled(self, one: model.Document) -> bool:
        """Whether somebody went over what coders read differently; whether all of it, only the pages can tell."""
        return any(a.document == one.id and a.version == one.newest.number for a in self.study.adjudications)

    @cached_property
    def _versions(self) -> dict[tuple[str, int], TextVersion]:
        return {
            (one.id, text.number): self._version(one, text) for one in self.study.documents for text in one.versions
        }

    def _version(self, one: model.Document, text: model.TextVersion) -> TextVersion:
        row = TextVersion(study=self.row, interview=self._interviews[one.id], by=self.by)
        row._data_key = self.row._data_key
        turns = tuple(replace(turn, speaker=self._speaker_id(turn.speaker)) for turn in text.turns)
        seal_text(row, replace(text, turns=turns))
        return row

    def _speaker_id(self, speaker: str | None) -> str | None:
        return str(self._speakers[speaker].id) if speaker and speaker in self._speakers else None

    @cached_property
    def _places(self) -> dict[tuple[str, int], Places]:
        return {(one.id, text.number): Places(text.turns) for one in self.study.documents for text in one.versions}

    def _codings(self) -> dict[str, Coding]:
        """By their ids in the study; a second one of the same coder on the same passage is the first."""
        found: dict[str, Coding] = {}
        once: dict[tuple[Any, ...], Coding] = {}
        for one in self.study.codings:
            at, coder = (one.document, one.version), self._who(one.coder)
            if at not in self._versions or one.end <= one.start:
                continue
            key = (at, coder.id, one.round, self._code(one.code), one.start, one.end)
            if key in once:
                continue
            said = self._speakers.get(self._places[at].speaker(one.start, one.end) or "")
            row = Coding(id=uuid4(), version=self._versions[at], start=one.start, end=one.end, code=key[3])
            row.coder, row.round, row.at, row.speaker = coder, one.round, one.at or self.now, said
            found[one.id] = once[key] = row
        return found

    def _assignments(self, codings: Iterable[Coding]) -> list[Assignment]:
        """Whoever coded an interview was given it, and is through with it."""
        done = {(row.version.interview_id, row.coder_id, row.round) for row in codings}
        return [
            Assignment(interview_id=interview, coder_id=coder, round=number, done_at=self.now)
            for interview, coder, number in sorted(done, key=str)
        ]

    def _adjudications(self, ids: Mapping[str, UUID]) -> list[Adjudication]:
        made = []
        for one in self.study.adjudications:
            version = self._versions.get((one.document, one.version))
            if version is None:
                continue
            row = Adjudication(study=self.row, version=version, start=one.start, end=one.end, by=self._who(one.by))
            row.codes = [str(self._code(code)) for code in one.codes]
            row.rejected = [str(ids[each]) for each in one.rejected if each in ids]
            made.append(self._sealed(row, why=one.why))
        return made

    def _memos(self) -> list[Memo]:
        return [self._memo(one) for one in self.study.memos]

    def _memo(self, one: model.Memo) -> Memo:
        row = Memo(study=self.row, by=self._who(one.by))
        document, version, start, end = self._where(one)
        row.interview = self._interviews.get(document)
        if version:
            row.version, row.start, row.end = self._versions.get((document, version)), start, end
        if one.about == "code":
            row.code = self._code(one.subject)
        return self._sealed(row, title=one.title, text=one.text)

    def _where(self, one: model.Memo) -> tuple[str, int, int, int]:
        if one.about == "coding" and one.subject in self._coding_of:
            coding = self._coding_of[one.subject]
            return coding.document, coding.version, coding.start, coding.end
        if one.about in ("document", "passage"):
            return one.subject, one.version, one.start, one.end
        return "", 0, 0, 0

    @cached_property
    def _coding_of(self) -> dict[str, model.Coding]:
        return {one.id: one for one in self.study.codings}


def _as_json(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), ensure_ascii=False) if values else ""
