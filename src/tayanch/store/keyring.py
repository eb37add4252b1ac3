"""The keys of one installation: made once, unlocked at start, dropped at lock.

One random 256-bit master key lies wrapped in ``keyring.json``: once by the passphrase (Argon2id, RFC 9106) and once
by the recovery code. Every other key (database file, organisation, blind index, audit, sign-in secrets) is derived
from it by HKDF-SHA-256 (RFC 5869) and exists in memory only while the installation is unlocked.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import unicodedata
import uuid
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tayanch.store import recovery
from tayanch.store.files import write_atomically

FORMAT = 1
# RFC 9106, second recommended option: 64 MiB, three passes, four lanes. About 0.3 s on a laptop.
ARGON2 = {"memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}
MOST_ARGON2 = {"memory_kib": 4 * 1024 * 1024, "iterations": 100, "lanes": 64}  # a damaged file must not stall
MIN_PASSPHRASE = 12


class Locked(Exception):
    """The keys are not in memory; somebody must unlock first."""


class WrongSecret(Exception):
    """The passphrase or recovery code does not open this keyring."""


class KeyringError(Exception):
    """The keyring file is missing, damaged or already there; the message says what to do."""


@dataclass
class Keyring:
    """The wrapped master key of one data folder, and the open one while unlocked."""

    path: Path
    _master: bytearray | None = field(default=None, repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def exists(self) -> bool:
        return self.path.exists()

    @property
    def is_unlocked(self) -> bool:
        return self._master is not None

    @property
    def id(self) -> str:
        """A random name of this installation: two folders with the same id are copies of one another."""
        return str(self._read()["id"])

    def create(self, passphrase: str) -> None:
        """Make a new master key, wrap it by *passphrase* and leave the ring unlocked."""
        if self.exists:
            raise KeyringError(f"There is a keyring already: {self.path.name}. Nothing was changed.")
        check_passphrase(passphrase)
        master = secrets.token_bytes(32)
        ring: dict[str, Any] = {"format": FORMAT, "id": str(uuid.uuid4()), "recovery_confirmed_on": None}
        ring["passphrase"] = _wrap_by_passphrase(passphrase, master, ring["id"])
        self._write(ring)
        self._master = bytearray(master)

    def unlock(self, passphrase: str) -> None:
        """Open the ring; raises :class:`WrongSecret`."""
        ring = self._read()
        self._open(_unwrap_by_passphrase(passphrase, ring["passphrase"], ring["id"]))

    def opens_with(self, passphrase: str) -> bool:
        """True when *passphrase* is the right one; changes nothing."""
        ring = self._read()
        try:
            return bool(_unwrap_by_passphrase(passphrase, ring["passphrase"], ring["id"]))
        except WrongSecret:
            return False

    def unlock_with_recovery(self, code: str) -> None:
        """Open the ring with the code of the recovery sheet; raises :class:`WrongSecret`."""
        ring, secret = self._read(), recovery.parse(code)
        try:
            self._open(_master_by_recovery(ring, "recovery", secret))
        except WrongSecret:  # a sheet that was printed but not yet typed back opens as well
            self._open(_master_by_recovery(ring, "recovery_new", secret))

    def change_passphrase(self, passphrase: str) -> None:
        """Wrap the open master key by a new passphrase."""
        check_passphrase(passphrase)
        ring = self._read()
        ring["passphrase"] = _wrap_by_passphrase(passphrase, self._open_master(), ring["id"])
        self._write(ring)

    def new_recovery_code(self) -> str:
        """Make a fresh recovery code; an earlier one works until this one is typed back."""
        secret = recovery.new_secret()
        ring = self._read()
        key = _recovery_key(secret, ring["id"])
        ring["recovery_new"] = _encode(_seal(key, self._open_master(), "recovery", ring["id"]))
        self._write(ring)
        return recovery.format_code(secret)

    def confirm_recovery(self, code: str, today: date) -> None:
        """Accept the newest code, typed back from its printed sheet; raises :class:`WrongSecret`."""
        ring = self._read()
        newest = "recovery_new" if "recovery_new" in ring else "recovery"
        if _master_by_recovery(ring, newest, recovery.parse(code)) != self._open_master():
            raise WrongSecret
        ring["recovery"] = ring.pop(newest)
        ring["recovery_confirmed_on"] = today.isoformat()
        self._write(ring)

    @property
    def recovery_confirmed(self) -> bool:
        """True once the printed code was typed back: only then may real records be made."""
        return self.recovery_confirmed_on is not None

    @property
    def recovery_confirmed_on(self) -> date | None:
        """The day on which the code in force was typed back."""
        day = self._read()["recovery_confirmed_on"] if self.exists else None
        return date.fromisoformat(day) if day else None

    def lock(self) -> None:
        """Overwrite the master key and forget everything derived from it."""
        with self._lock:
            if self._master is not None:
                self._master[:] = bytes(len(self._master))
            self._master = None
            self._derived.clear()

    def key(self, purpose: str) -> bytes:
        """The 32-byte sub-key for *purpose*; raises :class:`Locked`."""
        with self._lock:
            if self._master is None:
                raise Locked
            if purpose not in self._derived:
                self._derived[purpose] = _hkdf(bytes(self._master), purpose)
            return self._derived[purpose]

    def _open(self, master: bytes) -> None:
        with self._lock:
            self._master = bytearray(master)

    def _open_master(self) -> bytes:
        if self._master is None:
            raise Locked
        return bytes(self._master)

    def _read(self) -> dict[str, Any]:
        try:
            ring: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            _check_form(ring)
        except FileNotFoundError:
            raise KeyringError("There is no keyring here yet. Run `tayanch start` to make one.") from None
        except (ValueError, TypeError, LookupError, AttributeError):
            raise KeyringError(
                "The keyring file is damaged. Restore it from a backup: `tayanch restore FILE`."
            ) from None
        return ring

    def _write(self, ring: dict[str, Any]) -> None:
        write_atomically(self.path, json.dumps(ring, indent=1).encode())


def _check_form(ring: dict[str, Any]) -> None:
    """Raise ``ValueError``, ``TypeError`` or ``LookupError`` unless every part is there and can be read."""
    if ring["format"] != FORMAT:
        raise KeyringError("The keyring was made by a newer Tayanch. Update Tayanch, then try again.")
    uuid.UUID(ring["id"])
    date.fromisoformat(ring["recovery_confirmed_on"] or "2000-01-01")
    entry = ring["passphrase"]
    sealed = [entry["salt"], entry["wrapped"], *(ring[name] for name in ("recovery", "recovery_new") if name in ring)]
    for text in sealed:
        b64decode(text, validate=True)
    for name, least in {"memory_kib": 8, "iterations": 1, "lanes": 1}.items():
        if not least <= entry["argon2id"][name] <= MOST_ARGON2[name]:
            raise ValueError(name)


def _master_by_recovery(ring: dict[str, Any], entry: str, secret: bytes) -> bytes:
    if entry not in ring:
        raise WrongSecret
    return _open_sealed(_recovery_key(secret, ring["id"]), b64decode(ring[entry]), "recovery", ring["id"])


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that can be guessed quickly; raises :class:`KeyringError`."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise KeyringError(f"The passphrase must have at least {MIN_PASSPHRASE} characters. Four words are a good one.")


def passphrase_from_file() -> str | None:
    """The passphrase from the file that ``TAYANCH_PASSPHRASE_FILE`` names, if it is set."""
    name = os.environ.get("TAYANCH_PASSPHRASE_FILE")
    try:
        return Path(name).read_text("utf-8-sig").rstrip("\r\n") if name else None
    except (OSError, ValueError):
        raise KeyringError("The file that TAYANCH_PASSPHRASE_FILE names cannot be read.") from None


def _wrap_by_passphrase(passphrase: str, master: bytes, ring_id: str) -> dict[str, Any]:
    salt = secrets.token_bytes(16)
    key = _argon2(passphrase, salt, ARGON2)
    return {"argon2id": ARGON2, "salt": _encode(salt), "wrapped": _encode(_seal(key, master, "passphrase", ring_id))}


def _unwrap_by_passphrase(passphrase: str, entry: dict[str, Any], ring_id: str) -> bytes:
    key = _argon2(passphrase, b64decode(entry["salt"]), entry["argon2id"])
    return _open_sealed(key, b64decode(entry["wrapped"]), "passphrase", ring_id)


def _argon2(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    kdf = Argon2id(
        salt=salt, length=32, iterations=cost["iterations"], lanes=cost["lanes"], memory_cost=cost["memory_kib"]
    )
    # One letter can be typed as one code point or as two (й); both must open.
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode())


def _recovery_key(secret: bytes, ring_id: str) -> bytes:
    # The code has 160 random bits, so no slow derivation is needed.
    return _hkdf(secret, f"recovery/{ring_id}")


def _hkdf(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"tayanch/" + purpose.encode()).derive(key)


def _seal(key: bytes, plain: bytes, what: str, ring_id: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, f"{what}/{ring_id}".encode())


def _open_sealed(key: bytes, sealed: bytes, what: str, ring_id: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], f"{what}/{ring_id}".encode())
    except (InvalidTag, ValueError):
        raise WrongSecret from None


def _encode(data: bytes) -> str:
    return b64encode(data).decode()
