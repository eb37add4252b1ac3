"""An organisation looks at its own entry and proposes changes, by a link and without an account.

The secret of the link stands behind the # of the address: browsers do not send that, so no log has it. A script puts
it into a form, or one pastes it there. Nothing of a session or a cookie is used, and nobody's name is asked.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.flood import Flood
from tayanch.directory.hiding import public
from tayanch.directory.keeping import actions, entries
from tayanch.directory.keeping.editors import EDITORS, OWN_PARTS, Editor
from tayanch.directory.keeping.models import Invitation
from tayanch.directory.keeping.parts import TITLES
from tayanch.directory.model import Organisation
from tayanch.store import gate
from tayanch.store.keyring import Locked

LONGEST_SECRET = 100
requests = Flood(most=60, most_of_all=600)  # an hour


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Where the link leads: it asks for the secret that its address has behind the #."""
    return _page("directory/own.html")


@csrf_exempt
@require_POST
def own_entry(request: HttpRequest) -> HttpResponse:
    """The entry, ready to be changed; or, with ``send``, what was changed. The secret stands for a sign-in."""
    if not requests.passes(request.META.get("REMOTE_ADDR", "")):
        return _page("directory/own_closed.html", 429, why="flood")
    try:
        with gate.inside(is_use=False):
            return _answer(request)
    except Locked:
        return _page("directory/own_closed.html", 503, why="locked")


def _answer(request: HttpRequest) -> HttpResponse:
    invitation = _invitation(request.POST.get("secret", ""))
    if invitation is None:
        return _page("directory/own_closed.html", 404, why="link")
    entry = entries.draft(invitation.entry)
    sent = request.POST if request.POST.get("send") else None
    editors = {part: EDITORS[part](entry, sent, own=True) for part in OWN_PARTS}
    fitting = [sent is not None and one.is_valid() for one in editors.values()]
    problem = ""
    if all(fitting):
        problem = _propose(invitation, editors, request.POST.get("version", ""))
        if not problem:
            return _page("directory/own_thanks.html")
    return _form(request, entry, editors, problem, 422 if sent else 200)


def _propose(invitation: Invitation, editors: dict[str, Editor], version: str) -> str:
    """What stands against it, or nothing when it was taken."""
    if version != editors["name"].version:
        return _("The entry was changed meanwhile. Open your link again, please.")
    try:
        actions.do_propose(invitation, {name: v for one in editors.values() for name, v in one.fields().items()})
    except actions.Refused as refusal:
        return refusal.text
    return ""


def _form(
    request: HttpRequest, entry: Organisation, editors: dict[str, Editor], problem: str, status: int
) -> HttpResponse:
    parts = [{"id": part, "title": TITLES[part], "editor": one} for part, one in editors.items()]
    hides = any(place.hidden for place in entry.places)
    told = {"entry": entry, "parts": parts, "problem": problem, "hides": hides, "version": editors["name"].version}
    return _page("directory/own_entry.html", status, **told, secret=request.POST["secret"], shown=public(entry))


def _invitation(secret: str) -> Invitation | None:
    """The link that is open today."""
    if not 0 < len(secret) <= LONGEST_SECRET:
        return None
    found = Invitation.objects.filter(digest=actions.digest(secret.strip())).first()
    return found if found and found.is_open(timezone.localdate()) else None


def _page(template: str, status: int = 200, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), status=status)
