"""Customers of hosting companies that exist, whose servers stand here under their real names; nothing leaves the lab.

The customer's domain tells nothing. What leads to the hoster is the MX, or the name servers alone, or the certificate
alone. Certificates have names of the hoster only. User names, host names and ports are those of public manuals and
provider tables; where these are silent (ports of POP3 at some, hosts of incoming mail at ConoHa and KAGOYA), the world
has what is usual there. Addresses: 203.0.113.200-250.
"""

from __future__ import annotations

from dataclasses import replace

from tests.lab import oauth
from tests.lab.network import AUTHORITY
from tests.lab.world import Account, Certificate, Client, Incoming, Outgoing, Page, Service, World, Zone
from tests.lab.worlds import account, implicit, receiver, upgraded, with_sender_policy

_PASSWORDS_AND_TOKENS = ("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER")
_TOKENS = ("XOAUTH2", "OAUTHBEARER")


def _at(number: int) -> str:
    return f"203.0.113.{number}"


def _zones(hosts: dict[str, str]) -> tuple[Zone, ...]:
    """Zones of the hosters' domains with an address for each host."""
    by_zone: dict[str, list[str]] = {}
    for host, address in hosts.items():
        labels = host.split(".")
        # None of the domains here is registered below anything but these.
        depth = 3 if ".".join(labels[-2:]) in ("ne.jp", "ad.jp") else 2
        by_zone.setdefault(".".join(labels[-depth:]), []).append(f"{host}. A {address}")
    return tuple(Zone(zone, tuple(records)) for zone, records in by_zone.items())


def _customer(
    name: str,
    *,
    mx: tuple[str, ...],
    read: Incoming,
    send: Outgoing,
    services: tuple[Service, ...],
    hosts: dict[str, str],
    owner: Account,
) -> World:
    """A domain whose exchangers and servers are the hoster's. `read` and `send` get the account's login."""
    login = owner.login
    return World(
        name=name,
        domain=owner.address.partition("@")[2],
        account=owner,
        client=Client(replace(read, username=login), replace(send, username=login)),
        services=services,
        records=tuple(f"@ MX {10 * place} {host}." for place, host in enumerate(mx, 1)),
        extra_zones=_zones(hosts),
    )


def _owner(number: int, *, login: str | None = None) -> Account:
    return account(f"mise{number}.example", login=login)


def _one_server(name: str, number: int, host: str, *, certificate: str = "", starttls_sending: bool = False) -> World:
    """Receiving, sending and arriving mail at one host, on all usual ports."""
    address, shown = _at(number), Certificate((certificate or host,))
    sending = Outgoing(host, 587, "starttls", "") if starttls_sending else Outgoing(host, 465, "tls", "")
    return _customer(
        name,
        mx=(host,),
        read=Incoming("imap", host, 993, "tls", ""),
        send=sending,
        services=(*implicit(address, shown), *upgraded(address, shown), receiver(address, shown)),
        hosts={host: address},
        owner=_owner(number),
    )


def _three_names(name: str, number: int, zone: str, mx: tuple[str, ...], labels: tuple[str, str, str]) -> World:
    """Names of the hoster's for IMAP, POP3 and sending; all with TLS from the start, sending with STARTTLS, too."""
    address, shown = _at(number), Certificate((f"*.{zone}",))
    read, pop, send = (f"{label}.{zone}" for label in labels)
    sending = Service("smtp", address, 587, "starttls", shown)
    return _customer(
        name,
        mx=mx,
        read=Incoming("imap", read, 993, "tls", ""),
        send=Outgoing(send, 465, "tls", ""),
        services=(*implicit(address, shown), sending, receiver(address, shown)),
        hosts=dict.fromkeys((read, pop, send, *mx), address),
        owner=_owner(number),
    )


def _conoha_wing() -> World:
    number, host = 205, "mail1004.conoha.ne.jp"
    address, reading, sending = _at(number), Certificate((host,)), Certificate((f"smtp.{host}",))
    return _customer(
        "conoha-wing",
        mx=(host,),
        read=Incoming("imap", host, 993, "tls", ""),
        send=Outgoing(f"smtp.{host}", 587, "starttls", ""),
        services=(
            Service("imap", address, 993, "tls", reading),
            Service("pop3", address, 995, "tls", reading),
            Service("smtp", address, 587, "starttls", sending),
            receiver(address, reading),
        ),
        hosts={host: address, f"smtp.{host}": address},
        owner=_owner(number),
    )


def _kagoya() -> World:
    """The user name is the contract's and a word: no form of the address gives it."""
    number, mx, read, send = 206, "mss-1021.kagoya.net", "imap.kagoya.net", "smtp.kagoya.net"
    address, shown = _at(number), Certificate(("*.kagoya.net",))
    return _customer(
        "kagoya",
        mx=(mx,),
        read=Incoming("imap", read, 993, "tls", ""),
        send=Outgoing(send, 587, "starttls", ""),
        services=(
            Service("imap", address, 993, "tls", shown),
            Service("smtp", address, 587, "starttls", shown),
            receiver(address, shown),
        ),
        hosts=dict.fromkeys((mx, read, send), address),
        owner=_owner(number, login="kir012345.uketsuke"),
    )


