"""`maildoctor report`: judge a saved run again, without the network, and show it."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.options import client_option, report_options
from maildoctor.cli.speak import Speak


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    return click.Command(
        "report",
        params=[click.Argument(["file"], metavar="FILE"), client_option(speak), *report_options(speak)],
        callback=lambda **given: _report(speak, **given),
        help=speak(
            "保存した JSON の報告を、ネットワークを使わずに判定し直して表示します。",
            "Judge a saved JSON report again, without the network, and show it.",
        ),
        short_help=speak("保存した報告を表示する", "Show a saved report."),
    )


def _report(speak: Speak, **given: Any) -> int:
    from maildoctor.cli.output import deliver, wanted
    from maildoctor.cli.saved import reopened

    asked = wanted(given, speak)
    report = reopened(given["file"], speak, given["lang"], given["client"], given["stable"])
    return deliver(report, Speak(report.lang), asked)
