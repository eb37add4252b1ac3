"""The form of the mobile team: works without a connection, hands in when there is one."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from pathlib import Path
from uuid import UUID

from django.contrib.staticfiles import finders
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST, require_safe

from tayanch import vocabulary
from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions import field as actions
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.hotline import field_words
from tayanch.desk.views.roles import for_caseworkers
from tayanch.vault import letterbox
from tayanch.vault.keys import organisation_key

STATIC = ("tayanch/tayanch.css", "desk/field.css", "desk/letterbox.js", "desk/field.js", "tayanch/icon.svg")


@require_safe
@for_caseworkers
def field(request: StaffRequest) -> HttpResponse:
    """The page itself. It is kept on the phone, so it is the same for everybody and says nothing of anybody."""
    language = get_language() or "en"
    topics = [(one.id, one.label(language)) for one in vocabulary.scheme("need").concepts]
    places = [(one.full_id, one.label(language)) for name in ("country", "place") for one in vocabulary.scheme(name)]
    relations = [(one.id, one.label(language)) for one in vocabulary.scheme("phone-relation")]
    context = {"topics": topics, "places": places, "relations": relations, "words": field_words.words()}
    return render(request, "desk/field.html", context)


@require_GET
@for_caseworkers
def worker(request: StaffRequest) -> HttpResponse:
    """The script that keeps the page on the phone: its name changes with what it keeps."""
    shell = reverse("desk:field")
    kept = [shell, reverse("desk:field-manifest"), *(static(name) for name in STATIC)]
    digest = hashlib.sha256(repr(kept).encode() + field(request).content)
    for name in STATIC:
        digest.update(Path(str(finders.find(name))).read_bytes())
    context = {"kept": json.dumps(kept), "version": digest.hexdigest()[:16], "shell": shell}
    return render(request, "desk/field_worker.js", context, content_type="text/javascript")


@require_GET
@for_caseworkers
def manifest(request: StaffRequest) -> HttpResponse:
    """What makes it installable. The name says nothing to whoever sees the phone."""
    start, icon = reverse("desk:field"), static("tayanch/icon.svg")
    told = {"name": _("Notebook"), "short_name": _("Notebook"), "start_url": start, "scope": start}
    told |= {"display": "standalone", "background_color": "#ffffff", "theme_color": "#9b2a23"}
    icons = [{"src": icon, "sizes": "any", "type": "image/svg+xml"}]
    return JsonResponse(told | {"icons": icons}, content_type="application/manifest+json")


@ensure_csrf_cookie
@require_GET
@for_caseworkers
def hello(request: StaffRequest) -> HttpResponse:
    """Asked while there is a connection: the key that conversations are sealed to."""
    public = letterbox.public_key(letterbox.private_key(organisation_key(request.user.organisation_id)))
    return JsonResponse({"key": b64encode(public).decode()})


@require_POST
@for_caseworkers
def hand_in(request: StaffRequest) -> HttpResponse:
    """One sealed conversation: ``{"id": uuid, "letter": base64}``. 200 kept or known, 409 another one of this id."""
    if request.content_type != "application/json":
        raise BadRequest
    entry_id, letter = _sent(request.body)
    try:
        kept, is_new = actions.do_take_in(entry_id, letter, by=request.user)
    except actions.Different as other:
        return JsonResponse({"state": "different", "reference": other.reference}, status=409)
    except actions.Unreadable:
        return JsonResponse({"state": "unreadable"}, status=422)
    except RecoverySheetMissing as missing:
        return JsonResponse({"state": "refused", "why": str(missing)}, status=403)
    return JsonResponse({"state": "kept" if is_new else "known", "reference": kept.consultation.reference})


def _sent(body: bytes) -> tuple[UUID, bytes]:
    if len(body) > actions.MOST_BYTES:
        raise BadRequest
    try:
        sent = json.loads(body)
        return UUID(sent["id"]), b64decode(sent["letter"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadRequest from None
