"""`maildoctor checks`: the checks, bundled and plugged in, with what each asks and risks."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.speak import LANGUAGES, Speak


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    return click.Command(
        "checks",
        params=[
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=speak("言語", "Language of the texts.")),
        ],
        callback=lambda **given: _checks(speak, **given),
        help=speak("検査の一覧を、何を聞くかと一緒に示します。", "List the checks, with what each of them asks."),
        short_help=speak("検査の一覧", "List the checks."),
    )


def _checks(speak: Speak, **given: Any) -> int:
    from pathlib import Path

    from tabulate import tabulate

    from maildoctor.exam.registry import load
    from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox

    words = {
        Lookup: speak("DNS に聞く", "asks the DNS"),
        Endpoint: speak("接続する", "connects"),
        Login: speak("ログインを判定する", "judges logins"),
        Envelope: speak("差出人と宛先を聞く(送らない)", "MAIL and RCPT, sends nothing"),
        Fetch: speak("案内を読む (HTTPS、WHOIS)", "reads documents (HTTPS, WHOIS)"),
        Mailbox: speak("通数と容量を見る", "reads counts and quota"),
    }
    registry = load(Path(click.get_app_dir("maildoctor")) / "checks")
    rows = [
        [
            entry.check.id,
            speak(entry.check.title.ja, entry.check.title.en),
            ", ".join(words[kind] for kind in entry.check.asks) or speak("何も聞かない", "asks nothing"),
            speak("標準", "bundled") if entry.bundled else entry.origin,
        ]
        for entry in registry.loaded
    ]
    heads = [speak("ID", "id"), speak("検査", "check"), speak("すること", "what it does"), speak("出所", "from")]
    click.echo(tabulate(rows, headers=heads, tablefmt="simple"))
    for broken in registry.broken:
        click.echo(speak(f"読み込めない: {broken.origin} ({broken.why})", f"broken: {broken.origin} ({broken.why})"))
    return 0 if registry.loaded else 3
