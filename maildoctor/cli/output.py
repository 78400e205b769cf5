"""Delivering a report: to stdout and to files, and the exit status that goes with it."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from maildoctor.cli.config import read_config
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.knowledge.words import known_client
from maildoctor.model.contrast import Proof
from maildoctor.model.report import Report, Verdict
from maildoctor.report.formats import FORMATS, Format, Reader, Shown, by_ending, endings
from maildoctor.report.voice import Voice


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the report was asked for: on the screen, in files, for whom."""

    format: str | None = None
    outputs: tuple[str, ...] = ()
    shown: Shown = field(default_factory=Shown)
    fail_on: str = "fail"

    def form_of(self, path: str) -> Format:
        """The form of one file: that of its ending, else of --format."""
        return by_ending(path) or FORMATS[self.format or "table"]


def wanted(given: Mapping[str, Any], speak: Speak) -> Wanted:
    """What the options of a report ask for, refused here where it cannot be had: before anything is examined.

    Raises:
        ProblemError: a file whose format cannot be told, a format that does not speak to that reader, or a user's own
            file that is wrong.
    """
    reader = Reader(given["reader"]) if given.get("reader") else None
    asked = Wanted(
        given["format"],
        given["outputs"],
        Shown(reader, given["verbose"], given["quiet"], given["transcript"], company=read_config(speak).company),
        given.get("fail_on") or "fail",
    )
    for path in asked.outputs:
        if asked.format is None and by_ending(path) is None:
            raise ProblemError(
                f"--output {path}",
                speak(
                    f"ファイル名の終わりを {' '.join(endings())} のどれかにするか、--format を付けてください",
                    f"end the name in one of {' '.join(endings())}, or add --format",
                ),
            )
    forms = [asked.form_of(path) for path in asked.outputs]
    if not asked.outputs or asked.format is not None:
        forms.append(FORMATS[asked.format or "table"])
    for form in forms:
        if reader is not None and form.readers and reader not in form.readers:
            raise ProblemError(
                f"--for {reader.value}",
                speak(
                    f"{form.name} の形では出せません。出せる形: {_speaking_to(reader)}",
                    f"is not written as {form.name}; it can be: {_speaking_to(reader)}",
                ),
            )
    return asked


def _speaking_to(reader: Reader) -> str:
    return " ".join(form.name for form in FORMATS.values() if reader in form.readers)


def deliver(report: Report, speak: Speak, asked: Wanted, status: int | None = None) -> int:
    """Write the report to files, each in the format of its ending, and print it; the exit status.

    With files alone nothing is printed; --format asks for the screen as well. `status`: the exit status where it is not
    that of the verdict.
    """
    voice = Voice(speak.lang, known_client(report.case.settings.client))
    status = exit_status(report, asked.fail_on) if status is None else status
    for path in asked.outputs:
        text = asked.form_of(path).render(report, voice, replace(asked.shown, quiet=False))
        try:
            write_file(Path(path), text)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            click.echo(speak(f"{path}: 書けません ({reason})", f"{path}: cannot be written ({reason})"), err=True)
            status = status if status in (1, 130) else 3
    if not asked.outputs or asked.shown.quiet or asked.format is not None:
        form = FORMATS[asked.format or "table"]
        status = print_whole(form.render(report, voice, replace(asked.shown, for_pipe=True)), speak, status)
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
