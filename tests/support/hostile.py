"""Dialogues with one thing wrong on purpose. Numbers in comments are those of the fault matrix."""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import ModuleType

from tests.support import dialogues_imap, dialogues_pop3, dialogues_smtp
from tests.support.golden import Golden, nobody
from tests.support.grammar import IMAP, POP3, SMTP, Grammar
from tests.support.records import Login
from tests.support.steps import Answer, Hold, Loop, Memory, Respond, Rule, Script, Send, Sleep, StartTls, Then

_MODULES: Mapping[str, ModuleType] = {"smtp": dialogues_smtp, "imap": dialogues_imap, "pop3": dialogues_pop3}
_GRAMMARS: Mapping[str, Grammar] = {"smtp": SMTP, "imap": IMAP, "pop3": POP3}
_HELLO: Mapping[str, bytes] = {"smtp": b"220 ", "imap": b"* OK ", "pop3": b"+OK "}


class Injected(StrEnum):
    """What an attacker puts behind the go-ahead of STARTTLS, before the handshake."""

    LINE = "line"
    FRAGMENT = "fragment"
    LATE_LINE = "late-line"


_INJECTED_LINE: Mapping[str, bytes] = {
    "smtp": b"250 INJECTED\r\n",
    "imap": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN INJECTED\r\n",
    "pop3": b"+OK INJECTED\r\n",
}


def injection(protocol: str, golden: Golden, kind: Injected | str, *, silent_after: bool = False) -> Script:
    """STARTTLS with something behind its answer (B04, B05, B06); `silent_after`: nothing is said inside TLS (B07)."""
    module, kind = _MODULES[protocol], Injected(kind)
    line = _INJECTED_LINE[protocol]
    behind = {Injected.LINE: line, Injected.FRAGMENT: line.rstrip(b"\r\n"), Injected.LATE_LINE: b""}[kind]
    late: Script = (Sleep(0.05), Send(line)) if kind is Injected.LATE_LINE else ()
    go_ahead, *handshake = module.starttls(golden, behind)
    inside: Script = (Hold(),) if silent_after else module.after_tls(golden)
    return (*module.greeting(golden), *module.until_tls(golden), go_ahead, *late, *handshake, *inside)


def clear_after_starttls(protocol: str, golden: Golden) -> Script:
    """STARTTLS is answered with yes, and the talk goes on in clear (B18)."""
    module = _MODULES[protocol]
    go_ahead = module.starttls(golden)[0]
    return (*module.greeting(golden), *module.until_tls(golden), go_ahead, *module.until_tls(golden), Hold())


