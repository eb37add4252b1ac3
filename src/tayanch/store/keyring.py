"""The keys of one installation: made once, unlocked at start, dropped at lock.

One random 256-bit master key lies wrapped in ``keyring.json``: by the passphrase (Argon2id, RFC 9106), by the recovery
code, and by a secret of which two of three sheets are enough (SLIP-39). Every other key (database file, organisation,
blind index, audit, sign-in secrets) is derived from it by HKDF-SHA-256 (RFC 5869) and exists in memory only while the
installation is unlocked. While the wrapped keys travel (:mod:`tayanch.store.travel`), the file holds none of them.

The secret of the sheets has a second use, if that was decided when they were made: its *escrow* key pair. Sealed cases
are sealed to the public half too, so that two sheets open them when every worker named in them has lost her password.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import uuid
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey

from tayanch.store import recovery
from tayanch.store.files import replace_and_overwrite
from tayanch.store.wrapping import (
    WrongSecret,
    check_entry,
    encode,
    hkdf,
    open_sealed,
    seal,
    unwrap_by_passphrase,
    wrap_by_passphrase,
)

FORMAT = 1
# RFC 9106, second recommended option: 64 MiB, three passes, four lanes. About 0.3 s on a laptop.
ARGON2 = {"memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}
MIN_PASSPHRASE = 12


class Locked(Exception):
    """The keys are not in memory; somebody must unlock first."""


class KeyringError(Exception):
    """The keyring file is missing, damaged or already there; the message says what to do."""


class Travelling(KeyringError):
    """The wrapped keys are away, in a file that somebody carries or keeps."""

    def __init__(self, since: str) -> None:
        super().__init__(
            f"The keys of this installation are travelling since {since}: they are not on this computer, and no "
            "passphrase opens it. When you are safe, bring them back: `tayanch travel back FILE`."
        )
        self.since = since


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
        return str(self._named()["id"])

    def contents(self) -> dict[str, Any]:
        """What the file holds: the wrapped keys. Raises :class:`KeyringError`, :class:`Travelling`."""
        return self._read()

    def create(self, passphrase: str) -> None:
        """Make a new master key, wrap it by *passphrase* and leave the ring unlocked."""
        if self.exists:
            raise KeyringError(f"There is a keyring already: {self.path.name}. Nothing was changed.")
        check_passphrase(passphrase)
        master = secrets.token_bytes(32)
        ring: dict[str, Any] = {"format": FORMAT, "id": str(uuid.uuid4()), "recovery_confirmed_on": None}
        ring["passphrase"] = _by_passphrase(passphrase, master, ring["id"])
        self._write(ring)
        self._master = bytearray(master)

    def unlock(self, passphrase: str) -> None:
        """Open the ring; raises :class:`WrongSecret`, :class:`Travelling`."""
        ring = self._read()
        self._open(unwrap_by_passphrase(passphrase, ring["passphrase"], f"passphrase/{ring['id']}"))

    def opens_with(self, passphrase: str) -> bool:
        """True when *passphrase* is the right one; changes nothing."""
        ring = self._read()
        try:
            return bool(unwrap_by_passphrase(passphrase, ring["passphrase"], f"passphrase/{ring['id']}"))
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
        ring["passphrase"] = _by_passphrase(passphrase, self._open_master(), ring["id"])
        self._write(ring)

    def new_recovery_code(self) -> str:
        """Make a fresh recovery code; an earlier one works until this one is typed back."""
        secret = recovery.new_secret()
        ring = self._read()
        key = hkdf(secret, f"recovery/{ring['id']}")  # 160 random bits, so no slow derivation is needed
        ring["recovery_new"] = encode(seal(key, self._open_master(), f"recovery/{ring['id']}"))
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
        day = self._named().get("recovery_confirmed_on") if self.exists else None
        return date.fromisoformat(day) if day else None

    # --- two of three sheets ---------------------------------------------------------------------------------

    def new_shares(self, *, escrow: bool, today: date) -> list[str]:
        """Three shares of which any two open the ring; earlier ones work until these are typed back.

        With *escrow* two of them also open sealed cases.
        """
        secret, ring = recovery.new_secret(), self._read()
        key = hkdf(secret, f"shares/{ring['id']}")
        public = encode(bytes(_escrow(secret, ring["id"]).public_key)) if escrow else None
        wrapped = encode(seal(key, self._open_master(), f"shares/{ring['id']}"))
        ring["shares_new"] = {"wrapped": wrapped, "escrow": public, "made_on": today.isoformat()}
        self._write(ring)
        return recovery.split(secret)

    def confirm_shares(self, typed: Sequence[str]) -> None:
        """Accept the newest three, each typed back; raises :class:`WrongSecret`, ``NotACode``."""
        ring = self._read()
        if "shares_new" not in ring or len(set(typed)) != 3:
            raise WrongSecret
        for pair in (typed[:2], typed[1:]):
            if _master_by_shares(ring, "shares_new", recovery.join(pair)) != self._open_master():
                raise WrongSecret
        ring["shares"] = ring.pop("shares_new")
        self._write(ring)

    def unlock_with_shares(self, two: Sequence[str]) -> PrivateKey:
        """Open the ring with two shares; returns the escrow key. Raises :class:`WrongSecret`, ``NotACode``."""
        ring, secret = self._read(), recovery.join(two)
        try:
            self._open(_master_by_shares(ring, "shares", secret))
        except WrongSecret:  # sheets that were written down but not all typed back open as well
            self._open(_master_by_shares(ring, "shares_new", secret))
        return _escrow(secret, ring["id"])

    @property
    def escrow_key(self) -> bytes | None:
        """The public key to which sealed cases are sealed besides their workers; None when that was not decided."""
        told = self._named().get("shares", {}).get("escrow") if self.exists else None
        return b64decode(told) if told else None

    @property
    def shares_made_on(self) -> date | None:
        """The day on which the sheets in force were made."""
        told = self._named().get("shares") if self.exists else None
        return date.fromisoformat(told["made_on"]) if told else None

    @property
    def travelling_since(self) -> date | None:
        """The day on which the wrapped keys went away; None while they are here."""
        try:
            told = self._named().get("travelling_since")
        except KeyringError:
            return None
        return date.fromisoformat(told) if told else None

    @property
    def is_travelling(self) -> bool:
        """True while the wrapped keys are away."""
        return self.travelling_since is not None

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
                self._derived[purpose] = hkdf(bytes(self._master), purpose)
            return self._derived[purpose]

    def _open(self, master: bytes) -> None:
        with self._lock:
            self._master = bytearray(master)

    def _open_master(self) -> bytes:
        if self._master is None:
            raise Locked
        return bytes(self._master)

    def _read(self) -> dict[str, Any]:
        ring = self._named()
        if "travelling_since" in ring:
            raise Travelling(str(ring["travelling_since"]))
        return ring

    def _named(self) -> dict[str, Any]:
        """The file, whether the keys are in it or away."""
        try:
            ring: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            if "travelling_since" in ring:
                uuid.UUID(ring["id"])
                date.fromisoformat(ring["travelling_since"])
            else:
                check_form(ring)
        except FileNotFoundError:
            raise KeyringError("There is no keyring here yet. Run `tayanch start` to make one.") from None
        except (ValueError, TypeError, LookupError, AttributeError):
            raise KeyringError(
                "The keyring file is damaged. Restore it from a backup: `tayanch restore FILE`."
            ) from None
        return ring

    def _write(self, ring: dict[str, Any]) -> None:
        replace_and_overwrite(self.path, json.dumps(ring, indent=1).encode())


def check_form(ring: dict[str, Any]) -> None:
    """Raise ``ValueError``, ``TypeError`` or ``LookupError`` unless every part is there and can be read."""
    if ring["format"] != FORMAT:
        raise KeyringError("The keyring was made by a newer Tayanch. Update Tayanch, then try again.")
    uuid.UUID(ring["id"])
    date.fromisoformat(ring["recovery_confirmed_on"] or "2000-01-01")
    check_entry(ring["passphrase"])
    for name in ("recovery", "recovery_new"):
        b64decode(ring.get(name, ""), validate=True)
    for shares in (ring[name] for name in ("shares", "shares_new") if name in ring):
        date.fromisoformat(shares["made_on"])
        b64decode(shares["wrapped"], validate=True)
        b64decode(shares["escrow"] or "", validate=True)


def _by_passphrase(passphrase: str, master: bytes, ring_id: str) -> dict[str, Any]:
    return wrap_by_passphrase(passphrase, master, f"passphrase/{ring_id}", ARGON2)


def _master_by_recovery(ring: dict[str, Any], entry: str, secret: bytes) -> bytes:
    if entry not in ring:
        raise WrongSecret
    key = hkdf(secret, f"recovery/{ring['id']}")
    return open_sealed(key, b64decode(ring[entry]), f"recovery/{ring['id']}")


def _master_by_shares(ring: dict[str, Any], entry: str, secret: bytes) -> bytes:
    if entry not in ring:
        raise WrongSecret
    key = hkdf(secret, f"shares/{ring['id']}")
    return open_sealed(key, b64decode(ring[entry]["wrapped"]), f"shares/{ring['id']}")


def _escrow(secret: bytes, ring_id: str) -> PrivateKey:
    return PrivateKey(hkdf(secret, f"escrow/{ring_id}"))


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
