"""Slows a flood from outside, without keeping who sent what.

A network address is turned into a code under a random key that lives in memory for an hour. Only counts are kept.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable

HOUR = 3600.0


class Flood:
    """Lets *most* requests of one sender an hour pass, and *most_of_all* together. Many women share one address."""

    def __init__(self, most: int, most_of_all: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._most_of_all, self._clock = most, most_of_all, clock
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._key, self._counts, self._since = secrets.token_bytes(32), Counter[bytes](), self._clock()

    def passes(self, sender: str) -> bool:
        """Count this request; False when there were too many."""
        with self._lock:
            if self._clock() - self._since > HOUR:
                self._begin()
            code = hmac.digest(self._key, network(sender).encode(), "sha256")
            self._counts[code] += 1
            return self._counts[code] <= self._most and self._counts.total() <= self._most_of_all


def network(address: str) -> str:
    """The address, of an IPv6 one the network: a sender has as many of those as she likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
