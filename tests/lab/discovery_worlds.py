"""Domains whose settings one source of discovery alone tells, and domains whose sources tell what is not true.

Pages are on port 443 of the address where mail arrives, or of an address of their own. Addresses: 198.51.100.130-199.
"""

from __future__ import annotations

from dataclasses import replace

from tests.lab import oauth
from tests.lab.documents import XML, autoconfig, autodiscover
from tests.lab.world import Account, Certificate, Client, Incoming, Outgoing, Page, Service, World, Zone
from tests.lab.worlds import account, client, implicit, receiver, upgraded, with_sender_policy

ISPDB = "autoconfig.thunderbird.net"
ISPDB_ADDRESS = "198.51.100.159"
AUTOCONFIG = "/mail/config-v1.1.xml"
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
AUTODISCOVER = "/autodiscover/autodiscover.xml"

IDN = "花屋さくら.example"
"""The domain of the world `idn` as its owner writes it."""

_TOKENS = ("XOAUTH2", "OAUTHBEARER")


def _at(number: int) -> str:
    return f"198.51.100.{number}"


def _unguessable(
    name: str, number: int, owner: Account, *, zone: str = "", mechanisms: tuple[str, ...] = (), auth: str = "password"
) -> World:
    """Hosts with names that nobody guesses, in `zone` or in the domain; mail arrives at the next address."""
    domain = owner.address.partition("@")[2]
    address, arriving = _at(number), _at(number + 1)
    read, send, arrive = (f"{label}{number}.{zone or domain}" for label in ("q-lese", "k-weg", "v-ein"))
    reading, sending = Certificate((read,)), Certificate((send,))
    services = (
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


def _told(world: World, username: str = "%EMAILADDRESS%", encoding: str = "UTF-8", name: str = "Mail") -> bytes:
    """A clientConfig of the world's own settings: IMAP, then POP3 at the same host, then submission."""
    incoming, outgoing = world.client.incoming, world.client.outgoing
    pop3 = replace(incoming, protocol="pop3", port=995)
    text = autoconfig(
        world.domain, incoming, pop3, outgoing, username=username, name=name, encoding=encoding.replace("_", "-")
    )
    return text.encode(encoding)


def _arriving(world: World) -> str:
    return world.services[-1].address


def _with_page(world: World, label: str, page: Page) -> World:
    """The world with a page, and a record that leads the label ("@": the domain) to it."""
    return replace(world, records=(*world.records, f"{label} A {page.host_address}"), pages=(*world.pages, page))


def _at_autoconfig(world: World, body: str | bytes, address: str = "", **more: object) -> World:
    """The world with a document at autoconfig.DOMAIN, where mail arrives or at another address."""
    shown = Certificate((f"autoconfig.{world.domain}",))
    page = Page(address or _arriving(world), shown, AUTOCONFIG, body=body, headers=XML)
    return _with_page(world, "autoconfig", replace(page, **more))  # type: ignore[arg-type]


def _at_the_ispdb(world: World, body: str | bytes) -> World:
    page = Page(ISPDB_ADDRESS, Certificate((ISPDB,)), f"/v1.1/{world.domain}", body=body, headers=XML)
    zone = Zone("thunderbird.net", (f"autoconfig A {ISPDB_ADDRESS}",))
    return replace(world, pages=(*world.pages, page), extra_zones=(*world.extra_zones, zone))


def _autoconfig_only() -> World:
    world = _unguessable("autoconfig-only", 130, account("kikyo.example"))
    return _at_autoconfig(world, _told(world))


def _well_known_only() -> World:
    """The user name is the local part, and only the document says so."""
    domain = "momiji.test"
    world = _unguessable("well-known-only", 132, account(domain, "aoi", login="aoi"), zone="fukuro-net.example")
    body = _told(world, "%EMAILLOCALPART%")
    return _with_page(world, "@", Page(_arriving(world), Certificate((domain,)), WELL_KNOWN, body=body, headers=XML))


def _ispdb_only() -> World:
    world = _unguessable("ispdb-only", 134, account("ajisai.example"))
    return _at_the_ispdb(world, _told(world))


def _mx_autoconfig() -> World:
    """Who runs the mail exchangers says at the autoconfig host of the own domain how all customers get in."""
    zone = "machi-post.example"
    world = _unguessable("mx-autoconfig", 136, account("tsubaki.test"), zone=zone)
    arriving, shown = _arriving(world), Certificate((f"autoconfig.{zone}",))
    records = (*world.extra_zones[0].records, f"autoconfig A {arriving}")
    page = Page(arriving, shown, AUTOCONFIG, body=_told(replace(world, domain=zone)), headers=XML)
    return replace(world, pages=(page,), extra_zones=(Zone(zone, records),))


def _autodiscover_only() -> World:
    domain = "yuri.example"
    world = _unguessable("autodiscover-only", 138, account(domain))
    body, shown = autodiscover(world.client.incoming, world.client.outgoing), Certificate((f"autodiscover.{domain}",))
    page = Page(_arriving(world), shown, AUTODISCOVER, body=body, headers=XML, method="POST")
    return _with_page(world, "autodiscover", page)


def _autoconfig_oauth() -> World:
    """No password, only tokens; the document names OAuth2."""
    address = "hanako@ran.test"
    owner = Account(address, address, oauth.token(address))
    world = _unguessable("autoconfig-oauth", 140, owner, mechanisms=_TOKENS, auth="xoauth2")
    return _at_autoconfig(world, _told(world))


def _autoconfig_shift_jis() -> World:
    world = _unguessable("autoconfig-shift-jis", 142, account("botan.example"))
    body = _told(world, encoding="shift_jis", name="ぼたん商店メール")
    return _at_autoconfig(world, body, headers=(("Content-Type", "text/xml"),))


def _autoconfig_slow() -> World:
    """The only source takes two seconds."""
    world = _unguessable("autoconfig-slow", 144, account("sumire.test"))
    return _at_autoconfig(world, _told(world), delay_s=2)


def _one_host(name: str, number: int, owner: Account) -> World:
    """Everything on mail.DOMAIN, which is the mail exchanger, too."""
    domain, address = owner.address.partition("@")[2], _at(number)
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


def _idn() -> World:
    """The servers know the address in its ASCII form."""
    return _one_host("idn", 146, account(IDN.encode("idna").decode()))


def _user_percent() -> World:
    domain = "satsuki.example"
    return _one_host("user-percent", 147, account(domain, login=f"hanako%{domain}"))


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


def _healthy(name: str, number: int) -> World:
    """Mail that works at mail.DOMAIN, for a conflict to be planted beside it."""
    return _one_host(name, number, account(f"{name}.test"))


def _stale_ispdb() -> World:
    """The table has kept what was true long ago: in clear, at a host whose address nobody has any more."""
    world, host = _healthy("stale-ispdb", 160), "pop.mukashi-net.example"
    old = client(world.account, ("pop3", host, 110, "none"), (host, 25, "none"))
    told = _at_the_ispdb(world, autoconfig(world.domain, old.incoming, old.outgoing, username="%EMAILLOCALPART%"))
    return replace(told, extra_zones=(*told.extra_zones, Zone("mukashi-net.example", (f"pop A {_at(161)}",))))


def _services_records(host: str) -> tuple[str, ...]:
    return (f"_imaps._tcp SRV 0 1 993 {host}.", f"_submissions._tcp SRV 0 1 465 {host}.")


def _srv_dead_host() -> World:
    world, address = _healthy("srv-dead-host", 162), _at(163)
    records = (*world.records, *_services_records(f"alt.{world.domain}"), f"alt A {address}")
    return replace(world, records=records, dropped=((address, 0),))


def _stranger(host: str, number: int) -> tuple[Service, ...]:
    """A server that is alive and well, and has never heard of the account."""
    return tuple(replace(service, has_account=False) for service in implicit(_at(number), Certificate((host,))))


def _srv_other_host() -> World:
    world, host = _healthy("srv-other-host", 164), "mail.tonari-ya.example"
    return replace(
        world,
        services=(*world.services, *_stranger(host, 165)),
        records=(*world.records, *_services_records(host)),
        extra_zones=(Zone("tonari-ya.example", (f"mail A {_at(165)}",)),),
    )


def _autoconfig_dead() -> World:
    world, address = _healthy("autoconfig-dead", 166), _at(167)
    return replace(world, records=(*world.records, f"autoconfig A {address}"), dropped=((address, 0),))


def _autoconfig_refused() -> World:
    world, address = _healthy("autoconfig-refused", 168), _at(169)
    return replace(world, records=(*world.records, f"autoconfig A {address}"), addresses=(address,))


def _autodiscover_401() -> World:
    world = _healthy("autodiscover-401", 170)
    shown = Certificate((f"autodiscover.{world.domain}",))
    challenges = (("WWW-Authenticate", f'Basic realm="{world.domain}"'), ("WWW-Authenticate", "NTLM"))
    asked = Page(_at(171), shown, AUTODISCOVER, 401, headers=challenges, method="POST")
    world = _with_page(world, "autodiscover", asked)
    return replace(world, pages=(asked, replace(asked, method="GET")))


_LEVELS = range(1, 10)
_BOMB = "\n".join(
    (
        "<!DOCTYPE clientConfig [",
        '  <!ENTITY n0 "nonsense">',
        *(f'  <!ENTITY n{level} "{f"&n{level - 1};" * 10}">' for level in _LEVELS),
        "]>",
    )
)


def _xml_bomb() -> World:
    """The name of the provider would have a thousand million words."""
    world = _healthy("xml-bomb", 172)
    told = world.client
    body = autoconfig(world.domain, told.incoming, told.outgoing, name=f"&n{_LEVELS[-1]};", head=_BOMB)
    return _at_autoconfig(world, body, _at(173))


def _redirect(name: str, number: int, location: str) -> World:
    world = _healthy(name, number)
    headers = (("Location", location.format(domain=world.domain) + AUTOCONFIG),)
    return _at_autoconfig(world, "", _at(number + 1), status=302, headers=headers)


def _plain_offer() -> World:
    """The document knows nothing of the encryption that the server has."""
    world = _healthy("plain-offer", 180)
    host = world.client.incoming.host
    plain = client(world.account, ("imap", host, 143, "none"), (host, 587, "none"))
    pop3 = Incoming("pop3", host, 110, "none", world.account.login)
    return _at_autoconfig(world, autoconfig(world.domain, plain.incoming, pop3, plain.outgoing), _at(181))


def _autoconfig_wrong_certificate() -> World:
    world = _healthy("autoconfig-wrong-certificate", 182)
    return _at_autoconfig(world, _told(world), _at(183), certificate=Certificate(("www.kabe-host.example",)))


_PORTAL = (
    "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Welcome</h1>"
    '<form method="post" action="/login"><input name="user"><input name="password" type="password"></form>'
    "</body></html>\n"
)


def _autoconfig_html() -> World:
    """A web server that has the same page for everything."""
    world, headers = _healthy("autoconfig-html", 184), (("Content-Type", "text/html; charset=utf-8"),)
    return _at_autoconfig(world, _PORTAL, _at(185), headers=headers)


def _disagreement(name: str, number: int, *, autoconfig_right: bool) -> World:
    """Autoconfig and SRV name a live host each; the account is at one of them."""
    domain = f"{name}.test"
    owner = account(domain)
    hosts = [f"{label}.{domain}" for label in ("nishi", "higashi")]
    by_autoconfig, by_srv = (_server(owner, host) for host in hosts)
    services = tuple(
        replace(service, has_account=right)
        for host, at, right in zip(hosts, (number, number + 1), (autoconfig_right, not autoconfig_right), strict=True)
        for service in implicit(_at(at), Certificate((host,)))
    )
    world = World(
        name=name,
        domain=domain,
        account=owner,
        client=by_autoconfig if autoconfig_right else by_srv,
        services=(*services, receiver(_at(number + 2), Certificate((f"minami.{domain}",)))),
        records=(
            "@ MX 10 minami",
            *_services_records(hosts[1]),
            *(f"{label} A {_at(number + n)}" for n, label in enumerate(("nishi", "higashi", "minami"))),
        ),
    )
    return _at_autoconfig(world, autoconfig(domain, by_autoconfig.incoming, by_autoconfig.outgoing))


def _server(owner: Account, host: str) -> Client:
    return Client(Incoming("imap", host, 993, "tls", owner.login), Outgoing(host, 465, "tls", owner.login))


CONFLICTS: tuple[World, ...] = tuple(
    with_sender_policy(world)
    for world in (
        _stale_ispdb(),
        _srv_dead_host(),
        _srv_other_host(),
        _autoconfig_dead(),
        _autoconfig_refused(),
        _autodiscover_401(),
        _xml_bomb(),
        _redirect("redirect-private", 174, "https://192.168.1.1"),
        _redirect("redirect-loopback", 176, "https://127.0.0.1"),
        _redirect("redirect-http", 178, "http://autoconfig.{domain}"),
        _plain_offer(),
        _autoconfig_wrong_certificate(),
        _autoconfig_html(),
        _disagreement("autoconfig-disagrees", 186, autoconfig_right=True),
        _disagreement("srv-disagrees", 189, autoconfig_right=False),
    )
)
"""Mail itself works in all of these, with the settings of `client`; the name says which source is wrong, and how."""