def _valueserver() -> World:
    """POP3 and sending with STARTTLS: all that is known of it."""
    number, host = 207, "e2.valueserver.jp"
    address, shown = _at(number), Certificate((host,))
    return _customer(
        "valueserver",
        mx=(host,),
        read=Incoming("pop3", host, 995, "tls", ""),
        send=Outgoing(host, 587, "starttls", ""),
        services=(
            Service("pop3", address, 995, "tls", shown),
            Service("smtp", address, 587, "starttls", shown),
            receiver(address, shown),
        ),
        hosts={host: address},
        owner=_owner(number),
    )


def _google_workspace() -> World:
    """Tokens, and passwords made for one application: the account's is such a one."""
    number, mx = 210, ("aspmx.l.google.com", "alt1.aspmx.l.google.com")
    address, arriving = _at(number), _at(number + 1)
    hosts = {"imap.gmail.com": "imap", "pop.gmail.com": "pop3", "smtp.gmail.com": "smtp"}
    imap, pop3, smtp = (Certificate((host,)) for host in hosts)
    services = (
        Service("imap", address, 993, "tls", imap),
        Service("pop3", address, 995, "tls", pop3),
        Service("smtp", address, 465, "tls", smtp),
        Service("smtp", address, 587, "starttls", smtp),
    )
    world = _customer(
        "google-workspace",
        mx=mx,
        read=Incoming("imap", "imap.gmail.com", 993, "tls", ""),
        send=Outgoing("smtp.gmail.com", 465, "tls", ""),
        services=tuple(replace(service, mechanisms=_PASSWORDS_AND_TOKENS) for service in services),
        hosts=dict.fromkeys(hosts, address) | dict.fromkeys(mx, arriving),
        owner=_owner(number),
    )
    return replace(world, services=(*world.services, receiver(arriving, Certificate(("aspmx.l.google.com",)))))


def _microsoft_365() -> World:
    """Tokens only. Autodiscover is the provider's own, and answers to nobody without a login."""
    number = 212
    owner = _owner(number)
    owner = Account(owner.address, owner.login, oauth.token(owner.login), aliases=owner.aliases)
    read, send = "outlook.office365.com", "smtp.office365.com"
    mx, autodiscover = "mise212-example.mail.protection.outlook.com", "autodiscover.outlook.com"
    address, arriving = _at(number), _at(number + 1)
    reading, sending = Certificate((read, "*.office365.com")), Certificate((send,))
    services = (
        Service("imap", address, 993, "tls", reading, mechanisms=_TOKENS),
        Service("pop3", address, 995, "tls", reading, mechanisms=_TOKENS),
        Service("smtp", address, 587, "starttls", sending, mechanisms=_TOKENS),
        receiver(arriving, Certificate(("*.mail.protection.outlook.com",))),
    )
    refusal = Page(
        arriving,
        Certificate((autodiscover,)),
        "/autodiscover/autodiscover.xml",
        401,
        headers=(("WWW-Authenticate", 'Basic realm="outlook.office365.com"'),),
        method="POST",
    )
    world = _customer(
        "microsoft-365",
        mx=(mx,),
        read=Incoming("imap", read, 993, "tls", "", "xoauth2"),
        send=Outgoing(send, 587, "starttls", "", "xoauth2"),
        services=services,
        hosts={read: address, send: address, mx: arriving, autodiscover: arriving},
        owner=owner,
    )
    records = (*world.records, f"autodiscover CNAME {autodiscover}.", '@ TXT "MS=ms12345678"')
    return replace(world, records=records, pages=(refusal,))


def _two_exchangers(
    name: str, number: int, *, mx: tuple[str, ...], imap: str, smtp: str, pop: str = "", shown: tuple[str, ...]
) -> World:
    """Exchangers apart from the servers for customers; 993, 995 (where `pop` is given) and 465."""
    address, arriving = _at(number), _at(number + 1)
    certificate, zone = Certificate(shown), mx[0].partition(".")[2]
    hosts = {imap: address, smtp: address} | ({pop: address} if pop else {}) | dict.fromkeys(mx, arriving)
    services = implicit(address, certificate)
    return _customer(
        name,
        mx=mx,
        read=Incoming("imap", imap, 993, "tls", ""),
        send=Outgoing(smtp, 465, "tls", ""),
        services=(
            *(service for service in services if pop or service.protocol != "pop3"),
            receiver(arriving, Certificate((f"*.{zone}",))),
        ),
        hosts=hosts,
        owner=_owner(number),
    )


