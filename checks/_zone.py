"""The zone of the domain and the servers that speak for it: shared by the checks about delegation, keys and caches.

A zone is found by its NS records, its servers by those of the parent as well (RFC 1034 section 4.2). Many lines let
nobody ask other name servers, or answer in their place: so a server is called bad only where some direct answer
carried the mark of a server's own word (the AA bit, or a referral), which no resolver on the way gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from maildoctor.api import Case, Evidence, Lookup, LookupFact, Outcome, Probe, dialable, is_address, is_private

MOST = 6
"""So many name servers are examined."""

_MOST_PARENTS = 2
_NOT_SERVING = frozenset(("REFUSED", "SERVFAIL", "NOTAUTH"))


class State(Enum):
    """How a name server answers for the zone. `UNSURE`: nothing can be concluded from here."""

    GOOD = "good"
    LAME = "lame"
    SILENT = "silent"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Server:
    """One name server of the zone. `address` None: none is known; `absent`: it certainly has none."""

    host: str
    address: str | None
    absent: bool = False


def heard(evidence: Evidence, question: Lookup) -> LookupFact | None:
    """The final answer to `question`, None where it is not there or was cut off."""
    fact = evidence.get(question)
    return fact if fact is not None and fact.final and fact.outcome is not Outcome.CUT_OFF else None


def _above(name: str) -> tuple[str, ...]:
    """The names above `name`, the nearest first, without the root."""
    labels = name.split(".")
    return tuple(".".join(labels[n:]) for n in range(1, len(labels)))


def candidates(domain: str) -> tuple[str, ...]:
    """The domain and the names above it that can be the zone it lies in: a top-level domain never is."""
    return (domain, *(name for name in _above(domain) if "." in name))[:3]


def name_of(case: Case, evidence: Evidence) -> str | None:
    """The name of the zone that holds the domain; None while it is not known.

    Where the NS question fails or the name does not exist, the domain itself is the zone to ask for.
    """
    for name in candidates(case.domain):
        fact = heard(evidence, Lookup(name, "NS"))
        if fact is None:
            return None
        if fact.values and not fact.aliases:
            return name
        if not fact.absent or fact.no_such_name:
            return case.domain
    return case.domain


def by_resolver(zone: str, evidence: Evidence) -> tuple[str, ...]:
    """The name servers of the zone, as this PC's resolver gives them."""
    fact = heard(evidence, Lookup(zone, "NS"))
    return tuple(v.lower() for v in fact.values) if fact is not None and not fact.aliases else ()


def parent_questions(case: Case, zone: str, evidence: Evidence) -> tuple[Lookup, ...]:
    """The questions for the delegation to the parent's own servers; empty while (or where) those are not known."""
    for above in _above(zone):
        fact = heard(evidence, Lookup(above, "NS"))
        if fact is None or not (fact.values or fact.absent):
            return ()
        if fact.values:
            addresses = [_address(host, evidence) for host in fact.values[:_MOST_PARENTS]]
            return tuple(Lookup(zone, "NS", server=address) for address in addresses if address is not None)
    return ()


def by_parent(case: Case, zone: str, evidence: Evidence) -> LookupFact | None:
    """The parent's referral for the zone, None where none was seen."""
    facts = (heard(evidence, question) for question in parent_questions(case, zone, evidence))
    return next((fact for fact in facts if fact is not None and fact.referral), None)


def servers(case: Case, zone: str, evidence: Evidence) -> tuple[Server, ...]:
    """The name servers of parent and child, with an address to ask."""
    referral = by_parent(case, zone, evidence)
    hosts = [*by_resolver(zone, evidence), *(h.lower() for h in (referral.referral if referral is not None else ()))]
    lines = sorted(referral.glue, key=lambda line: ":" not in line) if referral is not None else []
    glue = dict(line.lower().split(" ", 1) for line in lines)  # the last one wins: IPv4
    return tuple(_server(host, glue, evidence) for host in tuple(dict.fromkeys(hosts))[:MOST])


def _server(host: str, glue: dict[str, str], evidence: Evidence) -> Server:
    address = _address(host, evidence) or glue.get(host)
    facts = [heard(evidence, Lookup(host, kind)) for kind in ("A", "AAAA")]
    absent = address is None and all(fact is not None and fact.absent for fact in facts)
    return Server(host, address if address is not None and dialable(address) else None, absent)


def _address(host: str, evidence: Evidence) -> str | None:
    """One address of `host`, IPv4 first: a line without IPv6 is ordinary."""
    for kind in ("A", "AAAA"):
        fact = heard(evidence, Lookup(host, kind))
        usable = [v for v in fact.values if is_address(v) and dialable(v)] if fact is not None else []
        if usable:
            return usable[0]
    return None


