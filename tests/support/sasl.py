"""The server's side of SASL, as far as scripts need it: read what the client offers, and say who it claims to be.

A server has one way to ask (`334`, `+`) and one to say yes or no; the exchanges are the same in all three protocols.
"""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.golden import Golden, decoded
from tests.support.records import Login
from tests.support.steps import Expect, Memory, RecordLogin, Script, Send, Then

_LINE = rb"(?P<said>.*)\Z"
_BEARER_REFUSED = b'{"status":"400","schemes":"Bearer","scope":"mail"}'


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one protocol wraps SASL: the prefix of a challenge, and the steps after yes, no, and a cancelled exchange.

    `tag` is taken from the command that began the exchange (IMAP), else empty.
    """

    prompt: bytes
    accepted: Callable[[bytes], Script]
    refused: Callable[[bytes, bytes | None], Script]
    cancelled: Callable[[bytes], Script]

    def ask(self, challenge: bytes) -> Script:
        """A challenge, and the line that answers it."""
        return (Send(self.prompt + base64.b64encode(challenge) + b"\r\n"), Expect(_LINE))


def exchange(golden: Golden, dialect: Dialect, mechanism: str, initial: bytes) -> Script:
    """The steps of one exchange; `initial` is the initial response as sent, empty where there was none."""
    match mechanism:
        case "LOGIN":
            first = () if initial else dialect.ask(b"Username:")
            return (*first, *dialect.ask(b"Password:"), Then(_then(golden, dialect, mechanism, initial)))
        case "CRAM-MD5":
            return (*dialect.ask(golden.challenge), Then(_then(golden, dialect, mechanism, b"")))
        case _:
            first = () if initial else dialect.ask(b"")
            return (*first, Then(_then(golden, dialect, mechanism, initial)))


def judged(golden: Golden, dialect: Dialect, login: Login, tag: bytes, farewell: Script = ()) -> Script:
    """Record the login and say what becomes of it."""
    login = dataclasses.replace(login, accepted=golden.accepts(login))
    if login.accepted:
        return (RecordLogin(login), *dialect.accepted(tag))
    text = golden.refusal(login) if golden.refusal is not None else None
    return (RecordLogin(login), *farewell, *dialect.refused(tag, text))


def _then(golden: Golden, dialect: Dialect, mechanism: str, initial: bytes) -> Callable[[Memory], Script]:
    def step(memory: Memory) -> Script:
        groups = memory.command.groupdict() if memory.command else {}
        tag = groups.get("tag") or b""
        lines = memory.lines[-2:]
        if b"*" in lines[-1:]:
            return dialect.cancelled(tag)
        if mechanism == "LOGIN":
            user, secret = decoded(initial or lines[-2]), decoded(lines[-1])
        else:
            user, secret = _read(mechanism, decoded(initial or lines[-1]))
        login = Login(mechanism, user, secret, memory.via)
        bearer = mechanism in ("XOAUTH2", "OAUTHBEARER")
        return judged(golden, dialect, login, tag, dialect.ask(_BEARER_REFUSED) if bearer else ())

    return step


def _read(mechanism: str, said: bytes) -> tuple[bytes, bytes]:
    """User and secret out of a decoded response."""
    match mechanism:
        case "PLAIN":
            parts = said.split(b"\0")
            return (parts[1], parts[2]) if len(parts) == 3 else (b"", said)
        case "CRAM-MD5":
            user, _, digest = said.rpartition(b" ")
            return user, digest
        case _:
            user_found = re.search(rb"(?:^|,|\x01)(?:user|a)=([^,\x01]*)", said)
            token_found = re.search(rb"\x01auth=Bearer ([^\x01]*)", said)
            return user_found[1] if user_found else b"", token_found[1] if token_found else said
