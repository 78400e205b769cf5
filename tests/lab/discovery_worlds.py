"""Domains whose settings one source of discovery alone tells: autoconfig, the ISPDB, Autodiscover and so on."""

from __future__ import annotations

from dataclasses import replace

from tests.lab import oauth
from tests.lab.conflict_worlds import CONFLICTS
from tests.lab.documents import XML, autodiscover
from tests.lab.sources import (
    AUTOCONFIG,
    AUTODISCOVER,
    WELL_KNOWN,
    arrival_of,
    at_autoconfig,
    at_the_ispdb,
    numbered,
    one_host,
    told,
    with_page,
)
from tests.lab.world import Account, Certificate, Page, Service, World, Zone
from tests.lab.worlds import account, client, receiver, with_sender_policy

__all__ = ["CONFLICTS", "DISCOVERY_HEALTHY", "IDN"]

IDN = "花屋さくら.example"
"""The domain of the world `idn` as its owner writes it."""

_TOKENS = ("XOAUTH2", "OAUTHBEARER")


def _unguessable(
    name: str, number: int, owner: Account, *, zone: str = "", mechanisms: tuple[str, ...] = (), auth: str = "password"
) -> World:
    """Hosts with names that nobody guesses, in `zone` or in the domain; mail arrives at the next address."""
    domain = owner.address.partition("@")[2]
    address, arriving = numbered(number), numbered(number + 1)
    read, send, arrive = (f"{label}{number}.{zone or domain}" for label in ("q-lese", "k-weg", "v-ein"))
    reading, sending = Certificate((read,)), Certificate((send,))
    services: tuple[Service, ...] = (
        Service("imap", address, 993, "tls", reading),
        Service("pop3", address, 995, "tls", reading),
        Service("smtp", address, 465, "tls", sending),
        Service("smtp", address, 587, "starttls", sending),
    )
    if mechanisms:
        services = tuple(replace(service, mechanisms=mechanisms) for service in services)
    hosts = (f"{read}. A {address}", f"{send}. A {address}", f"{arrive}. A {arriving}")
    return World(
        name=name,
        domain=domain,
        account=owner,
        client=client(owner, ("imap", read, 993, "tls"), (send, 465, "tls"), auth),
        services=(*services, receiver(arriving, Certificate((arrive,)))),
        records=(f"@ MX 10 {arrive}.", *(() if zone else hosts)),
        extra_zones=(Zone(zone, hosts),) if zone else (),
    )


def _autoconfig_only() -> World:
    world = _unguessable("autoconfig-only", 130, account("kikyo.example"))
    return at_autoconfig(world, told(world))


def _well_known_only() -> World:
    """The user name is the local part, and only the document says so."""
    domain = "momiji.test"
    world = _unguessable("well-known-only", 132, account(domain, "aoi", login="aoi"), zone="fukuro-net.example")
    body = told(world, "%EMAILLOCALPART%")
    return with_page(world, "@", Page(arrival_of(world), Certificate((domain,)), WELL_KNOWN, body=body, headers=XML))


def _ispdb_only() -> World:
    world = _unguessable("ispdb-only", 134, account("ajisai.example"))
    return at_the_ispdb(world, told(world))


def _mx_autoconfig() -> World:
    """Who runs the mail exchangers says at the autoconfig host of the own domain how all customers get in."""
    zone = "machi-post.example"
    world = _unguessable("mx-autoconfig", 136, account("tsubaki.test"), zone=zone)
    arriving, shown = arrival_of(world), Certificate((f"autoconfig.{zone}",))
    records = (*world.extra_zones[0].records, f"autoconfig A {arriving}")
    page = Page(arriving, shown, AUTOCONFIG, body=told(replace(world, domain=zone)), headers=XML)
    return replace(world, pages=(page,), extra_zones=(Zone(zone, records),))


def _autodiscover_only() -> World:
    domain = "yuri.example"
    world = _unguessable("autodiscover-only", 138, account(domain))
    body, shown = autodiscover(world.client.incoming, world.client.outgoing), Certificate((f"autodiscover.{domain}",))
    page = Page(arrival_of(world), shown, AUTODISCOVER, body=body, headers=XML, method="POST")
    return with_page(world, "autodiscover", page)


def _autoconfig_oauth() -> World:
    """No password, only tokens; the document names OAuth2."""
    address = "hanako@ran.test"
    owner = Account(address, address, oauth.token(address))
    world = _unguessable("autoconfig-oauth", 140, owner, mechanisms=_TOKENS, auth="xoauth2")
    return at_autoconfig(world, told(world))


def _autoconfig_shift_jis() -> World:
    world = _unguessable("autoconfig-shift-jis", 142, account("botan.example"))
    body = told(world, encoding="shift_jis", name="ぼたん商店メール")
    return at_autoconfig(world, body, headers=(("Content-Type", "text/xml"),))


def _autoconfig_slow() -> World:
    """The only source takes two seconds."""
    world = _unguessable("autoconfig-slow", 144, account("sumire.test"))
    return at_autoconfig(world, told(world), delay_s=2)


def _idn() -> World:
    """The servers know the address in its ASCII form."""
    return one_host("idn", 146, account(IDN.encode("idna").decode()))


def _user_percent() -> World:
    domain = "satsuki.example"
    return one_host("user-percent", 147, account(domain, login=f"hanako%{domain}"))


DISCOVERY_HEALTHY: tuple[World, ...] = tuple(
    with_sender_policy(world)
    for world in (
        _autoconfig_only(),
        _well_known_only(),
        _ispdb_only(),
        _mx_autoconfig(),
        _autodiscover_only(),
        _autoconfig_oauth(),
        _autoconfig_shift_jis(),
        _autoconfig_slow(),
        _idn(),
        _user_percent(),
    )
)
"""Nothing is wrong with these. But for the last two, the hosts are found by the one source in the name alone."""
