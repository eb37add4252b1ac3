"""Memos written, changed and deleted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.interviews.models import Interview, Memo, Study, TextVersion


@transaction.atomic
def do_write_memo(
    study: Study,
    *,
    title: str,
    text: str,
    by: User,
    interview: Interview | None = None,
    code: UUID | None = None,
    passage: tuple[TextVersion, int, int] | None = None,
) -> Memo:
    """Keep a memo sealed. Without *interview*, *code* and *passage* it is about the study."""
    memo = Memo(study=study, interview=interview, code=code, by=by)
    if passage:
        memo.version, memo.start, memo.end = passage
    memo.seal(title=title, text=text)
    memo.save(force_insert=True)
    log.record("memo.write", by=by.id, kind="memo", object_id=memo.id)
    return memo


@transaction.atomic
def do_change_memo(memo: Memo, *, title: str, text: str, by: User) -> None:
    """Write it anew."""
    memo.seal(title=title, text=text)
    memo.save(update_fields=["title", "text"])
    log.record("memo.change", by=by.id, kind="memo", object_id=memo.id, fields=["text", "title"])


@transaction.atomic
def do_delete_memo(memo: Memo, *, by: User) -> None:
    """Delete a memo."""
    log.record("memo.delete", by=by.id, kind="memo", object_id=memo.id)
    memo.delete()