BY_MX: tuple[World, ...] = (
    _one_server("xserver", 200, "sv901.xserver.jp"),
    _one_server("sakura", 201, "mise-hanten.sakura.ne.jp", certificate="*.sakura.ne.jp", starttls_sending=True),
    _three_names("muumuu", 203, "muumuu-mail.com", ("mx01.muumuu-mail.com",), ("imap4", "pop3", "smtp")),
    _one_server("onamae-rs", 204, "mail1021.onamae.ne.jp"),
    _conoha_wing(),
    _kagoya(),
    _valueserver(),
    _one_server("coreserver", 208, "v2008.coreserver.jp"),
    _one_server("cpi", 209, "ham1005.secure.ne.jp"),
    _google_workspace(),
    _microsoft_365(),
    _two_exchangers(
        "rackspace",
        214,
        mx=("mx1.emailsrvr.com", "mx2.emailsrvr.com"),
        imap="secure.emailsrvr.com",
        smtp="secure.emailsrvr.com",
        shown=("secure.emailsrvr.com",),
    ),
    _two_exchangers(
        "gandi",
        216,
        mx=("spool.mail.gandi.net", "fb.mail.gandi.net"),
        imap="mail.gandi.net",
        smtp="mail.gandi.net",
        pop="mail.gandi.net",
        shown=("mail.gandi.net",),
    ),
    _two_exchangers(
        "fastmail",
        218,
        mx=("in1-smtp.messagingengine.com", "in2-smtp.messagingengine.com"),
        imap="imap.fastmail.com",
        pop="pop.fastmail.com",
        smtp="smtp.fastmail.com",
        shown=("*.fastmail.com",),
    ),
    _two_exchangers(
        "zoho",
        220,
        mx=("mx.zoho.jp", "mx2.zoho.jp"),
        imap="imap.zoho.jp",
        pop="pop.zoho.jp",
        smtp="smtp.zoho.jp",
        shown=("*.zoho.jp",),
    ),
    _two_exchangers(
        "ovh",
        222,
        mx=("mx1.mail.ovh.net", "mx2.mail.ovh.net"),
        imap="ssl0.ovh.net",
        pop="ssl0.ovh.net",
        smtp="ssl0.ovh.net",
        shown=("ssl0.ovh.net",),
    ),
)
"""The MX leads to the hoster."""


def _named_by(world: World, zone: str, nameservers: tuple[str, ...]) -> World:
    """The world with name servers of the hoster's, which are the lab's."""
    records = tuple(f"{host}. A {AUTHORITY}" for host in nameservers)
    return replace(world, nameservers=nameservers, extra_zones=(*world.extra_zones, Zone(zone, records)))


def _lolipop_by_nameserver() -> World:
    """A filter is in front, and nothing but the name servers tells who has the mailbox.

    Not by MX, too: this hoster has the same host names for all customers, and here a name leads to one world's server.
    """
    number, filters = 230, "in3.cleanmail.example"
    world = _three_names("lolipop-by-nameserver", number, "lolipop.jp", (), ("imap4", "pop3", "smtp"))
    services = tuple(service for service in world.services if service.protocol != "mx")
    world = replace(
        world,
        services=(*services, receiver(_at(number + 1), Certificate(("*.cleanmail.example",)))),
        records=(f"@ MX 10 {filters}.",),
        extra_zones=(*world.extra_zones, Zone("cleanmail.example", (f"in3 A {_at(number + 1)}",))),
    )
    return _named_by(world, "lolipop.jp", ("uns01.lolipop.jp", "uns02.lolipop.jp"))


def _xserver_by_nameserver() -> World:
    """The mail exchanger is the domain itself; name servers and the reverse name of the address are the hoster's."""
    number, host = 232, "sv902.xserver.jp"
    world = _one_server("xserver-by-nameserver", number, host)
    reverse = Zone("113.0.203.in-addr.arpa", (f"{number} PTR {host}.",))
    world = replace(
        world,
        records=("@ MX 10 @", f"@ A {_at(number)}"),
        extra_zones=(*world.extra_zones, reverse),
    )
    return _named_by(world, "xserver.jp", tuple(f"ns{n}.xserver.jp" for n in range(1, 6)))


BY_NAME_SERVER: tuple[World, ...] = (_lolipop_by_nameserver(), _xserver_by_nameserver())
"""The MX does not lead to the hoster, the name servers do."""


def _by_certificate(name: str, number: int, host: str) -> World:
    """mail.DOMAIN leads to the hoster's server and is the mail exchanger; the hoster is named nowhere else."""
    world = _one_server(name, number, host)
    return replace(world, records=("@ MX 10 mail", f"mail A {_at(number)}"))


BY_CERTIFICATE: tuple[World, ...] = (
    _by_certificate("xserver-by-certificate", 234, "sv903.xserver.jp"),
    _by_certificate("cpi-by-certificate", 235, "af125.secure.ne.jp"),
)
"""Neither MX nor name servers lead to the hoster, the certificate of mail.DOMAIN does."""

HOSTERS: tuple[World, ...] = tuple(with_sender_policy(world) for world in (*BY_MX, *BY_NAME_SERVER, *BY_CERTIFICATE))
"""All of them, healthy. The name of a world begins with the hoster's, as far as "-by-"."""
