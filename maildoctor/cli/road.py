"""Selectors and hosts to compare with, as typed. Wrong ones are refused here, before anything is sent."""

from __future__ import annotations

import re

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.wire.address import AddressError, parse_domain

MAIL_PORTS = (25, 110, 143, 465, 587, 993, 995, 2525)
"""The ports on which a mail server elsewhere may be asked to answer."""

_SELECTOR = re.compile(r"(?=.{1,180}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_MOST_SELECTORS, _MOST_CONTROLS = 20, 4


def selectors_of(typed: tuple[str, ...], speak: Speak) -> tuple[str, ...]:
    """The selectors behind --dkim-selector (RFC 6376 section 3.1: labels as in a host name).

    Raises:
        ProblemError: one is no such name, or there are too many.
    """
    found: dict[str, None] = {}
    for text in typed:
        selector = text.strip().lower()
        if _SELECTOR.fullmatch(selector) is None or "_domainkey" in selector:
            raise ProblemError(
                f"--dkim-selector {_shown(text)}",
                speak(
                    "DKIM-Signature の s= の値です。英数字、ハイフン、点で書いてください(例: s2048)",
                    "must be the value of s= in DKIM-Signature: letters, digits, hyphens, dots (as in s2048)",
                ),
            )
        found[selector] = None
    if len(found) > _MOST_SELECTORS:
        raise ProblemError("--dkim-selector", speak(f"{_MOST_SELECTORS} 個までです", f"{_MOST_SELECTORS} at most"))
    return tuple(found)


def controls_of(typed: tuple[str, ...], speak: Speak) -> tuple[str, ...]:
    """The hosts behind --control, as "host" or "host:port" in ASCII and lower case.

    Raises:
        ProblemError: one is no host name, has a port that is none of mail, or there are too many.
    """
    found: dict[str, None] = {}
    for text in typed:
        host, colon, port = text.strip().partition(":")
        try:
            name, _ = parse_domain(host)
        except AddressError:
            raise _no_control(text, speak) from None
        if colon and port not in map(str, MAIL_PORTS):
            raise _no_control(text, speak)
        found[f"{name}:{port}" if colon else name] = None
    if len({control.partition(":")[0] for control in found}) > _MOST_CONTROLS:
        raise ProblemError("--control", speak(f"{_MOST_CONTROLS} 台までです", f"{_MOST_CONTROLS} hosts at most"))
    return tuple(found)


def _no_control(text: str, speak: Speak) -> ProblemError:
    ports = ", ".join(map(str, MAIL_PORTS))
    return ProblemError(
        f"--control {_shown(text)}",
        speak(
            f"サーバー名、または サーバー名:番号 で書いてください。番号は {ports}(例: mx.example.com:25)",
            f"must be HOST or HOST:PORT; PORT is one of {ports} (as in mx.example.com:25)",
        ),
    )


def _shown(text: str) -> str:
    from maildoctor.wire.readable import clean

    return clean(text, 80)
