"""For a partner without a Tayanch of her own: a key file, and packets opened and answered without a database.

Whether a packet came before is not known here; everything else is checked as on a desk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tayanch.packets.errors import BadCard, UnknownSender
from tayanch.packets.identity import Card, Identity, read_card
from tayanch.packets.keyfile import lock_identity, unlock_identity
from tayanch.packets.packet import Attachment, Packet, open_packet, seal_packet
from tayanch.packets.reading import Label, Section, sections

ANSWERS = ("receipt", "accepted", "declined", "working", "outcome", "destroyed")
ANSWER_LASTS = timedelta(days=60)
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
}


@dataclass(frozen=True)
class Me:
    """Who opens: the secret keys, and the name and address on their card."""

    identity: Identity
    name: str
    address: str

    @property
    def card(self) -> Card:
        """What partners may know of her."""
        return self.identity.card(self.name, self.address)


def make_key_file(path: Path, passphrase: str, name: str, address: str = "") -> Me:
    """Make a new identity and keep it in *path*, readable for its owner only.

    Raises ``FileExistsError`` rather than overwrite a key, ``ValueError`` for a short passphrase, :class:`BadCard` for
    a name or address that no card can carry.
    """
    me = Me(Identity.new(), name, address)
    read_card(me.card.to_text())
    _write(path, lock_identity(me.identity, passphrase, name, address))
    return me


def read_key_file(path: Path, passphrase: str) -> Me:
    """Open a key file; raises what :func:`~tayanch.packets.keyfile.unlock_identity` raises, and ``OSError``."""
    return Me(*unlock_identity(path.read_bytes(), passphrase))


def open_from(data: bytes, me: Me, sender: Card, now: datetime) -> Packet:
    """Open a packet of *sender*; raises a :class:`~tayanch.packets.PacketError`."""
    return open_packet(data, me.identity, {sender.fingerprint: sender}.get, now)


def read(packet: Packet, language: str, label: Label) -> list[Section]:
    """The packet as people read it."""
    return sections(packet.body, [paper.name for paper in packet.attachments], language, label)


def save_papers(papers: Iterable[Attachment], folder: Path) -> list[Path]:
    """Write the papers into *folder* under neutral names, never over a file that is there; raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, paper in enumerate(papers, 1):
        path = folder / f"paper-{number}.{ENDINGS.get(paper.media_type, 'bin')}"
        _write(path, paper.data)
        written.append(path)
    return written


def answer(
    packet: Packet, me: Me, sender: Card, what: str, now: datetime, *, text: str = "", outcome: str = ""
) -> bytes:
    """A packet back. *what*: one of :data:`ANSWERS`; *outcome*: a concept of "case-outcome", for an outcome.

    Raises ``ValueError`` for another answer, :class:`UnknownSender` when *sender* did not send the packet.
    """
    if what not in ANSWERS:
        raise ValueError(f"An answer is one of: {', '.join(ANSWERS)}")
    if packet.sender != sender.fingerprint:
        raise UnknownSender
    kind, state, reply_to = _answer_of(packet, what)
    told = {"state": state, "outcome": outcome if kind == "outcome" else "", "text": text}
    body: dict[str, Any] = {"form": 1, "answer": {name: value for name, value in told.items() if value}}
    _packet, data = seal_packet(
        kind, body, by=me.identity, to=sender, now=now, lasts=ANSWER_LASTS, in_reply_to=reply_to
    )
    return data


def _answer_of(packet: Packet, what: str) -> tuple[str, str, UUID]:
    """Kind, state and the packet that is answered: a receipt is for this packet, the rest is about the referral."""
    referral = packet.in_reply_to if packet.kind == "recall" and packet.in_reply_to else packet.id
    if what == "receipt":
        return "receipt", "received", packet.id
    if what == "destroyed" and packet.kind == "recall":
        return "receipt", "destroyed", packet.id
    return ("outcome", "finished", referral) if what == "outcome" else ("status", what, referral)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def card_from_file(path: Path) -> Card:
    """A partner's card; raises :class:`BadCard` also for a file that is no text, and ``OSError``."""
    try:
        return read_card(path.read_bytes())
    except UnicodeDecodeError:
        raise BadCard from None
