"""Seals one field of one person so that it opens only in the place it was written.

An envelope is ``version (1 byte) | nonce (12 bytes) | ciphertext and tag``, AES-256-GCM
(NIST SP 800-38D). Its associated data name the version, table, column and row, so an envelope
copied into another row or column does not open. Only identifiers that never change may be named
there. Nonces are random: one key may seal up to 2**32 values, far above what one person has.

Keys are never cached here: after a lock nothing in this module still holds one.
"""

import os
import struct
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
SHORT_BLOCK = 32
LONG_BLOCK = 256

_FIELD = b"tayanch.field"
_DATA_KEY = b"tayanch.data-key"


class CannotUnseal(Exception):
    """The one answer to a wrong key, a wrong place, damaged bytes or an unknown version.

    The causes are not told apart, so that nobody can probe for them; the message says what to do.
    """

    def __init__(self) -> None:
        super().__init__(
            "This sealed value does not open here. Check that the right organisation is unlocked and "
            "that this version of Tayanch wrote the data; if both hold, restore the record from a backup."
        )


def new_key() -> bytes:
    """A fresh 256-bit key from the operating system's random source."""
    return os.urandom(KEY_BYTES)


def _framed(*parts: bytes) -> bytes:
    """Joins parts, each after its 4-byte length, so that no two different lists give the same bytes."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _place(table: str, column: str, row: UUID) -> bytes:
    return _framed(_FIELD, bytes([VERSION]), table.encode(), column.encode(), row.bytes)


def _subject(subject: UUID) -> bytes:
    return _framed(_DATA_KEY, bytes([VERSION]), subject.bytes)


def _encrypt(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key has {KEY_BYTES} bytes, this one has {len(key)}.")
    nonce = os.urandom(NONCE_BYTES)
    return bytes([VERSION]) + nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def _decrypt(key: bytes, envelope: bytes, associated: bytes) -> bytes:
    whole = len(envelope) >= 1 + NONCE_BYTES + TAG_BYTES and envelope[0] == VERSION
    if not whole or len(key) != KEY_BYTES:
        raise CannotUnseal
    nonce, sealed = envelope[1 : 1 + NONCE_BYTES], envelope[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except InvalidTag:
        raise CannotUnseal from None


def seal(key: bytes, plaintext: bytes, *, table: str, column: str, row: UUID) -> bytes:
    """Seals bytes for one place; 29 bytes longer than ``plaintext``.

    Raises ValueError when the key is not 32 bytes long.
    """
    return _encrypt(key, plaintext, _place(table, column, row))


def unseal(key: bytes, envelope: bytes, *, table: str, column: str, row: UUID) -> bytes:
    """Opens what :func:`seal` wrote for the same place. Raises CannotUnseal, and nothing else."""
    return _decrypt(key, envelope, _place(table, column, row))


def wrap(kek: bytes, key: bytes, *, subject: UUID) -> bytes:
    """Seals a person's data key under the organisation's key, bound to that person (61 bytes).

    Raises ValueError when either key is not 32 bytes long.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"A data key has {KEY_BYTES} bytes, this one has {len(key)}.")
    return _encrypt(kek, key, _subject(subject))


def unwrap(kek: bytes, wrapped: bytes, *, subject: UUID) -> bytes:
    """The data key :func:`wrap` sealed for this person. Raises CannotUnseal."""
    return _decrypt(kek, wrapped, _subject(subject))


def padded(data: bytes) -> bytes:
    """Pads by ISO/IEC 7816-4 (0x80, then zeros) so that the length tells little.

    Up to 256 bytes the result is a multiple of 32, so a short name and a long one look alike;
    above that, a multiple of 256.
    """
    block = SHORT_BLOCK if len(data) < LONG_BLOCK else LONG_BLOCK
    return data + b"\x80" + b"\x00" * (-(len(data) + 1) % block)


def unpadded(data: bytes) -> bytes:
    """Takes :func:`padded` away again. Raises CannotUnseal when there is no padding."""
    body = data.rstrip(b"\x00")
    if not body.endswith(b"\x80"):
        raise CannotUnseal
    return body[:-1]


def opened_by_any(keys: bytes, envelope: bytes, *, table: str, column: str, row: UUID) -> bytes:
    """As :func:`unseal` with the first of several keys that opens it, 32 bytes each, one after another."""
    for start in range(0, len(keys), KEY_BYTES):
        try:
            return unseal(keys[start : start + KEY_BYTES], envelope, table=table, column=column, row=row)
        except CannotUnseal:
            continue
    raise CannotUnseal


def seal_text(key: bytes, text: str, *, table: str, column: str, row: UUID) -> bytes:
    """Seals text, as padded UTF-8. Raises ValueError when the key is not 32 bytes long."""
    return seal(key, padded(text.encode()), table=table, column=column, row=row)


def unseal_text(key: bytes, envelope: bytes, *, table: str, column: str, row: UUID) -> str:
    """Opens what :func:`seal_text` wrote for the same place, with one key or several. Raises CannotUnseal."""
    data = unpadded(opened_by_any(key, envelope, table=table, column=column, row=row))
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise CannotUnseal from None
