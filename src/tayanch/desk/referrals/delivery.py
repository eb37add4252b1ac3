"""Carry a packet to a partner's Tayanch over HTTPS, and say in one word what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from tayanch.desk.referrals.addresses import PATH, check_address, is_here
from tayanch.packets import LARGEST

if TYPE_CHECKING:
    import httpx

CONTENT_TYPE = "application/octet-stream"
# Shorter than the lock waits for a request: see tayanch.store.gate.WAIT_SECONDS.
ANSWER_SECONDS, CONNECT_SECONDS = 10.0, 5.0

TROUBLE: dict[str, Any] = {
    "no-address": _("They have no address. Send the file instead."),
    "no-answer": _("They could not be reached. Try again later, or send the file."),
    "not-safe": _("Their address has no valid certificate. Nothing was sent. Tell them, and send the file."),
    "locked": _("Their Tayanch is locked at the moment. Try again later."),
    "busy": _("They ask to wait. Try again in some minutes."),
    "refused": _("They refused it. Have both sides compared the six words? Has one of you new keys?"),
    "gone": _("They do not have this referral any more. It may have been erased."),
    "too-large": _("It is too large for them. Send fewer papers."),
    "expired": _("It had expired. Make a new packet."),
    "strange": _("Something else than a Tayanch answered at this address. Check the address with them."),
}
STATUSES = {400: "refused", 410: "expired", 422: "gone", 413: "too-large", 429: "busy", 503: "locked"}


@dataclass(frozen=True)
class Outcome:
    """``trouble``: "" when it arrived, else a key of :data:`TROUBLE`. ``answer``: the receipt packet, if one came."""

    trouble: str = ""
    answer: bytes = b""


def deliver(data: bytes, address: str, transport: httpx.BaseTransport | None = None) -> Outcome:
    """Send one packet. Never raises for what the network does; follows no redirect and keeps nothing.

    That it had arrived before (409) counts as arrived: an answer may have been lost on the way.
    """
    if not address:
        return Outcome("no-address")
    import httpx  # only what sends reads it: every command starts faster

    try:
        address = check_address(address)
        status, kind, body = _post(data, address, transport)
    except httpx.TransportError as error:
        return Outcome("not-safe" if "CERTIFICATE" in str(error).upper() else "no-answer")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return Outcome("strange")
    if status in {200, 409} and kind == CONTENT_TYPE:
        return Outcome(answer=body)
    return Outcome(STATUSES.get(status, "strange"))


def _post(data: bytes, address: str, transport: httpx.BaseTransport | None) -> tuple[int, str, bytes]:
    """Status, content type and body of the answer; a body longer than any packet is not read to its end."""
    import httpx

    headers = {"Content-Type": CONTENT_TYPE, "User-Agent": "", "Accept-Encoding": "identity"}
    # No proxy stands between a computer and itself; who may sign certificates is for the machine to say in any case.
    options: dict[str, Any] = {"trust_env": not is_here(address), "verify": httpx.create_ssl_context()}
    options |= {"timeout": httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS), "follow_redirects": False}
    with (
        httpx.Client(transport=transport, **options) as client,
        client.stream("POST", address + PATH, content=data, headers=headers) as answer,
    ):
        body = b""
        for part in answer.iter_raw():
            body += part
            if len(body) > LARGEST:
                raise ValueError("longer than a packet")
        return answer.status_code, answer.headers.get("Content-Type", ""), body
