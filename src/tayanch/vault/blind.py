"""Finds a person again without reading her: keyed fingerprints of normalised values.

A token is HMAC-SHA-256 (RFC 2104) under a sub-key of its field (HKDF-SHA-256, RFC 5869), so equal
values in two fields never show as equal. Phone numbers can be counted through, so the index key must
be guarded like the organisation key: whoever has it can try them all.

Only values that are rare enough alone or in combination have a field here. There is none for a name
without a full birth date: with few distinct names, how often a token occurs would give the name away.
"""

import hmac
import struct

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32

# Field -> how many parts it takes; None is one or more.
FIELDS: dict[str, int | None] = {
    "phone": 1,  # E.164, see phones.normalise
    "document": 1,  # see documents.normalise
    "name-birth": 3,  # name key, surname key, full birth date as YYYY-MM-DD
    "employer": None,  # see names.employer_keys
    "firm-tax": 1,  # digits of a tax number
    "firm-phone": 1,  # E.164, of an employer or a recruiter: never met with a woman's own number
    "firm-name": None,  # employer or recruiter, the place, and the keys of the name in order
    "import": None,  # what of a list, and its parts: a line's id, all it says, a file's digest
    "handed-in": 1,  # all that a conversation from the field says
    "reply": 2,  # a channel, and an address or a chat there
    "message": 2,  # a channel, and what its service calls a message
}


def _sub_key(index_key: bytes, field: str) -> bytes:
    info = b"tayanch.blind-index.1:" + field.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(index_key)


def _framed(parts: tuple[str, ...]) -> bytes:
    encoded = [part.encode() for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in encoded)


class BlindIndex:
    """Makes tokens for the fields of :data:`FIELDS`.

    Raises ValueError when ``index_key`` is not 32 bytes long.
    """

    def __init__(self, index_key: bytes) -> None:
        if len(index_key) != KEY_BYTES:
            raise ValueError(f"An index key has {KEY_BYTES} bytes, this one has {len(index_key)}.")
        self._keys = {field: _sub_key(index_key, field) for field in FIELDS}

    def token(self, field: str, *parts: str) -> bytes:
        """The 32-byte token of already normalised parts; their order and borders count.

        Raises ValueError for an unknown field, a wrong number of parts or an empty part: an empty
        part would make everybody of whom it is unknown look like the same person.
        """
        if field not in FIELDS:
            raise ValueError(f"No blind index for {field!r}; there is one for {', '.join(FIELDS)}.")
        wanted = FIELDS[field]
        if not parts or wanted not in (None, len(parts)):
            raise ValueError(f"{field!r} takes {wanted or 'one or more'} parts, not {len(parts)}.")
        if not all(parts):
            raise ValueError(f"A part of {field!r} is empty: leave the token out instead.")
        return hmac.digest(self._keys[field], _framed(parts), "sha256")
