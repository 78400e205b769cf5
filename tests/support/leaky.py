"""Leaks on purpose, one class of artefact at a time: they prove that the scanner would have fired.

A guard that has never fired is not a guard. Tests call `LEAKS[where](text, context)` in the process under test, or run
this module: `python -m tests.support.leaky WHERE FORM`, secret and user name on two lines of standard input.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tests.support.leak_forms import forms


@dataclass(frozen=True, slots=True)
class Context:
    """Where a leaky program would write."""

    folder: Path = field(default_factory=Path.cwd)
    stdout: BinaryIO = field(default_factory=lambda: sys.stdout.buffer)
    stderr: BinaryIO = field(default_factory=lambda: sys.stderr.buffer)
    hold: float = 0.3


def to_stdout(text: bytes, context: Context) -> None:
    """Into the report on the screen."""
    context.stdout.write(b"login refused: " + text + b"\n")
    context.stdout.flush()


def to_stderr(text: bytes, context: Context) -> None:
    """Into a progress or error line."""
    context.stderr.write(b"warning: " + text + b"\n")
    context.stderr.flush()


def to_json(text: bytes, context: Context) -> None:
    """Into the evidence of a JSON report, as a careless program decodes it."""
    report = {"evidence": [{"reply": text.decode("latin-1")}]}
    (context.folder / "report.json").write_text(json.dumps(report), encoding="ascii")


def to_transcript(text: bytes, context: Context) -> None:
    """Into a wire transcript."""
    (context.folder / "transcript.txt").write_bytes(b"S: 334 \r\nC: " + text + b"\r\n")


def to_log(text: bytes, context: Context) -> None:
    """Into a log file, by way of `logging`."""
    handler = logging.FileHandler(context.folder / "maildoctor.log", encoding="latin-1")
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    try:
        handler.handle(logging.makeLogRecord({"levelname": "DEBUG", "msg": "sent " + text.decode("latin-1")}))
    finally:
        handler.close()


def to_traceback(text: bytes, context: Context) -> None:
    """Into the message of an exception that nobody catches."""
    try:
        raise RuntimeError("unexpected reply to " + text.decode("latin-1"))
    except RuntimeError:
        context.stderr.write(traceback.format_exc().encode("latin-1"))
        context.stderr.flush()


def to_argv(text: bytes, context: Context) -> None:
    """Into the command line of a child, where everybody on the machine can read it. NULs cannot go there."""
    wait = f"import time; time.sleep({context.hold})"
    subprocess.run([sys.executable.encode(), b"-I", b"-S", b"-c", wait.encode(), text], check=True)


LEAKS: Mapping[str, Callable[[bytes, Context], None]] = {
    "stdout": to_stdout,
    "stderr": to_stderr,
    "json": to_json,
    "transcript": to_transcript,
    "log": to_log,
    "traceback": to_traceback,
    "argv": to_argv,
}


def main() -> None:
    """Leak the secret on standard input once."""
    where, form = sys.argv[1:]
    secret, username = sys.stdin.read().splitlines()
    LEAKS[where](forms(secret, username)[form], Context())


if __name__ == "__main__":
    main()
