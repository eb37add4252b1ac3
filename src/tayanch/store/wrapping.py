"""A secret wrapped by another: by a passphrase (Argon2id, RFC 9106), or by a random one (HKDF-SHA-256, RFC 5869).

What a wrapped secret is about (``passphrase/<installation>``, ``worker/<id>``) is its associated data: it opens in no
other place. Everything is AES-256-GCM; a nonce of 12 bytes comes first.
"""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
MOST_ARGON2 = {"memory_kib": 4 * 1024 * 1024, "iterations": 100, "lanes": 64}  # a damaged entry must not stall
LEAST_ARGON2 = {"memory_kib": 8, "iterations": 1, "lanes": 1}


class WrongSecret(Exception):
    """The passphrase, password, code or shares do not open this."""


def wrap_by_passphrase(
    passphrase: str, secret: bytes, about: str, cost: dict[str, int], pepper: bytes | None = None
) -> dict[str, Any]:
    """*secret* under a passphrase, as it is kept in JSON. With *pepper* the passphrase alone opens nothing."""
    salt = secrets.token_bytes(16)
    key = _slow_key(passphrase, salt, cost, pepper)
    return {"argon2id": cost, "salt": encode(salt), "wrapped": encode(seal(key, secret, about))}


def unwrap_by_passphrase(passphrase: str, entry: dict[str, Any], about: str, pepper: bytes | None = None) -> bytes:
    """What :func:`wrap_by_passphrase` wrapped; raises :class:`WrongSecret`."""
    key = _slow_key(passphrase, b64decode(entry["salt"]), entry["argon2id"], pepper)
    return open_sealed(key, b64decode(entry["wrapped"]), about)


def check_entry(entry: dict[str, Any]) -> None:
    """Raise ``ValueError``, ``TypeError`` or ``LookupError`` unless the entry can be read and does not stall."""
    for name in ("salt", "wrapped"):
        b64decode(entry[name], validate=True)
    for name, least in LEAST_ARGON2.items():
        if not least <= entry["argon2id"][name] <= MOST_ARGON2[name]:
            raise ValueError(name)


def _slow_key(passphrase: str, salt: bytes, cost: dict[str, int], pepper: bytes | None) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_kib"],
        secret=pepper,
    )
    # One letter can be typed as one code point or as two (й); both must open.
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode())


def hkdf(key: bytes, purpose: str) -> bytes:
    """The 32-byte sub-key of a random *key* for one purpose."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"tayanch/" + purpose.encode()).derive(key)


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """*plain* under a 32-byte key, bound to what it is about."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def open_sealed(key: bytes, sealed: bytes, about: str) -> bytes:
    """What :func:`seal` sealed; raises :class:`WrongSecret`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise WrongSecret from None


def encode(data: bytes) -> str:
    """Base 64, for JSON."""
    return b64encode(data).decode()
