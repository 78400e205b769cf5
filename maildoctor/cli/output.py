"""Delivering a report: to stdout and to files, and the exit status that goes with it."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maildoctor.cli.browser import need_browser, printed, show
from maildoctor.cli.clipboard import NotCopiedError, copied, need_writers
from maildoctor.cli.config import read_config
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.cli.streams import screen_width
from maildoctor.knowledge.words import known_client
from maildoctor.model.contrast import Proof
from maildoctor.model.report import Report, Verdict
from maildoctor.report.formats import FORMATS, Format, Reader, Shown, by_ending, endings
from maildoctor.report.voice import Voice

if TYPE_CHECKING:
    from maildoctor.cli.case_folder import CaseFolder


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the report was asked for: on the screen, in files, for whom. `opened`: it is shown when it is written."""

    format: str | None = None
    outputs: tuple[str, ...] = ()
    shown: Shown = field(default_factory=Shown)
    copy: bool = False
    opened: bool = False

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
        Shown(
            reader,
            given["verbose"],
            given["quiet"],
            given["transcript"],
            company=read_config(speak).company,
            warnings_fail=given.get("fail_on") == "warn",
        ),
        given.get("copy") or False,
        given.get("opened", False),
    )
    if asked.copy:
        need_writers(speak)
    _refuse_doubles(asked.outputs, speak)
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
    if not asked.outputs or asked.format is not None or asked.copy:
        forms.append(FORMATS[asked.format or "table"])
    for form in forms:
        # What machines read is the same for everybody.
        if reader is not None and form.readers and reader not in form.readers:
            raise ProblemError(
                f"--for {reader.value}",
                speak(
                    f"{form.name} の形では出せません。出せる形: {_speaking_to(reader)}",
                    f"is not written as {form.name}; it can be: {_speaking_to(reader)}",
                ),
            )
    if any(form.printed for form in forms):
        if not asked.outputs:
            raise ProblemError("--format pdf", speak("--output FILE.pdf を付けてください", "add --output FILE.pdf"))
        need_browser(speak)
    return asked


def _refuse_doubles(outputs: tuple[str, ...], speak: Speak) -> None:
    """One of two reports in the same file would be lost.

    Raises:
        ProblemError: two outputs are one file, whatever they are called.
    """
    seen: set[str] = set()
    for path in outputs:
        place = os.path.normcase(os.path.realpath(path))
        if place in seen:
            raise ProblemError(f"--output {path}", speak("同じファイルが 2 回あります", "the same file is given twice"))
        seen.add(place)


def _speaking_to(reader: Reader) -> str:
    return " ".join(form.name for form in FORMATS.values() if reader in form.readers)


def deliver(report: Report, speak: Speak, asked: Wanted, status: int | None = None) -> int:
    """Write the report to files, each in the format of its ending, and print it; the exit status.

    With files alone nothing is printed; --format asks for the screen as well. `status`: the exit status where it is not
    that of the verdict.
    """
    voice = _voice(report, speak)
    status = exit_status(report, asked.shown.warnings_fail) if status is None else status
    shown = replace(asked.shown, quiet=False, status=status)
    for path in asked.outputs:
        form = asked.form_of(path)
        text = _rendered(form, report, voice, shown, speak)
        data = printed(text, path, speak) if form.printed and text is not None else text
        if data is None or not _written(Path(path), data, speak):
            status = not_written(status)
        elif asked.opened and path == asked.outputs[0]:
            show(Path(path), speak)
    if asked.opened and not asked.outputs:
        _show_page(report, voice, shown, speak)
    form = FORMATS[asked.format or "table"]
    if (not asked.outputs or asked.shown.quiet or asked.format is not None) and not form.printed:
        on_screen = replace(asked.shown, for_pipe=True, status=status, width=screen_width())
        text = _rendered(form, report, voice, on_screen, speak)
        status = not_written(status) if text is None else print_whole(text, speak, status)
    if asked.copy and not _on_the_clipboard(report, voice, asked, speak):
        status = not_written(status)
    if asked.format == "nagios":
        from maildoctor.report.nagios import state_of

        return state_of(report, status).value
    return status


