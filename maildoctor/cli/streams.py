"""Standard output and error, made fit for whatever a terminal or a pipe cannot encode."""

from __future__ import annotations

import sys


def prepare_streams() -> None:
    """Whatever cannot be encoded is shown as an escape instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
