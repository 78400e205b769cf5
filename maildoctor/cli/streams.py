"""Standard output and error, made fit for whatever a terminal or a pipe cannot encode."""

from __future__ import annotations

import os
import sys

_NARROWEST, _WIDEST = 80, 120
"""A report needs the one; lines longer than the other are hard to read."""


def prepare_streams() -> None:
    """Whatever cannot be encoded is shown as an escape instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def screen_width() -> int:
    """The columns a report may take: those of the terminal between 80 and 120; in a pipe or a file always 80."""
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (AttributeError, OSError, ValueError):  # no stdout, none with a number, no terminal
        columns = _NARROWEST
    return min(max(columns, _NARROWEST), _WIDEST)