def _voice(report: Report, speak: Speak) -> Voice:
    return Voice(speak.lang, known_client(report.case.settings.client))


def _rendered(form: Format, report: Report, voice: Voice, shown: Shown, speak: Speak) -> str | None:
    """The report in one form, None where that fails: a mistake of ours in one form must not lose the others."""
    try:
        return form.render(report, voice, shown)
    except Exception as error:
        # Kind alone: a message could show values, and values can be secrets.
        kind = type(error).__name__
        click.echo(speak(f"{form.name}: 作れません ({kind})", f"{form.name}: cannot be made ({kind})"), err=True)
        return None


def _on_the_clipboard(report: Report, voice: Voice, asked: Wanted, speak: Speak) -> bool:
    """Copy what the screen shows, and say so on stderr: a clipboard is not seen."""
    form = FORMATS[asked.format or "table"]
    text = _rendered(FORMATS["table"] if form.printed else form, report, voice, asked.shown, speak)
    if text is None:
        return False
    try:
        by = copied(text)
    except NotCopiedError:
        click.echo(
            speak(
                "クリップボードに入れられません。--output でファイルに書いてください",
                "cannot be put onto the clipboard; write it to a file by --output",
            ),
            err=True,
        )
        return False
    click.echo(speak(f"クリップボードに入れました ({by})", f"On the clipboard now ({by})"), err=True)
    return True


def _show_page(report: Report, voice: Voice, shown: Shown, speak: Speak) -> None:
    """Show a page that was given no name. It stays among the temporary files: a browser reads it later."""
    html = FORMATS["html"]
    form = html if shown.reader is None or shown.reader in html.readers else FORMATS["table"]
    text = _rendered(form, report, voice, shown, speak)
    path = Path(tempfile.mkdtemp(prefix="maildoctor-")) / f"report{form.endings[0]}"
    if text is not None and _written(path, text, speak):
        show(path, speak)


def _written(path: Path, text: str | bytes, speak: Speak) -> bool:
    try:
        write_file(path, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(speak(f"{path}: 書けません ({reason})", f"{path}: cannot be written ({reason})"), err=True)
        return False
    return True


def keep_run(report: Report, folder: CaseFolder, speak: Speak) -> bool:
    """Keep the run in its case; False where it could not be written, which is said."""
    voice = _voice(report, speak)
    try:
        folder.keep(FORMATS["json"].render(report, voice, Shown()))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        where = f"--case {folder.given}"
        click.echo(speak(f"{where}: 書けません ({reason})", f"{where}: cannot be written ({reason})"), err=True)
        return False
    return True


def print_run(report: Report, speak: Speak, asked: Wanted) -> None:
    """One line of a run of --watch as it ends, where the screen is for people."""
    if asked.shown.quiet or asked.format not in (None, "table") or (asked.outputs and asked.format is None):
        return
    from maildoctor.report.watch_table import run_line

    print_whole(run_line(report, _voice(report, speak)), speak, 0)


def not_written(status: int) -> int:
    """A report that could not be written makes 3, unless it was 1 (contract, "Exit status") or interrupted."""
    return status if status in (1, 130) else 3


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
        status = not_written(status)
    return status


def exit_status(report: Report, warnings_fail: bool) -> int:
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
    return 1 if report.verdict is Verdict.WARN and warnings_fail else 0


def write_file(path: Path, text: str | bytes) -> None:
    """Write whole or not at all, readable by its owner alone; an old file stays until the new one is there.

    Raises:
        OSError: it cannot be written.
    """
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    target = path.resolve()
    if target.exists() and not target.is_file():  # a device or a pipe is written to, never replaced
        with target.open("wb") as file:
            file.write(data)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".maildoctor-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
