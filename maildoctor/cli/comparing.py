"""`check --compare`: the earlier run to compare with, and what is shown of the comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from maildoctor.cli.output import Wanted
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.request import subject_of
from maildoctor.cli.speak import Speak
from maildoctor.model.field import Field
from maildoctor.model.report import Report

if TYPE_CHECKING:  # without --compare nothing of the past is loaded
    from maildoctor.cli.case_folder import CaseFolder


def earlier_run(asked: str | None, folder: CaseFolder | None, subject: str, speak: Speak) -> Report | None:
    """The run that `--compare` means: the first or last of the case, or a file. None: there is none yet.

    Raises:
        ProblemError: there is no case to look in, or the run is no report, or about another account.
    """
    if asked is None:
        return None
    if asked not in ("first", "last"):
        from maildoctor.cli.saved import reopened

        found = reopened(asked, speak)
        _check_subject(found, asked, subject, speak)
        return found
    if folder is None:
        raise ProblemError(
            f"--compare {asked}",
            speak(
                "--case と一緒に使います。ほかの報告と比べるには、そのファイルを指定してください",
                "needs --case; to compare with another report, name its file",
            ),
        )
    runs = folder.oldest_first() if asked == "first" else folder.newest_first()
    found_run = next(runs, None)
    if found_run is None:
        click.echo(
            speak(
                "maildoctor: 比べる前の点検が、まだありません", "maildoctor: there is no earlier run to compare with"
            ),
            err=True,
        )
    return found_run


def _check_subject(found: Report, path: str, subject: str, speak: Speak) -> None:
    address, domain, *_ = subject_of(subject, speak)
    now = str(address) if address is not None else domain
    old = str(found.case.address) if found.case.address is not None else found.case.domain
    corrected = {str(e.new).casefold() for d in found.diagnoses for e in d.edits if e.field is Field.ADDRESS}
    typed = found.case.settings.address or ""
    if now.casefold() not in {old.casefold(), typed.casefold(), *corrected}:
        raise ProblemError(
            f"--compare {path}",
            speak(f"別のアカウント({old})の報告です", f"is about another account ({old})"),
        )


def with_difference(asked: Wanted, earlier: Report | None, report: Report) -> Wanted:
    """How the report is shown, with what changed since the earlier run."""
    if earlier is None:
        return asked
    from maildoctor.diagnosis.compare import NotTheSameError, compare

    try:
        difference = compare(earlier, report)
    except NotTheSameError:  # the settings name another account than they did: the report itself says so
        return asked
    return replace(asked, shown=replace(asked.shown, since=difference))
