"""Answers made small for a thin line: Brotli (RFC 7932), gzip for a browser or a line that does not take it.

Only for pages that hold nothing secret and repeat nothing that was typed: length would tell of it.
"""

from __future__ import annotations

import gzip

import brotli

BEST, QUICK = 11, 5  # once for many answers; anew for each


def pack(text: str | bytes, quality: int = BEST) -> bytes:
    """Compressed by Brotli."""
    packed: bytes = brotli.compress(text.encode() if isinstance(text, str) else text, quality=quality)
    return packed


def unpack(packed: bytes) -> bytes:
    """What :func:`pack` was given."""
    body: bytes = brotli.decompress(packed)
    return body


def coded(packed: bytes, taken: str) -> tuple[bytes, str]:
    """The bytes to send and the name of their coding, "" for none. *taken*: the header ``Accept-Encoding``."""
    names = {one.partition(";")[0].strip() for one in taken.split(",")}
    if "br" in names:
        return packed, "br"
    body = unpack(packed)
    return (gzip.compress(body, 6), "gzip") if "gzip" in names else (body, "")
