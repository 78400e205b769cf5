"""`maildoctor check`: the main job."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.options import (
    client_option,
    login_options,
    network_options,
    place_options,
    report_options,
    road_options,
    saw_option,
    texts,
)
from maildoctor.cli.speak import Speak


def command(speak: Speak) -> click.Command:
    """The command in one language."""

    text = texts(speak)
    options = [
        text(["--settings"], "お客様の設定ファイル (TOML)", "The customer's settings (TOML).", metavar="FILE"),
        text(["--incoming"], "受信の設定 (imaps://利用者@サーバー など)", "Incoming settings as a URL.", metavar="URL"),
        text(["--outgoing"], "送信の設定 (smtp+starttls://… など)", "Outgoing settings as a URL.", metavar="URL"),
        client_option(speak),
        saw_option(speak),
        *login_options(speak),
        text(
            ["--require"],
            "両方のログインを確かめられなければ終了コード 3",
            "Exit status 3 unless both logins were proved.",
            type=click.Choice(["login"]),
            multiple=True,
        ),
        *network_options(speak),
        *road_options(speak),
        *place_options(speak),
        text(["--only"], "この検査だけ", "This check only.", metavar="ID", multiple=True),
        text(["--skip"], "この検査は除く", "Leave this check out.", metavar="ID", multiple=True),
        *report_options(speak),
    ]
    return click.Command(
        "check",
        params=[click.Argument(["subject"], required=False, metavar="[ADDRESS|DOMAIN]"), *options],
        callback=lambda **given: _check(speak, **given),
        help=speak(
            "アカウントのメールの道すじを全部調べ、違っている欄を言います。"
            "終了コード: 0 正常、1 異常、2 使い方の誤り、3 調べられない、130 中断。",
            "Examine the whole mail path of an account and name the box that is wrong. "
            "Exit status: 0 pass, 1 fail, 2 wrong usage, 3 unknown, 130 interrupted.",
        ),
        short_help=speak("アカウントを調べる(主な仕事)", "Examine an account (the main job)."),
    )


def _check(speak: Speak, **given: Any) -> int:
    from maildoctor.cli.asked import requested
    from maildoctor.cli.examine import describe_plan, examine
    from maildoctor.cli.output import deliver, wanted

    asked = wanted(given, speak)
    request = requested(speak, given)
    if given["plan"]:
        click.echo(describe_plan(request, speak), nl=False)
        return 0
    report = examine(request, speak, given["verbose"], given["quiet"])
    return deliver(report, speak, asked)