def lookups(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Who the servers are: the NS of zone and parent, their addresses, and the parent's word."""
    yield Lookup(case.domain, "NS")
    for name in candidates(case.domain)[1:]:
        before = heard(evidence, Lookup(name_below(case.domain, name), "NS"))
        if before is not None and before.absent and not before.no_such_name:
            yield Lookup(name, "NS")
    zone = name_of(case, evidence)
    if zone is None:
        return
    if case.options.third_party:
        for above in _above(zone):
            yield Lookup(above, "NS")
            fact = heard(evidence, Lookup(above, "NS"))
            if fact is None or not fact.absent:
                for host in (fact.values if fact is not None else ())[:_MOST_PARENTS]:
                    yield from _addresses(host, evidence)
                break
        yield from parent_questions(case, zone, evidence)
    for server in servers(case, zone, evidence):
        yield from _addresses(server.host, evidence)


def name_below(domain: str, above: str) -> str:
    """The candidate directly below `above`."""
    names = candidates(domain)
    return names[names.index(above) - 1]


def _addresses(host: str, evidence: Evidence) -> Iterator[Probe]:
    yield Lookup(host, "A")
    four = heard(evidence, Lookup(host, "A"))
    if four is not None and four.absent:
        yield Lookup(host, "AAAA")


def questions(zone: str, server: Server) -> tuple[Lookup, ...]:
    """What a server is asked to show that it speaks for the zone."""
    if server.address is None:
        return ()
    return Lookup(zone, "SOA", server=server.address), Lookup(zone, "NS", server=server.address)


def state(zone: str, server: Server, evidence: Evidence) -> State | None:
    """How `server` answers for the zone, None while it is not known."""
    facts = [heard(evidence, question) for question in questions(zone, server)]
    known = [fact for fact in facts if fact is not None]
    if len(known) < 2:
        return None
    if any(f.outcome is Outcome.ANSWERED and f.authoritative and f.values and not f.aliases for f in known):
        return State.GOOD
    if all(f.rcode in _NOT_SERVING or f.absent for f in known):
        return State.LAME
    if all(f.outcome in (Outcome.SILENT, Outcome.REFUSED) for f in known):
        # Without IPv6 here, a silent IPv6 address says nothing about the server.
        return State.SILENT if server.address is not None and ":" not in server.address else State.UNSURE
    return State.UNSURE


def way_is_clear(evidence: Evidence) -> bool:
    """True where some name server was heard itself: nothing on the line swallows such questions or answers them."""
    return any(
        isinstance(o.probe, Lookup)
        and o.probe.server is not None
        and isinstance(o.fact, LookupFact)
        and o.fact.outcome is Outcome.ANSWERED
        and (o.fact.authoritative or o.fact.referral)
        for o in evidence
    )


def inside_view(case: Case, zone: str, evidence: Evidence) -> bool:
    """True where this place has a zone of its own for the domain, as offices do: nobody outside sees what is seen here.

    Then the resolver speaks for the zone itself, or its name servers have addresses of the inside.
    """
    for name, kind in ((case.domain, "MX"), (zone, "NS")):
        fact = heard(evidence, Lookup(name, kind))
        if fact is not None and fact.authoritative:
            return True
    addresses = [server.address for server in servers(case, zone, evidence)]
    return any(is_private(address) for address in addresses if address is not None)


def dead(case: Case, evidence: Evidence) -> bool:
    """True where every name server of the zone was asked from here and not one speaks for it.

    Silence alone condemns only where the resolver gets no answer either.
    """
    zone = name_of(case, evidence)
    if zone is None or not way_is_clear(evidence) or inside_view(case, zone, evidence):
        return False
    states = [state(zone, server, evidence) for server in servers(case, zone, evidence) if server.address is not None]
    if not states or not set(states) <= {State.LAME, State.SILENT}:
        return False
    answer = heard(evidence, Lookup(case.domain, "MX"))
    return State.LAME in states or (answer is not None and answer.outcome is not Outcome.ANSWERED)


def signed(case: Case, evidence: Evidence) -> tuple[str, LookupFact] | None:
    """The name that a parent declares to be signed (DS), with that answer; None where none is known."""
    for name in candidates(case.domain):
        fact = heard(evidence, Lookup(name, "DS", checking_disabled=True))
        if fact is not None and fact.values and not fact.aliases:
            return name, fact
    return None


def bogus(case: Case, evidence: Evidence) -> bool:
    """True where the resolver holds back an answer that it gives as soon as it need not be checked (the CD bit).

    A DS record has to be there as well: without one nobody checks, and the failure was another one.
    """
    plain = heard(evidence, Lookup(case.domain, "MX"))
    unchecked = heard(evidence, Lookup(case.domain, "MX", checking_disabled=True))
    return (
        plain is not None
        and plain.rcode == "SERVFAIL"
        and unchecked is not None
        and unchecked.outcome is Outcome.ANSWERED
        and signed(case, evidence) is not None
    )
