"""A growing wait after wrong passphrases, for the whole installation and in memory only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FREE_TRIES = 3
LONGEST_SECONDS = 60.0


class Patience:
    """Counts wrong tries; from the fourth on each must wait twice as long as the one before, at most a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong = 0
        self._not_before = 0.0
        self._lock = threading.Lock()

    def seconds_left(self) -> int:
        """How long the next try must wait; 0 when it may come."""
        with self._lock:
            left = self._not_before - self._clock()
        return max(0, -int(-left // 1))

    def failed(self) -> None:
        with self._lock:
            self._wrong += 1
            if self._wrong >= FREE_TRIES:
                wait = min(LONGEST_SECONDS, 2.0 ** (self._wrong - FREE_TRIES + 1))
                self._not_before = self._clock() + wait

    def succeeded(self) -> None:
        with self._lock:
            self._wrong, self._not_before = 0, 0.0


patience = Patience()
