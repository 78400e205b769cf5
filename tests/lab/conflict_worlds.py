"""Domains whose mail works and whose sources of discovery tell what is not true, or do harm to who asks them."""

from __future__ import annotations

from dataclasses import replace

from tests.lab.documents import autoconfig
from tests.lab.sources import AUTOCONFIG, AUTODISCOVER, at_autoconfig, at_the_ispdb, numbered, one_host, told, with_page
from tests.lab.world import Account, Certificate, Client, Incoming, Outgoing, Page, Service, World, Zone
from tests.lab.worlds import account, client, implicit, receiver, with_sender_policy


def _healthy(name: str, number: int) -> World:
    """Mail that works at mail.DOMAIN, for a conflict to be planted beside it."""
    return one_host(name, number, account(f"{name}.test"))


def _stale_ispdb() -> World:
    """The table has kept what was true long ago: in clear, at a host whose address nobody has any more."""
    world, host = _healthy("stale-ispdb", 160), "pop.mukashi-net.example"
    old = client(world.account, ("pop3", host, 110, "none"), (host, 25, "none"))
    stale = at_the_ispdb(world, autoconfig(world.domain, old.incoming, old.outgoing, username="%EMAILLOCALPART%"))
    return replace(stale, extra_zones=(*stale.extra_zones, Zone("mukashi-net.example", (f"pop A {numbered(161)}",))))


def _services_records(host: str) -> tuple[str, ...]:
    return (f"_imaps._tcp SRV 0 1 993 {host}.", f"_submissions._tcp SRV 0 1 465 {host}.")


def _srv_dead_host() -> World:
    world, address = _healthy("srv-dead-host", 162), numbered(163)
    records = (*world.records, *_services_records(f"alt.{world.domain}"), f"alt A {address}")
    return replace(world, records=records, dropped=((address, 0),))


def _stranger(host: str, number: int) -> tuple[Service, ...]:
    """A server that is alive and well, and has never heard of the account."""
    return tuple(replace(service, has_account=False) for service in implicit(numbered(number), Certificate((host,))))


def _srv_other_host() -> World:
    world, host = _healthy("srv-other-host", 164), "mail.tonari-ya.example"
    return replace(
        world,
        services=(*world.services, *_stranger(host, 165)),
        records=(*world.records, *_services_records(host)),
        extra_zones=(Zone("tonari-ya.example", (f"mail A {numbered(165)}",)),),
    )


def _autoconfig_dead() -> World:
    world, address = _healthy("autoconfig-dead", 166), numbered(167)
    return replace(world, records=(*world.records, f"autoconfig A {address}"), dropped=((address, 0),))


def _autoconfig_refused() -> World:
    world, address = _healthy("autoconfig-refused", 168), numbered(169)
    return replace(world, records=(*world.records, f"autoconfig A {address}"), addresses=(address,))


def _autodiscover_401() -> World:
    world = _healthy("autodiscover-401", 170)
    shown = Certificate((f"autodiscover.{world.domain}",))
    challenges = (("WWW-Authenticate", f'Basic realm="{world.domain}"'), ("WWW-Authenticate", "NTLM"))
    asked = Page(numbered(171), shown, AUTODISCOVER, 401, headers=challenges, method="POST")
    world = with_page(world, "autodiscover", asked)
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
    good = world.client
    body = autoconfig(world.domain, good.incoming, good.outgoing, name=f"&n{_LEVELS[-1]};", head=_BOMB)
    return at_autoconfig(world, body, numbered(173))


def _redirect(name: str, number: int, location: str) -> World:
    world = _healthy(name, number)
    headers = (("Location", location.format(domain=world.domain) + AUTOCONFIG),)
    return at_autoconfig(world, "", numbered(number + 1), status=302, headers=headers)


def _plain_offer() -> World:
    """The document knows nothing of the encryption that the server has."""
    world = _healthy("plain-offer", 180)
    host = world.client.incoming.host
    plain = client(world.account, ("imap", host, 143, "none"), (host, 587, "none"))
    pop3 = Incoming("pop3", host, 110, "none", world.account.login)
    return at_autoconfig(world, autoconfig(world.domain, plain.incoming, pop3, plain.outgoing), numbered(181))


def _autoconfig_wrong_certificate() -> World:
    world = _healthy("autoconfig-wrong-certificate", 182)
    return at_autoconfig(world, told(world), numbered(183), certificate=Certificate(("www.kabe-host.example",)))


_PORTAL = (
    "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Welcome</h1>"
    '<form method="post" action="/login"><input name="user"><input name="password" type="password"></form>'
    "</body></html>\n"
)


def _autoconfig_html() -> World:
    """A web server that has the same page for everything."""
    world, headers = _healthy("autoconfig-html", 184), (("Content-Type", "text/html; charset=utf-8"),)
    return at_autoconfig(world, _PORTAL, numbered(185), headers=headers)


def _disagreement(name: str, number: int, *, autoconfig_right: bool) -> World:
    """Autoconfig and SRV name a live host each; the account is at one of them."""
    domain = f"{name}.test"
    owner = account(domain)
    hosts = [f"{label}.{domain}" for label in ("nishi", "higashi")]
    by_autoconfig, by_srv = (_server(owner, host) for host in hosts)
    services = tuple(
        replace(service, has_account=right)
        for host, where, right in zip(
            hosts, (number, number + 1), (autoconfig_right, not autoconfig_right), strict=True
        )
        for service in implicit(numbered(where), Certificate((host,)))
    )
    world = World(
        name=name,
        domain=domain,
        account=owner,
        client=by_autoconfig if autoconfig_right else by_srv,
        services=(*services, receiver(numbered(number + 2), Certificate((f"minami.{domain}",)))),
        records=(
            "@ MX 10 minami",
            *_services_records(hosts[1]),
            *(f"{label} A {numbered(number + n)}" for n, label in enumerate(("nishi", "higashi", "minami"))),
        ),
    )
    return at_autoconfig(world, autoconfig(domain, by_autoconfig.incoming, by_autoconfig.outgoing))


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
