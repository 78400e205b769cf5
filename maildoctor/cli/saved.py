"""Opening a saved report: its evidence is judged again, as by `maildoctor report`, without the network."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.cli.texts import read_text
from maildoctor.exam.record import NotAReportError, read_report
from maildoctor.exam.replay import replayed
from maildoctor.model.report import Report


def reopened(path: str, speak: Speak, lang: str | None = None, client: str | None = None) -> Report:
    """The report in the file, judged anew. `lang`, `client` None: it keeps those it was made for.

    Raises:
        ProblemError: the file cannot be read, or is no report.
    """
    try:
        saved = read_report(read_text(path, speak))
    except NotAReportError as error:
        raise ProblemError(
            path, speak("maildoctor の報告ではありません", "is no report of maildoctor") + f" ({error})"
        ) from None
    if client is not None:
        settings = replace(saved.case.settings, client=client)
        saved = replace(saved, case=replace(saved.case, settings=settings))
    return asyncio.run(replayed(saved, lang))
