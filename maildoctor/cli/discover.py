"""`maildoctor discover`: the right settings of an account, from every source, held against the live servers."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.options import client_option, login_options, network_options, report_options
from maildoctor.cli.speak import Speak


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    emit = click.Option(
        ["--emit"],
        type=click.Choice(["toml", "url"]),
        help=speak("設定だけを、この形で出す", "Print the settings alone, in this form."),
    )
    return click.Command(
        "discover",
        params=[
            click.Argument(["subject"], metavar="ADDRESS"),
            emit,
            client_option(speak),
            *login_options(speak),
            *network_options(speak),
            *(option for option in report_options(speak) if option.name != "fail_on"),
        ],
        callback=lambda **given: _discover(speak, **given),
        help=speak(
            "アドレスだけから正しい設定を探し、出所と、どこまで確かめたかと一緒に示します。"
            "終了コード: 0 受信と送信の両方が見つかった、1 見つからない、2 使い方の誤り、3 調べられない、130 中断。",
            "Find the right settings for an address, with their source and proof. "
            "Exit status: 0 both directions found, 1 not, 2 wrong usage, 3 unknown, 130 interrupted.",
        ),
        short_help=speak("正しい設定を探す", "Find the right settings."),
    )


def _discover(speak: Speak, **given: Any) -> int:
    from maildoctor.cli.asked import requested
    from maildoctor.cli.examine import describe_plan, examine
    from maildoctor.cli.output import deliver, print_whole, wanted
    from maildoctor.cli.problem import ProblemError
    from maildoctor.knowledge.words import known_client
    from maildoctor.report.discovery_table import to_discovery_table
    from maildoctor.report.settings_text import to_toml, to_urls
    from maildoctor.report.voice import Voice

    if given["emit"] is not None and (given["format"] is not None or given["quiet"]):
        raise ProblemError("--emit", speak("--format、-q とは一緒に使えません", "not together with --format or -q"))
    if "@" not in given["subject"]:
        raise ProblemError(
            given["subject"],
            speak("アドレスを書いてください(例: user@example.co.jp)", "give an address (as in: user@example.com)"),
        )
    asked = wanted(given, speak)
    request = requested(speak, {**given, "only": ("discovery",), "skip": (), "require": ()}, prompt=False)
    if given["plan"]:
        click.echo(describe_plan(request, speak), nl=False)
        return 0
    report = examine(request, speak, given["verbose"], given["quiet"])
    status = _status(report)
    if given["emit"] is not None:
        return print_whole((to_toml if given["emit"] == "toml" else to_urls)(report), speak, status)
    plain_table = given["format"] in (None, "table") and not given["quiet"]
    if plain_table and not given["outputs"]:
        return print_whole(
            to_discovery_table(report, Voice(speak.lang, known_client(report.case.settings.client)), given["verbose"]),
            speak,
            status,
        )
    return deliver(report, speak, asked, status)


def _status(report: Any) -> int:
    """0 where both directions have settings with proof `connected` or better (contract, "Exit status")."""
    from maildoctor.model.contrast import Proof
    from maildoctor.model.report import Verdict
    from maildoctor.model.settings import Direction

    if report.interrupted:
        return 130
    enough = (Proof.CONNECTED, Proof.AUTH_OFFERED, Proof.LOGIN)
    sides = report.contrasts.sides
    if all(d in sides and sides[d].recommended is not None and sides[d].proof in enough for d in Direction):
        return 0
    return 3 if report.verdict is Verdict.UNKNOWN else 1
