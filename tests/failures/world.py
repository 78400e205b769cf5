"""A scripted world: the settings, servers and records of one account, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from maildoctor.api import (
    Auth,
    EnvelopeFact,
    Fault,
    FetchFact,
    LookupFact,
    MailboxFact,
    Outcome,
    Protocol,
    Security,
    ServerSettings,
)
from maildoctor.model.case import Options
from maildoctor.model.fact import Envelop

DOMAIN, USER, MAIL, IP = "example.jp", "user@example.jp", "mail.example.jp", "192.0.2.10"


@dataclass(frozen=True, slots=True)
class Port:
    """One port. `state`: "open", "refused", "dropped" (silent), "mute" (connects, never greets), "tls-trouble".

    `tls` is "implicit", "starttls" or "none"; `offers` the capabilities under encryption (None: those of a usual
    server), `clear` those before it. `refuses` is a greeting that turns the client away. `here` and `public` are what
    this PC's store and the public one say against the certificate. `stamp`: the greeting has APOP's.
    """

    speaks: str
    tls: str = "starttls"
    offers: tuple[str, ...] | None = None
    clear: tuple[str, ...] = ()
    state: str = "open"
    refuses: str = ""
    names: tuple[str, ...] = (MAIL,)
    issuer: str = "CN=Public CA"
    here: tuple[Fault, ...] = ()
    public: tuple[Fault, ...] = ()
    version: str = "TLSv1.3"
    starttls_refused: str = ""
    stamp: bool = False


CLOSED, DROPPED = Port("", state="refused"), Port("", state="dropped")
PORTS: dict[int, Port] = {
    993: Port("imap", "implicit"),
    143: Port("imap", clear=("IMAP4REV1", "LOGINDISABLED")),
    995: Port("pop3", "implicit"),
    110: Port("pop3", clear=("UIDL",)),
    465: Port("smtp", "implicit"),
    587: Port("smtp"),
    25: Port("smtp", offers=("SIZE 20480000",)),
}
"""A usual server with everything: what is not listed is closed."""

INCOMING = ServerSettings(Protocol.IMAP, MAIL, 993, Security.TLS, USER, Auth.PASSWORD)
OUTGOING = ServerSettings(None, MAIL, 587, Security.STARTTLS, USER, Auth.PASSWORD)
RECORDS: dict[tuple[str, str], tuple[str, ...]] = {
    (DOMAIN, "MX"): (f"10 {MAIL}",),
    (DOMAIN, "TXT"): ("v=spf1 mx -all",),
    (MAIL, "A"): (IP,),
    ("10.2.0.192.in-addr.arpa", "PTR"): (MAIL,),
}

_SENDS = EnvelopeFact(Outcome.ACCEPTED, Envelop.ACCEPTED, "250 ok")
_LOGIN_FIRST = EnvelopeFact(Outcome.REJECTED, Envelop.NEEDS_LOGIN, "530 5.7.1 Authentication required")
_DEFAULTS = Options()
_THREE = MailboxFact(Outcome.ANSWERED, messages=3)


@dataclass(frozen=True, slots=True)
class World:
    """Settings and servers of one account.

    `hosts`: address → its ports. `says`: the reply to refused logins, by (direction, user name) or direction;
    `accepts` is the one user name that is let in all the same. `envelope` answers MAIL and RCPT after a login, `bare`
    without one. `here`: what this PC takes a name for, in place of the DNS. `documents`: URL → what is fetched there.
    `dns`: what every question gets where the DNS itself is out of order. `options`: what was wished for.
    """

    incoming: ServerSettings = INCOMING
    outgoing: ServerSettings = OUTGOING
    hosts: Mapping[str, Mapping[int, Port]] = field(default_factory=lambda: {IP: PORTS})
    records: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=lambda: RECORDS)
    says: Mapping[str | tuple[str, str], str] = field(default_factory=dict)
    accepts: str = ""
    envelope: EnvelopeFact = _SENDS
    bare: EnvelopeFact = _LOGIN_FIRST
    mailbox: MailboxFact = _THREE
    here: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    documents: Mapping[str, FetchFact] = field(default_factory=dict)
    address: str = USER
    saw: str | None = None
    client: str | None = None
    login: str = "given"
    dns: LookupFact | None = None
    options: Options = _DEFAULTS

    def with_ports(self, **changed: Port) -> World:
        """This world with some ports of the one server changed: p993=…"""
        ports = {**self.hosts[IP], **{int(name[1:]): port for name, port in changed.items()}}
        return replace(self, hosts={**self.hosts, IP: ports})

    def with_records(self, *more: tuple[str, str, tuple[str, ...]]) -> World:
        """This world with records added or replaced."""
        return replace(self, records={**self.records, **{(name, kind): values for name, kind, values in more}})
