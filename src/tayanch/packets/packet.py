"""One packet: signed by its sender, then sealed to its recipient. See docs/reference/packets.md for every byte.

Sign, then encrypt, with sender and recipient named inside what is signed, so that a recipient cannot seal the same
words to a third organisation as if the sender had written to it (Don Davis, "Defective Sign & Encrypt", USENIX 2001).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid4

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import Box, PrivateKey, PublicKey
from nacl.signing import VerifyKey
from nacl.utils import random

from tayanch.packets.errors import Altered, Expired, NewerFormat, NotAPacket, TooLarge, UnknownSender, WrongKey
from tayanch.packets.identity import KEY_BYTES, Card, Identity

MAGIC = b"TAYANCH"
VERSION = 1
ENDING = ".tayanch"
KINDS = ("referral", "receipt", "status", "outcome", "recall", "key-change")
HINT_BYTES, NONCE_BYTES, TAG_BYTES, SIGNATURE_BYTES = 16, 24, 16, 64
LARGEST = 16 * 1024 * 1024  # of a whole packet, so that it fits into memory and into an e-mail
LONGEST_LIFE = timedelta(days=366)
SMALLEST_INSIDE = 4096
_PREFIX = MAGIC + bytes([VERSION])
_START = len(_PREFIX) + KEY_BYTES + HINT_BYTES + NONCE_BYTES
_SIGNED_AS = b"tayanch packet 1\n"

Cards = Callable[[bytes], Card | None]


@dataclass(frozen=True)
class Attachment:
    """A paper that travels in a packet."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Packet:
    """What a packet says. ``sender`` and ``recipient`` are fingerprints of 32 bytes; times are aware, to the second."""

    id: UUID
    kind: str
    in_reply_to: UUID | None
    created: datetime
    expires: datetime
    sender: bytes
    recipient: bytes
    body: dict[str, Any]
    attachments: tuple[Attachment, ...] = field(default=())


def file_name(packet_id: UUID) -> str:
    """The neutral name of the file: ``3f9a61c2.tayanch``."""
    return f"{packet_id.hex[:8]}{ENDING}"


# --- sealing --------------------------------------------------------------------------------------------


def seal_packet(
    kind: str,
    body: dict[str, Any],
    *,
    by: Identity,
    to: Card,
    now: datetime,
    lasts: timedelta,
    in_reply_to: UUID | None = None,
    attachments: Sequence[Attachment] = (),
    packet_id: UUID | None = None,
) -> tuple[Packet, bytes]:
    """Make a packet and its bytes. Raises ``ValueError`` for a strange kind or life, :class:`TooLarge`."""
    if kind not in KINDS:
        raise ValueError(f"A packet is one of: {', '.join(KINDS)}")
    if not timedelta(0) < lasts <= LONGEST_LIFE:
        raise ValueError("A packet lasts for some time, and a year at most.")
    created = now.astimezone(UTC).replace(microsecond=0)
    packet = Packet(
        id=packet_id or uuid4(),
        kind=kind,
        in_reply_to=in_reply_to,
        created=created,
        expires=created + lasts,
        sender=by.fingerprint,
        recipient=to.fingerprint,
        body=body,
        attachments=tuple(attachments),
    )
    return packet, _sealed(_signed(packet, by), to)


def _signed(packet: Packet, by: Identity) -> bytes:
    """The signature, the length of the header, the header, the attachments one after another."""
    header = json.dumps(_header(packet), ensure_ascii=False, separators=(",", ":")).encode()
    message = struct.pack(">I", len(header)) + header + b"".join(paper.data for paper in packet.attachments)
    return by.signing.sign(_SIGNED_AS + message).signature + message


def _header(packet: Packet) -> dict[str, Any]:
    papers = [{"name": one.name, "type": one.media_type, "size": len(one.data)} for one in packet.attachments]
    return {
        "id": str(packet.id),
        "kind": packet.kind,
        "in_reply_to": str(packet.in_reply_to) if packet.in_reply_to else None,
        "created": packet.created.isoformat(),
        "expires": packet.expires.isoformat(),
        "from": packet.sender.hex(),
        "to": packet.recipient.hex(),
        "body": packet.body,
        "attachments": papers,
    }


def _sealed(inside: bytes, to: Card) -> bytes:
    once = PrivateKey.generate()
    key, hint = _secrets(once, PublicKey(to.sealing_key), bytes(once.public_key), to.sealing_key)
    head = _PREFIX + bytes(once.public_key) + hint
    nonce = random(NONCE_BYTES)
    sealed = head + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(_padded(inside), head, nonce, key)
    if len(sealed) > LARGEST:
        raise TooLarge
    return sealed


def _secrets(mine: PrivateKey, theirs: PublicKey, once: bytes, recipient: bytes) -> tuple[bytes, bytes]:
    """The key, and the hint by which only the recipient sees that a packet is hers: both out of X25519 by BLAKE2b."""
    shared = Box(mine, theirs).shared_key()
    key = blake2b(once + recipient, digest_size=32, key=shared, person=b"tayanch-seal").digest()
    hint = blake2b(once + recipient, digest_size=HINT_BYTES, key=shared, person=b"tayanch-hint").digest()
    return key, hint


