"""The directory, which is everybody's: callers keep it, supervisors publish, an organisation has its link."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tayanch.directory.keeping import actions
from tayanch.directory.model import Source
from tayanch.directory.writing import fields_of
from tests.house.matrix.rows import DESK, EVERYBODY, GONE, NO, OK, row

SUPERVISOR = row(NO, supervisor=OK)
# A call is taken back by whoever recorded it.
OWN_CALL = DESK | dict.fromkeys(("teammate", "other_team", "supervisor", "stranger", "lawyer"), GONE)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "directory:list": ("GET", DESK),
    "directory:round": ("GET", DESK),
    "directory:ring": ("POST", DESK),
    "directory:later": ("POST", DESK),
    "directory:ring-undo": ("POST", OWN_CALL),
    "directory:new": ("GET", DESK),
    "directory:bring": ("POST", SUPERVISOR),
    "directory:entry": ("GET", DESK),
    "directory:change": ("GET", DESK),
    "directory:publish": ("POST", SUPERVISOR),
    "directory:discard": ("POST", SUPERVISOR),
    "directory:close": ("POST", SUPERVISOR),
    "directory:stop": ("POST", DESK),
    "directory:made-sure": ("POST", DESK),
    "directory:invite": ("POST", DESK),
    "directory:revoke": ("POST", DESK),
    "directory:proposal": ("GET", DESK),
    "directory:own": ("GET", EVERYBODY),
    "directory:own-entry": ("POST", row(GONE)),  # without the secret of a link
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """An entry that the owner rang, changed and invited, and what its organisation proposed."""
    today, id, by = timezone.localdate(), "kg-migrant-line-1899", here.owner
    in_all = dict.fromkeys(("ky", "ru", "en"), "Кеңеш берет")
    check = actions.do_ring(id, "1899", "answered", by=by, on=today)
    invitation, _secret = actions.do_invite(id, by=by, today=today)
    fields = fields_of(actions.entries.draft(id))
    source = Source("Invented", None, today)
    actions.do_change(id, "name", {**fields, "says": in_all, "alert": None}, source, by=by)
    proposal = actions.do_propose(invitation, {"schedule": {"days": "MO", "opens": "09:00", "closes": "17:00"}})
    named = {"entry_id": id, "part": "services", "check": check.id, "invitation": invitation.id}
    return {**named, "proposal": proposal.id}
