"""What a script server saw of its clients: the evidence tests judge the program under test by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Via(StrEnum):
    """The kind of channel a byte came over, seen from an honest client.

    `TLS_UNTRUSTED` is TLS with a certificate that an honest client refuses: a secret has no business there either.
    """

    CLEAR = "clear"
    TLS = "tls"
    TLS_UNTRUSTED = "tls-untrusted"


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes from one read: decrypted where the channel is TLS; `at` is in seconds since the connection was accepted."""

    data: bytes
    via: Via
    at: float


@dataclass(frozen=True, slots=True)
class Login:
    """One attempt to log in, as a dialogue decoded it. `secret` is what was sent: a password, a token or a digest."""

    mechanism: str
    user: bytes
    secret: bytes
    via: Via
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """One client connection, from accept to end. `end` is empty while it is still open.

    `sent` is what the script said, in clear text where it was inside TLS, up to a mebibyte: its length is the range of
    offsets for `Cut`.
    """

    number: int
    peer: str
    received: tuple[Received, ...]
    lines: tuple[bytes, ...]
    verbs: tuple[str, ...]
    violations: tuple[str, ...]
    errors: tuple[str, ...]
    notes: tuple[str, ...]
    logins: tuple[Login, ...]
    end: str
    server_name: str | None
    tls_version: str | None
    tls_failure: str | None
    alpn: str | None
    sent: bytes = b""

    def over(self, *channels: Via) -> bytes:
        """Everything received over the given channels, in order."""
        return b"".join(piece.data for piece in self.received if piece.via in channels)

    @property
    def clear(self) -> bytes:
        """What came before TLS, or without it."""
        return self.over(Via.CLEAR)

    @property
    def tls(self) -> bytes:
        """What came inside TLS, trusted or not."""
        return self.over(Via.TLS, Via.TLS_UNTRUSTED)

    @property
    def exposed(self) -> dict[str, bytes]:
        """What came over channels on which no secret may go, as artefacts for the leak scanner."""
        return {via.value: self.over(via) for via in (Via.CLEAR, Via.TLS_UNTRUSTED)}
