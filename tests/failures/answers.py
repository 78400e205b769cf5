"""What the servers of a scripted world answer: the fact that the network layer makes of such a server.

How facts come from bytes is tested in `tests/wire` and `tests/net`. Replies to logins are real lines: the program's own
reader makes the fact of them.
"""

from __future__ import annotations

from dataclasses import replace

from maildoctor.api import (
    HOST,
    Certificate,
    Dial,
    Endpoint,
    EndpointFact,
    Envelope,
    Fault,
    Fetch,
    FetchFact,
    Link,
    Login,
    LoginFact,
    Lookup,
    LookupFact,
    Mailbox,
    Outcome,
    Probe,
    Protocol,
    Security,
    is_address,
)
from maildoctor.model.fact import Envelop, Fact, RecipientAnswer
from maildoctor.model.probe import Handshake
from maildoctor.wire.authenticate import verdict
from maildoctor.wire.reply import Reply, reader_for
from maildoctor.wire.sasl import Mechanism
from tests.failures.world import CLOSED, Port, World

_LOGINS = {
    "imap": ("IMAP4REV1", "AUTH=PLAIN"),
    "pop3": ("USER", "UIDL"),
    "smtp": ("AUTH=PLAIN", "AUTH=LOGIN", "SIZE 20480000"),
}


def answer(world: World, probe: Probe) -> Fact:
    """What `probe` gets in `world`."""
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
