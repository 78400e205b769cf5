"""Plugin output for Nagios, Icinga and alike: one status line with figures, and more text on the lines below.

Monitoring Plugins Development Guidelines, "Plugin Output for Nagios" and "Performance data". A `|` in the text would
start the figures, so there is none; `<` and `>` are escaped as well, because some web pages show the text as it is.
"""

from __future__ import annotations

from enum import IntEnum

from maildoctor.model.report import Report, Verdict
from maildoctor.report.machine_text import escaped
from maildoctor.report.measures import Measure, measures
from maildoctor.report.outline import outline
from maildoctor.report.voice import Voice

_SIGNS = "|<>"
_LONGEST_LINE = 500
_MOST_LINES = 30
"""Nagios reads 8 KiB of a plugin's output, older agents less: the status line and its figures always fit."""


class State(IntEnum):
    """What a plugin can say. The number is its exit status."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


def state_of(report: Report, status: int) -> State:
    """The state that goes with a run and its exit status (0, 1, 3 or 130, as of `check`)."""
    if status == 0:
        return State.WARNING if report.verdict is Verdict.WARN else State.OK
    return State.CRITICAL if status == 1 else State.UNKNOWN


def to_nagios(report: Report, voice: Voice, state: State, quiet: bool = False) -> str:
    """The plugin output. `quiet`: the status line alone."""
    words = outline(report, voice)
    said = words.conclusion.partition(": ")[2]
    figures = " ".join(_figure(measure) for measure in measures(report))
    first = f"{state.name} - {_line(f'{words.subject}: {said}')}" + (f" | {figures}" if figures else "")
    if quiet:
        return first + "\n"
    lines = [f"{station.state} {station.name}: {station.says}" for station in words.stations]
    for cause in words.causes:
        lines += [part for part in (cause.title, cause.why, cause.fix) if part]
    lines += [*words.open, *words.questions, *([words.write_to] if words.write_to else [])]
    return "\n".join([first, *map(_line, list(dict.fromkeys(lines))[:_MOST_LINES])]) + "\n"


def usage_error(message: str) -> str:
    """The status line of a run that did not happen."""
    return f"{State.UNKNOWN.name} - {_line(message)}\n"


def _line(text: str) -> str:
    shown = escaped(" ".join(text.split("\n")), _SIGNS)
    return shown if len(shown) <= _LONGEST_LINE else shown[: _LONGEST_LINE - 3] + "..."


def _figure(m: Measure) -> str:
    return f"{m.name}={m.value}{m.unit};{m.warn};{m.crit};{m.least};{m.most}".rstrip(";")
