"""What the outside reaches without a sign-in: the call-back page, and the addresses that services call.

None of this touches the database or needs a key: whatever comes is sealed at once and put into the letterbox, locked
or not. No answer tells whether a message was believed.
"""

from __future__ import annotations

import json
from base64 import b64decode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch import channels
from tayanch.accounts.flood import Flood
from tayanch.desk.hotline import callback as pages
from tayanch.desk.messages import doors, inbox, post
from tayanch.vault import letterbox, spool

LARGEST = 64 * 1024  # bytes of one call of a service
LARGEST_REQUEST = 8 * 1024
LARGEST_BOX = 4 * 1024
requests = Flood(most=10, most_of_all=300)
calls = Flood(most=3000, most_of_all=6000)


@require_GET
def callback_page(request: HttpRequest) -> HttpResponse:
    """The form, ready for a phone without scripts. It sets no cookie and asks nothing of the database."""
    door = doors.callback_of(request.GET.get("to", ""))
    if door is None:
        raise Http404
    return pages.form(request, door.code, door.public)


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """Take a request: a form, JSON in clear, or JSON with what her browser has sealed (``to``, ``box``).

    On a bad line the answer is lost and she sends it again: with the same ``once`` it is the same request.
    """
    if not requests.passes(request.META.get("REMOTE_ADDR", "")):
        return _answer(request, 429)
    told = _told(request)
    door = doors.callback_of(told.get("to", ""))
    if door is None:  # 410: a 404 would be sent on to the page of the same name
        return _answer(request, 410)
    if told.get("website"):  # a field that nobody sees: a machine has filled it
        return _answer(request, 202, post.once_of({}))
    try:
        once = post.once_of(told)
        spool.put(door.organisation_id, door.public, _letter(told), name=once)
    except ValueError:
        return _answer(request, 422)
    except spool.Full:
        return _answer(request, 503)
    return _answer(request, 202, once)


def _told(request: HttpRequest) -> dict[str, str]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
        return {}
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    try:
        told = json.loads(request.body)
        return {name: value for name, value in told.items() if isinstance(value, str)}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _letter(told: dict[str, str]) -> bytes:
    """Raises ``ValueError`` for a box that is none, or a form that does not say how she can be reached."""
    if not told.get("box"):
        post.of_form(told)
        known = {*post.LONGEST, "by", "from", "until", "message"}
        return inbox.form_letter({name: told[name] for name in known if name in told}, timezone.now())
    box = b64decode(told["box"], validate=True)
    if not letterbox.POINT_BYTES < len(box) <= LARGEST_BOX or box[0] != letterbox.VERSION:
        raise ValueError("box")
    return inbox.box_letter(box, timezone.now())


def _answer(request: HttpRequest, status: int, once: str = "") -> HttpResponse:
    if request.content_type == "application/json":
        return JsonResponse({"kept": status == 202}, status=status)
    language = request.POST.get("language", "")
    with translation.override(language if language in pages.LANGUAGES else "ky"):
        if status == 202:
            return pages.page(request, "desk/callback_kept.html", word=post.word_of(once))
        return pages.page(request, "desk/callback_again.html", status, why=status)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, channel: str, secret: str) -> HttpResponse:
    """The address of a channel that a service calls; its signature is checked when the letter is read in."""
    found = doors.door_of(channel, secret)
    if found is None:
        raise Http404
    if request.method == "GET":
        answer = channels.channel(channel).handshake(request.GET.dict(), secret)
        return HttpResponse(answer or "ok", content_type="text/plain", status=200 if answer else 404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    if not calls.passes(f"{channel}/{found.organisation_id}"):
        return HttpResponse(status=429)
    headers = {name: request.headers.get(name, "") for name in channels.channel(channel).HEADERS}
    try:
        spool.put(found.organisation_id, found.public, inbox.raw_letter(channel, request.body, headers, timezone.now()))
    except spool.Full:
        return HttpResponse(status=503)
    return HttpResponse("ok", content_type="text/plain")
