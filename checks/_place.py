"""What the answers of one run tell about the place they were seen from: the line, the devices on it, and this PC.

Everything here compares what several servers showed; nobody is asked for it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from maildoctor.api import (
    HOST,
    Case,
    Direction,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Lookup,
    Outcome,
    Security,
    is_address,
    is_private,
    side_of,
)

ROOT_FAULTS = frozenset((Fault.SELF_SIGNED, Fault.UNKNOWN_ROOT, Fault.ISSUER_NOT_SENT))
"""The faults of a chain whose end nobody in public knows."""

INVENTED = "no-such-host-maildoctor.invalid"
"""A name that nobody can have (RFC 6761 section 6.4)."""

_SECOND_LEVEL = frozenset(("ac", "ad", "co", "com", "ed", "edu", "go", "gov", "gr", "lg", "ne", "net", "or", "org"))
_MAIL = frozenset(("imap", "pop3", "smtp"))

ON_THE_PC = (
    "Avast", "AVG", "Avira", "Bitdefender", "BullGuard", "Dr.Web", "ESET", "F-Secure", "G DATA", "K7", "Kaspersky",
    "McAfee", "Norton", "Panda", "Trend Micro",
)  # fmt: skip
"""Virus scanners for PCs that open mail connections to look into them: words in the names of their issuers."""

ON_THE_LINE = (
    "Barracuda", "Blue Coat", "Check Point", "Cisco", "Forcepoint", "FortiGate", "Fortinet", "i-FILTER", "Netskope",
    "Palo Alto", "SonicWall", "Sophos", "Untangle", "WatchGuard", "Zscaler",
)  # fmt: skip
"""Devices and services at the exit of an office's network that do the same."""

_CLOUDFLARE = tuple(
    ipaddress.ip_network(text)
    for text in (
        "173.245.48.0/20", "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "141.101.64.0/18",
        "108.162.192.0/18", "190.93.240.0/20", "188.114.96.0/20", "197.234.240.0/22", "198.41.128.0/17",
        "162.158.0.0/15", "104.16.0.0/13", "104.24.0.0/14", "172.64.0.0/13", "131.0.72.0/22",
        "2400:cb00::/32", "2606:4700::/32", "2803:f800::/32", "2405:b500::/32", "2405:8100::/32", "2a06:98c0::/29",
        "2c0f:f248::/32",
    )
)  # fmt: skip
"""The addresses of Cloudflare's web proxies, as published at cloudflare.com/ips (as of 2024). They forward web pages
and no mail."""


@dataclass(frozen=True, slots=True)
class Views:
    """One host, as this PC resolves it and as its records in the DNS stand. `ttl` in seconds."""

    here: tuple[str, ...]
    dns: tuple[str, ...]
    ttl: int


def base(host: str) -> str:
    """What two hosts of one owner have in common: the last two labels, or three below "co.jp" and its like."""
    labels = host.lower().rstrip(".").split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])


def strangers(hosts: Iterable[str]) -> bool:
    """True where at least two of the hosts have different owners. An address has no owner that could be told."""
    return len({base(host) for host in hosts if not is_address(host)}) > 1


def configured(case: Case) -> tuple[str, ...]:
    """The hosts in the customer's client that are names."""
    found = (side_of(case, direction).host for direction in case.sides)
    return tuple(dict.fromkeys(host for host in found if host is not None and not is_address(host)))


def directions(case: Case, endpoint: Endpoint, security: Security) -> tuple[Direction, ...]:
    """The directions whose client is set to `endpoint` with `security`."""
    sides = (side_of(case, direction) for direction in case.sides)
    wanted = (endpoint.host, endpoint.port, security)
    return tuple(side.direction for side in sides if (side.host, side.port, side.security) == wanted)


def told(evidence: Evidence) -> tuple[tuple[Endpoint, EndpointFact], ...]:
    """Every endpoint whose story is at its end."""
    return tuple((e, f) for e, f in evidence.endpoints() if f.final and f.outcome is not Outcome.CUT_OFF)


