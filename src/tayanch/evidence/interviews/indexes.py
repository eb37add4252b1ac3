"""A study made ready for questions, in the memory of the program for as long as it is unlocked and nothing changed.

To open 150 transcripts takes seconds, to ask them milliseconds. Only who leads a study asks all of it.
"""

from __future__ import annotations

import gc
import hashlib
import threading
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum

from tayanch.accounts.models import User
from tayanch.accounts.scopes import of_organisation
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Adjudication, Coding, Study, TextVersion
from tayanch.evidence.interviews.newest import newest_versions
from tayanch.interviews.retrieval import Index
from tayanch.store import gate
from tayanch.store.keyring import Locked
from tayanch.store.state import keyring

AT_ONCE = 120_000  # words of a study that is made ready within a second
Key = tuple[UUID, bool]  # the study; whether texts with names are in it
_made: dict[Key, tuple[str, Index]] = {}
_at_work: set[Key] = set()


@gate.before_lock
def drop() -> None:
    """Texts do not stay in memory when the keys go."""
    _made.clear()
    gc.unfreeze()


def forget(study_id: UUID) -> None:
    """What was taken back or deleted stays in no memory."""
    for key in [key for key in _made if key[0] == study_id]:
        _made.pop(key, None)


def index_of(study: Study, user: User) -> Index | None:
    """The study as it is now, ready; None while a long one is being made ready in the background."""
    key = study.id, bool(study.members.get(user=user).may_look_up)
    state = state_of(study)
    kept = _made.get(key)
    if kept and kept[0] == state:
        return kept[1]
    words = newest_versions(study).aggregate(Sum("words"))["words__sum"] or 0
    if words <= AT_ONCE:
        return _make(key, state, study, user)
    if key not in _at_work:
        _at_work.add(key)
        threading.Thread(target=_make_apart, args=(key, state, study, user), daemon=True).start()
    return None


def _make(key: Key, state: str, study: Study, user: User) -> Index:
    index = Index.of(study_of(study, user=user))
    if keyring().is_unlocked:  # a lock that did not wait for us has dropped all others
        _made[key] = state, index
    gc.collect()
    gc.freeze()  # a million values that live until a change or a lock: to look for garbage among them stops a page
    return index


def _make_apart(key: Key, state: str, study: Study, user: User) -> None:
    try:
        with gate.inside(is_use=False), of_organisation(study.organisation_id):
            _make(key, state, study, user)
    except Locked:
        pass  # whoever asks again begins again
    finally:
        _at_work.discard(key)
        connection.close()


def state_of(study: Study) -> str:
    """A fingerprint of everything that an answer rests on; no text is opened for it."""
    seen = hashlib.sha256()
    numbers = {"many": Count("id"), "last": Max("at")}
    codings = Coding.objects.filter(version__study=study).aggregate(**numbers, s=Sum("start"), e=Sum("end"))
    settled = Adjudication.objects.filter(study=study).aggregate(**numbers)
    texts = TextVersion.objects.filter(study=study).aggregate(**numbers)
    books = study.codebooks.aggregate(**numbers)
    told: list[Any] = [codings, settled, texts, books]
    rows: list[QuerySet[Any, Any]] = [
        study.speakers.order_by("id").values_list("id", "label", "attributes", "asks"),
        study.cases.order_by("id").values_list("id", "name"),
        study.interviews.order_by("id").values_list("id", "name", "method", "language", "area", "held_on", "case"),
    ]
    for each in (*told, *(row for found in rows for row in found)):
        seen.update(repr(each).encode())
    return seen.hexdigest()
