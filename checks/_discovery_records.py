"""The SRV records of the domain, each judged by itself (RFC 6186, RFC 8314)."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Contrasts,
    Direction,
    Endpoint,
    EndpointFact,
    Evidence,
    Lookup,
    Outcome,
    Proof,
    Protocol,
    Said,
    Security,
    addresses,
    proposed,
)

from ._discovery_codes import SRV_DEAD, SRV_GOOD, SRV_OTHER


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Dead targets, and targets other than the server that let us in."""
    good: list[str] = []
    for p in proposed(case, tuple(Protocol), evidence):
        if p.source != "srv" or p.port is None or p.protocol is None:
            continue
        name = p.asked.removeprefix("SRV ")
        endpoint = Endpoint(p.host, p.port, p.protocol, p.security or Security.TLS)
        fact = evidence.get(endpoint)
        nowhere = addresses(case, evidence, p.host)
        if nowhere == () or (fact is not None and fact.final and _dead(fact)):
            yield SRV_DEAD(Lookup(name, "SRV"), endpoint, name=name, host=p.host, port=p.port)
        elif fact is not None and fact.connected:
            other = _proved_elsewhere(case, p.host, p.protocol, evidence, contrasts)
            if other is not None:
                yield SRV_OTHER(Lookup(name, "SRV"), endpoint, name=name, host=p.host, proved=other)
            else:
                good.append(name)
    if good:
        yield SRV_GOOD(*(Lookup(name, "SRV") for name in good), names=tuple(good))


def _dead(fact: EndpointFact) -> bool:
    return not fact.connected and fact.outcome is not Outcome.CUT_OFF


def _proved_elsewhere(
    case: Case, host: str, protocol: Protocol, evidence: Evidence, contrasts: Contrasts
) -> str | None:
    """The host that accepted the login in this direction, where it is certainly another server than `host`.

    Two names of one address are one server; so are two names of one registrable domain, as far as can be told.
    """
    direction = Direction.OUTGOING if protocol is Protocol.SMTP else Direction.INCOMING
    side = contrasts.sides.get(direction)
    if side is None or side.proof is not Proof.LOGIN or side.recommended is None:
        return None
    proved = side.recommended.host.lower()
    here, there = addresses(case, evidence, host), addresses(case, evidence, proved)
    same_company = host.split(".")[-2:] == proved.split(".")[-2:]
    if proved == host or same_company or not here or not there or set(here) & set(there):
        return None
    return proved
