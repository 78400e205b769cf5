"""`maildoctor check`: the main job."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import LANGUAGES, Speak

_DANGEROUS_NEEDS_TERMINAL = "--yes-i-understand"


def report_options(speak: Speak) -> list[click.Option]:
    """The options about how a report is shown, shared by every command that shows one."""
    return [
        click.Option(["--format"], type=click.Choice(["table", "json"]), help=speak("出力の形", "Form of the output.")),
        click.Option(
            ["--output", "outputs"],
            multiple=True,
            metavar="FILE",
            help=speak("ファイルへ書く(.json .txt)。何回でも", "Write to a file (.json, .txt). Repeatable."),
        ),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=speak("言語", "Language of the texts.")),
        click.Option(["-q", "--quiet"], is_flag=True, help=speak("結論だけ", "The conclusion only.")),
        click.Option(["-v", "--verbose"], is_flag=True, help=speak("すべての欄と検査", "Every box and every check.")),
        click.Option(["--transcript"], is_flag=True, help=speak("通信の記録も", "The wire dialogues as well.")),
        click.Option(
            ["--fail-on"],
            type=click.Choice(["fail", "warn"]),
            default="fail",
            help=speak("終了コード 1 にする重さ", "What makes the exit status 1."),
        ),
    ]


def command(speak: Speak) -> click.Command:
    """The command in one language."""

    def text(names: list[str], ja: str, en: str, **attributes: Any) -> click.Option:
        return click.Option(names, help=speak(ja, en), **attributes)

    options = [
        text(["--settings"], "お客様の設定ファイル (TOML)", "The customer's settings (TOML).", metavar="FILE"),
        text(["--incoming"], "受信の設定 (imaps://利用者@サーバー など)", "Incoming settings as a URL.", metavar="URL"),
        text(["--outgoing"], "送信の設定 (smtp+starttls://… など)", "Outgoing settings as a URL.", metavar="URL"),
        text(["--password-stdin"], "パスワードを標準入力から", "Read the password from stdin.", is_flag=True),
        text(["--password-file"], "パスワードをファイルから", "Read the password from a file.", metavar="FILE"),
        text(
            ["--outgoing-password-file"],
            "送信だけ違うパスワードをファイルから",
            "The outgoing password, where it differs.",
            metavar="FILE",
        ),
        text(
            ["--oauth-token-stdin"],
            "OAuth2 の許可証を標準入力から",
            "Read an OAuth2 access token from stdin.",
            is_flag=True,
        ),
        text(["--no-login"], "ログインしない", "Never log in.", is_flag=True),
        text(
            ["--require"],
            "両方のログインを確かめられなければ終了コード 3",
            "Exit status 3 unless both logins were proved.",
            type=click.Choice(["login"]),
            multiple=True,
        ),
        text(
            ["--login-host", "login_hosts"],
            "このサーバーにもパスワードを送ってよい",
            "This host, too, may be given the password.",
            metavar="HOST",
            multiple=True,
        ),
        text(
            ["--login-over-plaintext"],
            "今回だけ、暗号化なしのログインを許す",
            "Allow a login without encryption, this run only.",
            is_flag=True,
        ),
        text(
            ["--accept-certificate"],
            "今回だけ、この証明書を受け入れる",
            "Accept this one certificate, this run only.",
            metavar="sha256:HEX",
        ),
        text(
            [_DANGEROUS_NEEDS_TERMINAL],
            "上の 2 つを画面なしで使う",
            "Use the two above without a terminal.",
            is_flag=True,
        ),
        text(
            ["--login-budget"],
            "30 分に断られてよい回数(別の書き方の試し)",
            "Refused variants allowed in 30 minutes.",
            type=click.IntRange(0, 5),
            default=2,
            show_default=True,
        ),
        text(
            ["--resolver", "resolvers"],
            "この DNS サーバーに聞く",
            "Ask this DNS server.",
            metavar="ADDR[:PORT]",
            multiple=True,
        ),
        text(["--ca-file"], "信用する発行元を足す", "Extra trust anchors.", metavar="FILE"),
        text(
            ["--timeout"],
            "1 つの手順の限度(秒)",
            "Longest time for one step, seconds.",
            type=click.FloatRange(0.1, 300),
            default=5.0,
            show_default=True,
        ),
        text(
            ["--deadline"],
            "全体の限度(秒)",
            "Longest time for the whole run, seconds.",
            type=click.FloatRange(1, 3600),
            default=60.0,
            show_default=True,
        ),
        text(
            ["--connect-to"],
            "別の住所につなぐ(名前はそのまま)",
            "Speak to another address in its place.",
            metavar="HOST:PORT:ADDR:PORT",
            multiple=True,
        ),
        text(["--no-third-party"], "関係のない第三者には聞かない", "Ask no third party.", is_flag=True),
        text(
            ["--plan"], "何を聞くかを示すだけで、何も送らない", "Show what would be asked; send nothing.", is_flag=True
        ),
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
    from maildoctor.cli.examine import describe_plan, examine
    from maildoctor.cli.output import check_outputs, deliver

    check_outputs(given["format"], given["outputs"], speak)
    request = _request(speak, given)
    if given["plan"]:
        click.echo(describe_plan(request, speak), nl=False)
        return 0
    report = examine(request, speak, given["verbose"], given["quiet"])
    return deliver(
        report,
        speak,
        format=given["format"],
        outputs=given["outputs"],
        verbose=given["verbose"],
        quiet=given["quiet"],
        transcript=given["transcript"],
        fail_on=given["fail_on"],
    )


def _request(speak: Speak, given: dict[str, Any]) -> Any:
    from maildoctor.cli import passwords
    from maildoctor.cli.request import Request, check_mappings, subject_of

    settings, source = _settings(speak, given)
    subject = given["subject"] or settings.address
    if subject is None:
        raise ProblemError(
            "ADDRESS",
            speak(
                "調べるアドレスを書いてください(例: maildoctor check user@example.co.jp)",
                "give the address to examine (as in: maildoctor check user@example.com)",
            ),
        )
    address, *_ = subject_of(subject, speak)
    check_mappings(given["connect_to"], speak)
    exceptions, pin = _exceptions(speak, given)
    account = str(address) if address is not None else settings.address
    secrets = {}
    if not given["plan"]:
        secrets = passwords.gather(
            passwords.Sources(
                given["password_stdin"],
                given["password_file"],
                given["outgoing_password_file"],
                given["oauth_token_stdin"],
                given["no_login"],
            ),
            account,
            speak,
        )
    return Request(
        subject,
        settings,
        source,
        secrets,
        given["no_login"],
        given["only"],
        given["skip"],
        given["resolvers"],
        given["ca_file"],
        pin,
        given["timeout"],
        given["deadline"],
        given["connect_to"],
        tuple(host.lower() for host in given["login_hosts"]),
        exceptions,
        given["require"],
        given["login_budget"],
    )


def _settings(speak: Speak, given: dict[str, Any]) -> tuple[Any, str]:
    from maildoctor.cli.settings_file import read_settings
    from maildoctor.cli.texts import read_text
    from maildoctor.cli.urls import parse_url
    from maildoctor.model.settings import Direction, ServerSettings, Settings

    by_url = given["incoming"] is not None or given["outgoing"] is not None
    if given["settings"] is not None and by_url:
        raise ProblemError(
            "--settings",
            speak("--incoming、--outgoing とは一緒に使えません", "not together with --incoming or --outgoing"),
        )
    if given["settings"] is not None:
        return read_settings(read_text(given["settings"], speak), given["settings"], speak), "file"
    if not by_url:
        return Settings(), "none"
    sides = {
        d: parse_url(given[d.value], d, speak) if given[d.value] is not None else ServerSettings() for d in Direction
    }
    return Settings(None, sides[Direction.INCOMING], sides[Direction.OUTGOING]), "options"


def _exceptions(speak: Speak, given: dict[str, Any]) -> tuple[tuple[str, ...], str | None]:
    from maildoctor.cli import terminal

    found, pin = [], None
    if given["login_over_plaintext"]:
        found.append("login-over-plaintext")
    if given["accept_certificate"] is not None:
        kind, _, digest = given["accept_certificate"].partition(":")
        pin = digest.lower().replace(":", "")
        if kind != "sha256" or len(pin) != 64 or any(c not in "0123456789abcdef" for c in pin):
            raise ProblemError(
                "--accept-certificate",
                speak("sha256: と 64 桁の 16 進数です", "must be sha256: and 64 hexadecimal digits"),
            )
        found.append(f"accept-certificate sha256:{pin}")
    if found and not given["yes_i_understand"] and not terminal.has_terminal():
        raise ProblemError(
            " ".join(f"--{name.split()[0]}" for name in found),
            speak(
                "画面のない所では --yes-i-understand を付けないと使えません",
                "without a terminal this needs --yes-i-understand",
            ),
        )
    return tuple(found), pin
