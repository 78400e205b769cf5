"""Which commands the program under test may use, protocol by protocol (contract, section "Logins").

Anything else that a server hears is a violation: the program changes nothing, and asks for nothing it does not need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TLS_RECORD = re.compile(rb"\x16\x03[\x00-\x04]")


@dataclass(frozen=True, slots=True)
class Grammar:
    """How commands of one protocol look: where the verb is, which are permitted, what to say to one without a rule.

    `shapes` narrows single verbs down to a form; `literals` is IMAP's way of putting raw bytes into a command.
    """

    name: str
    command: bytes
    permitted: frozenset[str]
    fallback: bytes
    shapes: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    literals: bool = False

    def verb(self, line: bytes) -> str | None:
        """The verb of a command in upper case; None where there is none, as in a ClientHello sent in clear."""
        found = re.match(self.command, line, re.DOTALL)
        return found["verb"].decode("ascii").upper() if found else None

    def violation(self, line: bytes) -> str | None:
        """What is wrong with this command, or None. A ClientHello in clear is a guess at the port, not a command."""
        if _TLS_RECORD.match(line):
            return None
        verb = self.verb(line)
        if verb is None:
            return f"{self.name}: not a command: {line[:40]!r}"
        if verb not in self.permitted:
            return f"{self.name}: verb {verb} is not permitted"
        shape = self.shapes.get(verb)
        if shape is not None and not re.fullmatch(shape, line, re.IGNORECASE | re.DOTALL):
            return f"{self.name}: {verb} in a form that is not permitted: {line[:80]!r}"
        return None

    def refuse(self, line: bytes) -> bytes:
        """The answer to a command that no rule covers."""
        found = re.match(self.command, line, re.DOTALL)
        tag = found.groupdict().get("tag") if found else None
        return self.fallback % {b"tag": tag or b"*"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMTP = Grammar(
    name="smtp",
    command=rb"(?P<verb>[A-Za-z]+)(?= |$)",
    permitted=_words("EHLO HELO STARTTLS AUTH MAIL RCPT RSET NOOP QUIT"),
    fallback=b"502 5.5.1 command not implemented\r\n",
)
IMAP = Grammar(
    name="imap",
    command=rb"(?P<tag>[^\s(){%*\"\\+]+) (?P<verb>[A-Za-z]+)(?= |$)",
    permitted=_words(
        "CAPABILITY STARTTLS AUTHENTICATE LOGIN LOGOUT NOOP NAMESPACE LIST STATUS EXAMINE GETQUOTAROOT FETCH"
    ),
    fallback=b"%(tag)b BAD command unknown\r\n",
    shapes={"FETCH": rb"\S+ FETCH [\d:,*]+ \(?(?:(?:UID|RFC822\.SIZE|INTERNALDATE)(?: |\)?$))+"},
    literals=True,
)
POP3 = Grammar(
    name="pop3",
    command=rb"(?P<verb>[A-Za-z]+)(?= |$)",
    permitted=_words("CAPA STLS USER PASS APOP AUTH STAT LIST UIDL QUIT"),
    fallback=b"-ERR command unknown\r\n",
)
