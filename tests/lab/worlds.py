"""Healthy mail domains of different kinds: what providers really sell, each as a world of its own.

Every world has its own addresses, so that a test may block a port of one without touching another.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Literal

from tests.lab import oauth
from tests.lab.world import Account, Certificate, Client, ClientSecurity, Incoming, Outgoing, Service, World, Zone


def account(domain: str, local: str = "hanako", *, login: str | None = None) -> Account:
    """An account with a password of this session."""
    address = f"{local}@{domain}"
    return Account(address, login or address, secrets.token_urlsafe(12), aliases=(f"info@{domain}",))


def client(
    owner: Account,
    incoming: tuple[Literal["imap", "pop3"], str, int, ClientSecurity],
    outgoing: tuple[str, int, ClientSecurity],
    auth: str = "password",
) -> Client:
    """Settings for `owner` with one user name and one kind of login for both directions."""
    return Client(Incoming(*incoming, owner.login, auth), Outgoing(*outgoing, owner.login, auth))


def implicit(address: str, shown: Certificate) -> tuple[Service, ...]:
    """993, 995 and 465."""
    return (
        Service("imap", address, 993, "tls", shown),
        Service("pop3", address, 995, "tls", shown),
        Service("smtp", address, 465, "tls", shown),
    )


def upgraded(address: str, shown: Certificate, *, plain_login: bool = False) -> tuple[Service, ...]:
    """143, 110 and 587, all with STARTTLS."""
    return (
        Service("imap", address, 143, "starttls", shown, plain_login),
        Service("pop3", address, 110, "starttls", shown, plain_login),
        Service("smtp", address, 587, "starttls", shown, plain_login),
    )


def receiver(address: str, shown: Certificate) -> Service:
    """Port 25 for mail from outside."""
    return Service("mx", address, 25, "starttls", shown)


def with_sender_policy(world: World) -> World:
    """The world with an SPF record that permits its mail exchangers and its outgoing host, unless it has one."""
    if any("v=spf1" in record for record in world.records):
        return world
    policy = f'@ TXT "v=spf1 mx a:{world.client.outgoing.host} -all"'
    return replace(world, records=(*world.records, policy))


def _one_host() -> World:
    domain, address = "ichi.example", "198.51.100.11"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="one-host",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}", '@ TXT "v=spf1 mx -all"'),
    )


def _shared_hosting() -> World:
    domain, host, address = "tanaka-kagu.example", "sv101.hoster.example", "198.51.100.12"
    owner, shown = account(domain, "tanaka"), Certificate((host,))
    return World(
        name="shared-hosting",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", host, 993, "tls"), (host, 465, "tls")),
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=(
            f"@ MX 10 {host}.",
            f"_imaps._tcp SRV 0 1 993 {host}.",
            f"_submissions._tcp SRV 0 1 465 {host}.",
            # As hosters do everywhere: the customer's own name leads to the shared server, whose certificate lacks it.
            f"mail A {address}",
        ),
        extra_zones=(Zone("hoster.example", (f"sv101 A {address}",)),),
        folder_prefix="INBOX.",
    )


def _split_hosts() -> World:
    domain = "mori.test"
    reading, sending = "198.51.100.13", "198.51.100.113"
    owner = account(domain, "mori")
    inward, outward = Certificate((f"imap.{domain}", f"pop.{domain}")), Certificate((f"smtp.{domain}",))
    return World(
        name="split-hosts",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"imap.{domain}", 993, "tls"), (f"smtp.{domain}", 465, "tls")),
        services=(
            Service("imap", reading, 993, "tls", inward),
            Service("imap", reading, 143, "starttls", inward),
            Service("pop3", reading, 995, "tls", inward),
            Service("smtp", sending, 465, "tls", outward),
            Service("smtp", sending, 587, "starttls", outward),
            receiver(sending, outward),
        ),
        records=("@ MX 10 smtp", f"imap A {reading}", f"pop A {reading}", f"smtp A {sending}"),
    )


def _starttls_only() -> World:
    domain, address = "kawara.example", "198.51.100.14"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="starttls-only",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 143, "starttls"), (f"mail.{domain}", 587, "starttls")),
        services=(
            Service("imap", address, 143, "starttls", shown),
            Service("pop3", address, 110, "starttls", shown),
            Service("smtp", address, 587, "starttls", shown, demand_tls=True),
            receiver(address, shown),
        ),
        records=("@ MX 10 mail", f"mail A {address}", "imap CNAME mail", "smtp CNAME mail"),
    )


def _implicit_only() -> World:
    domain, address = "hagi.test", "198.51.100.15"
    owner, shown = account(domain), Certificate((f"mail.{domain}", f"imap.{domain}", f"pop.{domain}", f"smtp.{domain}"))
    return World(
        name="implicit-only",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"imap.{domain}", 993, "tls"), (f"smtp.{domain}", 465, "tls")),
        services=(*implicit(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}", f"imap A {address}", f"pop A {address}", f"smtp A {address}"),
    )


def _pop3_only() -> World:
    domain, address = "sato-shoten.example", "198.51.100.16"
    owner, shown = account(domain, "sato"), Certificate((f"mail.{domain}",))
    return World(
        name="pop3-only",
        domain=domain,
        account=owner,
        client=client(owner, ("pop3", f"mail.{domain}", 995, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(
            Service("pop3", address, 995, "tls", shown),
            Service("pop3", address, 110, "starttls", shown),
            Service("smtp", address, 587, "starttls", shown),
            receiver(address, shown),
        ),
        records=("@ MX 10 mail", f"mail A {address}"),
    )


def _imap_only() -> World:
    domain, address = "kumo.test", "198.51.100.17"
    owner, shown = account(domain), Certificate((f"imap.{domain}", f"smtp.{domain}"))
    return World(
        name="imap-only",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"imap.{domain}", 993, "tls"), (f"smtp.{domain}", 587, "starttls")),
        services=(
            Service("imap", address, 993, "tls", shown),
            Service("imap", address, 143, "starttls", shown),
            Service("smtp", address, 587, "starttls", shown),
            receiver(address, shown),
        ),
        records=("@ MX 10 smtp", f"imap A {address}", f"smtp A {address}"),
        folder_prefix="INBOX.",
    )


def _srv_only() -> World:
    domain = "yama.example"
    reading, sending, arriving = "198.51.100.18", "198.51.100.118", "203.0.113.18"
    read, send, arrive = (f"{label}.{domain}" for label in ("q7-lese", "k2-post", "v9-ein"))
    owner = account(domain)
    return World(
        name="srv-only",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", read, 993, "tls"), (send, 465, "tls")),
        services=(
            Service("imap", reading, 993, "tls", Certificate((read,))),
            Service("smtp", sending, 465, "tls", Certificate((send,))),
            Service("smtp", sending, 587, "starttls", Certificate((send,))),
            receiver(arriving, Certificate((arrive,))),
        ),
        records=(
            f"@ MX 10 {arrive}.",
            f"_imaps._tcp SRV 0 1 993 {read}.",
            f"_submissions._tcp SRV 0 1 465 {send}.",
            f"_submission._tcp SRV 10 1 587 {send}.",
            "_pop3s._tcp SRV 0 0 0 .",
            f"q7-lese A {reading}",
            f"k2-post A {sending}",
            f"v9-ein A {arriving}",
        ),
    )


def _local_part_login() -> World:
    domain, address = "umi.example", "198.51.100.19"
    owner, shown = account(domain, "yamada", login="yamada"), Certificate((f"mail.{domain}",))
    return World(
        name="local-part-login",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}"),
    )


def _dual_stack() -> World:
    domain, address, address6 = "sora.test", "198.51.100.20", "2001:db8:2::20"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="dual-stack",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=tuple(
            service
            for one in (address, address6)
            for service in (*implicit(one, shown), *upgraded(one, shown), receiver(one, shown))
        ),
        records=("@ MX 10 mail", f"mail A {address}", f"mail AAAA {address6}"),
    )


def _port_2525() -> World:
    domain, address = "hoshi.example", "198.51.100.21"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="port-2525",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 2525, "starttls")),
        services=(
            Service("imap", address, 993, "tls", shown),
            Service("pop3", address, 995, "tls", shown),
            Service("smtp", address, 2525, "starttls", shown),
            Service("smtp", address, 587, "starttls", shown),
            receiver(address, shown),
        ),
        records=("@ MX 10 mail", f"mail A {address}"),
    )


def _one_mechanism(
    name: str, domain: str, address: str, mechanisms: tuple[str, ...], auth: str, password: str | None = None
) -> World:
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    if password is not None:
        owner = Account(owner.address, owner.login, password, aliases=owner.aliases)
    return World(
        name=name,
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls"), auth),
        services=(
            Service("imap", address, 993, "tls", shown, mechanisms=mechanisms),
            Service("pop3", address, 995, "tls", shown, mechanisms=mechanisms),
            Service("smtp", address, 587, "starttls", shown, mechanisms=mechanisms),
            Service("smtp", address, 465, "tls", shown, mechanisms=mechanisms),
            receiver(address, shown),
        ),
        records=("@ MX 10 mail", f"mail A {address}"),
    )


def _apop() -> World:
    domain, address = "ishi.test", "198.51.100.29"
    owner, shown = account(domain), Certificate((f"pop.{domain}", f"smtp.{domain}"))
    settings = client(owner, ("pop3", f"pop.{domain}", 995, "tls"), (f"smtp.{domain}", 587, "starttls"))
    return World(
        name="apop-only",
        domain=domain,
        account=owner,
        client=Client(Incoming("pop3", f"pop.{domain}", 995, "tls", owner.login, "apop"), settings.outgoing),
        services=(
            Service("pop3", address, 995, "tls", shown, mechanisms=("APOP",)),
            Service("pop3", address, 110, "starttls", shown, mechanisms=("APOP",)),
            Service("smtp", address, 587, "starttls", shown),
            receiver(address, shown),
        ),
        records=("@ MX 10 smtp", f"pop A {address}", f"smtp A {address}"),
    )


def _wildcard() -> World:
    domain, address = "kaze.example", "198.51.100.23"
    owner, shown = account(domain), Certificate((f"*.{domain}",))
    return World(
        name="wildcard",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"imap.{domain}", 993, "tls"), (f"smtp.{domain}", 465, "tls")),
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}", f"imap A {address}", f"pop A {address}", f"smtp A {address}"),
    )


def _plain_too() -> World:
    domain, address = "furui.test", "198.51.100.24"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="plain-too",
        domain=domain,
        account=owner,
        client=client(owner, ("pop3", f"mail.{domain}", 110, "starttls"), (f"mail.{domain}", 587, "starttls")),
        services=(*implicit(address, shown), *upgraded(address, shown, plain_login=True), receiver(address, shown)),
        records=("@ MX 10 mail", f"mail A {address}"),
    )


def _guess_only() -> World:
    domain, address, arriving = "tsuki.example", "198.51.100.25", "203.0.113.25"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="guess-only",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 465, "tls")),
        services=(
            *implicit(address, shown),
            Service("smtp", address, 587, "starttls", shown),
            receiver(arriving, Certificate((f"zulauf.{domain}",))),
        ),
        records=("@ MX 10 zulauf", f"zulauf A {arriving}", f"mail A {address}"),
    )


def _filter_in_front() -> World:
    domain, address, filters = "hana.test", "198.51.100.26", ("203.0.113.26", "203.0.113.126")
    hosts = ("in1.cleanmail.example", "in2.cleanmail.example")
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="filter-in-front",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(
            *implicit(address, shown),
            *upgraded(address, shown),
            *(receiver(one, Certificate(("*.cleanmail.example",))) for one in filters),
        ),
        records=(f"@ MX 10 {hosts[0]}.", f"@ MX 20 {hosts[1]}.", f"mail A {address}"),
        extra_zones=(Zone("cleanmail.example", (f"in1 A {filters[0]}", f"in2 A {filters[1]}")),),
    )


def _sender_login_only() -> World:
    domain, address = "kado.example", "198.51.100.27"
    owner, shown = account(domain), Certificate((f"mail.{domain}",))
    return World(
        name="sender-login-only",
        domain=domain,
        account=owner,
        client=client(owner, ("imap", f"mail.{domain}", 993, "tls"), (f"mail.{domain}", 587, "starttls")),
        services=(
            Service("imap", address, 993, "tls", shown),
            Service("pop3", address, 995, "tls", shown),
            Service("smtp", address, 587, "starttls", shown, sender_login_only=True),
            Service("smtp", address, 465, "tls", shown, sender_login_only=True),
            receiver(address, shown),
        ),
        records=("@ MX 10 mail", f"mail A {address}"),
    )


_TOKENS = ("XOAUTH2", "OAUTHBEARER")

_ALL = (
    _one_host(),
    _shared_hosting(),
    _split_hosts(),
    _starttls_only(),
    _implicit_only(),
    _pop3_only(),
    _imap_only(),
    _srv_only(),
    _local_part_login(),
    _dual_stack(),
    _port_2525(),
    _one_mechanism("cram-md5-only", "suna.example", "198.51.100.22", ("CRAM-MD5",), "cram-md5"),
    _wildcard(),
    _plain_too(),
    _guess_only(),
    _filter_in_front(),
    _sender_login_only(),
    _one_mechanism("scram-only", "take.test", "198.51.100.28", ("SCRAM-SHA-256",), "password"),
    _apop(),
    _one_mechanism(
        "oauth-only", "tori.example", "198.51.100.30", _TOKENS, "xoauth2", oauth.token("hanako@tori.example")
    ),
)

HEALTHY: tuple[World, ...] = tuple(with_sender_policy(world) for world in _ALL)
"""Every one of these has settings that work in both directions: its `client`, and all of `pairs.working_pairs`."""
