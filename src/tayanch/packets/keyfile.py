"""An identity in a file of its own, under a passphrase: for a partner who has no Tayanch of her own."""

from __future__ import annotations

import json
import unicodedata
from base64 import b64decode, b64encode

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from tayanch.packets.errors import BadKeyFile, NewerFormat, WrongPassphrase
from tayanch.packets.identity import Identity

FORMAT = 1
MIN_PASSPHRASE = 12
MEMORY_BYTES, PASSES = 64 * 1024 * 1024, 3  # RFC 9106, second recommended option, with one lane
MOST_MEMORY_BYTES, MOST_PASSES = 1024 * 1024 * 1024, 20  # a damaged file must not stall


def lock_identity(identity: Identity, passphrase: str, name: str, address: str = "") -> bytes:
    """The bytes of a key file. Raises ``ValueError`` for a passphrase of fewer than twelve characters."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise ValueError(f"The passphrase must have at least {MIN_PASSPHRASE} characters. Four words are a good one.")
    salt = random(argon2id.SALTBYTES)
    sealed = SecretBox(_key(passphrase, salt, MEMORY_BYTES, PASSES)).encrypt(identity.to_bytes())
    told = {"tayanch-key": FORMAT, "name": name, "address": address, "memory_bytes": MEMORY_BYTES, "passes": PASSES}
    return json.dumps({**told, "salt": _text(salt), "sealed": _text(bytes(sealed))}, ensure_ascii=False).encode()


def unlock_identity(data: bytes, passphrase: str) -> tuple[Identity, str, str]:
    """The identity, its name and its address.

    Raises :class:`BadKeyFile`, :class:`NewerFormat` or :class:`WrongPassphrase`.
    """
    try:
        told = json.loads(data)
        version, memory, passes = int(told["tayanch-key"]), int(told["memory_bytes"]), int(told["passes"])
        salt, sealed = (b64decode(told[part], validate=True) for part in ("salt", "sealed"))
        name, address = str(told["name"]), str(told["address"])
        if version > FORMAT:
            raise NewerFormat
        if memory > MOST_MEMORY_BYTES or passes > MOST_PASSES:
            raise BadKeyFile
        key = _key(passphrase, salt, memory, passes)
    except (ValueError, TypeError, LookupError, CryptoError):
        raise BadKeyFile from None
    try:
        return Identity.from_bytes(SecretBox(key).decrypt(sealed)), name, address
    except (CryptoError, ValueError):
        raise WrongPassphrase from None


def _key(passphrase: str, salt: bytes, memory: int, passes: int) -> bytes:
    # One letter can be typed as one code point or as two (й); both must open.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return argon2id.kdf(SecretBox.KEY_SIZE, typed, salt, opslimit=passes, memlimit=memory)


def _text(data: bytes) -> str:
    return b64encode(data).decode()
