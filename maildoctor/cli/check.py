"""`maildoctor check`: the main job."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

if TYPE_CHECKING:
    from maildoctor.cli.case_folder import CaseFolder
    from maildoctor.model.report import Report


def command(speak: Speak) -> click.Command:
    """The command in one language."""

    text = texts(speak)
    options = [
        text(["--settings"], "お客様の設定ファイル (TOML)", "The customer's settings (TOML).", metavar="FILE"),
        text(["--incoming"], "受信の設定 (imaps://利用者@サーバー など)", "Incoming settings as a URL.", metavar="URL"),
        text(["--outgoing"], "送信の設定 (smtp+starttls://… など)", "Outgoing settings as a URL.", metavar="URL"),
        text(
            ["--ask"],
            "設定を画面で聞く(--client の言葉で。Enter だけなら分からない)",
            "Ask for the settings here, in the words of --client; Enter: not known.",
            is_flag=True,
        ),
        client_option(speak),
        saw_option(speak),
        text(
            ["--case"],
            "設定と結果を残すフォルダー。次からは --case だけで同じ検査",
            "A folder that keeps settings and runs; --case alone repeats the check.",
            metavar="DIR",
            callback=lambda context, option, value: _folder(value, speak),
        ),
        text(
            ["--compare"],
            "前の結果から変わったことも画面に示す",
            "Show on the screen what changed since, too.",
            metavar="first|last|FILE",
        ),
        text(
            ["--watch"],
            "この秒数だけ待って、くり返し調べる(10 以上。Ctrl+C で終わり)",
            "Wait so long and examine again (10 or more; Ctrl-C ends it).",
            metavar="SECONDS",
            type=int,
        ),
        text(
            ["--until"],
            "--watch を、正常になったら(ok)、何か変わったら(moved)終える",
            "End --watch once all is in order (ok), or something changed (moved).",
            type=click.Choice(["ok", "moved"]),
        ),
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


def _folder(value: str | None, speak: Speak) -> CaseFolder | None:
    if value is None:
        return None
    from maildoctor.cli.case_folder import case_folder

    return case_folder(value, speak)


def _refuse_timeless(given: dict[str, Any], speak: Speak) -> None:
    """A run without times can neither be kept to be judged again nor be told from an earlier one.

    Raises:
        ProblemError: --stable with --case, --compare or --watch.
    """
    for name in ("case", "compare", "watch"):
        if given["stable"] and given[name] is not None:
            raise ProblemError(
                f"--{name}",
                speak(
                    "--stable とは一緒に使えません(--stable の報告には時刻がありません)",
                    "not together with --stable, whose reports have no times",
                ),
            )


def _check(speak: Speak, **given: Any) -> int:
    from maildoctor.cli.asked import requested
    from maildoctor.cli.comparing import earlier_run, with_difference
    from maildoctor.cli.examine import describe_plan, examine
    from maildoctor.cli.output import deliver, exit_status, keep_run, not_written, print_run, wanted
    from maildoctor.cli.watching import check_watch, watch

    asked = wanted(given, speak)
    _refuse_timeless(given, speak)
    check_watch(given["watch"], given["until"], speak)
    request = requested(speak, given)
    folder = given["case"]
    earlier = earlier_run(given["compare"], folder, request.subject, speak)
    if given["plan"]:
        click.echo(describe_plan(request, speak), nl=False)
        return 0
    if folder is not None:
        folder.begin(request.settings)
        asked = replace(asked, shown=replace(asked.shown, again=folder.command))
    kept = True

    def run() -> Report:
        nonlocal kept
        found = examine(request, speak, given["verbose"], given["quiet"], once=given["watch"] is None)
        kept = (folder is None or keep_run(found, folder, speak)) and kept
        return found

    stopped = False
    if given["watch"] is None:
        report = run()
    else:
        end = watch(run, given["watch"], given["until"], speak, lambda found: print_run(found, speak, asked))
        report, stopped = end.report, end.stopped
        asked = replace(asked, shown=replace(asked.shown, watched=end.watched))
    status = 130 if stopped else exit_status(report, asked.shown.warnings_fail)
    return deliver(report, speak, with_difference(asked, earlier, report), status if kept else not_written(status))
