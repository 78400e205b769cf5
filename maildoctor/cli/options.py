"""The options that several commands share, in groups: written once, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import LANGUAGES, Speak
from maildoctor.knowledge.words import CLIENTS, GENERIC
from maildoctor.report.formats import FORMATS, endings, readers

DANGEROUS_NEEDS_TERMINAL = "--yes-i-understand"


def login_options(speak: Speak) -> list[click.Option]:
    """Where the secret comes from, and whom it may be given to."""
    text = texts(speak)
    return [
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
            [DANGEROUS_NEEDS_TERMINAL],
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
    ]


def network_options(speak: Speak) -> list[click.Option]:
    """Whom to ask, how long, and what is trusted."""
    text = texts(speak)
    return [
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
    ]


def road_options(speak: Speak) -> list[click.Option]:
    """What is asked only when wished for: it goes to strangers, or looks like an attempt at misuse."""
    text = texts(speak)
    return [
        text(
            ["--dkim-selector", "dkim_selectors"],
            "署名(DKIM)の鍵の名札。メールの DKIM-Signature の s=",
            "Look for this DKIM key, too (s= in DKIM-Signature).",
            metavar="NAME",
            multiple=True,
        ),
        text(
            ["--blocklists"],
            "迷惑メールの一覧に載っていないかも聞く",
            "Ask the block lists as well (your resolver must be welcome there).",
            is_flag=True,
        ),
        text(
            ["--relay-test"],
            "他人のメールを中継しないかも試す(何も送らない)",
            "Try whether strangers' mail is relayed; nothing is sent.",
            is_flag=True,
        ),
        text(
            ["--control", "controls"],
            "回線を疑うときに比べる、よそのメールサーバー(25 587 993)",
            "A mail server elsewhere (25, 587, 993) to compare with when the line is in doubt.",
            metavar="HOST[:PORT]",
            multiple=True,
        ),
    ]


def client_option(speak: Speak) -> click.Option:
    """Whose words a report uses."""
    return texts(speak)(
        ["--client"],
        "お客様のメールソフト(その画面の言葉で言う)",
        "The customer's client: its words are used.",
        type=click.Choice([*CLIENTS, GENERIC]),
    )


def saw_option(speak: Speak) -> click.Option:
    """What the customer sees."""
    return texts(speak)(
        ["--saw"],
        "お客様の画面に出た番号や文",
        "What the customer sees, number or sentence.",
        metavar="TEXT",
        callback=lambda context, option, value: _one_line(value, speak),
    )


def _one_line(value: str | None, speak: Speak) -> str | None:
    """What was pasted, as one line; what holds nothing to read is refused."""
    if value is None:
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if not line:
        raise ProblemError(
            "--saw", speak("画面に出た番号か文を書いてください", "give the number or sentence that is shown")
        )
    return line


def place_options(speak: Speak) -> list[click.Option]:
    """Where it is tested."""
    text = texts(speak)
    return [
        text(
            ["--place"],
            "調べている場所の名前(例: 客先 有線LAN)",
            "A label for where it is tested (as in: shop, cable).",
            metavar="TEXT",
        ),
        text(
            ["--remote"],
            "お客様の回線ではない所で調べる。回線と PC のことは判定に入れない",
            "Not on the customer's line: nothing about line or PC is held against the account.",
            is_flag=True,
        ),
    ]


def texts(speak: Speak) -> Callable[..., click.Option]:
    """A maker of options with a help text in both languages."""

    def text(names: list[str], ja: str, en: str, **attributes: Any) -> click.Option:
        return click.Option(names, help=speak(ja, en), **attributes)

    return text


def report_options(speak: Speak) -> list[click.Option]:
    """The options about how a report is shown, shared by every command that shows one."""
    return [
        click.Option(["--format"], type=click.Choice(list(FORMATS)), help=speak("出力の形", "Form of the output.")),
        click.Option(
            ["--output", "outputs"],
            multiple=True,
            metavar="FILE",
            help=speak(
                f"ファイルへ書く({' '.join(endings())})。何回でも",
                f"Write to a file ({', '.join(endings())}). Repeatable.",
            ),
        ),
        click.Option(
            ["--for", "reader"],
            type=click.Choice(readers()),
            help=speak("誰が読むか", "Who reads it."),
        ),
        click.Option(
            ["--copy"],
            is_flag=True,
            help=speak("クリップボードにも入れる", "Put it onto the clipboard as well."),
        ),
        click.Option(
            ["--open", "opened"],
            is_flag=True,
            help=speak("書いたものを開く(--output がなければページ)", "Show the file (without --output, a page)."),
        ),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=speak("言語", "Language of the texts.")),
        click.Option(["-q", "--quiet"], is_flag=True, help=speak("結論だけ", "The conclusion only.")),
        click.Option(["-v", "--verbose"], is_flag=True, help=speak("すべての欄と検査", "Every box and every check.")),
        click.Option(["--transcript"], is_flag=True, help=speak("通信の記録も", "The wire dialogues as well.")),
        click.Option(
            ["--stable"],
            is_flag=True,
            help=speak(
                "時刻、場所、通信の記録を除き、同じ結果なら同じ文字に",
                "No times, place, dialogues: same result, same bytes.",
            ),
        ),
        click.Option(
            ["--fail-on"],
            type=click.Choice(["fail", "warn"]),
            default="fail",
            help=speak("終了コード 1 にする重さ", "What makes the exit status 1."),
        ),
    ]
