"""`maildoctor report`: judge a saved run again, without the network, and show it."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.options import report_options
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    return click.Command(
        "report",
        params=[click.Argument(["file"], metavar="FILE"), *report_options(speak)],
        callback=lambda **given: _report(speak, **given),
        help=speak(
            "保存した JSON の報告を、ネットワークを使わずに判定し直して表示します。",
            "Judge a saved JSON report again, without the network, and show it.",
        ),
        short_help=speak("保存した報告を表示する", "Show a saved report."),
    )


def _report(speak: Speak, **given: Any) -> int:
    import asyncio
    from dataclasses import replace

    from maildoctor.cli.output import deliver, wanted
    from maildoctor.cli.texts import read_text
    from maildoctor.exam.conclude import conclude
    from maildoctor.exam.record import NotAReportError, read_report
    from maildoctor.exam.registry import Loaded, load

    asked = wanted(given, speak)
    try:
        saved = read_report(read_text(given["file"], speak))
    except NotAReportError as error:
        raise ProblemError(
            given["file"], speak("maildoctor の報告ではありません", "is no report of maildoctor") + f" ({error})"
        ) from None
    options = saved.case.options
    loaded = load(None).chosen(options.only, options.skip)
    ours = {entry.check.id for entry in loaded}
    carried = tuple(result for name, result in saved.results.items() if name not in ours)
    judged: tuple[Loaded, ...] = tuple(entry for entry in loaded if entry.check.id in saved.results)
    lang = speak.lang if given["lang"] is not None else saved.frame.lang
    frame = replace(saved.frame, lang=lang, carried=carried)
    report = asyncio.run(conclude(saved.case, saved.evidence, judged, (), frame))
    return deliver(report, Speak(lang), asked)
