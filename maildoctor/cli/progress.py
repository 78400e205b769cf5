"""What is shown on stderr while a run goes on: one line rewritten in place on a terminal, a line a fact with -v."""

from __future__ import annotations

import sys

from maildoctor.cli.speak import Speak
from maildoctor.model.evidence import Observation
from maildoctor.report.lines import cells
from maildoctor.report.write_json import kind_of, target_of

_WIDTH = 78


class Progress:
    """Hears of each observation as it changes."""

    def __init__(self, speak: Speak, verbose: bool, quiet: bool) -> None:
        self._speak = speak
        self._verbose = verbose
        self._live = not quiet and not verbose and sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def told(self, observation: Observation) -> None:
        """One observation has a new state."""
        kind, target = kind_of(observation.probe), target_of(observation.probe)
        if self._verbose and observation.fact.final:
            outcome = observation.fact.outcome.value
            sys.stderr.write(f"{observation.elapsed_ms:6} ms  {kind:8} {target}: {outcome}\n")
        elif self._live:
            line = self._speak("調べています: ", "examining: ") + target
            sys.stderr.write("\r" + line[: _WIDTH // 2] + " " * max(0, _WIDTH - cells(line[: _WIDTH // 2])))
            sys.stderr.flush()
            self._shown = True

    def wipe(self) -> None:
        """Leave nothing behind."""
        if self._shown:
            sys.stderr.write("\r" + " " * _WIDTH + "\r")
            sys.stderr.flush()
            self._shown = False
