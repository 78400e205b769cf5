"""Companies that no provider entry knows, told apart by the names and the addresses of their servers.

A host that the MX names may be a filter in front of the very server that the client reads at. One that answers mail
clients (IMAP, RFC 9051) by a good certificate has mailboxes of its own, so it is none: that alone is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    HOST,
    Case,
    Direction,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Lookup,
    Probe,
    Protocol,
    Security,
    addresses,
    companies,
    is_host,
    lookups,
    side_of,
)

from . import _mx


def question(host: str) -> Endpoint:
    """The question whether `host` has mailboxes."""
    return Endpoint(host, 993, Protocol.IMAP, Security.TLS)


def has_mailboxes(evidence: Evidence, host: str) -> bool:
    """True where `host` let mail clients come as far as a login, under a certificate that this PC accepts."""
    fact = evidence.get(question(host))
    return fact is not None and fact.ready and fact.speaks == "imap" and not fact.here


def mixed(case: Case, evidence: Evidence) -> tuple[str, str] | None:
    """Two exchangers that seem to be of different companies; None where an entry knows one of them."""
    hosts = _unknown(case, evidence)
    other = next((host for host in hosts[1:] if apart(case, evidence, hosts[0], host)), None)
    return None if other is None else (hosts[0], other)


def elsewhere(case: Case, evidence: Evidence) -> tuple[str, str] | None:
    """(exchanger, incoming host) where they seem to be of different companies; None where an entry knows the first."""
    hosts, host = _unknown(case, evidence), side_of(case, Direction.INCOMING).host
    if not hosts or not host or case.address is None or not is_host(host):
        return None
    found = answering(case, evidence, host) and apart(case, evidence, hosts[0], host)
    return (hosts[0], host) if found else None


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """One exchanger where only the client may be elsewhere, two where they may be of different companies."""
    client = elsewhere(case, evidence)
    for host in dict.fromkeys((*(mixed(case, evidence) or ()), *(client[:1] if client is not None else ()))):
        yield from lookups(host)
        yield question(host)


def answering(case: Case, evidence: Evidence, host: str) -> tuple[Endpoint, ...]:
    """Where `host` answers: by a good certificate or, under the domain, by one on which only the name is wrong."""
    own = companies.family(host) == companies.family(case.domain)
    return tuple(
        endpoint
        for endpoint, fact in evidence.endpoints()
        if endpoint.host == host and (fact.ready or (own and fact.final and fact.here == (Fault.NAME,)))
    )


def behind(case: Case, evidence: Evidence, host: str) -> tuple[str, ...]:
    """The names that show whose server `host` is: its own, its aliases', its certificate's; none of the domain's."""
    facts = (evidence.get(Lookup(host, kind)) for kind in ("A", "AAAA", HOST))
    aliases = (alias for fact in facts if fact is not None for alias in fact.aliases)
    names = dict.fromkeys((host, *aliases, *sorted(_certified(evidence, host))))
    own = companies.family(case.domain)
    return tuple(name for name in names if "." in name and companies.family(name) != own)


def apart(case: Case, evidence: Evidence, one: str, other: str) -> bool:
    """True where the two hosts share no house, no name on their certificates and no address, and all that is known."""
    ours, theirs = ({companies.family(n) for n in behind(case, evidence, host)} for host in (one, other))
    if not ours or not theirs or ours & theirs or _certified(evidence, one) & _certified(evidence, other):
        return False
    if not addresses(case, evidence, one) or not addresses(case, evidence, other):
        return False
    return not share_an_address(evidence, one, other)


def share_an_address(evidence: Evidence, one: str, other: str) -> bool:
    """True where an address of the one is one of the other's, as this PC or as the DNS has them."""
    return bool(_addresses(evidence, one) & _addresses(evidence, other))


def _addresses(evidence: Evidence, host: str) -> frozenset[str]:
    facts = (evidence.get(Lookup(host, kind)) for kind in ("A", "AAAA", HOST))
    return frozenset(value for fact in facts if fact is not None for value in fact.values)


def _unknown(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The exchangers, best first; none where an entry knows one of them, or one of their names is no host's."""
    hosts = companies.exchangers(case, evidence)[: _mx.MOST]
    known = any(not is_host(host) or companies.owners(case, evidence, "mx", host) for host in hosts)
    return () if known else hosts


def _certified(evidence: Evidence, host: str) -> frozenset[str]:
    """The names on certificates of `host`, good or wrong in the name alone: anybody writes any name on others."""

    def vouched(fact: EndpointFact) -> bool:
        return bool(fact.chain) and set(fact.here) <= {Fault.NAME}

    shown = (fact.chain[0].names for endpoint, fact in evidence.endpoints() if endpoint.host == host and vouched(fact))
    return frozenset(name.lower().removeprefix("*.") for names in shown for name in names)
