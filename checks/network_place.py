"""Does anything between this PC and the servers change what they say, or does the PC look for them in a wrong place?

Concluded from what the servers of this run showed, compared with each other; no stranger is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maildoctor.api import (
    HOST,
    Break,
    Case,
    Check,
    Contrasts,
    Direction,
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
    Protocol,
    Said,
    Security,
    Status,
    Title,
    is_address,
    masked,
)

from . import _place
from . import _place_codes as codes

_INVENTED = "no-such-host-maildoctor"
"""A label that nobody registers: where it has an address, a record stands for every name."""

_SHIELDED_USER = re.compile(r"(?P<user>.+?)[/#](?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::\d+)?")
_LOCAL_NAMES = frozenset(("localhost", "localhost.localdomain"))
_BALANCED_BELOW_S = 600
"""Addresses that change by country or by load live shorter than this: two answers to one question may differ."""


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """One name that cannot exist, and only where a mail host of the domain turned out to be no mail server."""
    if _hosts_in_doubt(case, evidence):
        yield _invented(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """A sign-in page in front of everything explains all the rest."""
    portal = _portal(evidence)
    if portal is not None:
        yield portal
        return
    found = [
        *_masked(case, evidence, contrasts),
        *_intercepted(evidence),
        *_resolved(case, evidence),
        *_left_by_a_shield(case, evidence),
        *_by_wildcard(case, evidence),
        *_behind_a_web_proxy(case, evidence),
    ]
    yield from found
    told = _place.told(evidence)
    ready = [endpoint for endpoint, fact in told if fact.ready and fact.encrypted]
    opened = any(_place.opened_by(fact) for _, fact in told)
    if ready and not opened and all(finding.status is Status.PASS for finding in found):
        yield codes.CLEAR(*ready)


def _masked(case: Case, evidence: Evidence, contrasts: Contrasts) -> list[Finding]:
    """One finding a port: what keeps the client from encrypting is the search's to prove, and comes first."""
    broken = [c for c in contrasts if c.what is Break.STARTTLS_MASKED]
    found = [codes.MASKED.of(contrast) for contrast in broken]
    told = {str(finding.arguments.get("host")) + str(finding.arguments.get("port")) for finding in found}
    for endpoint, fact in _place.told(evidence):
        words = masked(fact)
        if endpoint.protocol is not Protocol.SMTP or not words or endpoint.host + str(endpoint.port) in told:
            continue
        told.add(endpoint.host + str(endpoint.port))
        missing = fact.trouble == "starttls-missing" and _place.directions(case, endpoint, Security.STARTTLS)
        status = Status.FAIL if missing else Status.WARN
        found.append(codes.MASKED(endpoint, status=status, host=endpoint.host, port=endpoint.port, words=words))
    return sorted(found, key=lambda finding: finding.status.rank)


def _intercepted(evidence: Evidence) -> Iterator[Finding]:
    """One issuer that nobody but this PC knows, on hosts of different owners (contract, "Certificates")."""
    by_issuer: dict[str, list[Endpoint]] = {}
    for endpoint, fact in _place.told(evidence):
        issuer = _place.opened_by(fact)
        if issuer is not None:
            by_issuer.setdefault(issuer, []).append(endpoint)
    for issuer, endpoints in by_issuer.items():
        hosts = tuple(dict.fromkeys(endpoint.host for endpoint in endpoints))
        if _place.strangers(hosts):
            product = _place.product(issuer)
            if product in _place.ON_THE_PC:
                yield codes.SCANNED(*endpoints, hosts=hosts, issuer=issuer, product=product)
            else:
                yield codes.INTERCEPTED(*endpoints, hosts=hosts, issuer=issuer)