def early_tagged_ok(golden: Golden) -> Script:
    """IMAP on 143: the answer to each command already carries the OK to the next one (B08)."""

    def both(memory: Memory) -> Script:
        assert memory.match is not None
        tag = memory.match["tag"]
        return (
            Send(b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n"),
            Send(tag + b" OK done.\r\n" + next_tag(tag) + b" OK Begin TLS negotiation now.\r\n"),
        )

    rules = (Rule(rb"(?P<tag>\S+) CAPABILITY\Z", (Then(both),)),)
    return (
        *dialogues_imap.greeting(golden),
        Respond(IMAP, rules, until=rb"(?P<tag>\S+) STARTTLS\Z"),
        golden.tls,
        *dialogues_imap.after_tls(golden),
    )


def next_tag(tag: bytes) -> bytes:
    """The tag a client will most probably use next: the number at its end, plus one, as wide."""
    found = re.search(rb"\d+\Z", tag)
    if found is None:
        return tag
    return tag[: found.start()] + str(int(found[0]) + 1).encode().rjust(len(found[0]), b"0")


def preauth(golden: Golden, *, implicit: bool = False) -> Script:
    """`* PREAUTH` as the greeting: on 143 in clear (B10), or inside TLS (B11)."""
    first: Script = (golden.tls,) if implicit else ()
    rules = dialogues_imap.rules(golden, secure=implicit, logged_in=True)
    return (*first, Send(b"* PREAUTH " + golden.name + b" ready\r\n"), Respond(IMAP, rules))


def endless_lines(protocol: str, golden: Golden, *, seconds: float = 10.0) -> Script:
    """The answer to EHLO, CAPABILITY or CAPA never ends (D05, D06)."""
    loop, command = {
        "smtp": (Loop(b"250-AND-ANOTHER\r\n", seconds=seconds), rb"EHLO "),
        "imap": (Loop(b"* CAPABILITY AND-ANOTHER\r\n", seconds=seconds), rb"\S+ CAPABILITY\Z"),
        "pop3": (Loop(b"AND-ANOTHER\r\n", seconds=seconds), rb"CAPA\Z"),
    }[protocol]
    opening: Script = (Send(b"+OK\r\n"), loop) if protocol == "pop3" else (loop,)
    return (*_MODULES[protocol].greeting(golden), Respond(_GRAMMARS[protocol], (Rule(command, opening),)))


def long_line(protocol: str, size: int, *, ends: bool = True) -> Script:
    """A greeting of so many bytes, with or without an end (D04); then silence."""
    head = _HELLO[protocol]
    return (Send(head + b"x" * (size - len(head)) + b"\r\n" * ends), Hold())


def huge_literal(golden: Golden, announced: bytes = b"4294967296") -> Script:
    """IMAP: a reply announces a literal of absurd size, and a few bytes of it come (D07)."""
    reply = b'* LIST () "/" {' + announced + b"}\r\nabc"
    return (
        *dialogues_imap.greeting(golden),
        Respond(IMAP, (Rule(rb"\S+ CAPABILITY\Z", (Answer(reply), Hold())),)),
    )


def slow_banner(script: Script, seconds: float) -> Script:
    """The same script, but its first words come late (A08); a handshake before them does not."""
    at = 1 if script and isinstance(script[0], StartTls) else 0
    return (*script[:at], Sleep(seconds), *script[at:])


def silent() -> Script:
    """The greeting never comes (A07)."""
    return (Hold(),)


FOREIGN: Mapping[str, bytes] = {
    "smtp": b"220 mail.example.test ESMTP ready\r\n",
    "imap": b"* OK [CAPABILITY IMAP4rev1] ready\r\n",
    "pop3": b"+OK POP3 ready\r\n",
    "http": b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
    "ftp": b"220 FTP server ready\r\n",
    "sip": b"SIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "telnet": b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27",
    "rdp": b"\x03\x00\x00\x0b\x06\xd0\x00\x00\x12\x34\x00",
    "go-away": b"550 go away\r\n",
    "nul": b"\x00" * 64,
    "high": b"\xff" * 64,
}


def foreign(name: str) -> Script:
    """The first words of something else than was asked for (D01, D15); then it stays silent."""
    return (Send(FOREIGN[name]), Hold())


_JAPANESE = "ようこそ株式会社ー表示予定"  # holds characters whose second Shift_JIS byte is a backslash
TEXTS: Mapping[str, bytes] = {
    "shift-jis": _JAPANESE.encode("cp932"),
    "shift-jis-c1": "川".encode("cp932") + b"\x9b\x31m" + "東".encode("cp932"),
    "euc-jp": "ようこそ".encode("euc-jp") + b"\x8e\xb1\x8f\xb0\xa1",
    "iso-2022-jp": "ようこそ日本語".encode("iso-2022-jp"),
    "iso-2022-jp-unterminated": b"\x1b$B$h$&$3$=",
    "half-width-kana": "ﾖｳｺｿ".encode("cp932"),
    "utf-8": "ようこそ 👋 が".encode(),
    "utf-8-overlong": b"\xc0\xaf\xe0\x80\xaf",
    "utf-8-truncated": "ようこそ".encode()[:-1],
    "utf-8-surrogate": b"\xed\xa0\x80",
    "bom": b"\xef\xbb\xbfready",
    "colour": b"\x1b[31mready\x1b[0m",
    "cursor": b"\x1b[2J\x1b[1;1Hready",
    "title": b"\x1b]0;owned\x07ready",
    "clipboard": b"\x1b]52;c;b3duZWQ=\x07ready",
    "device-control": b"\x1bP1$r0m\x1b\\\x1b_x\x1b\\ready",
    "c1": b"\x9b31mready\x9d0;owned\x9c",
    "bell": b"\x07\x07ready",
    "overprint": b"bad\x08\x08\x08good\rGOOD",
    "nul": b"re\x00ady",
    "bidi": "ready \u202egnp.exe\u202c \u2066x\u2069".encode(),
    "invisible": "re\u200bady\ufeff \U000e0041".encode(),
    "combining": b"a" + "\u0301".encode() * 1000,
    "markup": b"<script>alert(1)</script> [x](javascript:x) =HYPERLINK(1) &#x0;",
    "format": b"%s%n{0}{password}$(id)`id`",
}


def odd_banner(protocol: str, golden: Golden, text: str) -> Golden:
    """The same server, with one of `TEXTS` in its greeting (D14 to D21)."""
    return dataclasses.replace(golden, banner=_HELLO[protocol] + TEXTS[text])


def _blob(login: Login) -> bytes:
    return base64.b64encode(b"\0" + login.user + b"\0" + login.secret)


ECHOES: Mapping[str, Callable[[Login], bytes]] = {
    "raw": lambda login: login.secret,
    "base64": lambda login: base64.b64encode(login.secret),
    "plain-blob": _blob,
    "upper": lambda login: login.secret.upper(),
    "quoted": lambda login: b'"' + login.secret.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"',
    "percent": lambda login: b"".join(b"%%%02X" % byte for byte in login.secret),
    "hex": lambda login: login.secret.hex().encode(),
    "reversed": lambda login: login.secret[::-1],
}
_REFUSED: Mapping[str, bytes] = {
    "smtp": b"535 5.7.8 Error: authentication failed: ",
    "imap": b"NO [AUTHENTICATIONFAILED] Authentication failed: ",
    "pop3": b"-ERR [AUTH] Authentication failed: ",
}


def credential_echo(protocol: str, golden: Golden, form: str) -> Golden:
    """The same server, refusing every login with a text that repeats the credentials in one of `ECHOES` (D30)."""
    return dataclasses.replace(golden, accepts=nobody, refusal=lambda login: _REFUSED[protocol] + ECHOES[form](login))
