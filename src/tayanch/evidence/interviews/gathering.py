"""A kept study as the value that agreement, retrieval, charts and exports work with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tayanch.accounts.models import User
from tayanch.evidence.interviews.models import Adjudication, Coding, Interview, Member, Memo, Study, TextVersion
from tayanch.evidence.interviews.texts import speakers_of, stand_in_labels, text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews import model
from tayanch.vault.keys import load_keys

Kind = TextVersion.Kind
AREA = "area"


def study_of(row: Study, *, user: User, coder: User | None = None, with_text: bool = True) -> model.Study:
    """The study as *user* may see it: the newest versions, codings with what their codes are called now.

    Without *coder* the codings of all whose work she may see; with one only hers. Somebody who may not look names up
    gets the newest text without names, once an interview has one. *with_text* False leaves texts and turns out, for
    questions that need positions only. Interviews without a transcript are not in it. Raises ``Member.DoesNotExist``.
    """
    return _Gathering(row, user, coder, with_text).study()


@dataclass
class _Gathering:
    row: Study
    user: User
    coder: User | None
    with_text: bool

    def study(self) -> model.Study:
        """Everything, with few questions to the database."""
        speakers = self._speakers() if self.with_text else {}
        return model.Study(
            id=str(self.row.id),
            name=self.row.title,
            documents=tuple(self._document(one) for one in self._interviews if one.id in self._texts),
            speakers=tuple(speakers.values()),
            cases=tuple(self._cases()),
            codebook=self._codebook,
            coders=tuple(self._coders()),
            codings=tuple(self._codings),
            adjudications=tuple(self._adjudications()),
            memos=tuple(self._memos()) if self.with_text else (),
        )

    @cached_property
    def _member(self) -> Member:
        return self.row.members.get(user=self.user)

    @cached_property
    def _is_lead(self) -> bool:
        return bool(self._member.part == Member.Part.LEAD)

    def _keyed(self, rows: Iterable[Any]) -> list[Any]:
        return keyed(self.row, rows)

    @cached_property
    def _interviews(self) -> list[Interview]:
        rows = self.row.interviews.all()
        given = rows if self._is_lead else rows.filter(assignments__coder=self.user).distinct()
        return self._keyed(given)

    @cached_property
    def _texts(self) -> dict[UUID, TextVersion]:
        """Of each interview the newest version that she may see."""
        shown = TextVersion.objects.filter(interview__in=[one.id for one in self._interviews]).order_by("number")
        kinds = list(shown.values_list("interview_id", "kind", "id"))
        without = {interview for interview, kind, _id in kinds if kind == Kind.ANONYMISED}
        may = self._member.may_look_up
        chosen = {i: id_ for i, kind, id_ in kinds if may or kind == Kind.ANONYMISED or i not in without}
        rows = shown.filter(id__in=chosen.values())
        rows = rows if self.with_text else rows.defer("text", "turns", "came_by")
        return {row.interview_id: row for row in self._keyed(rows)}

    def _document(self, one: Interview) -> model.Document:
        return model.Document(
            id=str(one.id),
            name=one.unseal("name"),
            versions=(self._text(self._texts[one.id]),),
            method=one.method,
            language=one.language,
            case=str(one.case_id or ""),
            held_on=one.held_on,
            attributes={**_of_json(one.unseal("attributes")), **({AREA: one.area} if one.area else {})},
        )

    def _text(self, row: TextVersion) -> model.TextVersion:
        if not self.with_text:
            return model.TextVersion(row.number, row.kind, "")  # type: ignore[arg-type]
        text = self._opened[row.interview_id]
        return model.TextVersion(text.number, text.kind, text.text, text.turns)

    def _speakers(self) -> dict[str, model.Speaker]:
        known = speakers_of(self.row)
        opened = self._opened
        labels = {} if self._member.may_look_up else stand_in_labels(opened.values())
        heard = {turn.speaker for text in opened.values() for turn in text.turns}
        shown = known if self._is_lead else {one: speaker for one, speaker in known.items() if one in heard}
        return {one: replace(speaker, label=labels.get(one, speaker.label)) for one, speaker in shown.items()}

    @cached_property
    def _opened(self) -> dict[UUID, model.TextVersion]:
        return {interview: text_of(row) for interview, row in self._texts.items()}

    def _cases(self) -> Iterator[model.Case]:
        used = {one.case_id for one in self._interviews if one.case_id}
        for row in self._keyed(self.row.cases.filter(id__in=used)):
            yield model.Case(str(row.id), row.unseal("name"), _of_json(row.unseal("attributes")))

    @cached_property
    def _codebook(self) -> Any:
        return codebook_of(self.row)

    def _coders(self) -> list[model.Coder]:
        seen = {UUID(one.coder) for one in self._codings if one.coder}
        people = User.objects.filter(id__in=seen).order_by("username")
        return [model.Coder(str(user.id), user.name) for user in people]

    def _shown(self) -> QuerySet[Coding]:
        found = Coding.objects.filter(version__in=[row.id for row in self._texts.values()])
        if self.coder is not None:
            found = found.filter(coder=self.coder)
        if not self._is_lead and not self.row.may_see_others:
            found = found.filter(coder=self.user)
        return found

    @cached_property
    def _codings(self) -> list[model.Coding]:
        """Codes as they are called now; two that became one code count once, those of a removed code not at all."""
        at = {row.id: (str(row.interview_id), row.number) for row in self._texts.values()}
        now: dict[UUID, str] = {}
        seen: set[tuple[Any, ...]] = set()
        found = []
        columns = ("id", "version_id", "start", "end", "code", "coder_id", "round", "at")
        for id_, version, start, end, code, coder, number, when in self._shown().order_by().values_list(*columns):
            if code not in now:
                now[code] = self._codebook.now(str(code))
            key = (version, start, end, now[code], coder, number)
            if key in seen or now[code] not in self._codebook:
                continue
            seen.add(key)
            document, text = at[version]
            found.append(model.Coding(str(id_), document, text, start, end, now[code], str(coder), number, when))
        return sorted(found, key=lambda one: (one.document, one.start, one.end))

    def _adjudications(self) -> Iterator[model.Adjudication]:
        if not self._is_lead:
            return
        at = {row.id: (str(row.interview_id), row.number) for row in self._texts.values()}
        for row in self._keyed(Adjudication.objects.filter(version__in=at)):
            codes = tuple(dict.fromkeys(self._codebook.now(code) for code in row.codes))
            why, told = row.unseal("why"), (str(row.id), *at[row.version_id], row.start, row.end)
            yield model.Adjudication(*told, codes, tuple(row.rejected), str(row.by_id), why, row.at)

    def _memos(self) -> Iterator[model.Memo]:
        rows = self.row.memos.select_related("version").defer("version__text", "version__turns", "version__came_by")
        for row in self._keyed(rows if self._is_lead else rows.filter(by=self.user)):
            yield self._memo(row)

    def _memo(self, row: Memo) -> model.Memo:
        about: Any = "study"
        subject, number = "", 0
        if row.version is not None:
            about, subject, number = "passage", str(row.version.interview_id), row.version.number
        elif row.interview_id:
            about, subject = "document", str(row.interview_id)
        elif row.code:
            about, subject = "code", str(row.code)
        told = (str(row.id), row.unseal("text"), about, subject, number, row.start, row.end)
        return model.Memo(*told, row.unseal("title"), str(row.by_id), row.at)


def keyed(study: Study, rows: Iterable[Any]) -> list[Any]:
    """Rows that the key of *study* seals, with that key in hand: one question for all of them."""
    load_keys([study])
    found = list(rows)
    for row in found:
        row._data_key = study._data_key
    return found


def _of_json(text: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(text) if text else {}
    return told
