"""How long a run has worked, without the time in which it waited for somebody at the terminal."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator


class Stopwatch:
    """Runs from its making. Read by the runner and, from another thread, by the watchdog."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._paused = 0.0
        self._since: float | None = None

    @property
    def spent_s(self) -> float:
        """Seconds worked so far; it stands still while a prompt waits."""
        since = self._since
        now = time.monotonic() if since is None else since
        return now - self._started - self._paused

    @property
    def elapsed_ms(self) -> int:
        """Milliseconds since the start by the clock on the wall, prompts included."""
        return round((time.monotonic() - self._started) * 1000)

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """The time inside does not count: somebody is being asked."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._paused += time.monotonic() - self._since
            self._since = None
