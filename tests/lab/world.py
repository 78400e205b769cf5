"""The nouns of the lab: what a made-up mail provider offers, said once and declaratively.

Nothing here starts anything. `lab.Lab` turns worlds into real servers; tests read the same worlds to know what is true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from maildoctor.demo.ca import CertificateFault

Direction = Literal["incoming", "outgoing"]
ServiceProtocol = Literal["imap", "pop3", "smtp", "mx"]
ServiceSecurity = Literal["tls", "starttls", "plain"]
ClientSecurity = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate a service shows; equal values are the same certificate."""

    names: tuple[str, ...]
    fault: CertificateFault = CertificateFault.NONE


@dataclass(frozen=True, slots=True)
class Service:
    """One listening port of one address.

    `smtp` is a submission server with logins, `mx` accepts mail for the domain and knows no logins.
    `tls` is implicit TLS, `starttls` a plain start with the offer, `plain` a server that offers no TLS at all.
    """

    protocol: ServiceProtocol
    address: str
    port: int
    security: ServiceSecurity
    certificate: Certificate | None
    plain_login: bool = False
    """Logins are accepted without TLS."""
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    """Also CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, APOP (pop3), XOAUTH2, OAUTHBEARER."""
    sender_login_only: bool = False
    """smtp: a sender that is not the login's is refused, already at MAIL."""
    anonymous_relay: bool = False
    """smtp, mx: mail to elsewhere is accepted from anybody."""
    demand_tls: bool = False
    """smtp, mx: nothing but EHLO and STARTTLS before TLS (530)."""
    tls_max: Literal["TLSv1", "TLSv1.1"] | None = None
    """The newest TLS version of a server that was left behind."""
    recipient_reply: str = ""
    """mx: what is said to the account's own address as a recipient, such as "450 4.2.0 Greylisted"; "": accepted."""
    refuses_from: tuple[str, ...] = ()
    """smtp, mx: networks from which nobody is let in, as by a filter of addresses (554 at the recipient)."""
    refuses_at_once: bool = False
    """With `refuses_from`: already in the greeting."""
    own_name: str = ""
    """smtp, mx: the name by which the server greets, where it is not the first of its certificate."""
    lookup_fails: bool = False
    """smtp, mx: a table that the server has to look into is gone, and it puts everybody off (451 as its greeting)."""
    has_account: bool = True
    """False: a server that has never heard of the account, or no longer: no login, and no mail for the domain."""


@dataclass(frozen=True, slots=True)
class Account:
    """The one customer of a world. The servers know `login` and no other form of it."""

    address: str
    login: str
    password: str = field(repr=False)
    """Random for each session. Where logins want a token, it is the token."""
    quota_full: bool = False
    disabled: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a web server on port 443 of an address; other pages of the address are the same server's.

    The certificate is chosen by the name the client asks for (SNI), among those of the address's pages. Where several
    pages have the same path and method, the one whose certificate covers the Host is meant. `path` has no query, and
    a query of the client makes no difference. What no page is for is 404, another method 405.
    """

    host_address: str
    certificate: Certificate
    path: str
    status: int = 200
    body: str | bytes = ""
    """Text is sent in UTF-8."""
    headers: tuple[tuple[str, str], ...] = ()
    """Beside Content-Length and Date."""
    delay_s: float = 0
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Pin:
    """A TLSA record of the domain for a certificate that one of its services shows. `owner` such as _25._tcp.mail."""

    owner: str
    certificate: Certificate
    matches: bool = True
    """False: the record is that of another key."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A further zone, e.g. the hoster's own or a reverse one. A lame zone is delegated, and nobody serves it.

    Several worlds may declare the same zone: it then has the records of all of them.
    """

    name: str
    records: tuple[str, ...] = ()
    lame: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """Settings of a mail client for receiving."""

    protocol: Literal["imap", "pop3"]
    host: str
    port: int
    security: ClientSecurity
    username: str
    auth: str = "password"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Settings of a mail client for sending."""

    host: str
    port: int
    security: ClientSecurity
    username: str
    auth: str = "password"


@dataclass(frozen=True, slots=True)
class Client:
    """The settings a customer of this world should have. In a faulty world: those the provider handed out."""

    incoming: Incoming
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class World:
    """One made-up domain with its account, servers and zones.

    `records` are zone lines relative to the domain (SOA and NS are added by the lab), `stale` those that the client's
    resolver still has in place of the authority's, names relative to the domain, too.
    `dropped` and `rejected` are (address, port); port 0 stands for the whole address.
    """

    name: str
    domain: str
    account: Account
    client: Client
    services: tuple[Service, ...]
    records: tuple[str, ...]
    extra_zones: tuple[Zone, ...] = ()
    delegated: bool = True
    """False: the parent zone has never heard of the domain, and no zone is served."""
    dropped: tuple[tuple[str, int], ...] = ()
    rejected: tuple[tuple[str, int], ...] = ()
    addresses: tuple[str, ...] = ()
    """Addresses that are up though no service listens there: they answer RST."""
    auth_delay_s: int = 0
    """Seconds a refused login waits for its answer."""
    folder_prefix: str = ""
    """IMAP prefix of all folders but INBOX, such as "INBOX."."""
    pages: tuple[Page, ...] = ()
    """What web servers of this world answer."""
    nameservers: tuple[str, ...] = ()
    """Host names of the domain's name servers, in its zone and at its parent; the lab's own where there are none.

    One whose address is not one of the lab's authority (`network.AUTHORITY`, `SECOND_AUTHORITY`) serves nothing.
    """
    parent_nameservers: tuple[str, ...] = ()
    """Those that the parent names, where they are others."""
    glue: tuple[str, ...] = ()
    """Lines of the parent's zone with addresses of name servers that lie in the domain itself, names written whole."""
    signed: bool = False
    """The zone is signed (DNSSEC), and its parent says so."""
    bogus: bool = False
    """The signatures ended a month ago; where the zone is not signed, the parent still says that it is."""
    stale: tuple[str, ...] = ()
    stale_absent: tuple[str, ...] = ()
    """Record types of the domain of which the client's resolver still knows that there are none."""
    reverse: tuple[tuple[str, str], ...] = ()
    """(address, host) of reverse names other than those that lead back; an empty host is no reverse name at all."""
    second_records: tuple[str, ...] = ()
    """What the second name server (`names.SECOND_NAMESERVER`) has in place of `records`: a copy that is out of date."""
    pins: tuple[Pin, ...] = ()
    """TLSA records, beside `records`."""
    whois: str = ""
    """What the registry (JPRS, `whois.jprs.jp`) answers about the domain; nothing: it was never asked about it."""
