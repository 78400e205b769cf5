"""Logins as the servers saw them: read from Dovecot's own log, for IMAP, POP3 and (by way of Postfix) SMTP."""

from __future__ import annotations

import itertools
import json
import re
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.dovecot import Instance

_PLAIN = frozenset({"PLAIN", "LOGIN"})
# Postfix only says "secured" to Dovecot, which calls that trusted; Dovecot itself has no trusted network here.
_ENCRYPTED = frozenset({"TLS", "trusted"})
_EVENT = re.compile(r"stats: Info: (\{.*\})$")
_IN_CLEAR = re.compile(r" (imap|pop3)-login: Info: Login failed: Plaintext authentication disabled: .* lip=([^,\s]+)")
_MARKER = "lab-marker-"
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """One login that a server decided about.

    A login in clear that the server forbids is here, too (`mechanism` "PLAIN", user unknown): the password was sent.
    """

    at: float
    protocol: str
    username: str
    mechanism: str
    ok: bool
    tls: bool
    address: str

    @property
    def family(self) -> str:
        """Mechanisms that send the same secret in the same way are one family."""
        return "PLAIN" if self.mechanism in _PLAIN else self.mechanism


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in the logs of some instances: bytes already written, by instance name."""

    positions: Mapping[str, int]


def mark(instances: Sequence[Instance], root: Path) -> Mark:
    """The moment now; every login already answered is before it."""
    for instance in instances:
        _settle(instance, root)
    return Mark({instance.name: instance.log(root).stat().st_size for instance in instances})


def attempts(instances: Sequence[Instance], root: Path, since: Mark | None) -> list[LoginAttempt]:
    """All logins in the order in which they were decided; every login already answered is among them."""
    found: list[LoginAttempt] = []
    for instance in instances:
        _settle(instance, root)
        start = since.positions.get(instance.name, 0) if since else 0
        with instance.log(root).open("rb") as log:
            log.seek(start)
            found += _parse(log.read().decode(errors="replace"))
    return sorted(found, key=lambda attempt: attempt.at)


def _settle(instance: Instance, root: Path) -> None:
    """Wait until the log has caught up: ask for a user nobody has, and see the question arrive at its end.

    The question goes through the same processes as the logins before it, so nothing can be in the pipe any more.
    """
    name = f"{_MARKER}{next(_serial)}"
    start = instance.log(root).stat().st_size
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(instance.lookup_socket(root)))
        connection.sendall(f"VERSION\t1\t1\nUSER\t1\t{name}\tservice=lab\n".encode())
        limit = time.monotonic() + 5
        while not _contains(instance.log(root), start, f'"user":"{name}"'):
            if time.monotonic() > limit:
                raise TimeoutError(f"the log of {instance.name} does not catch up")
            time.sleep(0.002)


def _contains(log: Path, start: int, words: str) -> bool:
    with log.open("rb") as text:
        text.seek(start)
        return words.encode() in text.read()


def _parse(text: str) -> Iterator[LoginAttempt]:
    for line in text.splitlines():
        if event := _EVENT.search(line):
            record = json.loads(event[1])
            if record["event"] == "auth_request_finished":
                yield _attempt(record["end_time"], record["fields"])
        elif in_clear := _IN_CLEAR.search(line):
            moment = time.mktime(time.strptime(line[:19], "%Y-%m-%d %H:%M:%S"))
            yield LoginAttempt(moment, in_clear[1], "", "PLAIN", ok=False, tls=False, address=in_clear[2])


def _attempt(moment: float, fields: Mapping[str, str]) -> LoginAttempt:
    return LoginAttempt(
        at=moment,
        protocol=fields.get("service", ""),
        username=fields.get("user", ""),
        mechanism=fields.get("mechanism", ""),
        ok=fields.get("success") == "yes",
        tls=fields.get("transport") in _ENCRYPTED,
        address=fields.get("local_ip", ""),
    )
