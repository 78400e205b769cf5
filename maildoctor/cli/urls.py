"""Settings written as URLs: `imaps://user@example.jp@mail.example.jp:993`."""

from __future__ import annotations

import urllib.parse

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.settings import Direction, Protocol, Security, ServerSettings

_SCHEMES = {
    "imaps": (Protocol.IMAP, Security.TLS, 993),
    "imap+starttls": (Protocol.IMAP, Security.STARTTLS, 143),
    "imap": (Protocol.IMAP, Security.NONE, 143),
    "pop3s": (Protocol.POP3, Security.TLS, 995),
    "pop3+starttls": (Protocol.POP3, Security.STARTTLS, 110),
    "pop3": (Protocol.POP3, Security.NONE, 110),
    "smtps": (Protocol.SMTP, Security.TLS, 465),
    "smtp+starttls": (Protocol.SMTP, Security.STARTTLS, 587),
    "smtp": (Protocol.SMTP, Security.NONE, 25),
}


def parse_url(text: str, direction: Direction, speak: Speak) -> ServerSettings:
    """One direction from a URL; the user name is left out where the URL has none.

    Raises:
        ProblemError: it is no such URL, or it holds a password (which is not repeated).
    """
    option = f"--{direction.value}"
    scheme, separator, rest = text.partition("://")
    known = _SCHEMES.get(scheme.lower()) if separator else None
    outgoing = direction is Direction.OUTGOING
    if known is None or (known[0] is Protocol.SMTP) is not outgoing:
        fitting = ", ".join(s for s, (p, _, _) in _SCHEMES.items() if (p is Protocol.SMTP) is outgoing)
        raise ProblemError(
            option, speak(f"「…://」の前に使えるのは {fitting}", f"the part in front of :// must be one of {fitting}")
        )
    user, at, place = rest.rpartition("@")
    if at and ":" in user:
        raise ProblemError(
            option,
            speak(
                "URL にパスワードは書けません。パスワードは入力を求められたときに入れてください",
                "a URL must not hold a password; type it when asked",
            ),
        )
    protocol, security, default = known
    host, port = _place(place.rstrip("/"), option, speak)
    username = urllib.parse.unquote(user) if at else None
    if username is not None and (not username or any(ord(c) < 32 for c in username)):
        raise ProblemError(
            option, speak("ユーザー名が空か、制御文字を含みます", "the user name is empty or has control characters")
        )
    return ServerSettings(None if outgoing else protocol, host, port or default, security, username)


def _place(text: str, option: str, speak: Speak) -> tuple[str, int | None]:
    host, port = text, ""
    if text.startswith("["):
        host, _, after = text[1:].partition("]")
        port = after.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    host = urllib.parse.unquote(host)
    if not host or "/" in host or any(ord(c) < 32 for c in host):
        raise ProblemError(option, speak("サーバーの名前がありません", "there is no host name"))
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise ProblemError(option, speak("ポートは 1 から 65535 の数です", "the port must be a number from 1 to 65535"))
    return host, int(port) if port else None
