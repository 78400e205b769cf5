"""An account whose incoming server works: settings, endpoints and logins, for the checks about its mailbox."""

from __future__ import annotations

from maildoctor.api import (
    HOST,
    Auth,
    Endpoint,
    EndpointFact,
    Link,
    Login,
    LoginFact,
    Lookup,
    LookupFact,
    Mailbox,
    MailboxFact,
    Outcome,
    Probe,
    Protocol,
    Security,
    ServerSettings,
)
from maildoctor.model.fact import Fact
from maildoctor.model.settings import Settings

MAIL = "mail.example.jp"
USER = "user@example.jp"
IMAP = Endpoint(MAIL, 993, Protocol.IMAP, Security.TLS)
POP = Endpoint(MAIL, 995, Protocol.POP3, Security.TLS)
_OFFERS = {Protocol.IMAP: ("IMAP4REV1", "AUTH=PLAIN"), Protocol.POP3: ("USER", "UIDL")}

Answers = dict[Probe, Fact]


def settings(endpoint: Endpoint, keep: bool | int | None = None) -> Settings:
    """The client is set to `endpoint`."""
    incoming = ServerSettings(
        endpoint.protocol, endpoint.host, endpoint.port, endpoint.security, USER, Auth.PASSWORD, keep
    )
    return Settings(USER, incoming)


def ready(endpoint: Endpoint, *more: str) -> EndpointFact:
    """Capabilities under an accepted certificate."""
    words = (*_OFFERS[endpoint.protocol], *more)
    return EndpointFact(
        Outcome.ANSWERED, Link.CAPABILITIES, address="192.0.2.10", speaks=endpoint.protocol.value,
        capabilities=words, encrypted=True, tls_version="TLSv1.3",
    )  # fmt: skip


def mailbox(endpoint: Endpoint) -> Mailbox:
    """The mailbox behind the account's login at `endpoint`."""
    return Mailbox(Login(endpoint, USER, Auth.PASSWORD, "password"))


def working(endpoint: Endpoint, fact: MailboxFact | None = None, *more: str) -> Answers:
    """All that a run sees of a working server, with a login and `fact` where that is given."""
    answers: Answers = {
        Lookup(MAIL, HOST): LookupFact(Outcome.ANSWERED, "NOERROR", ("192.0.2.10",)),
        endpoint: ready(endpoint, *more),
    }
    if fact is not None:
        box = mailbox(endpoint)
        answers |= {box.login: LoginFact(Outcome.ACCEPTED, mechanism="PLAIN", sent=True), box: fact}
    return answers
