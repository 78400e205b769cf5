"""Healthy mail domains to be looked at from lines where something is odd, and a few whose server shuts a line out."""

from __future__ import annotations

from dataclasses import replace

from tests.lab.sources import ISPDB, ISPDB_ADDRESS
from tests.lab.world import Certificate, Page, Service, World, Zone
from tests.lab.worlds import account, client, implicit, receiver, upgraded, with_sender_policy

ABROAD = (98, 99)
"""Numbers of the lines that some of these servers take for ones abroad."""
_ABROAD = "192.0.2.198/31"


def _one_server(name: str, number: int, *, outgoing: tuple[int, str] = (587, "starttls")) -> World:
    """Everything on one host of the domain itself, and a web server that publishes the settings."""
    domain, address = f"{name}.test", f"198.51.100.{number}"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    host = f"mail.{domain}"
    world = World(
        name=name,
        domain=domain,
        account=owner,
        client=client(owner, ("imap", host, 993, "tls"), (host, *outgoing)),  # type: ignore[arg-type]
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail 3600 A {address}", f"autoconfig A {address}"),
        pages=(_settings_page(domain, host, address),),
    )
    return with_sender_policy(world)


def _settings_page(domain: str, host: str, address: str) -> Page:
    body = f"""<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="{domain}"><domain>{domain}</domain>
<incomingServer type="imap"><hostname>{host}</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>{host}</hostname><port>465</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>"""
    kind = (("Content-Type", "text/xml"),)
    return Page(address, Certificate((f"autoconfig.{domain}",)), "/mail/config-v1.1.xml", body=body, headers=kind)


def _by_port_25() -> World:
    """The customer sends by 25 with a login, as he was told to years ago; 587 and 465 are there."""
    world = _one_server("mukashi", 41, outgoing=(25, "starttls"))
    address = world.services[0].address
    shown = world.services[0].certificate
    others = tuple(service for service in world.services if service.protocol != "mx")
    return replace(world, services=(*others, Service("smtp", address, 25, "starttls", shown)))


def _two_owners(name: str, number: int, *, six: bool = False, only_sending_six_lives: bool = False) -> World:
    """Mail is received from one company and sent through another: no name, address or certificate in common."""
    domain, reading, sending = f"{name}.test", f"198.51.100.{number}", f"203.0.113.{number}"
    inward, outward = f"imap.{name}-hoshi.example", f"smtp.{name}-kaze.example"
    owner = account(domain)
    a, b = Certificate((inward,)), Certificate((outward,))
    services = [*implicit(reading, a), *upgraded(reading, a), receiver(reading, a)]
    services += [Service("smtp", sending, 465, "tls", b), Service("smtp", sending, 587, "starttls", b)]
    own, other = [f"imap A {reading}"], [f"smtp A {sending}"]
    if six:
        reading6, sending6 = f"2001:db8:2::a{number}", f"2001:db8:2::b{number}"
        own.append(f"imap AAAA {reading6}")
        other.append(f"smtp AAAA {sending6}")
        services += [Service("imap", reading6, 993, "tls", a), receiver(reading6, a)]
        services.append(Service("smtp", sending6, 465, "tls", b))
    return World(
        name=name,
        domain=domain,
        account=owner,
        client=client(owner, ("imap", inward, 993, "tls"), (outward, 465, "tls")),
        services=tuple(services),
        records=(f"@ MX 10 {inward}.", f'@ TXT "v=spf1 a:{outward} a:{inward} -all"'),
        extra_zones=(Zone(f"{name}-hoshi.example", tuple(own)), Zone(f"{name}-kaze.example", tuple(other))),
        dropped=((f"2001:db8:2::a{number}", 0),) if only_sending_six_lives else (),
    )


def _exchanger_elsewhere(name: str, number: int, *, up: bool = True) -> World:
    """Mail for the domain goes to a host of its own, at which nothing else is."""
    world = _one_server(name, number)
    domain, address = world.domain, f"203.0.113.{number}"
    others = tuple(service for service in world.services if service.protocol != "mx")
    return replace(
        world,
        services=(*others, *((receiver(address, Certificate((f"mx.{domain}",))),) if up else ())),
        records=(*(r.replace("@ MX 10 mail", "@ MX 10 mx") for r in world.records), f"mx A {address}"),
        addresses=(address,),
    )


def _silent(world: World) -> World:
    """The exchanger's host answers nothing on port 25, as one that is switched off."""
    return replace(world, dropped=tuple((s.address, 25) for s in world.services if s.protocol == "mx"))


def _exchanger_refuses() -> World:
    """Its exchanger lets nobody in, and says that it is for their address."""
    world = _exchanger_elsewhere("kotowari", 44)
    refusing = (replace(s, refuses_from=("0.0.0.0/0",), refuses_at_once=True) if s.protocol == "mx" else s
                for s in world.services)  # fmt: skip
    return replace(world, services=tuple(refusing))


def _fenced() -> World:
    """The server's own firewall lets nobody in at 587."""
    world = _one_server("saku", 45)
    return replace(world, dropped=((world.services[0].address, 587),))


def _shuts_out_abroad(name: str, number: int, *, at_once: bool) -> World:
    """Nobody sends from abroad: what a provider's filter of foreign addresses does."""
    world = _one_server(name, number)
    return replace(
        world,
        services=tuple(
            replace(s, refuses_from=(_ABROAD,), refuses_at_once=at_once) if s.protocol == "smtp" else s
            for s in world.services
        ),
    )


def _starttls_only() -> World:
    """993, and nothing but STARTTLS at 587 for sending."""
    world = _one_server("yatai", 48)
    kept = tuple(s for s in world.services if s.port in (993, 587, 25))
    return replace(world, services=kept, pages=())


def _with_a_table_elsewhere(world: World) -> World:
    """Thunderbird's own table is there as well, and does not know the domain."""
    page = Page(ISPDB_ADDRESS, Certificate((ISPDB,)), "/v1.1/", status=404)
    zone = Zone("thunderbird.net", (f"autoconfig A {ISPDB_ADDRESS}",))
    return replace(world, pages=(*world.pages, page), extra_zones=(*world.extra_zones, zone))


def _elsewhere() -> World:
    """A mail server that has nothing to do with any of them: somebody's control."""
    domain, address = "yoso.example", "203.0.113.60"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    world = World(
        name="yoso",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}"),
    )
    return with_sender_policy(world)


HAMA = _with_a_table_elsewhere(_one_server("hama", 40))
MUKASHI = _by_port_25()
FUTARI = _two_owners("futari", 42)
MX_GONE = _exchanger_elsewhere("rusu", 43, up=False)
MX_SILENT = _silent(_exchanger_elsewhere("nagi", 52))
MX_APART = _exchanger_elsewhere("hanare", 46)
MX_REFUSES = _exchanger_refuses()
FENCED = _fenced()
SENDING_REFUSED = _shuts_out_abroad("sakoku", 47, at_once=False)
GREETING_REFUSES = _shuts_out_abroad("seki", 49, at_once=True)
STARTTLS_ONLY = _starttls_only()
SIX = _two_owners("mutsu", 50, six=True)
SIX_THERE = _two_owners("rokujo", 51, six=True, only_sending_six_lives=True)
CONTROL = _elsewhere()

PLACES: tuple[World, ...] = (
    HAMA, MUKASHI, FUTARI, MX_GONE, MX_SILENT, MX_APART, MX_REFUSES, FENCED, SENDING_REFUSED, GREETING_REFUSES,
    STARTTLS_ONLY, SIX, SIX_THERE, CONTROL,
)  # fmt: skip
"""All of them."""
