"""Memos as their pages show them, and what a new one is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.evidence.interviews.access import access_interview, access_study, access_text, is_uuid, studies_for
from tayanch.evidence.interviews.models import Interview, Memo, Study, TextVersion
from tayanch.evidence.interviews.seeing import memos_of
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.vault.keys import load_keys

LONGEST_HEADING = 120  # characters


def heading_of(memo: Memo) -> str:
    """What a memo is called; its first words when nobody gave it a heading, as in projects of other tools."""
    title = memo.unseal("title") or " ".join(memo.unseal("text").split())
    return title if len(title) <= LONGEST_HEADING else f"{title[:LONGEST_HEADING]}…"


LONGEST = 600  # characters of a passage that are shown with a memo


@dataclass(frozen=True)
class About:
    """What a memo is about. *words*: of a passage; *back*: the page it is written from; *subject*: for its row."""

    kind: str = "study"
    name: str = ""
    words: str = ""
    back: str = ""
    subject: dict[str, Any] = field(default_factory=dict)


def access_memo(user: User, memo_id: UUID) -> Memo:
    """A memo that she may see; 404 for any other."""
    found = get_object_or_404(Memo, id=memo_id, study__in=studies_for(user))
    study = access_study(user, found.study_id)
    return get_object_or_404(memos_of(user, study), id=memo_id)


def require_own(user: User, memo: Memo) -> None:
    """403 for a memo of somebody else."""
    if memo.by_id != user.id:
        raise PermissionDenied


def about(user: User, study: Study, told: Mapping[str, str], language: str) -> About:
    """What a new memo is about; 404 for what is not hers to see, or not of this study."""
    code, interview = told.get("code", ""), told.get("interview", "")
    book = codebook_of(study)
    if code and is_uuid(code) and code in book:
        return About("code", book[code].label(language), subject={"code": UUID(code)})
    if not interview:
        return About()
    if not is_uuid(interview):
        raise Http404
    found = access_interview(user, UUID(interview))
    if found.study_id != study.id:
        raise Http404
    back = reverse("interviews:read", args=[found.id])
    kind = "interview"
    subject: dict[str, Any] = {"interview": found}
    passage = _passage(user, found, told)
    if passage is None:
        return About(kind, found.unseal("name"), back=back, subject=subject)
    version, start, end, words = passage
    subject |= {"passage": (version, start, end)}
    return About("passage", found.unseal("name"), words, f"{back}?at={start}-{end}", subject)


def _passage(user: User, interview: Interview, told: Mapping[str, str]) -> tuple[TextVersion, int, int, str] | None:
    numbers = [told.get(name, "") for name in ("version", "start", "end")]
    if not all(each.isdecimal() for each in numbers):
        return None
    number, start, end = map(int, numbers)
    version = access_text(user, interview, number)
    text = text_of(version).text
    return (version, start, end, text[start:end][:LONGEST]) if 0 <= start < end <= len(text) else None


def subject_of(user: User, memo: Memo, language: str) -> About:
    """What a memo is about, with a way there."""
    book = codebook_of(memo.study)
    if memo.code and not memo.version_id:
        code = book.now(str(memo.code))
        return About("code", book[code].label(language) if code in book else "?")
    if not memo.interview_id:
        return About()
    interview = access_interview(user, memo.interview_id)
    back = reverse("interviews:read", args=[interview.id])
    if memo.version is None:
        return About("interview", interview.unseal("name"), back=back)
    words = text_of(access_text(user, interview, memo.version.number)).text[memo.start : memo.end][:LONGEST]
    return About("passage", interview.unseal("name"), words, f"{back}?at={memo.start}-{memo.end}")


def kind_of(memo: Memo) -> str:
    """What a memo is about, in one word."""
    if memo.version_id:
        return "passage"
    return "interview" if memo.interview_id else "code" if memo.code else "study"


def listed(user: User, study: Study, wanted: Mapping[str, str], language: str) -> dict[str, Any]:
    """The memos of a study that fit what is wanted."""
    rows = list(memos_of(user, study))
    interviews = {row.interview_id: row.interview for row in rows if row.interview}
    load_keys([*rows, *interviews.values()])
    names = {id_: interview.unseal("name") for id_, interview in interviews.items()}
    book = codebook_of(study)
    labels = {
        id_: book[id_].label(language) for id_ in (book.now(str(row.code)) for row in rows if row.code) if id_ in book
    }
    lines = [_line(row, names, labels, book.now) for row in rows]
    return {
        "memos": [line for line in lines if _fits(line, wanted)],
        "writers": sorted({row.by.name for row in rows}),
        "interviews": sorted(((str(id_), name) for id_, name in names.items()), key=lambda each: each[1]),
        "codes": sorted(labels.items(), key=lambda each: each[1]),
        "kinds": kinds(),
    }


def kinds() -> list[tuple[str, str]]:
    """What memos can be about."""
    return [("study", _("study")), ("interview", _("interview")), ("code", _("code")), ("passage", _("passage"))]


def _line(row: Memo, names: Mapping[Any, str], labels: Mapping[str, str], now: Any) -> dict[str, Any]:
    code = now(str(row.code)) if row.code else ""
    kind = kind_of(row)
    told = {"memo": row, "title": heading_of(row), "text": row.unseal("text"), "kind": kind}
    told |= {"kind_name": dict(kinds())[kind], "by": row.by.name, "interview": str(row.interview_id or "")}
    return told | {"name": names.get(row.interview_id, ""), "code": code, "label": labels.get(code, "")}


def _fits(line: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    same = {"about": "kind", "by": "by", "interview": "interview", "code": "code"}
    word = wanted["q"].lower()
    said = f"{line['title']} {line['text']}".lower()
    return word in said and all(not wanted[name] or wanted[name] == line[key] for name, key in same.items())
