"""One account in a scripted world: servers and records as a table, examined and judged as in a run, without a network.

Every answer is the fact that the network layer makes of such a server; how facts come from bytes is tested in
`tests/wire` and `tests/net`. Login replies are real lines: the program's own reader makes the fact of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from maildoctor.api import (
    HOST,
    Auth,
    Certificate,
    Dial,
    Endpoint,
    EndpointFact,
    Envelope,
    EnvelopeFact,
    Evidence,
    Fault,
    Fetch,
    FetchFact,
    Link,
    Login,
    LoginFact,
    Lookup,
    LookupFact,
    Mailbox,
    MailboxFact,
    Observation,
    Outcome,
    Probe,
    Protocol,
    Security,
    ServerSettings,
    is_address,
)
from maildoctor.exam.conclude import Frame, conclude
from maildoctor.exam.plan import plan
from maildoctor.exam.registry import load
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.fact import Envelop, Fact, RecipientAnswer
from maildoctor.model.probe import Handshake
from maildoctor.model.report import Environment, Place, Report
from maildoctor.model.settings import Settings
from maildoctor.testing import NOW
from maildoctor.wire.authenticate import verdict
from maildoctor.wire.reply import Reply, reader_for
from maildoctor.wire.sasl import Mechanism

DOMAIN, USER, MAIL, IP = "example.jp", "user@example.jp", "mail.example.jp", "192.0.2.10"
_LOGINS = {
    "imap": ("IMAP4REV1", "AUTH=PLAIN"),
    "pop3": ("USER", "UIDL"),
    "smtp": ("AUTH=PLAIN", "AUTH=LOGIN", "SIZE 20480000"),
}


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
}

_SENDS = EnvelopeFact(Outcome.ACCEPTED, Envelop.ACCEPTED, "250 ok")
_LOGIN_FIRST = EnvelopeFact(Outcome.REJECTED, Envelop.NEEDS_LOGIN, "530 5.7.1 Authentication required")
_THREE = MailboxFact(Outcome.ANSWERED, messages=3)


@dataclass(frozen=True, slots=True)
class World:
    """Settings and servers of one account.

    `hosts`: address → its ports. `says`: the reply to refused logins, by (direction, user name) or direction;
    `accepts` is the one user name that is let in all the same. `envelope` answers MAIL and RCPT after a login, `bare`
    without one. `here`: what this PC takes a name for, in place of the DNS. `documents`: URL → what is fetched there.
    `dns`: what every question gets where the DNS itself is out of order.
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

    def with_ports(self, **changed: Port) -> World:
        """This world with some ports of the one server changed: p993=…"""
        ports = {**self.hosts[IP], **{int(name[1:]): port for name, port in changed.items()}}
        return replace(self, hosts={**self.hosts, IP: ports})

    def with_records(self, *more: tuple[str, str, tuple[str, ...]]) -> World:
        """This world with records added or replaced."""
        return replace(self, records={**self.records, **{(name, kind): values for name, kind, values in more}})


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says: all codes, the questions, and (code, field) of the failing and the warning diagnoses."""

    report: Report
    codes: frozenset[str]
    questions: tuple[str, ...]
    fails: tuple[tuple[str, str], ...]
    warns: tuple[tuple[str, str], ...]

    def edits(self) -> dict[str, object]:
        """Every edit of every failing diagnosis."""
        return {e.field.value: e.new for d in self.report.diagnoses for e in d.edits}


def examine(world: World) -> Told:
    """Ask, answer and judge until nothing new is wanted.

    Raises:
        AssertionError: it never ends.
    """
    local, _, domain = world.address.rpartition("@")
    settings = Settings(world.address, world.incoming, world.outgoing, world.client, world.saw)
    secrets = frozenset(("password",)) if world.login == "given" else frozenset[str]()
    case = Case(domain, Address(local, domain, domain), settings, Options(login=world.login), NOW, secrets)
    checks = load(None).loaded
    evidence = Evidence()
    for _ in range(400):
        of_checks = (probe for entry in checks for probe in entry.check.probes(case, evidence))
        new = [probe for probe in plan(case, evidence, of_checks).wanted if probe not in evidence]
        if not new:
            break
        for probe in new:
            number = sum(1 for _ in evidence) + 1
            evidence = evidence.with_(Observation(f"o{number}", probe, _answer(world, probe)))
    else:
        raise AssertionError("it never ends")
    frame = Frame("file", Environment("3", "3", "linux", (), "system"), Place(), "ja", "0", 1)
    report = asyncio.run(conclude(case, evidence, checks, (), frame))
    named = [(d.finding.id, d.field.value, d.severity.value) for d in report.diagnoses]
    return Told(
        report,
        frozenset(f.id for c in report.checks for f in c.findings),
        tuple(q.id for q in report.questions),
        tuple((code, where) for code, where, how in named if how == "fail"),
        tuple((code, where) for code, where, how in named if how == "warn"),
    )


def _answer(world: World, probe: Probe) -> Fact:
    if isinstance(probe, Lookup):
        return world.dns or _lookup(world, probe)
    if isinstance(probe, Endpoint):
        return _endpoint(world, probe)
    if isinstance(probe, Login):
        return _login(world, probe)
    if isinstance(probe, Envelope):
        fact = world.envelope if probe.login is not None else world.bare
        if fact.sender is Envelop.ACCEPTED and not fact.recipients:
            told = tuple(RecipientAnswer(r, Envelop.ACCEPTED, "250 ok") for r in probe.recipients)
            return replace(fact, recipients=told)
        return fact
    if isinstance(probe, Mailbox):
        return world.mailbox
    assert isinstance(probe, Fetch)
    return world.documents.get(probe.url.partition("?")[0], FetchFact(Outcome.REFUSED, trouble="no-such-name"))


def _addresses(world: World, host: str) -> tuple[str, ...]:
    if is_address(host):
        return (host,)
    wild = f"*.{host.partition('.')[2]}"
    for kind in ("A", "AAAA"):
        if (host, kind) not in world.records and not any(name == host for name, _ in world.records):
            host = wild if (wild, kind) in world.records else host
    return (*world.records.get((host, "A"), ()), *world.records.get((host, "AAAA"), ()))


def _lookup(world: World, probe: Lookup) -> LookupFact:
    if probe.server is not None:
        return LookupFact(Outcome.SILENT, error="timeout")
    if probe.type == HOST:
        found = world.here.get(probe.name) or _addresses(world, probe.name)
        return LookupFact(Outcome.ANSWERED, "NOERROR" if found else "NXDOMAIN", found, server="getaddrinfo")
    values = world.records.get((probe.name, probe.type), ())
    if not values and probe.type in ("A", "AAAA"):
        values = tuple(a for a in _addresses(world, probe.name) if (":" in a) == (probe.type == "AAAA"))
    known = values or any(name == probe.name or name.endswith(f".{probe.name}") for name, _ in world.records)
    return LookupFact(Outcome.ANSWERED, "NOERROR" if known else "NXDOMAIN", values, ttl=3600)


def _endpoint(world: World, probe: Endpoint) -> EndpointFact:
    addresses = _addresses(world, probe.host) if probe.host not in world.here else world.here[probe.host]
    dials: list[Dial] = []
    for address in sorted(addresses, key=lambda a: ":" not in a):
        port = world.hosts.get(address, {}).get(probe.port, CLOSED)
        outcome = {"refused": Outcome.REFUSED, "dropped": Outcome.SILENT}.get(port.state, Outcome.ANSWERED)
        dials.append(Dial(address, outcome, 20))
        if outcome is Outcome.ANSWERED:
            return replace(_conversation(probe, port), address=address, dials=tuple(dials))
    last = dials[-1].outcome if dials else Outcome.UNREACHABLE
    return EndpointFact(last, None, dials=tuple(dials), where="connect")


def _conversation(probe: Endpoint, port: Port) -> EndpointFact:
    mine = probe.protocol.value
    mail = port.speaks in ("imap", "pop3", "smtp")
    if port.state == "mute":
        return EndpointFact(Outcome.SILENT, Link.CONNECT, where="greeting")
    if port.tls == "implicit" and probe.security is not Security.TLS:
        return EndpointFact(Outcome.SILENT, Link.CONNECT, where="greeting")
    if port.tls != "implicit" and probe.security is Security.TLS:
        return EndpointFact(
            Outcome.NOT_TLS, Link.CONNECT, speaks=port.speaks, tls_error="WRONG_VERSION_NUMBER", where="handshake"
        )
    if port.tls == "implicit" and (stopped := _handshake(probe, port)) is not None:
        return stopped
    if port.speaks != mine:
        return EndpointFact(Outcome.OTHER_PROTOCOL, Link.CONNECT, speaks=port.speaks, where="greeting")
    if port.refuses:
        later = port.refuses.startswith("4")
        return EndpointFact(
            Outcome.DEFERRED if later else Outcome.REJECTED, Link.CONNECT, speaks=mine, greeting=port.refuses,
            reply=port.refuses, trouble="greeting-refuses",
        )  # fmt: skip
    assert mail
    fact = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks=mine, greeted_ms=20, stamp=port.stamp)
    if port.tls == "implicit":
        return _under_tls(fact, port)
    fact = replace(fact, clear_capabilities=port.clear, starttls=port.tls == "starttls")
    if probe.security is Security.NONE or (probe.security is Security.AUTO and not fact.starttls):
        words = port.clear if port.tls == "starttls" else _offers(port)
        return replace(fact, capabilities=words)
    if not fact.starttls or port.starttls_refused:
        trouble = "starttls-refused" if port.starttls_refused else "starttls-missing"
        return replace(
            fact, outcome=Outcome.REJECTED, reached=Link.CONNECT, trouble=trouble, reply=port.starttls_refused
        )
    stopped = _handshake(probe, port)
    return _under_tls(fact, port) if stopped is None else replace(stopped, speaks=mine, starttls=True)


def _handshake(probe: Endpoint, port: Port) -> EndpointFact | None:
    """None where it succeeds."""
    if port.state == "tls-trouble" and probe.handshake is not Handshake.LEGACY:
        return EndpointFact(
            Outcome.TLS_REFUSED, Link.CONNECT, speaks=port.speaks, tls_error="HANDSHAKE_FAILURE", where="handshake"
        )
    if port.here and not (port.here == (Fault.NAME,) and probe.host in port.names):
        return EndpointFact(
            Outcome.UNTRUSTED, Link.GREETING, speaks=None, encrypted=True, chain=(_leaf(port),), here=port.here,
            public=port.public, where="certificate",
        )  # fmt: skip
    return None


def _under_tls(fact: EndpointFact, port: Port) -> EndpointFact:
    return replace(
        fact, encrypted=True, tls_version=port.version, capabilities=_offers(port), chain=(_leaf(port),),
        public=() if port.here else port.public,
    )  # fmt: skip


def _offers(port: Port) -> tuple[str, ...]:
    return _LOGINS[port.speaks] if port.offers is None else port.offers


def _leaf(port: Port) -> Certificate:
    expired = Fault.EXPIRED in port.here
    early = Fault.NOT_YET_VALID in port.here
    return Certificate(
        f"CN={port.names[0]}", port.issuer, port.names,
        "2027-01-01T00:00:00+00:00" if early else "2025-06-01T00:00:00+00:00",
        "2026-01-01T00:00:00+00:00" if expired else "2028-01-01T00:00:00+00:00",
        f"{abs(hash(port.names)):x}", "EC 256", "sha256",
    )  # fmt: skip


def _login(world: World, probe: Login) -> LoginFact:
    smtp = probe.endpoint.protocol is Protocol.SMTP
    direction = "outgoing" if smtp else "incoming"
    line = world.says.get((direction, probe.username), world.says.get(direction))
    if line is None or (world.accepts and probe.username == world.accepts):
        return LoginFact(Outcome.ACCEPTED, mechanism="PLAIN", sent=True)
    return refused(probe.endpoint.protocol, line)


def refused(protocol: Protocol, line: str) -> LoginFact:
    """The fact that the program makes of this reply to a login."""
    reader = reader_for(protocol)
    reader.expect("a1")
    prefix = "a1 " if protocol is Protocol.IMAP else ""
    (reply,) = reader.feed(f"{prefix}{line}\r\n".encode())
    assert isinstance(reply, Reply)
    return verdict(Mechanism.PLAIN, reply, True)
