"""`maildoctor explain`: what a diagnosis code or a check id means."""

from __future__ import annotations

from typing import Any

import click

from maildoctor.cli.speak import LANGUAGES, Speak


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    return click.Command(
        "explain",
        params=[
            click.Argument(["words"], nargs=-1, required=True, metavar="CODE|ID"),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=speak("言語", "Language of the texts.")),
        ],
        callback=lambda **given: _explain(speak, **given),
        help=speak(
            "診断のコード(incoming-security-mismatch など)や検査の ID の意味を説明します。",
            "Explain a diagnosis code (such as incoming-security-mismatch) or a check id.",
        ),
        short_help=speak("コードや ID の説明", "Explain a code or an id."),
    )


def _explain(speak: Speak, **given: Any) -> int:
    import difflib
    import string
    from pathlib import Path

    from maildoctor.diagnosis.diagnose import SETTING_WRONG
    from maildoctor.exam.conclude import CODES
    from maildoctor.exam.registry import load
    from maildoctor.report.voice import Voice

    voice = Voice(speak.lang)
    registry = load(Path(click.get_app_dir("maildoctor")) / "checks")
    codes = {code.id: (code, "") for code in (SETTING_WRONG, *CODES)}
    for entry in registry.loaded:
        for code in entry.check.codes:
            codes.setdefault(code.id, (code, entry.check.id))
    checks = {entry.check.id: entry.check for entry in registry.loaded}
    known = True
    for word in given["words"]:
        if word in codes:
            code, where = codes[word]
            text = (speak.lang == "ja" and code.ja) or code.en
            names = {
                name: f"<{name.removeprefix('new_')}>"
                for part in (text.says, text.why, text.fix)
                for _, name, _, _ in string.Formatter().parse(part)
                if name
            }
            owner = code.owner or (code.field.owner if code.field else None)
            click.echo(f"{code.id}" + (f"  ({where})" if where else ""))
            for part in ("says", "why", "fix"):
                said = text.say(part, names, voice)
                if said:
                    click.echo(f"  {said}")
            if code.field is not None and owner is not None:
                click.echo(
                    speak(
                        f"  欄: {code.field.value}  直す人: {owner.value}",
                        f"  field: {code.field.value}  owner: {owner.value}",
                    )
                )
        elif word in checks:
            check = checks[word]
            click.echo(f"{check.id}  {speak(check.title.ja, check.title.en)}")
            for code in check.codes:
                click.echo(f"  {code.status.value:5} {code.id}")
        else:
            known = False
            close = difflib.get_close_matches(word, [*codes, *checks], 1)
            hint = speak(f"「{close[0]}」ではありませんか。", f"did you mean {close[0]}?") if close else ""
            click.echo(speak(f"{word}: 知りません。{hint}", f"{word}: not known. {hint}"), err=True)
    return 0 if known else 1
