"""Delivering a report: to stdout and to files, and the exit status that goes with it."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.contrast import Proof
from maildoctor.model.report import Report, Verdict
from maildoctor.report.voice import Voice

FORMATS = ("table", "json")
_BY_ENDING = {".json": "json", ".txt": "table"}


def check_outputs(format: str | None, outputs: tuple[str, ...], speak: Speak) -> None:  # noqa: A002
    """Refuse files whose format cannot be told, before anything is examined.

    Raises:
        ProblemError: an ending that says nothing, and no --format.
    """
    for path in outputs:
        if format is None and Path(path).suffix.lower() not in _BY_ENDING:
            endings = " ".join(_BY_ENDING)
            raise ProblemError(
                f"--output {path}",
                speak(
                    f"ファイル名の終わりを {endings} のどれかにするか、--format を付けてください",
                    f"end the name in one of {endings}, or add --format",
                ),
            )


def deliver(
    report: Report,
    speak: Speak,
    *,
    format: str | None,  # noqa: A002
    outputs: tuple[str, ...],
    verbose: bool,
    quiet: bool,
    transcript: bool,
    fail_on: str = "fail",
    status: int | None = None,
) -> int:
    """Write the report to files, each in the format of its ending, and print it; the exit status.

    With files alone nothing is printed; --format asks for the screen as well. `status`: the exit status where it is not
    that of the verdict.
    """
    voice = Voice(speak.lang)
    status = exit_status(report, fail_on) if status is None else status
    for path in outputs:
        kind = _BY_ENDING.get(Path(path).suffix.lower()) or format or "table"
        text = render(report, voice, kind, verbose, quiet=False, transcript=transcript, for_pipe=False)
        try:
            write_file(Path(path), text)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            click.echo(speak(f"{path}: 書けません ({reason})", f"{path}: cannot be written ({reason})"), err=True)
            status = status if status in (1, 130) else 3
    if not outputs or quiet or format is not None:
        text = render(report, voice, format or "table", verbose, quiet, transcript, for_pipe=True)
        status = print_whole(text, speak, status)
    return status


def print_whole(text: str, speak: Speak, status: int) -> int:
    """Print `text`; the exit status, which is 3 where it cannot be written (unless it was 1 or 130)."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (| head). Nobody is left to be told; Python must not complain at exit either.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(speak(f"書けません ({reason})", f"cannot be written ({reason})"), err=True)
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = status if status in (1, 130) else 3
    return status


def render(
    report: Report, voice: Voice, kind: str, verbose: bool, quiet: bool, transcript: bool, for_pipe: bool
) -> str:
    """The report in one format."""
    if kind == "json":
        from maildoctor.report.write_json import to_json

        return to_json(report, voice, ascii_only=for_pipe)
    from maildoctor.report.table import to_line, to_table

    return to_line(report, voice) if quiet else to_table(report, voice, verbose, transcript)


def exit_status(report: Report, fail_on: str) -> int:
    """0 pass or warn, 1 fail, 3 unknown, 130 interrupted (contract, "Exit status")."""
    if report.interrupted:
        return 130
    if report.verdict is Verdict.FAIL:
        return 1
    if report.verdict is Verdict.UNKNOWN:
        return 3
    if "login" in report.case.options.require:
        sides = report.contrasts.sides.values()
        if not sides or any(side.proof is not Proof.LOGIN for side in sides):
            return 3
    return 1 if report.verdict is Verdict.WARN and fail_on == "warn" else 0


def write_file(path: Path, text: str) -> None:
    """Write whole or not at all, readable by its owner alone; an old file stays until the new one is there.

    Raises:
        OSError: it cannot be written.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".maildoctor-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
