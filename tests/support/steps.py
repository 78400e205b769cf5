"""The steps a script is made of. A script says what a server does, byte by byte; it knows nothing about mail.

Patterns are matched from the start of the line (without its line end), without regard to case.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from maildoctor.demo.ca import Issued
from tests.support.grammar import Grammar
from tests.support.records import Login, Via


@dataclass(frozen=True, slots=True)
class Send:
    """Send these bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """Send a text with parts of the last matched line in it: `b"%(tag)b OK done\\r\\n"`; a percent sign is doubled."""

    template: bytes


@dataclass(frozen=True, slots=True)
class Expect:
    """Read one line and remember it. Another line than this ends the connection and is recorded as an error."""

    pattern: bytes


@dataclass(frozen=True, slots=True)
class Sleep:
    """Do nothing for so many seconds; a client that goes meanwhile ends the script."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drip:
    """Send one byte at a time, with a pause after each."""

    data: bytes
    interval: float


@dataclass(frozen=True, slots=True)
class Loop:
    """Send the same again and again, until the client goes, at most so often and so long."""

    data: bytes
    times: int = 10_000_000
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Fin:
    """Close in an orderly way; what the client still says is recorded for `linger` seconds. Ends the script."""

    linger: float = 0.5


@dataclass(frozen=True, slots=True)
class HalfClose:
    """Send FIN (no close_notify) and go on reading: the script continues, but can send no more."""


@dataclass(frozen=True, slots=True)
class Rst:
    """Reset the connection. Ends the script."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay silent until the client goes or the server is stopped.

    With `read=False` nothing is taken from the socket: the client's send window fills up.
    """

    read: bool = True


@dataclass(frozen=True, slots=True)
class StartTls:
    """Be a TLS server from here on; as the first step this is implicit TLS.

    `trusted=False` marks a certificate (or a name) that an honest client must refuse; whatever is received over such a
    channel is recorded as `Via.TLS_UNTRUSTED`. A failed handshake ends the connection and is recorded.
    """

    certificate: Issued
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    maximum: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED
    alpn: tuple[str, ...] = ()
    trusted: bool = True
    ciphers: str = "DEFAULT"
    wants_client_certificate: bool = False


@dataclass(frozen=True, slots=True)
class TlsRaw:
    """Wait for the ClientHello, then send these bytes in place of a handshake."""

    data: bytes


@dataclass(frozen=True, slots=True)
class NoCloseNotify:
    """From here on, close without the TLS close_notify."""


@dataclass(frozen=True, slots=True)
class Note:
    """Write a remark into the record of the connection."""

    text: str


@dataclass(frozen=True, slots=True)
class RecordLogin:
    """Write an attempt to log in into the record of the connection."""

    login: Login


@dataclass(frozen=True, slots=True)
class Memory:
    """What the script knows of the client so far: every line, the last match, and the last match of a `Respond`."""

    lines: tuple[bytes, ...]
    match: re.Match[bytes] | None
    command: re.Match[bytes] | None
    via: Via


@dataclass(frozen=True, slots=True)
class Then:
    """Go on with steps that depend on what the client said."""

    make: Callable[[Memory], Script]


@dataclass(frozen=True, slots=True)
class Rule:
    """In a `Respond`: what to do when a command matches."""

    pattern: bytes
    steps: Script


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer commands in any order by the first rule that matches, until one matches `until` (which is left to the next
    step to answer). A command without a rule gets the grammar's fall-back; a verb the grammar does not permit is
    recorded as a violation, whether it has a rule or not.
    """

    grammar: Grammar
    rules: tuple[Rule, ...]
    until: bytes | None = None


Step = (
    Send
    | Answer
    | Expect
    | Sleep
    | Drip
    | Loop
    | Fin
    | HalfClose
    | Rst
    | Hold
    | StartTls
    | TlsRaw
    | NoCloseNotify
    | Note
    | RecordLogin
    | Then
    | Respond
)
Script = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """Break off after so many bytes said by the script (inside TLS: of clear text), and do this instead."""

    offset: int
    instead: Fin | HalfClose | Rst | Hold


def alert(number: int, *, fatal: bool = True) -> bytes:
    """A TLS alert record in clear, for `TlsRaw`."""
    return bytes((0x15, 0x03, 0x03, 0x00, 0x02, 2 if fatal else 1, number))
