"""`maildoctor report`: judge a saved run again, without the network, and show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maildoctor.cli.options import client_option, report_options
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

if TYPE_CHECKING:
    from maildoctor.model.report import Report


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    return click.Command(
        "report",
        params=[
            click.Argument(["file"], metavar="FILE"),
            click.Option(
                ["--with", "other"],
                metavar="OTHER",
                help=speak(
                    "別の場所で調べた報告。2 つから 1 つの判定を出す",
                    "The report from another place: two places, one verdict.",
                ),
            ),
            click.Option(
                ["--pseudonymise"],
                is_flag=True,
                help=speak(
                    "人、アドレス、サーバーの名前を伏せる(仲間に渡すため)",
                    "Other names for people, addresses, hosts: to pass it on.",
                ),
            ),
            client_option(speak),
            *report_options(speak),
        ],
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
    from maildoctor.exam.pseudonyms import Pseudonyms

    asked = wanted(given, speak)
    under = Pseudonyms() if given["pseudonymise"] else None
    report = reopened(given["file"], speak, given["lang"], given["client"], given["stable"], under)
    if given["other"] is not None:
        other = reopened(given["other"], speak, report.lang, given["client"], given["stable"], under)
        report = _of_both(report, other, f"--with {given['other']}", speak)
    return deliver(report, Speak(report.lang), asked)


def _of_both(one: Report, other: Report, where: str, speak: Speak) -> Report:
    """The report of both places; what they prove is said on stderr, too, for it may be nothing."""
    from maildoctor.diagnosis.compare import NotTheSameError
    from maildoctor.diagnosis.two_places import joined
    from maildoctor.report.voice import Voice

    try:
        report, said = joined(one, other)
    except NotTheSameError as error:
        raise ProblemError(
            where,
            speak(
                "別のアカウントの報告です({} と {})。同じアカウントを調べた報告を指定してください",
                "is about another account ({} and {}); give two reports of one account",
            ).format(*error.args),
        ) from None
    click.echo(Voice(report.lang).says(said), err=True)
    return report
