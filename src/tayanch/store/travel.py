"""Travel mode: the wrapped keys leave the computer in a file, so that no passphrase opens what is on it.

What stays in the data folder is the name of the installation and the day. The file may be sealed to a partner's card:
then whoever has the file and the passphrase needs the partner too. Backups are not touched: one that was kept at home
opens as before.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from tayanch.store.files import replace_and_overwrite, write_atomically
from tayanch.store.keyring import Keyring, KeyringError, check_form
from tayanch.store.wrapping import encode

FORMAT = 1
BLOCK = 1 << 20


def away(ring: Keyring, target: Path, today: date, *, partner_key: bytes | None = None) -> None:
    """Move the wrapped keys of *ring* into *target*, and lock. Raises :class:`KeyringError`, ``OSError``.

    *partner_key*: the sealing key of a partner's card. The file is read back before anything is removed.
    """
    kept = ring.contents()
    _refuse_place(target, ring.path.parent)
    if others := list(other_copies(ring)):
        names = ", ".join(sorted(path.name for path in others))
        raise KeyringError(
            f"The keys also lie in: {names}. Move these copies off this computer first, then try again. "
            "Nothing was changed."
        )
    told = {"tayanch-travel": FORMAT, "id": kept["id"], **_parcel(kept, partner_key)}
    data = json.dumps(told, indent=1).encode()
    write_atomically(target, data)
    if target.read_bytes() != data:
        raise KeyringError("The file does not read back as it was written. Nothing was changed.")
    left = {"format": kept["format"], "id": kept["id"], "travelling_since": today.isoformat()}
    replace_and_overwrite(ring.path, json.dumps(left, indent=1).encode())
    ring.lock()


def _refuse_place(target: Path, folder: Path) -> None:
    _refuse_existing(target)
    if target.resolve().is_relative_to(folder.resolve()):
        raise KeyringError("This file would stay in the data folder. Choose a place that does not travel with you.")


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise KeyringError(f"There is a file {target.name} already. Nothing was changed.")


def _parcel(kept: dict[str, Any], partner_key: bytes | None) -> dict[str, Any]:
    if partner_key is None:
        return {"keyring": kept}
    return {"sealed": encode(SealedBox(PublicKey(partner_key)).encrypt(json.dumps(kept).encode()))}


def other_copies(ring: Keyring) -> Iterator[Path]:
    """Files in and beside the data folder that hold the wrapped keys too: backups, and what a restore moved aside."""
    folder, mark = ring.path.parent, ring.id.encode()
    for path in folder.rglob("*"):
        if path != ring.path and path.is_file() and not _is_sealed(path, folder) and _holds(path, mark):
            yield path
    for aside in folder.parent.glob(f"{folder.name}-before-restore-*"):
        if (aside / ring.path.name).exists():
            yield aside


def _is_sealed(path: Path, folder: Path) -> bool:
    """Our own sealed papers and the database are noise without the keys; there may be many of them."""
    return path.relative_to(folder).parts[0] in {"files", "spool"} or path.name.startswith("tayanch.db")


def _holds(path: Path, mark: bytes) -> bool:
    """Every copy of the keys, and every backup, names the installation in clear."""
    before = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if mark in before + block:
                return True
            before = block[-len(mark) :]
    return False


def back(ring: Keyring, source: Path) -> None:
    """Bring the wrapped keys home. Raises :class:`KeyringError` for a strange file, or when nothing is away."""
    told = _read(source)
    if not ring.is_travelling:
        raise KeyringError("The keys of this installation are here. Nothing was changed.")
    if told["id"] != ring.id:
        raise KeyringError(f"{source.name} belongs to another installation. Nothing was changed.")
    if "sealed" in told:
        raise KeyringError(
            f"{source.name} is sealed to a partner. Ask them to open it: `tayanch travel open FILE OUT`, and to send "
            "you what comes out."
        )
    _check(told["keyring"], source)
    replace_and_overwrite(ring.path, json.dumps(told["keyring"], indent=1).encode())


def unseal(source: Path, target: Path, keys: list[PrivateKey]) -> None:
    """What a partner does: open a file that was sealed to her. Raises :class:`KeyringError`, ``OSError``."""
    told = _read(source)
    _refuse_existing(target)
    for key in keys:
        try:
            plain = SealedBox(key).decrypt(_decoded(told.get("sealed", "")))
        except (CryptoError, ValueError, TypeError):
            continue
        kept = json.loads(plain)
        _check(kept, source)
        told = {"tayanch-travel": FORMAT, "id": kept["id"], "keyring": kept}
        write_atomically(target, json.dumps(told, indent=1).encode())
        return
    raise KeyringError(f"{source.name} is not sealed to you. Nothing was written.")


def _read(source: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(source.read_text("ascii"))
        if told["tayanch-travel"] != FORMAT:
            raise KeyringError("This file was made by a newer Tayanch. Update Tayanch, then try again.")
        str(told["id"])
    except (ValueError, TypeError, LookupError):
        raise KeyringError(f"{source.name} holds no travelling keys, or it is damaged.") from None
    return told


def _check(kept: Any, source: Path) -> None:
    try:
        check_form(kept)
    except (ValueError, TypeError, LookupError, AttributeError):
        raise KeyringError(f"{source.name} is damaged. Nothing was changed.") from None


def _decoded(text: str) -> bytes:
    return b64decode(text, validate=True)
