"""What every page's frame needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import Role, User
from tayanch.accounts.scopes import of_organisation
from tayanch.desk import undo
from tayanch.desk.access import is_lawyer, referrals_waiting
from tayanch.desk.hotline.tonight import due_promises
from tayanch.site.middleware import view_name
from tayanch.store.state import keyring

# (view, label, roles): the main menu; a role sees only what it may open.
MENU: tuple[tuple[str, str, set[Role]], ...] = (
    ("desk:tonight", "Tonight", {Role.CASEWORKER, Role.SUPERVISOR}),
    ("desk:cases", "Cases", {Role.CASEWORKER, Role.SUPERVISOR}),
    ("desk:search", "Search", {Role.CASEWORKER, Role.SUPERVISOR}),
    ("directory:list", "Directory", {Role.CASEWORKER, Role.SUPERVISOR}),
    ("desk:reviews", "Second look", {Role.SUPERVISOR}),
    ("desk:referrals", "Referrals", {Role.CASEWORKER, Role.SUPERVISOR}),
    ("desk:imports", "Bring records in", {Role.SUPERVISOR}),
    ("desk:watch", "Who saw what", {Role.DIRECTOR}),
    ("desk:retention", "What is forgotten", {Role.DIRECTOR}),
    ("desk:exports", "Files with names", {Role.DIRECTOR, Role.SUPERVISOR}),
    ("desk:counts", "Counts", {Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR}),
    ("topics:evidence", "Evidence", {Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR}),
    ("interviews:studies", "Interviews", {Role.CASEWORKER}),
    ("desk:law", "Law", {Role.REVIEWER, Role.SUPERVISOR, Role.CASEWORKER}),
    ("guide-cards:list", "Her guide", {Role.REVIEWER, Role.SUPERVISOR, Role.CASEWORKER}),
    ("accounts:staff", "Staff", {Role.ADMINISTRATOR}),
    ("desk:partners", "Partners", {Role.ADMINISTRATOR}),
    ("desk:channels", "Channels", {Role.ADMINISTRATOR}),
    ("site:safekeeping", "Safekeeping", {Role.ADMINISTRATOR}),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the frame of a page shows. It is read when a template asks; what is no whole page does not.

    ``menu``: the entries for this user's role; ``here``: the current view; ``lock_after``: minutes to the lock;
    ``waiting``: promises that are due, for the title; ``undo``: what was just done and can be taken back.
    """
    user = getattr(request, "user", None) if keyring().is_unlocked else None
    if user is None or not user.is_authenticated:
        return {"menu": [], "here": view_name(request)}
    return {
        "menu": _when_asked(user, _menu),
        "here": view_name(request),
        "lock_after": settings.LOCK_AFTER_MINUTES,
        "waiting": _when_asked(user, lambda user: due_promises(user, timezone.localdate())),
        "undo": _when_asked(user, lambda _user: request.session.pop(undo.KEY, None)),
    }


def _when_asked(user: User, read: Callable[[User], Any]) -> Callable[[], Any]:
    """*read*, once, and in her organisation: the request that signs her in has begun outside of it."""

    @cache
    def once() -> Any:
        with of_organisation(user.organisation_id):
            return read(user)

    return once


def _menu(user: User) -> list[dict[str, str]]:
    labels = {
        "Tonight": _("Tonight"),
        "Cases": _("Cases"),
        "Search": _("Search"),
        "Directory": _("Directory"),
        "Second look": _("Second look"),
        "Referrals": _("Referrals"),
        "Bring records in": _("Bring records in"),
        "Who saw what": _("Who saw what"),
        "What is forgotten": _("What is forgotten"),
        "Files with names": _("Files with names"),
        "Counts": _("Counts"),
        "Evidence": _("Evidence"),
        "Interviews": _("Interviews"),
        "Law": _("Law"),
        "Her guide": _("Her guide"),
        "Staff": _("Staff"),
        "Partners": _("Partners"),
        "Channels": _("Channels"),
        "Safekeeping": _("Safekeeping"),
    }
    entries = [{"view": view, "label": labels[label]} for view, label, roles in MENU if user.role in roles]
    if waiting := referrals_waiting(user):
        labelled = next(entry for entry in entries if entry["view"] == "desk:referrals")
        labelled["label"] = f"{labelled['label']} · {waiting}"
    if is_lawyer(user):
        entries.append({"view": "desk:same-employer", "label": _("Same employer")})
    return entries
