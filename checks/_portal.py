"""A sign-in page in front of everything: whatever is called, the same stranger answers."""

from __future__ import annotations

from maildoctor.api import (
    Case,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Fetch,
    FetchFact,
    Finding,
    Lookup,
    Outcome,
    Probe,
)

from . import _place
from . import _place_codes as codes


def seen(case: Case, evidence: Evidence) -> Finding | None:
    """The page, by the first sign of it; None where any server of the account, or any document, was itself."""
    called = _place.told(evidence)
    web = tuple(
        (o.probe, o.fact)
        for o in evidence
        if isinstance(o.probe, Fetch) and isinstance(o.fact, FetchFact) and o.fact.final
    )
    if len(called) < len(tuple(evidence.endpoints())) or any(fact.verified for _, fact in web):
        return None
    if any(fact.ready or fact.speaks in ("imap", "pop3", "smtp") for _, fact in called):
        return None
    return _by_name(case, evidence) or _by_answer(called) or _by_certificate(called, web) or _on_the_web(called, web)


def _by_name(case: Case, evidence: Evidence) -> Finding | None:
    """Every name leads to one place, one that nobody can have as well."""
    question = Lookup(_place.INVENTED, "A")
    invented = evidence.get(question)
    if invented is None or not invented.values:
        return None
    hosts = _place.configured(case)
    known = {host: evidence.get(Lookup(host, "A")) for host in hosts}
    if not hosts or any(fact is None or set(fact.values) != set(invented.values) for fact in known.values()):
        return None
    shown: tuple[Probe, ...] = (question, *(Lookup(host, "A") for host in hosts))
    return codes.PORTAL(*shown, hosts=hosts, who=invented.values[0])


def _by_answer(called: tuple[tuple[Endpoint, EndpointFact], ...]) -> Finding | None:
    """A web server answers to everything, or says nothing where nothing is asked of it."""
    web = tuple(e for e, fact in called if fact.speaks == "http")
    mute = all(fact.speaks == "http" or (fact.connected and not fact.speaks and not fact.chain) for _, fact in called)
    hosts = tuple(dict.fromkeys(e.host for e in web))
    return codes.PORTAL(*web, hosts=hosts, who="HTTP") if mute and _place.strangers(hosts) else None


def _by_certificate(
    called: tuple[tuple[Endpoint, EndpointFact], ...], web: tuple[tuple[Fetch, FetchFact], ...]
) -> Finding | None:
    """The certificate of one stranger everywhere.

    A hoster whose servers all show one certificate looks alike. So its end must be unknown in public, or documents of
    strangers must have met the same fate.
    """
    hosts = tuple(dict.fromkeys(endpoint.host for endpoint, _ in called))
    leaves = {fact.chain[0].sha256: fact for _, fact in called if fact.chain}
    if not _place.strangers(hosts) or len(leaves) != 1 or not all(_is_a_stranger(fact) for _, fact in called):
        return None
    leaf = next(iter(leaves.values()))
    unknown = bool(set(leaf.public) & _place.ROOT_FAULTS)
    owners = {_place.base(host) for host in hosts}
    everywhere = any(
        fact.outcome is Outcome.UNTRUSTED and Fault.NAME in fact.here and _place.base(probe.host) not in owners
        for probe, fact in web
    )
    if not unknown and not everywhere:
        return None
    return codes.PORTAL(*(endpoint for endpoint, _ in called), hosts=hosts, who=leaf.chain[0].subject)


def _is_a_stranger(fact: EndpointFact) -> bool:
    return fact.speaks == "http" or (bool(fact.chain) and not fact.ready and Fault.NAME in fact.here)


def _on_the_web(
    called: tuple[tuple[Endpoint, EndpointFact], ...], web: tuple[tuple[Fetch, FetchFact], ...]
) -> Finding | None:
    """No mail server is let through, and on the web strangers all show one certificate, which is none of theirs."""
    if not called or any(fact.connected for _, fact in called):
        return None
    by_leaf: dict[str, list[Fetch]] = {}
    for probe, fact in web:
        if fact.shown and fact.outcome is Outcome.UNTRUSTED and Fault.NAME in fact.here:
            by_leaf.setdefault(fact.shown, []).append(probe)
        elif fact.shown:
            return None
    for probes in by_leaf.values():
        hosts = tuple(dict.fromkeys(probe.host for probe in probes))
        if len(by_leaf) == 1 and _place.strangers(hosts):
            return codes.PORTAL(*probes, hosts=hosts, who="HTTPS")
    return None