def of_host(evidence: Evidence, host: str) -> tuple[tuple[Endpoint, EndpointFact], ...]:
    """Every endpoint of `host`; empty while one of them is still being spoken to."""
    mine = [(e, f) for e, f in evidence.endpoints() if e.host == host]
    return tuple(mine) if all(f.final and f.outcome is not Outcome.CUT_OFF for _, f in mine) else ()


def speaks_mail(found: tuple[tuple[Endpoint, EndpointFact], ...]) -> bool:
    """True where at least one of the endpoints is a mail server, or starts encryption as one would."""
    return any(fact.speaks in _MAIL or fact.ready for _, fact in found)


def genuine(found: tuple[tuple[Endpoint, EndpointFact], ...]) -> bool:
    """True where one of the endpoints proved by its certificate that it is the host it is taken for."""
    return any(fact.chain and not fact.here and not set(fact.public) & {*ROOT_FAULTS, Fault.NAME} for _, fact in found)


def opened_by(fact: EndpointFact) -> str | None:
    """The issuer that this PC trusts and nobody else knows, None where the chain is an ordinary one.

    A missing intermediate certificate looks alike: then only the name of a known scanner counts.
    """
    if not fact.chain or fact.here:
        return None
    issuer = fact.chain[0].issuer
    if Fault.UNKNOWN_ROOT in fact.public or (Fault.ISSUER_NOT_SENT in fact.public and product(issuer)):
        return issuer
    return None


def opened_elsewhere(evidence: Evidence, fact: EndpointFact) -> bool:
    """True where the issuer that opened `fact` shows on hosts of other owners too: `network.place` then tells it."""
    issuer = opened_by(fact)
    return issuer is not None and strangers(e.host for e, f in told(evidence) if opened_by(f) == issuer)


def product(issuer: str) -> str:
    """The product whose name stands in an issuer's name, "" where none is known."""
    return next((name for name in (*ON_THE_PC, *ON_THE_LINE) if _named(name, issuer)), "")


def _named(name: str, issuer: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![a-z])", issuer, re.IGNORECASE) is not None


def views(evidence: Evidence, host: str) -> Views | None:
    """Both views of `host`, None where one is not known: with --resolver there is no view of this PC's own."""
    here = evidence.get(Lookup(host, HOST))
    records = [evidence.get(Lookup(host, kind)) for kind in ("A", "AAAA")]
    if here is None or not here.final or here.server != "getaddrinfo" or not here.values:
        return None
    if any(r is None or not r.final or r.outcome is not Outcome.ANSWERED for r in records):
        return None
    found = [record for record in records if record is not None and record.values]
    return Views(here.values, tuple(v for r in found for v in r.values), min((r.ttl or 0 for r in found), default=0))


def is_local(address: str) -> bool:
    """True for an address that leads to this very PC, or to nothing at all."""
    ip = ipaddress.ip_address(address)
    return ip.is_loopback or ip.is_unspecified


def is_nowhere(address: str) -> bool:
    """True for the address that means none at all (0.0.0.0, ::)."""
    return ipaddress.ip_address(address).is_unspecified


def is_public(address: str) -> bool:
    """True for an address that means the same server everywhere."""
    ip = ipaddress.ip_address(address)
    return not (is_private(address) or ip.is_loopback or ip.is_unspecified or ip.is_link_local)


def near(one: str, other: str) -> bool:
    """True where two addresses probably belong to one operator: then a name may well change from one to the other."""
    a, b = ipaddress.ip_address(one), ipaddress.ip_address(other)
    if a.version != b.version:
        return False
    kept = 16 if a.version == 4 else 32
    return int(a) >> (a.max_prefixlen - kept) == int(b) >> (b.max_prefixlen - kept)


def behind_web_proxy(address: str) -> bool:
    """True for an address of Cloudflare's web proxies."""
    ip = ipaddress.ip_address(address)
    return any(ip in network for network in _CLOUDFLARE)
