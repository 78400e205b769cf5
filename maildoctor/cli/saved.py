"""Opening a saved report: its evidence is judged again, as by `maildoctor report`, without the network."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.cli.texts import read_text
from maildoctor.exam.conclude import conclude
from maildoctor.exam.record import NotAReportError, read_report
from maildoctor.exam.registry import Loaded, load
from maildoctor.model.report import Report


def reopened(path: str, speak: Speak, lang: str | None = None) -> Report:
    """The report in the file, judged anew. `lang` None: it keeps the language it was made in.

    Raises:
        ProblemError: the file cannot be read, or is no report.
    """
    try:
        saved = read_report(read_text(path, speak))
    except NotAReportError as error:
        raise ProblemError(
            path, speak("maildoctor の報告ではありません", "is no report of maildoctor") + f" ({error})"
        ) from None
    options = saved.case.options
    loaded = load(None).chosen(options.only, options.skip)
    ours = {entry.check.id for entry in loaded}
    carried = tuple(result for name, result in saved.results.items() if name not in ours)
    judged: tuple[Loaded, ...] = tuple(entry for entry in loaded if entry.check.id in saved.results)
    frame = replace(saved.frame, lang=lang or saved.frame.lang, carried=carried)
    return asyncio.run(conclude(saved.case, saved.evidence, judged, (), frame))
