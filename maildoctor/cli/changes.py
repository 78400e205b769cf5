"""Comparing two reports for a command, and delivering what differs: to stdout and to files, with its exit status."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from maildoctor.cli.config import read_config
from maildoctor.cli.output import print_whole, write_file
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.diagnosis.compare import NotTheSameError, compare
from maildoctor.knowledge.words import known_client
from maildoctor.model.difference import Difference
from maildoctor.model.report import Report
from maildoctor.report.change_formats import CHANGE_FORMATS, change_by_ending
from maildoctor.report.formats import Shown
from maildoctor.report.voice import Voice


def compared(before: Report, after: Report, where: str, speak: Speak) -> Difference:
    """What differs; `where` is for the message.

    Raises:
        ProblemError: the reports are about different accounts.
    """
    try:
        return compare(before, after)
    except NotTheSameError as error:
        old, new = error.args
        raise ProblemError(
            where,
            speak(
                f"別のアカウントの報告です({old} と {new})。同じアカウントの前と後を指定してください",
                f"these are about different accounts ({old} and {new}); give two reports of one account",
            ),
        ) from None


def deliver_changes(difference: Difference, speak: Speak, given: Mapping[str, Any]) -> int:
    """Write it to files, each in the form of its ending, and print it; the exit status.

    With files alone nothing is printed; --format asks for the screen as well. A file that cannot be written makes 3,
    unless something got worse.
    """
    voice = Voice(speak.lang, known_client(difference.after.case.settings.client))
    status = 1 if difference.worse else 0
    company = read_config(speak).company
    for path in given["outputs"]:
        form = change_by_ending(path) or CHANGE_FORMATS[given["format"]]
        try:
            write_file(Path(path), form.render(difference, voice, Shown(company=company)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            click.echo(speak(f"{path}: 書けません ({reason})", f"{path}: cannot be written ({reason})"), err=True)
            status = status or 3
    if not given["outputs"] or given["quiet"] or given["format"] is not None:
        form = CHANGE_FORMATS[given["format"] or "table"]
        shown = Shown(quiet=given["quiet"], for_pipe=True, company=company)
        status = print_whole(form.render(difference, voice, shown), speak, status)
    return status
