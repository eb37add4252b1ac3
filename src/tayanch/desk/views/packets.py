"""The door for packets of other installations: no sign-in, no cookie; only sealed bytes of a verified partner enter.

Whatever is refused gets the same short answer, so that nobody learns who is a partner. A locked installation keeps
nothing and asks to come back.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tayanch.accounts.flood import Flood
from tayanch.accounts.scopes import every_organisation, of_organisation
from tayanch.desk.actions import incoming
from tayanch.desk.actions.referrals import note_delivery
from tayanch.desk.referrals import exchange
from tayanch.desk.referrals.delivery import CONTENT_TYPE
from tayanch.packets import LARGEST, Expired, PacketError, Replayed
from tayanch.store import gate
from tayanch.store.keyring import Locked
from tayanch.vault import files

requests = Flood(most=120, most_of_all=1200)
LATER = {"Retry-After": "600"}


@csrf_exempt
@require_POST
def packets(request: HttpRequest) -> HttpResponse:
    """Take one packet: 200 and its receipt, or a number; see docs/reference/packets.md. Only a verified partner gets
    another one than 400, 413, 429 and 503."""
    if not requests.passes(request.META.get("REMOTE_ADDR", "")):
        return HttpResponse(status=429, headers=LATER)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        with gate.inside(is_use=False):
            return _take(request.read(LARGEST + 1))
    except (Locked, incoming.NobodyToTakeIt):
        return HttpResponse(status=503, headers=LATER)


def _take(data: bytes) -> HttpResponse:
    try:
        with every_organisation():
            found = exchange.addressee(data)
        with of_organisation(found[0].organisation_id):
            return _received(data, found)
    except Expired:
        return HttpResponse(status=410)
    except incoming.Unrelated:
        return HttpResponse(status=422)
    except PacketError:
        return HttpResponse(status=400)


def _received(data: bytes, found: exchange.Found) -> HttpResponse:
    try:
        answer, status = incoming.do_receive(data, found, by=None).answer, 200
        if answer:
            note_delivery(answer, "", by=None)
    except Replayed:
        answer, status = incoming.earlier_answer(data, found), 409
    receipt = files.read(answer) if answer else b""
    return HttpResponse(receipt, content_type=CONTENT_TYPE, status=status)
