"""The SRV records of the domain, each judged by itself (RFC 6186, RFC 8314)."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Contrasts,
    Endpoint,
    EndpointFact,
    Evidence,
    Lookup,
    Outcome,
    Protocol,
    Said,
    Security,
    addresses,
    proposed,
)

from ._discovery_codes import SRV_DEAD, SRV_GOOD, SRV_OTHER
from ._discovery_proof import proved_elsewhere


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
            other = proved_elsewhere(case, p.host, p.protocol, evidence, contrasts)
            if other is not None:
                yield SRV_OTHER(Lookup(name, "SRV"), endpoint, name=name, host=p.host, proved=other)
            else:
                good.append(name)
    if good:
        yield SRV_GOOD(*(Lookup(name, "SRV") for name in good), names=tuple(good))


def _dead(fact: EndpointFact) -> bool:
    return not fact.connected and fact.outcome is not Outcome.CUT_OFF
