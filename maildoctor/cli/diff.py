"""`maildoctor diff`: two saved runs of one account, before and after."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.options import client_option
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import LANGUAGES, Speak
from maildoctor.report.change_formats import CHANGE_FORMATS, change_by_ending, change_endings


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    endings = change_endings()
    return click.Command(
        "diff",
        params=[
            click.Argument(["before"], metavar="BEFORE"),
            click.Argument(["after"], metavar="AFTER"),
            client_option(speak),
            click.Option(
                ["--format"], type=click.Choice(list(CHANGE_FORMATS)), help=speak("出力の形", "Form of the output.")
            ),
            click.Option(
                ["--output", "outputs"],
                multiple=True,
                metavar="FILE",
                help=speak(
                    f"ファイルへ書く({' '.join(endings)})。何回でも",
                    f"Write to a file ({', '.join(endings)}). Repeatable.",
                ),
            ),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=speak("言語", "Language of the texts.")),
            click.Option(["-q", "--quiet"], is_flag=True, help=speak("結論だけ", "The conclusion only.")),
        ],
        callback=lambda **given: _diff(speak, **given),
        help=speak(
            "保存した JSON の報告 2 つを、ネットワークを使わずに比べます。よくなった、悪くなった、変わらないところと、"
            "どの欄を変えたから直ったかを言います。終了コード: 0 悪くなったところはない、1 ある、2 使い方の誤り。",
            "Compare two saved JSON reports without the network: what got better, what got worse, what stayed, and "
            "which change repaired what. Exit status: 0 nothing got worse, 1 something did, 2 wrong usage.",
        ),
        short_help=speak("2 つの報告を比べる", "Compare two saved reports."),
    )


def _diff(speak: Speak, **given: Any) -> int:
    from maildoctor.cli.changes import compared, deliver_changes
    from maildoctor.cli.saved import reopened

    for path in given["outputs"]:
        if given["format"] is None and change_by_ending(path) is None:
            raise ProblemError(
                f"--output {path}",
                speak(
                    f"ファイル名の終わりを {' '.join(change_endings())} のどれかにするか、--format を付けてください",
                    f"end the name in one of {' '.join(change_endings())}, or add --format",
                ),
            )
    before, after = (reopened(given[name], speak, client=given["client"]) for name in ("before", "after"))
    difference = compared(before, after, f"{given['before']} {given['after']}", speak)
    return deliver_changes(difference, speak, given)
