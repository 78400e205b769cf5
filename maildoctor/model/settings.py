"""The settings of one mail account, as they stand in the customer's client or as we recommend them.

`None` always means "left out": what is left out is discovered, and no diagnosis blames it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """The two halves of an account."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Protocol(StrEnum):
    """The mail protocols a client speaks."""

    IMAP = "imap"
    POP3 = "pop3"
    SMTP = "smtp"


class Security(StrEnum):
    """How a connection is protected. `AUTO` is STARTTLS if the server offers it, as Outlook's 「自動」."""

    TLS = "tls"
    STARTTLS = "starttls"
    AUTO = "auto"
    NONE = "none"


class Auth(StrEnum):
    """How the client proves who it is.

    `PASSWORD` is one family: PLAIN, LOGIN, USER/PASS, IMAP LOGIN and SCRAM, as the server offers.
    `NTLM` ("SPA" in Outlook) can be found wrong and is never used by maildoctor.
    """

    PASSWORD = "password"
    CRAM_MD5 = "cram-md5"
    APOP = "apop"
    NTLM = "ntlm"
    XOAUTH2 = "xoauth2"
    OAUTHBEARER = "oauthbearer"
    POP_BEFORE_SMTP = "pop-before-smtp"
    NONE = "none"

    @property
    def by_token(self) -> bool:
        """True where an access token takes the place of the password."""
        return self in (Auth.XOAUTH2, Auth.OAUTHBEARER)

    @property
    def logs_in(self) -> bool:
        """True where the client itself authenticates on this connection."""
        return self not in (Auth.NONE, Auth.POP_BEFORE_SMTP)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One direction. `keep` is POP3's "leave on server" (True, False or days); `sender` the From address."""

    protocol: Protocol | None = None
    host: str | None = None
    port: int | None = None
    security: Security | None = None
    username: str | None = None
    auth: Auth | None = None
    keep: bool | int | None = None
    same_as_incoming: bool | None = None
    sender: str | None = None

    @property
    def given(self) -> bool:
        """True where at least one key stands in the client."""
        return self != ServerSettings()


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole settings file. It never holds a password."""

    address: str | None = None
    incoming: ServerSettings = ServerSettings()
    outgoing: ServerSettings = ServerSettings()
    client: str | None = None
    saw: str | None = None

    def side(self, direction: Direction) -> ServerSettings:
        """The settings of one direction."""
        return self.incoming if direction is Direction.INCOMING else self.outgoing


@dataclass(frozen=True, slots=True)
class Recommended:
    """One direction as it can be typed into any client. Whole by construction."""

    protocol: Protocol
    host: str
    port: int
    security: Security
    username: str
    auth: Auth
