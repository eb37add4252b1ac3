"""Checksums and one signature over them, so that a changed byte is seen by anybody who has the public key.

SHA-256 (FIPS 180-4) as ``sha256sum`` writes it, Ed25519 (RFC 8032) over the whole file ``SHA256SUMS``. Its first line
is a comment that says what is signed: the organisation's key signs other things too, and none of them begins like that.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

SUMS, SIGNATURE, KEY = "SHA256SUMS", "SHA256SUMS.sig", "public-key.pem"
_BEGIN = "# tayanch release 1 "
_UNSUMMED = (SUMS, SIGNATURE)
_SPKI = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, section 4: the 12 bytes before a raw Ed25519 public key
Kind = Literal["changed", "missing", "added", "signature", "key", "unsigned", "unreadable"]


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was signed. *path*: the file, empty when it is the whole."""

    kind: Kind
    path: str = ""

    def __str__(self) -> str:
        return _SAID[self.kind].format(path=self.path)


_SAID = {
    "changed": "{path}: its content is not what was signed.",
    "missing": "{path}: it was signed, and is not there.",
    "added": "{path}: it was not part of what was signed.",
    "signature": "The signature does not fit the checksums. Somebody changed them.",
    "key": "It is signed, but with another key than the one you gave.",
    "unsigned": "There is no {path} here. Take the whole folder as it was published.",
    "unreadable": "{path} cannot be read. Take the whole folder as it was published.",
}


@dataclass(frozen=True)
class Verdict:
    """What a check found. *fingerprint*: of the public key, to be compared with one that was had another way."""

    problems: tuple[Problem, ...]
    fingerprint: str = ""
    files: int = 0
    date: str = ""

    @property
    def holds(self) -> bool:
        return not self.problems


def sums(files: Mapping[str, bytes], date: str) -> bytes:
    """The file ``SHA256SUMS``: a line for each of *files*, in the order of their paths."""
    lines = (f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return f"{_BEGIN}{date}\n{''.join(lines)}".encode()


def signed(files: Mapping[str, bytes], date: str, key: SigningKey) -> dict[str, bytes]:
    """*files* with the public key, the checksums and the signature."""
    whole = dict(files) | {KEY: pem(key.verify_key)}
    told = sums(whole, date)
    return whole | {SUMS: told, SIGNATURE: key.sign(told).signature}


def pem(key: VerifyKey) -> bytes:
    """The public key as OpenSSL reads it."""
    body = base64.b64encode(_SPKI + bytes(key)).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()


def key_of(data: bytes) -> VerifyKey:
    """The key in a PEM file. Raises ``ValueError`` when there is no Ed25519 key."""
    raw = base64.b64decode("".join(line for line in data.decode("ascii").splitlines() if not line.startswith("-")))
    if not raw.startswith(_SPKI):
        raise ValueError("This is no Ed25519 public key.")
    return VerifyKey(raw[len(_SPKI) :])


def fingerprint(key: VerifyKey) -> str:
    """SHA-256 of the key in groups of four signs, to be read aloud or compared on paper."""
    told = hashlib.sha256(bytes(key)).hexdigest()[:40]
    return " ".join(told[place : place + 4] for place in range(0, len(told), 4))


# --- checking -------------------------------------------------------------------------------------------------


def verify(files: Mapping[str, bytes], key: VerifyKey | None = None) -> Verdict:
    """Whether *files* (path → bytes) are what was signed; with *key* also by whom."""
    missing = [name for name in (SUMS, SIGNATURE, KEY) if name not in files]
    if missing:
        return Verdict(tuple(Problem("unsigned", name) for name in missing))
    try:
        own = key_of(files[KEY])
        listed, date = _listed(files[SUMS])
    except ValueError:
        return Verdict((Problem("unreadable", KEY if not _is_key(files[KEY]) else SUMS),))
    problems = list(_signature(files, own, key)) + sorted(_differences(files, listed), key=lambda one: one.path)
    return Verdict(tuple(problems), fingerprint(own), len(listed), date)


def verify_folder(folder: Path, key: VerifyKey | None = None) -> Verdict:
    """The same for a folder on a disk."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return verify({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}, key)


def _is_key(data: bytes) -> bool:
    try:
        key_of(data)
    except ValueError:
        return False
    return True


def _listed(told: bytes) -> tuple[dict[str, str], str]:
    first, *lines = told.decode().splitlines()
    if not first.startswith(_BEGIN):
        raise ValueError(first)
    parts = [line.split("  ", 1) for line in lines]
    if any(len(part) != 2 for part in parts):
        raise ValueError(SUMS)
    return {path: digest for digest, path in parts}, first.removeprefix(_BEGIN)


def _signature(files: Mapping[str, bytes], own: VerifyKey, key: VerifyKey | None) -> Iterator[Problem]:
    if key is not None and bytes(key) != bytes(own):
        yield Problem("key")
    try:
        own.verify(files[SUMS], files[SIGNATURE])
    except (BadSignatureError, ValueError):
        yield Problem("signature")


def _differences(files: Mapping[str, bytes], listed: Mapping[str, str]) -> Iterable[Problem]:
    for path, digest in listed.items():
        if path not in files:
            yield Problem("missing", path)
        elif hashlib.sha256(files[path]).hexdigest() != digest:
            yield Problem("changed", path)
    yield from (Problem("added", path) for path in files if path not in listed and path not in _UNSUMMED)