def _resolved(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """This PC's own idea of where a host is, against the records."""
    for host in _place.configured(case):
        known = _place.views(evidence, host)
        if known is None:
            continue
        elsewhere = tuple(value for value in known.dns if not _place.is_local(value))
        endpoints = _place.of_host(evidence, host)
        lookups = (Lookup(host, HOST), Lookup(host, "A"), Lookup(host, "AAAA"))
        shown: tuple[Probe, ...] = (*lookups, *(endpoint for endpoint, _ in endpoints))
        if elsewhere and all(_place.is_local(value) for value in known.here):
            # A shield that still stands in between does no harm now.
            works = any(fact.ready for _, fact in endpoints)
            status = Status.WARN if works else Status.FAIL
            yield codes.TO_ITSELF(*shown, status=status, host=host, here=known.here, dns=elsewhere)
        elif endpoints and not _place.genuine(endpoints) and _differ(known):
            yield codes.ELSEWHERE(*shown, host=host, here=known.here, dns=known.dns)


def _differ(known: _place.Views) -> bool:
    """True where both views are of the open internet and have nothing to do with each other."""
    if known.ttl < _BALANCED_BELOW_S or not all(_place.is_public(value) for value in (*known.here, *known.dns)):
        return False
    if {":" in value for value in known.here} - {":" in value for value in known.dns}:
        return False  # an address made for a line without IPv4 (RFC 6052) is no other server
    return not any(_place.near(one, other) for one in known.here for other in known.dns)


def _left_by_a_shield(case: Case, evidence: Evidence) -> Iterator[Finding]:
    """The client is set to this very PC, and the user name still carries the real server."""
    for direction in Direction:
        typed = case.configured(direction)
        host = (typed.host or "").strip().lower()
        here = host in _LOCAL_NAMES or (is_address(host) and _place.is_local(host))
        match = _SHIELDED_USER.fullmatch((typed.username or "").strip())
        if here and match is not None and direction in case.sides:
            endpoints = tuple(e for e, _ in evidence.endpoints() if e.host == host)
            yield codes.SHIELD_LEFT(
                *endpoints, host=host, username=match[0], real_host=match["host"], real_username=match["user"]
            )


def _invented(case: Case) -> Lookup:
    return Lookup(f"{_INVENTED}.{case.domain}", "A")


def _hosts_in_doubt(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The configured hosts under the domain that are no mail server, or carry the certificate of somebody else."""
    return tuple(
        host
        for host in _place.configured(case)
        if host.endswith(f".{case.domain}")
        and (found := _place.of_host(evidence, host))
        and (not _place.speaks_mail(found) or any(Fault.NAME in fact.here for _, fact in found))
    )


def _by_wildcard(case: Case, evidence: Evidence) -> Iterator[Finding]:
    question = _invented(case)
    invented = evidence.get(question)
    if invented is None or not invented.final:
        return
    for host in _hosts_in_doubt(case, evidence):
        own = evidence.get(Lookup(host, "A"))
        if own is None or not own.final or not own.values or set(own.values) - set(invented.values):
            continue
        found = _place.of_host(evidence, host)
        code = codes.WILDCARD_HARMLESS if _place.speaks_mail(found) else codes.WILDCARD
        shown: tuple[Probe, ...] = (Lookup(host, "A"), question, *(endpoint for endpoint, _ in found))
        yield code(*shown, host=host, probe=question.name, addresses=own.values)


def _behind_a_web_proxy(case: Case, evidence: Evidence) -> Iterator[Finding]:
    for host in _place.configured(case):
        found = _place.of_host(evidence, host)
        addresses = tuple(dict.fromkeys(dial.address for _, fact in found for dial in fact.dials))
        reached = any(fact.connected for _, fact in found)
        if addresses and not reached and all(_place.behind_web_proxy(address) for address in addresses):
            yield codes.WEB_PROXY(*(endpoint for endpoint, _ in found), host=host, addresses=addresses)


def _portal(evidence: Evidence) -> Finding | None:
    """Every server that was called turned out to be one and the same stranger; None where any was itself.

    A hoster whose servers all show one certificate looks alike. So its end must be unknown in public, or documents of
    strangers must have met the same fate.
    """
    called = _place.told(evidence)
    hosts = tuple(dict.fromkeys(endpoint.host for endpoint, _ in called))
    if len(called) < len(tuple(evidence.endpoints())) or not _place.strangers(hosts):
        return None
    asked = tuple(endpoint for endpoint, _ in called)
    web = [
        (o.probe.host, o.fact)
        for o in evidence
        if isinstance(o.probe, Fetch) and isinstance(o.fact, FetchFact) and o.fact.final
    ]
    if any(fact.verified for _, fact in web):
        return None
    if all(fact.speaks == "http" for _, fact in called):
        return codes.PORTAL(*asked, hosts=hosts, who="HTTP")
    leaves = {fact.chain[0].sha256: fact for _, fact in called if fact.chain}
    if len(leaves) != 1 or not all(_is_a_stranger(fact) for _, fact in called):
        return None
    leaf = next(iter(leaves.values()))
    unknown = bool(set(leaf.public) & _place.ROOT_FAULTS)
    owners = {_place.base(host) for host in hosts}
    everywhere = any(
        fact.outcome is Outcome.UNTRUSTED and Fault.NAME in fact.here and _place.base(host) not in owners
        for host, fact in web
    )
    return codes.PORTAL(*asked, hosts=hosts, who=leaf.chain[0].subject) if unknown or everywhere else None


def _is_a_stranger(fact: EndpointFact) -> bool:
    return fact.speaks == "http" or (bool(fact.chain) and not fact.ready and Fault.NAME in fact.here)


CHECK = Check(
    "network.place",
    Title("回線とこの PC", "This line and this PC"),
    (Lookup,),
    probes,
    judge,
    codes.ALL,
)
