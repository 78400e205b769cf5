"""Hosts and addresses: what is known of a name, and which other hosts are worth trying, in order of trust."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from maildoctor.diagnosis.side import Side
from maildoctor.discovery import questions
from maildoctor.discovery.proposals import Proposal, proposed
from maildoctor.discovery.recognition import exchangers_hide_the_mailbox
from maildoctor.discovery.records import mx_hosts
from maildoctor.model.case import Case, Mapped
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import HOST, Fetch, Lookup, Probe
from maildoctor.model.settings import Direction, Protocol, Security

_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
_MOST_PROPOSALS = 16


def mappings(case: Case) -> tuple[Mapped, ...]:
    """The --connect-to options, parsed. They were checked on the command line."""
    return tuple(parse_mapping(text) for text in case.options.connect_to)


def parse_mapping(text: str) -> Mapped:
    """`HOST:PORT:ADDR:PORT` as curl has it; IPv6 in brackets; empty parts match, or keep, everything.

    Raises:
        ValueError: it has another form.
    """
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*):(\d*):(\[[^\]]*\]|[^:\[\]]*):(\d*)", text)
    if match is None:
        raise ValueError(text)
    host, port, address, to_port = match.groups()
    return Mapped(
        host.strip("[]").lower(),
        int(port) if port else None,
        address.strip("[]"),
        int(to_port) if to_port else None,
    )


def mapping_of(case: Case, host: str, port: int) -> Mapped | None:
    """The --connect-to that applies to `host` and `port`."""
    for mapped in mappings(case):
        if mapped.host in ("", host.lower()) and mapped.from_port in (None, port):
            return mapped
    return None


def lookups(host: str) -> Iterator[Lookup]:
    """The questions about a mail host: as the client on this PC sees it, and as records."""
    yield Lookup(host, HOST)
    if not is_address(host):
        yield Lookup(host, "A")
        yield Lookup(host, "AAAA")


def addresses(case: Case, evidence: Evidence, host: str) -> tuple[str, ...] | None:
    """The addresses of `host` as the client sees them, without those never to be dialled; None: not known yet."""
    fact = evidence.get(Lookup(host, HOST))
    if fact is None or not fact.final:
        return None
    found = fact.values
    if not found and fact.server == "getaddrinfo":
        # The client finds nothing, the DNS may: then the name is not wrong, and its servers can still be examined.
        records = [evidence.get(Lookup(host, kind)) for kind in ("A", "AAAA")]
        if any(record is None or not record.final for record in records):
            return None
        found = tuple(value for record in records if record is not None for value in record.values)
    typed = host in typed_hosts(case)
    return tuple(a for a in found if typed or dialable(a))


def unanswered(evidence: Evidence, host: str) -> bool:
    """True where nobody would say whether the name exists: the client finds nothing, and the resolver refuses it.

    The platform's own resolver takes a refusal for "no such name".
    """
    view = evidence.get(Lookup(host, HOST))
    records = [evidence.get(Lookup(host, kind)) for kind in ("A", "AAAA")]
    if view is None or not view.final or view.values:
        return False
    known = [record for record in records if record is not None and record.final]
    return len(known) == 2 and any(r.rcode == "REFUSED" for r in known) and not any(r.values for r in known)


def typed_hosts(case: Case) -> frozenset[str]:
    """The host names that the user typed: these are always allowed."""
    from maildoctor.diagnosis.side import side_of

    return frozenset(host for d in Direction if (host := side_of(case, d).host))


def dialable(address: str) -> bool:
    """False for addresses that a mail server in the DNS can never have: dialling them would reach this very PC.

    Private ranges are dialled (an office server behind split DNS is normal), documentation ranges too.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return not (ip.is_loopback or ip.is_unspecified or ip.is_link_local or ip.is_multicast or int(ip) == 2**32 - 1)


