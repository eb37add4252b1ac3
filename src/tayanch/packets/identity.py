"""Who sends and who may open: a signing key and a sealing key, and the public card that others keep.

The keys are Ed25519 (RFC 8032) for signatures and X25519 (RFC 7748) for sealing, both of libsodium.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey
from nacl.signing import SigningKey, VerifyKey

from tayanch.packets.errors import BadCard, NewerFormat
from tayanch.packets.words import six_words

CARD_FORMAT = 1
KEY_BYTES = 32
LONGEST_NAME, LONGEST_ADDRESS, LARGEST_CARD = 120, 200, 4096
_SIGNED_AS = b"tayanch card 1\n"


@dataclass(frozen=True)
class Card:
    """What a partner may know of us: two public keys, a name, and the address that takes packets ("" for none)."""

    name: str
    address: str
    signing_key: bytes
    sealing_key: bytes
    signature: bytes

    @property
    def fingerprint(self) -> bytes:
        """32 bytes that stand for both keys: BLAKE2b (RFC 7693) over the signing key and the sealing key."""
        return fingerprint(self.signing_key, self.sealing_key)

    def words(self, language: str) -> list[str]:
        """The six words to compare by voice."""
        return six_words(self.fingerprint, language)

    def to_text(self) -> str:
        """The card as JSON of one line: for a file, a message or a QR code."""
        told = {
            **_told(self.name, self.address, self.signing_key, self.sealing_key),
            "signature": _text(self.signature),
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def fingerprint(signing_key: bytes, sealing_key: bytes) -> bytes:
    """See :attr:`Card.fingerprint`."""
    return blake2b(signing_key + sealing_key, digest_size=32, person=b"tayanch-card").digest()


@dataclass(frozen=True)
class Identity:
    """The two secret keys. Never leaves the process in clear: see :mod:`tayanch.packets.keyfile`."""

    signing: SigningKey
    sealing: PrivateKey

    @classmethod
    def new(cls) -> Identity:
        """A fresh identity from the operating system's random source."""
        return cls(SigningKey.generate(), PrivateKey.generate())

    @classmethod
    def from_bytes(cls, secret: bytes) -> Identity:
        """From the 64 bytes of :meth:`to_bytes`; raises ``ValueError`` for another length."""
        if len(secret) != 2 * KEY_BYTES:
            raise ValueError(f"An identity has {2 * KEY_BYTES} bytes, this one has {len(secret)}.")
        return cls(SigningKey(secret[:KEY_BYTES]), PrivateKey(secret[KEY_BYTES:]))

    def to_bytes(self) -> bytes:
        """64 bytes: the seed of the signing key, then the sealing key."""
        return bytes(self.signing) + bytes(self.sealing)

    @property
    def fingerprint(self) -> bytes:
        """That of its card."""
        return fingerprint(bytes(self.signing.verify_key), bytes(self.sealing.public_key))

    def card(self, name: str, address: str = "") -> Card:
        """The public card, signed by its own key, so that nobody changes the name or the address on the way."""
        keys = bytes(self.signing.verify_key), bytes(self.sealing.public_key)
        signature = self.signing.sign(_signed(name, address, *keys)).signature
        return Card(name, address, *keys, signature)


def read_card(text: str | bytes) -> Card:
    """The card in a file or a scanned code. Raises :class:`BadCard` or :class:`NewerFormat`."""
    try:
        if len(text) > LARGEST_CARD:
            raise ValueError("too long")
        told = json.loads(text)
        version = int(told["tayanch-card"])
    except (ValueError, TypeError, LookupError, RecursionError):
        raise BadCard from None
    if version > CARD_FORMAT:
        raise NewerFormat
    return _checked(told)


def _checked(told: dict[str, Any]) -> Card:
    try:
        keys = [b64decode(told[part], validate=True) for part in ("signing_key", "sealing_key", "signature")]
        card = Card(told["name"], told["address"], *keys)
        VerifyKey(card.signing_key).verify(_signed(card.name, card.address, *keys[:2]), card.signature)
        PublicKey(card.sealing_key)
    except (ValueError, TypeError, LookupError, BadSignatureError, CryptoError):
        raise BadCard from None
    if not 0 < len(card.name) <= LONGEST_NAME or len(card.address) > LONGEST_ADDRESS:
        raise BadCard
    return card


def _told(name: str, address: str, signing_key: bytes, sealing_key: bytes) -> dict[str, Any]:
    keys = {"signing_key": _text(signing_key), "sealing_key": _text(sealing_key)}
    return {"tayanch-card": CARD_FORMAT, "name": name, "address": address, **keys}


def _signed(name: str, address: str, signing_key: bytes, sealing_key: bytes) -> bytes:
    told = _told(name, address, signing_key, sealing_key)
    return _SIGNED_AS + json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return b64encode(data).decode()
