"""What is shown on stderr while a run goes on: one line rewritten in place on a terminal, a line a fact with -v."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from maildoctor.cli.speak import Speak
from maildoctor.model.evidence import Observation
from maildoctor.model.fact import Outcome
from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Typed
from maildoctor.report.questions import kind_of, target_of

_WIDEST, _USUAL = 120, 80
_TICK_S = 0.25
"""How often the seconds move while nothing arrives: a silent server is waited for, the program does not hang."""


class Progress:
    """Hears of each observation as it changes."""

    def __init__(self, speak: Speak, verbose: bool, quiet: bool) -> None:
        self._speak = speak
        self._verbose = verbose
        self._live = not quiet and not verbose and sys.stderr is not None and sys.stderr.isatty()
        self._began = time.monotonic()
        self._answers = 0
        self._last = ""
        self._width = 0
        """The cells to be wiped: of the line that stands there, and no more, lest a narrow terminal breaks it."""

    @contextlib.asynccontextmanager
    async def moving(self) -> AsyncIterator[None]:
        """While this is open the seconds go on, whether or not anything arrives."""
        ticking = asyncio.ensure_future(self._tick()) if self._live else None
        try:
            yield
        finally:
            if ticking is not None:
                ticking.cancel()
                await asyncio.gather(ticking, return_exceptions=True)

    def told(self, observation: Observation) -> None:
        """One observation has a new state."""
        if not observation.fact.final or isinstance(observation.probe, Typed):
            return
        if self._verbose:
            kind, target = kind_of(observation.probe), target_of(observation.probe)
            outcome = observation.fact.outcome.value
            sys.stderr.write(f"{observation.elapsed_ms:6} ms  {kind:8} {target}: {outcome}\n")
        elif self._live:
            self._answers += 1
            self._last = self._said(observation)
            self._draw()

    def wipe(self) -> None:
        """Leave nothing behind."""
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self._draw()

    def _draw(self) -> None:
        from maildoctor.report.lines import cells, cut  # with tables that nobody needs who is shown nothing

        spent = time.monotonic() - self._began
        head = self._speak(
            f"調べています  {spent:.1f} 秒  返事 {self._answers} 件",
            f"examining  {spent:.1f} s  {self._answers} answers",
        )
        line = cut(f"{head}  {self._last}".rstrip(), _columns() - 1)
        blank = " " * (self._width - cells(line))
        sys.stderr.write(f"\r{line}{blank}")
        sys.stderr.flush()
        self._width = cells(line)

    def _said(self, observation: Observation) -> str:
        """The answer that came last: to what, in words of the screen, and how long it took."""
        probe, outcome = observation.probe, observation.fact.outcome
        kind = {
            Lookup: self._speak("名前", "name"),
            Endpoint: self._speak("接続", "connection"),
            Login: self._speak("ログイン", "login"),
            Envelope: self._speak("送信の試し", "sending"),
            Mailbox: self._speak("受信箱", "mailbox"),
            Fetch: self._speak("案内", "document"),
        }[type(probe)]
        state = "" if outcome in (Outcome.ANSWERED, Outcome.ACCEPTED) else self._speak(" (なし)", " (none)")
        took = self._speak(f"{observation.elapsed_ms / 1000:.1f} 秒", f"{observation.elapsed_ms / 1000:.1f} s")
        place = urlsplit(probe.url).hostname if isinstance(probe, Fetch) else target_of(probe)
        return f"{kind}: {place}{state} {took}"


def _columns() -> int:
    """The columns of the terminal behind stderr; asked each time, for windows are resized."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        columns = 0
    return min(columns or _USUAL, _WIDEST)
