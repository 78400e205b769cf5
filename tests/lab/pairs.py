"""Which client settings work in a world, computed from its services, so that no test lists them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import dns.name
import dns.rdata
import dns.rdatatype
import dns.zone

from maildoctor.demo.ca import CertificateFault
from tests.lab.world import Certificate, ClientSecurity, Direction, Service, World

_PROTOCOLS: dict[Direction, tuple[str, ...]] = {"incoming": ("imap", "pop3"), "outgoing": ("smtp",)}
_ACCEPTED = (CertificateFault.NONE, CertificateFault.ENDS_SOON)
_AUTH_OF = {
    "PLAIN": "password",
    "LOGIN": "password",
    "SCRAM-SHA-1": "password",
    "SCRAM-SHA-256": "password",
    "CRAM-MD5": "cram-md5",
    "APOP": "apop",
    "XOAUTH2": "xoauth2",
    "OAUTHBEARER": "oauthbearer",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One way in that works: a client with these settings and the account's login and password gets through."""

    protocol: str
    host: str
    port: int
    security: ClientSecurity
    auths: tuple[str, ...]


def working_pairs(world: World, direction: Direction, *, plaintext: bool = False) -> tuple[Pair, ...]:
    """All ways in of a direction, ordered by service, then by name.

    With `plaintext` also those that send the password in clear; they are never to be recommended.
    """
    if world.account.disabled:
        return ()
    found: dict[Pair, None] = {}
    for service in world.services:
        if service.protocol in _PROTOCOLS[direction] and service.has_account and _reachable(world, service):
            for host in host_names(world, service.address):
                found |= dict.fromkeys(_pairs(service, host, plaintext))
    return tuple(found)


def host_names(world: World, address: str) -> tuple[str, ...]:
    """The names in the world's zones that lead to `address`, directly or by CNAME; sorted, never a bare domain."""
    addresses, aliases = _records(world)
    found = {name for name, known in addresses.items() if address in known}
    while more := {alias for alias, target in aliases.items() if target in found} - found:
        found |= more
    return tuple(sorted(found))


def covers(certificate: Certificate, host: str) -> bool:
    """Does the certificate name this host? RFC 9525: a wildcard stands for the whole leftmost label."""
    return any(name == host or (name.startswith("*.") and name[2:] == host.partition(".")[2])
               for name in certificate.names)  # fmt: skip


def _reachable(world: World, service: Service) -> bool:
    closed = {*world.dropped, *world.rejected}
    return (service.address, service.port) not in closed and (service.address, 0) not in closed


def _pairs(service: Service, host: str, plaintext: bool) -> Iterator[Pair]:
    auths = tuple(dict.fromkeys(_AUTH_OF[mechanism] for mechanism in service.mechanisms))
    certificate = service.certificate
    trusted = certificate and certificate.fault in _ACCEPTED and covers(certificate, host) and service.tls_max is None
    if trusted and service.security != "plain":
        yield Pair(service.protocol, host, service.port, service.security, auths)
    if plaintext and service.plain_login and service.security != "tls" and not service.demand_tls:
        yield Pair(service.protocol, host, service.port, "none", auths)


def _records(world: World) -> tuple[dict[str, set[str]], dict[str, str]]:
    addresses: dict[str, set[str]] = {}
    aliases: dict[str, str] = {}
    zones = [(zone.name, zone.records) for zone in world.extra_zones if not zone.lame]
    if world.delegated:
        zones.append((world.domain, world.records))
    for origin, records in zones:
        for owner, rdata in _parsed(origin, records):
            name = owner.to_text(omit_final_dot=True)
            if rdata.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
                addresses.setdefault(name, set()).add(rdata.to_text())
            elif rdata.rdtype == dns.rdatatype.CNAME:
                aliases[name] = rdata.to_text().removesuffix(".")
    return addresses, aliases


def _parsed(origin: str, records: tuple[str, ...]) -> Iterator[tuple[dns.name.Name, dns.rdata.Rdata]]:
    text = "\n".join(("$TTL 300", *records)) + "\n"
    zone = dns.zone.from_text(text, origin=origin, relativize=False, check_origin=False)
    for name, _, rdata in zone.iterate_rdatas():
        yield name, rdata