def _padded(inside: bytes) -> bytes:
    """0x80 and zeros (ISO/IEC 7816-4) up to a length that tells little.

    Four kilobytes at least; above, Padmé: at most 12 % longer, and lengths of n bits fall into about log n classes
    (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019).
    """
    length = max(len(inside) + 1, SMALLEST_INSIDE)
    exponent = length.bit_length() - 1
    last_bits = exponent - exponent.bit_length()
    mask = (1 << last_bits) - 1
    return inside + b"\x80" + bytes(((length + mask) & ~mask) - len(inside) - 1)


# --- opening --------------------------------------------------------------------------------------------


def is_for(data: bytes, me: Identity) -> bool:
    """True when the packet is sealed to this key, or claims to be. Raises :class:`NotAPacket`, :class:`NewerFormat`."""
    _check_beginning(data)
    try:
        _open_hint(data, me)
    except WrongKey:
        return False
    return True


def open_packet(data: bytes, me: Identity, cards: Cards, now: datetime) -> Packet:
    """Open, check and read a packet. *cards*: gives the sender's card by its fingerprint, none for a stranger.

    Whether the packet came before is for the caller to know: see :class:`~tayanch.packets.errors.Replayed`.
    Raises :class:`NotAPacket`, :class:`NewerFormat`, :class:`TooLarge`, :class:`WrongKey`, :class:`Altered`,
    :class:`UnknownSender` or :class:`Expired`, all of them :class:`~tayanch.packets.errors.PacketError`.
    """
    _check_beginning(data)
    inside = _opened(data, me)
    signature, message = inside[:SIGNATURE_BYTES], inside[SIGNATURE_BYTES:]
    packet = _read(message)
    if packet.recipient != me.fingerprint:
        raise WrongKey
    sender = cards(packet.sender)
    if sender is None:
        raise UnknownSender
    _check_signature(sender, packet, message, signature)
    if packet.kind not in KINDS:
        raise NewerFormat
    if now > packet.expires:
        raise Expired
    return packet


def _check_beginning(data: bytes) -> None:
    if len(data) > LARGEST:
        raise TooLarge
    if not data.startswith(MAGIC) or len(data) <= len(MAGIC):
        raise NotAPacket
    if data[len(MAGIC)] > VERSION:
        raise NewerFormat
    if data[len(MAGIC)] != VERSION:
        raise NotAPacket


def _open_hint(data: bytes, me: Identity) -> bytes:
    """The key of the packet. Raises :class:`WrongKey`."""
    head = data[len(_PREFIX) : _START - NONCE_BYTES]
    once, hint = head[:KEY_BYTES], head[KEY_BYTES:]
    try:
        key, expected = _secrets(me.sealing, PublicKey(once), once, bytes(me.sealing.public_key))
    except (CryptoError, ValueError, TypeError):
        raise WrongKey from None
    if hint != expected:
        raise WrongKey
    return key


def _opened(data: bytes, me: Identity) -> bytes:
    if len(data) < _START + TAG_BYTES + SMALLEST_INSIDE:
        raise Altered
    key, head = _open_hint(data, me), data[: _START - NONCE_BYTES]
    nonce = data[_START - NONCE_BYTES : _START]
    try:
        inside = crypto_aead_xchacha20poly1305_ietf_decrypt(data[_START:], head, nonce, key)
    except CryptoError:
        raise Altered from None
    body: bytes = inside.rstrip(b"\x00")
    if not body.endswith(b"\x80") or len(body) <= SIGNATURE_BYTES:
        raise Altered
    return body[:-1]


def _check_signature(sender: Card, packet: Packet, message: bytes, signature: bytes) -> None:
    if sender.fingerprint != packet.sender:
        raise UnknownSender
    try:
        VerifyKey(sender.signing_key).verify(_SIGNED_AS + message, signature)
    except (BadSignatureError, ValueError):
        raise Altered from None


def _read(message: bytes) -> Packet:
    try:
        (length,) = struct.unpack(">I", message[:4])
        header = json.loads(message[4 : 4 + length])
        return _from_header(header, message[4 + length :])
    except (struct.error, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise Altered from None


def _from_header(header: dict[str, Any], rest: bytes) -> Packet:
    created, expires = (datetime.fromisoformat(header[name]) for name in ("created", "expires"))
    if created.tzinfo is None or expires.tzinfo is None or not isinstance(header["body"], dict):
        raise ValueError("no time zone, or no body")
    return Packet(
        id=UUID(header["id"]),
        kind=str(header["kind"]),
        in_reply_to=UUID(header["in_reply_to"]) if header["in_reply_to"] else None,
        created=created,
        expires=expires,
        sender=bytes.fromhex(header["from"]),
        recipient=bytes.fromhex(header["to"]),
        body=header["body"],
        attachments=tuple(_papers(header["attachments"], rest)),
    )


def _papers(told: list[dict[str, Any]], rest: bytes) -> list[Attachment]:
    papers, at = [], 0
    for one in told:
        size = int(one["size"])
        if size < 0 or at + size > len(rest):
            raise ValueError("an attachment is cut")
        papers.append(Attachment(str(one["name"]), str(one["type"]), rest[at : at + size]))
        at += size
    if at != len(rest):
        raise ValueError("more bytes than attachments")
    return papers
