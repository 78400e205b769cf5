"""What the zone's own servers say, each for itself, beside what the resolver says."""

from __future__ import annotations

from maildoctor.api import Case, Evidence, Lookup, LookupFact, Outcome, is_private, mx_hosts

from . import _zone


def speaking(case: Case, zone: str, evidence: Evidence) -> tuple[_zone.Server, ...]:
    """The servers that were seen to speak for the zone."""
    found = _zone.servers(case, zone, evidence)
    return tuple(s for s in found if _zone.state(zone, s, evidence) is _zone.State.GOOD)


def is_own(fact: LookupFact) -> bool:
    """True where the answer is the server's own word about this very name."""
    return fact.outcome is Outcome.ANSWERED and fact.authoritative and not fact.aliases


def values(fact: LookupFact) -> tuple[str, ...]:
    """The records in a form in which equal sets are equal."""
    return tuple(sorted(value.lower() for value in fact.values))


def exchangers(case: Case, evidence: Evidence) -> tuple[tuple[str, Lookup, LookupFact], ...]:
    """(name server, question, answer) for the MX of the domain; empty in a place with a zone of its own."""
    zone = _zone.name_of(case, evidence)
    if zone is None or _inside(case, zone, evidence):
        return ()
    asked = ((s.host, Lookup(case.domain, "MX", server=s.address)) for s in speaking(case, zone, evidence))
    heard = ((host, question, _zone.heard(evidence, question)) for host, question in asked)
    return tuple((host, question, fact) for host, question, fact in heard if fact is not None and is_own(fact))


def _inside(case: Case, zone: str, evidence: Evidence) -> bool:
    """True where the answers here are those of an office's own zone: they differ from the public ones by design."""
    answer = _zone.heard(evidence, Lookup(case.domain, "MX"))
    hosts = mx_hosts(answer.values if answer is not None else ())
    found = [evidence.get(Lookup(host, "A")) for host in hosts]
    private = any(is_private(v) for fact in found if fact is not None for v in fact.values)
    return private or _zone.inside_view(case, zone, evidence)


def remembers_none(case: Case, evidence: Evidence) -> bool:
    """True where the resolver says that there is no MX, or no such domain, and every server of the zone has one."""
    here = _zone.heard(evidence, Lookup(case.domain, "MX"))
    told = [values(fact) for _, _, fact in exchangers(case, evidence)]
    if here is None or not here.absent or here.aliases or not told:
        return False
    return bool(told[0]) and all(one == told[0] for one in told)
