"""What worlds about discovery are made of: hosts, and the documents that tell of them, at the places clients ask.

Addresses of these worlds: 198.51.100.130-191; where mail arrives there are web servers, too.
"""

from __future__ import annotations

from dataclasses import replace

from tests.lab.documents import XML, autoconfig
from tests.lab.world import Account, Certificate, Page, World, Zone
from tests.lab.worlds import client, implicit, receiver, upgraded

ISPDB = "autoconfig.thunderbird.net"
ISPDB_ADDRESS = "198.51.100.159"
AUTOCONFIG = "/mail/config-v1.1.xml"
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
AUTODISCOVER = "/autodiscover/autodiscover.xml"


def numbered(number: int) -> str:
    return f"198.51.100.{number}"


def told(world: World, username: str = "%EMAILADDRESS%", encoding: str = "UTF-8", name: str = "Mail") -> bytes:
    """A clientConfig of the world's own settings: IMAP, then POP3 at the same host, then submission."""
    incoming, outgoing = world.client.incoming, world.client.outgoing
    pop3 = replace(incoming, protocol="pop3", port=995)
    text = autoconfig(
        world.domain, incoming, pop3, outgoing, username=username, name=name, encoding=encoding.replace("_", "-")
    )
    return text.encode(encoding)


def arrival_of(world: World) -> str:
    return world.services[-1].address


def with_page(world: World, label: str, page: Page) -> World:
    """The world with a page, and a record that leads the label ("@": the domain) to it."""
    return replace(world, records=(*world.records, f"{label} A {page.host_address}"), pages=(*world.pages, page))


def at_autoconfig(world: World, body: str | bytes, address: str = "", **more: object) -> World:
    """The world with a document at autoconfig.DOMAIN, where mail arrives or at another address."""
    shown = Certificate((f"autoconfig.{world.domain}",))
    page = Page(address or arrival_of(world), shown, AUTOCONFIG, body=body, headers=XML)
    return with_page(world, "autoconfig", replace(page, **more))  # type: ignore[arg-type]


def at_the_ispdb(world: World, body: str | bytes) -> World:
    page = Page(ISPDB_ADDRESS, Certificate((ISPDB,)), f"/v1.1/{world.domain}", body=body, headers=XML)
    zone = Zone("thunderbird.net", (f"autoconfig A {ISPDB_ADDRESS}",))
    return replace(world, pages=(*world.pages, page), extra_zones=(*world.extra_zones, zone))


def one_host(name: str, number: int, owner: Account) -> World:
    """Everything on mail.DOMAIN, which is the mail exchanger, too."""
    domain, address = owner.address.partition("@")[2], numbered(number)
    host = f"mail.{domain}"
    shown = Certificate((host,))
    return World(
        name=name,
        domain=domain,
        account=owner,
        client=client(owner, ("imap", host, 993, "tls"), (host, 587, "starttls")),
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}"),
    )
