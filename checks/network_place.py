"""Does anything between this PC and the servers change what they say, or does the PC look for them in a wrong place?

Concluded from what the servers of this run showed, compared with each other; no stranger is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from maildoctor.api import (
    CLOCK_WRONG_FROM_S,
    HOST,
    Break,
    Case,
    Check,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Fault,
    Finding,
    Lookup,
    Probe,
    Protocol,
    Said,
    Security,
    Status,
    Title,
    clock_by_servers,
    is_address,
    masked,
)

from . import _place, _portal
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
    portal = _portal.seen(case, evidence)
    if portal is not None:
        yield portal
        return
    found = [
        *_masked(case, evidence, contrasts),
        *_untrusted(contrasts),
        *_intercepted(evidence),
        *_clock(case, evidence, contrasts),
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


def _untrusted(contrasts: Contrasts) -> Iterator[Finding]:
    """The same, where this PC does not know the issuer either: nobody could log in."""
    for contrast in contrasts:
        if contrast.what is Break.INTERCEPTED:
            product = _place.product(str(dict(contrast.seen)["issuer"]))
            if product in _place.ON_THE_PC:
                yield codes.UNTRUSTED_SCANNER.of(contrast, product=product)
            else:
                yield codes.UNTRUSTED.of(contrast)


def _clock(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Finding]:
    """What servers say of the time, where no certificate fails by it yet."""
    told = clock_by_servers(evidence)
    if told is None or abs(told.ahead_s) < CLOCK_WRONG_FROM_S or any(c.what is Break.CLOCK for c in contrasts):
        return
    here, there = (case.now + dt.timedelta(seconds=s) for s in (0, told.ahead_s))
    minutes = abs(told.ahead_s) // 60
    yield codes.CLOCK(
        *told.probes,
        here=here.isoformat(sep=" ", timespec="minutes")[:16],
        there=there.isoformat(sep=" ", timespec="minutes")[:16],
        days=minutes // 1440,
        hours=minutes // 60 % 24,
        minutes=minutes % 60,
    )


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
    lie = evidence.get(Lookup(_place.INVENTED, "A"))
    if invented is None or not invented.final or (lie is not None and lie.values):
        return  # a resolver that invents addresses does so for every name, and `network.resolver` tells it
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


CHECK = Check(
    "network.place",
    Title("回線とこの PC", "This line and this PC"),
    (Lookup,),
    probes,
    judge,
    codes.ALL,
)
