"""What was pasted, explained: its meaning, the causes behind it, and the checks that decide between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from maildoctor.explain.bounce import Bounce
from maildoctor.explain.match import Match
from maildoctor.explain.outlook_line import PastedSettings
from maildoctor.knowledge.known_errors import Cause
from maildoctor.model.finding import Title
from maildoctor.report.lines import wrapped
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name
from maildoctor.wire.readable import clean

WIDTH = 80
MOST_CAUSES = 6
_MOST_MEANINGS = 3
_CLIENTS = {
    "outlook": ("Outlook", "Outlook"),
    "windows-live-mail": ("Windows Live メール", "Windows Live Mail"),
    "thunderbird": ("Thunderbird", "Thunderbird"),
    "iphone": ("iPhone", "iPhone"),
    "apple-mail": ("Mac のメール", "Mail on the Mac"),
    "android": ("Android", "Android"),
}


def explained_text(
    matches: Sequence[Match],
    causes: Sequence[Cause],
    pasted: PastedSettings | None,
    titles: Mapping[str, Title],
    voice: Voice,
) -> str:
    """The whole explanation. `titles`: names of the checks by id."""
    lines: list[str] = []
    for match in matches[:_MOST_MEANINGS]:
        lines += _meaning(match, voice)
    if pasted is not None:
        lines += ["", voice.pick("貼られた設定: ", "Settings in what was pasted: ") + _settings(pasted, voice)]
    lines += ["", voice.pick("考えられる原因(可能性の高い順)", "What can be behind it (the most probable first)")]
    for number, cause in enumerate(causes[:MOST_CAUSES], 1):
        lines += _cause(number, cause, titles, voice)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def bounce_text(bounce: Bounce, voice: Voice) -> str:
    """Who reported what of whom, in front of the explanation."""
    lines = []
    for failure in bounce.failures[:5]:
        who = failure.server or bounce.reporter or voice.pick("サーバー", "the server")
        said = failure.said or failure.status
        lines += wrapped(
            voice.pick(
                f"{failure.recipient} あては届きませんでした。{who} の返事: {said}",
                f"Not delivered to {failure.recipient}. {who} said: {said}",
            ),
            WIDTH,
            "  ",
        )
    return "".join(f"{line}\n" for line in lines) + ("\n" if lines else "")


def term_text(name: str, says: Title, voice: Voice) -> str:
    """One word of the glossary."""
    return "\n".join([name, *wrapped(f"  {voice.title(says)}", WIDTH, "  ")]) + "\n"


def _meaning(match: Match, voice: Voice) -> Iterator[str]:
    error = match.error
    clients = voice.pick("、", ", ").join(voice.pick(*_CLIENTS[client]) for client in error.clients)
    head = clean(match.shown, 120) + (f"  ({clients})" if clients else "")
    yield from wrapped(head, WIDTH, "  ")
    doubt = "" if error.verified else voice.pick("(意味は未確認)", " (meaning not verified)")
    yield from wrapped(f"  {voice.title(error.means)}{doubt}", WIDTH, "  ")


def _cause(number: int, cause: Cause, titles: Mapping[str, Title], voice: Voice) -> Iterator[str]:
    yield from wrapped(f"  {number}  {voice.title(cause.says)}", WIDTH, "     ")
    yield from wrapped(f"     {voice.pick('決め手', 'Decides')}: {voice.title(cause.decides)}", WIDTH, "       ")
    names = voice.pick("、", ", ").join(
        f"{identifier} ({voice.title(titles[identifier])})" for identifier in cause.checks if identifier in titles
    )
    yield from wrapped(f"     {voice.pick('調べる検査', 'Checks')}: {names}", WIDTH, "       ")


def _settings(pasted: PastedSettings, voice: Voice) -> str:
    settings = pasted.settings
    parts = [direction_name(pasted.direction, voice)]
    if settings.protocol is not None:
        parts.append(voice.shown(f"{pasted.direction}.protocol", settings.protocol.value))
    parts.append(clean(settings.host or "", 120))
    if settings.port is not None:
        parts.append(str(settings.port))
    if settings.security is not None:
        name = voice.short(f"{pasted.direction}.security")
        parts.append(f"{name}: {voice.shown(f'{pasted.direction}.security', settings.security.value)}")
    return " ".join(parts)
