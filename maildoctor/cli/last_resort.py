"""The deadline of last resort, for a run that has lost its own clock."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

from maildoctor.cli.speak import Speak
from maildoctor.exam.stopwatch import Stopwatch

_LOOKS_EVERY_S = 0.5


def say_stopped(speak: Speak) -> None:
    """Tell that the program stops now. Written past Python's buffers: whoever holds them may never let go."""
    text = speak("maildoctor: 時間切れで止めました", "maildoctor: stopped at the deadline")
    os.write(2, (text + "\n").encode(sys.stderr.encoding or "utf-8", "replace"))


@contextlib.contextmanager
def watched(stopwatch: Stopwatch, limit_s: float, speak: Speak) -> Iterator[None]:
    """End the program with status 3 when the run has worked for longer than `limit_s`."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOKS_EVERY_S):
            if stopwatch.spent_s > limit_s:
                say_stopped(speak)
                os._exit(3)

    threading.Thread(target=look, daemon=True).start()
    try:
        yield
    finally:
        over.set()
