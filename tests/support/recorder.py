"""The pen that writes a `Connection` while it is going on. Written by the server's thread, read by the test's."""

from __future__ import annotations

import threading
import time

from tests.support.records import Connection, Login, Received, Via

_LONGEST_SENT = 1 << 20


class Recorder:
    """Collects what happens on one connection; `snapshot` may be taken at any moment from any thread."""

    def __init__(self, number: int, peer: str) -> None:
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._number = number
        self._peer = peer
        self._received: list[Received] = []
        self._sent = bytearray()
        self._lines: list[bytes] = []
        self._verbs: list[str] = []
        self._violations: list[str] = []
        self._errors: list[str] = []
        self._notes: list[str] = []
        self._logins: list[Login] = []
        self._end = ""
        self._server_name: str | None = None
        self._tls_version: str | None = None
        self._tls_failure: str | None = None
        self._alpn: str | None = None

    def received(self, data: bytes, via: Via) -> None:
        """Bytes came in."""
        with self._lock:
            self._received.append(Received(data, via, time.monotonic() - self._began))

    def said(self, data: bytes) -> None:
        """The script said something. An endless loop is not kept to its end."""
        with self._lock:
            if len(self._sent) < _LONGEST_SENT:
                self._sent += data

    def line(self, line: bytes) -> None:
        """A line was read by a step."""
        with self._lock:
            self._lines.append(line)

    def verb(self, verb: str) -> None:
        """A command was recognised."""
        with self._lock:
            self._verbs.append(verb)

    def violation(self, text: str) -> None:
        """The client did what it must not do."""
        with self._lock:
            self._violations.append(text)

    def error(self, text: str) -> None:
        """The script did not go as written."""
        with self._lock:
            self._errors.append(text)

    def note(self, text: str) -> None:
        """A remark of the script, or of the machinery."""
        with self._lock:
            self._notes.append(text)

    def login(self, login: Login) -> None:
        """Somebody tried to log in."""
        with self._lock:
            self._logins.append(login)

    def asked_name(self, name: str | None) -> None:
        """The server name in the ClientHello."""
        with self._lock:
            self._server_name = name

    def tls(self, version: str | None, alpn: str | None) -> None:
        """A handshake succeeded."""
        with self._lock:
            self._tls_version, self._alpn = version, alpn

    def tls_failed(self, reason: str) -> None:
        """A handshake failed."""
        with self._lock:
            self._tls_failure = reason

    def ended(self, how: str) -> None:
        """The connection is over."""
        with self._lock:
            self._end = self._end or how

    @property
    def lines(self) -> tuple[bytes, ...]:
        """Every line read so far."""
        with self._lock:
            return tuple(self._lines)

    def snapshot(self) -> Connection:
        """The record as it stands."""
        with self._lock:
            return Connection(
                number=self._number,
                peer=self._peer,
                received=tuple(self._received),
                lines=tuple(self._lines),
                verbs=tuple(self._verbs),
                violations=tuple(self._violations),
                errors=tuple(self._errors),
                notes=tuple(self._notes),
                logins=tuple(self._logins),
                end=self._end,
                server_name=self._server_name,
                tls_version=self._tls_version,
                tls_failure=self._tls_failure,
                alpn=self._alpn,
                sent=bytes(self._sent),
            )
