"""Opening a saved report: its evidence is judged again, as by `maildoctor report`, without the network."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.cli.texts import read_text
from maildoctor.exam.record import NotAReportError, read_report
from maildoctor.exam.replay import replayed
from maildoctor.exam.steady import NO_TIME
from maildoctor.model.report import Report


def reopened(
    path: str, speak: Speak, lang: str | None = None, client: str | None = None, stable: bool = False
) -> Report:
    """The report in the file, judged anew. `lang`, `client` None: it keeps those it was made for.

    `stable`: without what only that run had (times, place).

    Raises:
        ProblemError: the file cannot be read, is no report, or is one without the time to judge it by.
    """
    try:
        saved = read_report(read_text(path, speak))
    except NotAReportError as error:
        raise ProblemError(
            path, speak("maildoctor の報告ではありません", "is no report of maildoctor") + f" ({error})"
        ) from None
    if saved.case.now == NO_TIME:
        raise ProblemError(
            path,
            speak(
                "--stable で作ったので時刻がなく、判定し直せません。--stable なしで保存したものを使ってください",
                "was made with --stable: it has no time to judge by. Use one that was saved without it",
            ),
        )
    if client is not None:
        settings = replace(saved.case.settings, client=client)
        saved = replace(saved, case=replace(saved.case, settings=settings))
    return asyncio.run(replayed(saved, lang, stable))
