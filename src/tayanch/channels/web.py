"""One HTTP request: no redirect, no proxy from the environment, nothing logged, a limit on time and size.

The standard library's client is used because it writes nothing anywhere: a token stands in some of the addresses.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from tayanch.channels.base import LONGEST_ANSWER, MINUTE, TIMEOUT, BadSettings, TryLater

HERE = {"localhost", "127.0.0.1", "::1"}
LONGEST_WAIT = 6 * 60 * MINUTE


@dataclass(frozen=True)
class Answer:
    """What the service said."""

    status: int
    body: bytes
    retry_after: int | None = None

    @property
    def data(self) -> Any:
        """The body as JSON; an empty object when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return {}


def ask(method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask *address*; raises :class:`TryLater` without an answer, :class:`BadSettings` for a redirect or a bad address.

    Only this computer may be spoken to without TLS.
    """
    try:
        connection, path = _connect(address)
    except ValueError:
        raise BadSettings from None
    try:
        connection.request(
            method, path, body, {"User-Agent": "Tayanch", "Accept": "application/json", **(headers or {})}
        )
        response = connection.getresponse()
        answer = Answer(response.status, response.read(LONGEST_ANSWER), _seconds(response.headers.get("Retry-After")))
    except ssl.SSLError:
        raise BadSettings from None
    except (OSError, HTTPException):
        raise TryLater from None
    except ValueError:  # a header or an address with a sign that cannot be sent
        raise BadSettings from None
    finally:
        connection.close()
    if 300 <= answer.status < 400:
        raise BadSettings
    return answer


def send_json(method: str, address: str, data: object, headers: Mapping[str, str] | None = None) -> Answer:
    """The same with a JSON body."""
    body = json.dumps(data, ensure_ascii=False).encode()
    return ask(method, address, body, {"Content-Type": "application/json", **(headers or {})})


def _connect(address: str) -> tuple[HTTPConnection, str]:
    parts = urlsplit(address)
    host, path = parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.username or parts.fragment or not host:
        raise ValueError
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context()), path
    if parts.scheme == "http" and host in HERE:
        return HTTPConnection(host, parts.port, timeout=TIMEOUT), path
    raise ValueError


def _seconds(text: str | None) -> int | None:
    return min(int(text), LONGEST_WAIT) if text and text.isdecimal() else None
