"""Why a packet or a card was refused, in the language of the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.packets import PacketError

SAID: dict[str, Any] = {
    "not-a-packet": gettext_lazy("This file is not a Tayanch packet. Ask for the file that ends in .tayanch."),
    "newer-format": gettext_lazy("This packet was made by a newer Tayanch. Update Tayanch, then open it again."),
    "wrong-key": gettext_lazy(
        "This packet is sealed to somebody else's key. Ask the sender to make it anew, with your card."
    ),
    "altered": gettext_lazy(
        "This packet was changed or cut on its way. Nothing in it can be trusted. Ask the sender to send it again."
    ),
    "unknown-sender": gettext_lazy(
        "The sender is not among your partners, or the six words are not compared yet. Do that first."
    ),
    "expired": gettext_lazy("This packet has expired. Ask the sender to make a new one."),
    "replayed": gettext_lazy("This packet has come before, or it was recalled. Nothing was changed."),
    "too-large": gettext_lazy("This packet is too large. Send fewer or smaller papers."),
    "bad-card": gettext_lazy("This is not a whole card. Ask your partner for the file or the QR code once more."),
    "unrelated": gettext_lazy("This answers a referral that is not here any more. Nothing was changed."),
}


def refusal_text(error: Exception) -> str:
    """One clear line."""
    if isinstance(error, PacketError):
        return str(SAID.get(error.code) or _("This packet is refused."))
    return str(error)
