"""The questions that can be asked. A probe is identified by what it asks; whoever wants its answer shares it.

A probe carries no answer, no clock and no secret: `Login` names its secret only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.settings import Auth, Protocol, Security

HOST = "HOST"
"""The look-up type for "what this PC's own resolver gives a client": getaddrinfo, hosts file included."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as far as it had to be put right before anything could be asked. Never sent anywhere."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One DNS question. `name` without trailing dot; `type` a record type, or `HOST` for the client's own view.

    `server` is "address" or "address#port" of the server asked in place of the resolver; `checking_disabled` the
    CD bit.
    """

    name: str
    type: str
    server: str | None = None
    checking_disabled: bool = False


class Handshake(StrEnum):
    """What our ClientHello offers. `LEGACY` (TLS 1.0 and up, no verification) never carries a login."""

    MODERN = "modern"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Speak to one host and port up to the capabilities, without a login. `host` is an ASCII name or an address."""

    host: str
    port: int
    protocol: Protocol
    security: Security
    handshake: Handshake = Handshake.MODERN

    @property
    def target(self) -> str:
        """`host:port`, IPv6 literals in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Login:
    """One login on an endpoint that already stands at its capabilities. `secret` is a name, never the secret."""

    endpoint: Endpoint
    username: str
    auth: Auth
    secret: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """MAIL and RCPT, each recipient after its own MAIL, then RSET: nothing is sent.

    `login` None: without authentication, on the endpoint as it stands.
    """

    endpoint: Endpoint
    login: Login | None
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Folders, counts and quota of the mailbox that a login opened. Nothing is changed."""

    login: Login


class Document(StrEnum):
    """What kind of document is fetched, and so how it is asked for and read.

    `AUTOCONFIG`: Mozilla's clientConfig XML. `AUTODISCOVER`: Microsoft's plain-old-XML answer (asked by POST, about an
    address). `AUTODISCOVER_JSON`: Microsoft's JSON answer. `POLICY`: an MTA-STS policy (RFC 8461 section 3.2).
    `REGISTRATION`: an RDAP answer (RFC 9083). `WHOIS`: the answer of a registry that has nothing but WHOIS (RFC 3912),
    the one kind that comes in clear text; its URL is `whois://HOST/QUERY`.
    """

    AUTOCONFIG = "autoconfig"
    AUTODISCOVER = "autodiscover"
    AUTODISCOVER_JSON = "autodiscover-json"
    POLICY = "policy"
    REGISTRATION = "registration"
    WHOIS = "whois"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One document over HTTPS (over WHOIS where its kind says so), asked for without any credentials.

    `about` is the mail address that an Autodiscover question has to name; None everywhere else. `within`: a
    domain whose registrable part a redirect must not leave; None where the document may be anywhere (a third party's).
    """

    url: str
    document: Document
    about: str | None = None
    within: str | None = None

    @property
    def host(self) -> str:
        """The host of the URL."""
        return self.url.partition("://")[2].partition("/")[0].partition(":")[0].lower()


Probe = Typed | Lookup | Endpoint | Login | Envelope | Mailbox | Fetch