_DOCUMENTATION = tuple(
    ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
_CARRIER_NAT = ipaddress.ip_network("100.64.0.0/10")


def is_private(address: str) -> bool:
    """True for addresses of one's own network or carrier, which nobody outside can reach (RFC 1918, 4193, 6598).

    The documentation ranges count as public, so that test labs work.
    """
    ip = ipaddress.ip_address(address)
    if any(ip in network for network in _DOCUMENTATION):
        return False
    return ip.is_private or ip in _CARRIER_NAT


def is_address(host: str) -> bool:
    """True for a literal address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_host(name: str) -> bool:
    """True for a name that may be used as a host: letters, digits, hyphens, and the underscore people do use."""
    return _HOST.fullmatch(name) is not None


def own_sources(case: Case) -> Iterator[Probe]:
    """The sources of settings under the domain itself: asked in every examination, for they are part of its health."""
    yield from questions.autoconfig(case)
    yield from questions.autodiscover(case)
    yield from questions.aliases(case)
    yield from questions.services(case, tuple(Protocol))


def discovery_lookups(case: Case, side: Side, evidence: Evidence) -> Iterator[Probe]:
    """What to ask to learn of other hosts for this direction."""
    yield from questions.services(case, side.protocols)
    yield Lookup(case.domain, "MX")
    yield Lookup(case.domain, "NS")
    yield from own_sources(case)
    for label in questions.GUESSES[side.direction]:
        yield from lookups(f"{label}.{case.domain}")
    if case.options.third_party and _final(evidence, Lookup(case.domain, "MX")):
        yield from questions.of_the_exchangers(case, evidence)
        yield from questions.ispdb(case, evidence)


def discovery_done(case: Case, side: Side, evidence: Evidence) -> bool:
    """True where every source has answered or failed, or has been silent for so long that nobody waits for it."""
    return all(_heard(evidence, p) for p in discovery_lookups(case, side, evidence))


def _final(evidence: Evidence, probe: Probe) -> bool:
    fact = evidence.get(probe)
    return fact is not None and fact.final


def _heard(evidence: Evidence, probe: Probe) -> bool:
    """A document that is silent so far is dead or slow: its row of the table waits for it, nothing else does."""
    fact = evidence.get(probe)
    return fact is not None and (fact.final or isinstance(probe, Fetch))


def proposals(case: Case, side: Side, evidence: Evidence) -> tuple[Proposal, ...]:
    """Other hosts for this direction, in order of trust; the other direction's host stands for what is configured.

    A host that is typed wrong is compared with the other direction's first.
    """
    found: dict[tuple[str, Protocol | None, int | None, Security | None], Proposal] = {}

    def add(proposal: Proposal) -> None:
        if proposal.host != side.host and (is_host(proposal.host) or proposal.source == "configured"):
            found.setdefault((proposal.host, proposal.protocol, proposal.port, proposal.security), proposal)

    from maildoctor.diagnosis.side import side_of

    other = Direction.OUTGOING if side.direction is Direction.INCOMING else Direction.INCOMING
    configured = side_of(case, other).host
    if configured is not None and side.host is not None:
        add(Proposal("configured", configured))
    told = list(proposed(case, side.protocols, evidence))
    for proposal in told:
        if not proposal.hint:
            add(proposal)
    if configured is not None:
        add(Proposal("configured", configured))
    fact = evidence.get(Lookup(case.domain, "MX"))
    in_front = exchangers_hide_the_mailbox(case, evidence)
    for host in mx_hosts(fact.values if fact and not in_front else ()):
        add(Proposal("mx-host", host, asked=f"MX {case.domain}"))
    for label in questions.GUESSES[side.direction]:
        host = f"{label}.{case.domain}"
        if addresses(case, evidence, host) or any(m.host == host for m in mappings(case)):
            add(Proposal("guess", host, asked=host))
    for proposal in told:
        add(proposal)
    return tuple(found.values())[:_MOST_PROPOSALS]


def distance(one: str, other: str, most: int = 3) -> int:
    """How many letters have to be changed, added, removed or swapped, counted up to `most`."""
    if abs(len(one) - len(other)) > most:
        return most
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return min(previous[-1], most)
