"""`maildoctor explain`: a code, a check, a word of mail, an error of a client, a server's reply or a whole bounce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maildoctor.cli.options import login_options, network_options, report_options
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

if TYPE_CHECKING:
    from maildoctor.exam.registry import Registry
    from maildoctor.explain.outlook_line import PastedSettings


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    run_options = [*login_options(speak), *network_options(speak), *report_options(speak)]
    return click.Command(
        "explain",
        params=[
            click.Argument(["words"], nargs=-1, metavar="[WORDS|FILE|-]"),
            click.Option(
                ["--clipboard"],
                is_flag=True,
                help=speak("クリップボードの文を読む", "Read the text from the clipboard."),
            ),
            click.Option(
                ["--run"],
                metavar="ADDRESS",
                help=speak(
                    "見分ける検査だけを、このアドレスに行う(下の選択肢はそのときのもの)",
                    "Run the deciding checks on this address; the options below are for that.",
                ),
            ),
            *run_options,
        ],
        callback=lambda **given: _explain(speak, **given),
        help=speak(
            "画面に出た番号や文(0x800CCC0E など)、サーバーの返事、返送メール(.eml)、診断のコード、検査の ID、"
            "メールの用語の意味と、考えられる原因を説明します。終了コード: 0 見つかった、1 見つからない。",
            "Explain a number or text on the customer's screen (such as 0x800CCC0E), a server's reply, a bounce "
            "(.eml), a diagnosis code, a check id or a word of mail. Exit status: 0 known, 1 nothing found.",
        ),
        short_help=speak("番号、返事、返送メール、用語の説明", "Explain an error, a reply, a bounce or a word."),
    )


def _explain(speak: Speak, **given: Any) -> int:
    from pathlib import Path

    from maildoctor.cli.pasted import pasted_bytes
    from maildoctor.exam.registry import load

    words: tuple[str, ...] = given["words"]
    if not words and not given["clipboard"]:
        raise ProblemError(
            "WORDS",
            speak(
                "説明する番号、文、ファイルを書いてください(例: maildoctor explain 0x800CCC0E)",
                "give a number, a text or a file (as in: maildoctor explain 0x800CCC0E)",
            ),
        )
    registry = load(Path(click.get_app_dir("maildoctor")) / "checks")
    checks = _known_words(words, registry, speak)
    if checks is None:
        checks, pasted = _pasted(pasted_bytes(words, given["clipboard"], speak), registry, speak)
        if checks is not None and given["run"] is None:
            click.echo("\n" + speak("調べるには: ", "To find out: ") + _to_run(words, given["clipboard"]))
    else:
        pasted = None
    if checks is None:
        _not_known(" ".join(words), registry, speak)
        return 1
    if given["run"] is not None and checks:
        return _run(given, checks, pasted, speak)
    return 0


def _known_words(words: tuple[str, ...], registry: Registry, speak: Speak) -> tuple[str, ...] | None:
    """Explain codes, checks and words of mail; the checks behind them, or None where one of them is none of these."""
    from maildoctor.cli.explain_code import check_lines, code_lines, known_codes
    from maildoctor.knowledge.glossary import term_of
    from maildoctor.report.explained import term_text
    from maildoctor.report.voice import Voice

    voice, codes = Voice(speak.lang), known_codes(registry)
    by_id = {entry.check.id: entry.check for entry in registry.loaded}
    whole = term_of(" ".join(words)) if words else None
    names = words if whole is None else (" ".join(words),)
    if not names or not all(name in codes or name in by_id or term_of(name) for name in names):
        return None
    checks: list[str] = []
    for name in names:
        if name in codes:
            code, where = codes[name]
            click.echo("\n".join(code_lines(code, where, voice, speak)))
            checks += [where] if where else []
        elif name in by_id:
            click.echo("\n".join(check_lines(by_id[name], speak)))
            checks.append(name)
        elif (term := term_of(name)) is not None:
            click.echo(term_text(term.names[0], term.says, voice), nl=False)
    return tuple(checks)


def _pasted(data: bytes, registry: Registry, speak: Speak) -> tuple[tuple[str, ...] | None, PastedSettings | None]:
    """Explain pasted text; the checks that decide (None where nothing is known of it) and the settings in it."""
    from maildoctor.explain.bounce import looks_like_mail, read_bounce
    from maildoctor.explain.match import found_errors
    from maildoctor.explain.outlook_line import pasted_settings
    from maildoctor.explain.ranked import checks_of, ranked_causes
    from maildoctor.report.explained import MOST_CAUSES, bounce_text, explained_text
    from maildoctor.report.voice import Voice
    from maildoctor.wire.readable import decode

    voice = Voice(speak.lang)
    bounce = read_bounce(data) if looks_like_mail(data) else None
    text = bounce.words if bounce is not None else _text(data) or decode(data)
    matches, pasted = found_errors(text), pasted_settings(text)
    causes = ranked_causes(matches, pasted)
    if not causes:
        return None, None
    titles = {entry.check.id: entry.check.title for entry in registry.loaded}
    if bounce is not None:
        click.echo(bounce_text(bounce, voice), nl=False)
    click.echo(explained_text(matches, causes, pasted, titles, voice), nl=False)
    return checks_of(causes[:MOST_CAUSES]), pasted


def _to_run(words: tuple[str, ...], clipboard: bool) -> str:
    """The command that runs the deciding checks, to be copied."""
    import shlex

    what = "--clipboard" if clipboard else shlex.join(words)
    return f"maildoctor explain --run ADDRESS {what}"


def _text(data: bytes) -> str:
    from maildoctor.cli.texts import decode_text

    try:
        return decode_text(data)
    except UnicodeDecodeError:
        return ""


def _not_known(words: str, registry: Registry, speak: Speak) -> None:
    import difflib

    from maildoctor.cli.explain_code import known_codes
    from maildoctor.knowledge.glossary import spellings
    from maildoctor.wire.readable import clean

    known = [*known_codes(registry), *(entry.check.id for entry in registry.loaded), *spellings()]
    close = difflib.get_close_matches(words, known, 1) if words else []
    hint = speak(f"「{close[0]}」ではありませんか。", f"did you mean {close[0]}?") if close else ""
    shown = clean(words, 120) or speak("貼られた文", "what was pasted")
    click.echo(speak(f"{shown}: 知りません。{hint}", f"{shown}: not known. {hint}").rstrip(), err=True)


def _run(given: dict[str, Any], checks: tuple[str, ...], pasted: PastedSettings | None, speak: Speak) -> int:
    """`check ADDRESS` with the deciding checks alone, and with the settings that the pasted text shows."""
    import tempfile
    from pathlib import Path

    from maildoctor.cli import check
    from maildoctor.cli.settings_text import settings_text
    from maildoctor.model.settings import Direction, Settings

    arguments = [given["run"], *(word for identifier in checks for word in ("--only", identifier))]
    shared = {key: value for key, value in given.items() if key not in ("words", "clipboard", "run")}
    click.echo()
    with tempfile.TemporaryDirectory(prefix="maildoctor-explain-") as folder:
        if pasted is not None:
            incoming = pasted.direction is Direction.INCOMING
            settings = Settings(incoming=pasted.settings) if incoming else Settings(outgoing=pasted.settings)
            path = Path(folder) / "settings.toml"
            path.write_text(settings_text(settings), encoding="utf-8")
            arguments += ["--settings", str(path)]
        examining = check.command(speak)
        with examining.make_context("check", arguments) as context:
            context.params.update(shared)
            status: int = examining.invoke(context)
            return status
