"""Mail domains in which the provider's side is broken, one fault each; everything else about them is healthy.

`client` holds the settings the provider handed out. Names of worlds say the fault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from maildoctor.demo.ca import CertificateFault
from tests.lab.world import Certificate, Service, World, Zone
from tests.lab.worlds import account, client, implicit, receiver, upgraded, with_sender_policy


def _world(name: str, number: int, *, shown: Certificate | None = None) -> World:
    """A healthy domain with everything on mail.DOMAIN, for one fault to be planted into."""
    domain, address = f"{name}.test", f"203.0.113.{number}"
    owner = account(domain)
    certificate = shown or Certificate((f"mail.{domain}",))
    world = World(
        name=name,
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(
            *implicit(address, certificate),
            *upgraded(address, certificate),
            receiver(address, Certificate((f"mail.{domain}",))),
        ),
        records=("@ MX 10 mail", f"mail A {address}"),
    )
    return with_sender_policy(world)


def address_of(world: World) -> str:
    """The first address of a world."""
    return world.services[0].address


def _certificate(fault: CertificateFault, number: int) -> World:
    name = f"certificate-{fault}"
    return _world(name, number, shown=Certificate((f"mail.{name}.test",), fault))


def _other_name(number: int) -> World:
    """The certificate has the name of the hoster's server, and that name leads to the same server."""
    name, host = "right-name-on-certificate", "sv7.shiro-host.example"
    world = _world(name, number, shown=Certificate((host,)))
    return replace(world, extra_zones=(Zone("shiro-host.example", (f"sv7 A {address_of(world)}",)),))


def _foreign_name(number: int) -> World:
    """The certificate has a name that leads nowhere."""
    return _world("no-right-name-on-certificate", number, shown=Certificate(("sv8.kuro-host.example",)))


def _records(name: str, number: int, *records: str, addresses: tuple[str, ...] = ()) -> World:
    """`mail A` and the given records, in which {address} is the mail host's."""
    world = _world(name, number)
    address = address_of(world)
    lines = (f"mail A {address}", *(record.format(address=address) for record in records))
    return with_sender_policy(replace(world, records=lines, addresses=addresses))


def _closed(name: str, number: int, *ports: int) -> World:
    world = _world(name, number)
    return replace(world, dropped=tuple((address_of(world), port) for port in ports))


def _second_address(name: str, number: int, other: str, *, silent: bool) -> World:
    """The mail host has a further address at which nobody is: silent, or told to be unreachable."""
    world = _world(name, number)
    kind = "AAAA" if ":" in other else "A"
    return replace(world, records=(*world.records, f"mail {kind} {other}"), dropped=((other, 0),) if silent else ())


def _services(world: World, change: Callable[[Service], Service]) -> World:
    """All services with logins changed; the mail exchanger stays as it is."""
    changed = (service if service.protocol == "mx" else change(service) for service in world.services)
    return replace(world, services=tuple(changed))


def _old_tls(number: int) -> World:
    return _services(_world("old-tls", number), lambda service: replace(service, tls_max="TLSv1.1"))


def _nothing_encrypted(number: int) -> World:
    """143, 110 and 587 without any TLS; the provider's settings say so."""
    name = "nothing-encrypted"
    world, address = _world(name, number), f"203.0.113.{number}"
    host = f"mail.{name}.test"
    return replace(
        world,
        client=client(world.account, ("imap", host, 143, "none"), (host, 587, "none")),
        services=(
            Service("imap", address, 143, "plain", None, plain_login=True),
            Service("pop3", address, 110, "plain", None, plain_login=True),
            Service("smtp", address, 587, "plain", None, plain_login=True),
            Service("mx", address, 25, "plain", None),
        ),
    )


def _open_relay(number: int) -> World:
    world = _world("open-relay", number)
    relaying = (
        replace(service, anonymous_relay=True) if service.protocol in ("smtp", "mx") else service
        for service in world.services
    )
    return replace(world, services=tuple(relaying))


def _full(number: int) -> World:
    world = _world("mailbox-full", number)
    return replace(world, account=replace(world.account, quota_full=True))


def _disabled(number: int) -> World:
    world = _world("account-disabled", number)
    return replace(world, account=replace(world.account, disabled=True))


def _slow_refusals(number: int) -> World:
    return replace(_world("slow-refusals", number), auth_delay_s=7)


def _unknown_domain(number: int) -> World:
    """The registry knows nothing of the domain; the hoster's server still has the account."""
    host = "sv9.aka-host.example"
    world = _world("unknown-domain", number, shown=Certificate((host,)))
    return replace(
        world,
        client=client(world.account, ("imap", host, 993, "tls"), (host, 587, "starttls")),
        delegated=False,
        extra_zones=(Zone("aka-host.example", (f"sv9 A {address_of(world)}",)),),
    )


def _lame_domain(number: int) -> World:
    """The registry delegates the domain to a name server that does not answer for it."""
    host = "sv10.ao-host.example"
    world = _world("lame-domain", number, shown=Certificate((host,)))
    return replace(
        world,
        client=client(world.account, ("imap", host, 993, "tls"), (host, 587, "starttls")),
        delegated=False,
        extra_zones=(Zone("ao-host.example", (f"sv10 A {address_of(world)}",)), Zone(world.domain, lame=True)),
    )


CERTIFICATES: tuple[World, ...] = (
    *(_certificate(fault, 30 + n) for n, fault in enumerate(CertificateFault) if fault is not CertificateFault.NONE),
    _other_name(41),
    _foreign_name(42),
)
"""Certificate faults, each for all services with logins of its world (the mail exchanger's is good)."""

MX: tuple[World, ...] = (
    _records("mx-null", 50, "@ MX 0 ."),
    _records("mx-missing-address-there", 51, "@ A {address}"),
    _records("mx-target-without-address", 52, "@ MX 10 gone"),
    _records("mx-cname-beside-good", 53, "@ MX 10 mail", "@ MX 20 second", "second CNAME mail"),
    _records("mx-cname-alone", 54, "@ MX 10 first", "first CNAME mail"),
    _records("mx-address-literal", 55, "@ MX 10 {address}."),
    _records("mx-address-literal-beside-good", 56, "@ MX 10 mail", "@ MX 20 {address}."),
    _records("mx-one-dead", 57, "@ MX 10 mail", "@ MX 20 dead", "dead A 203.0.113.157", addresses=("203.0.113.157",)),
    _records("mx-all-dead", 58, "@ MX 10 dead", "dead A 203.0.113.158", addresses=("203.0.113.158",)),
    _records("mx-private-beside-good", 59, "@ MX 10 mail", "@ MX 20 inside", "inside A 192.168.10.5"),
    _records("mx-and-address-missing", 60),
    _closed("mx-silent", 61, 25),
)
"""Faults of mail exchangers."""

SERVERS: tuple[World, ...] = (
    _closed("imaps-silent", 70, 993),
    _closed("submission-silent", 71, 587),
    _closed("host-silent", 72, 0),
    _old_tls(73),
    _nothing_encrypted(74),
    _open_relay(75),
    _full(76),
    _disabled(77),
    _slow_refusals(78),
    _second_address("ipv6-silent", 79, "2001:db8:2::f79", silent=True),
    _second_address("ipv6-unreachable", 80, "2001:db8:2::f80", silent=False),
    _second_address("one-address-silent", 81, "203.0.113.181", silent=True),
    _unknown_domain(82),
    _lame_domain(83),
)
"""Faults of servers, accounts and delegations."""

FAULTY: tuple[World, ...] = (*CERTIFICATES, *MX, *SERVERS)
"""All of them."""
