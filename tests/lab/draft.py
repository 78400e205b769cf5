"""A healthy domain with one server, and what differs from it: so that a fault is a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.lab.published import POLICY_PATH, text_record
from tests.lab.world import Account, Certificate, Client, Incoming, Outgoing, Page, Pin, Service, World, Zone
from tests.lab.worlds import account, receiver


@dataclass(frozen=True, slots=True)
class Draft:
    """What differs from a plain healthy domain. In texts {d} is the domain, {a} the address, {b} the second one.

    `mx`, `host` and `spf` take the place of the plain ones, `records` stand beside them. `second`: the address {b} has
    a server like the first.
    """

    name: str
    records: tuple[str, ...] = ()
    mx: tuple[str, ...] = ("@ MX 10 mail",)
    host: str = "mail A {a}"
    spf: tuple[str, ...] = ("v=spf1 mx -all",)
    zones: tuple[Zone, ...] = ()
    second: bool = False
    also: tuple[str, ...] = ()
    """Further names on the certificate."""
    addresses: tuple[str, ...] = ()
    signed: bool = False
    bogus: bool = False
    nameservers: tuple[str, ...] = ()
    parent_nameservers: tuple[str, ...] = ()
    glue: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    stale_absent: tuple[str, ...] = ()
    second_mx: tuple[str, ...] = ()
    reverse: tuple[str, ...] | None = None
    """The name to which {a} leads back, or none at all where it is empty; None: the host's own."""
    pin: bool | None = None
    """A TLSA record for the exchanger that matches, or does not."""
    policy: str = ""
    """An MTA-STS policy, at mta-sts.{d} on {a} with a certificate of its own."""
    policy_certificate: str = "mta-sts.{d}"
    policy_status: int = 200
    recipient_reply: str = ""
    """What the exchanger says to the account's address."""
    exchanger_has_account: bool = True
    """False: the exchanger has never heard of the domain."""
    domain: str = ""
    """Where it is not the name below `.test`."""
    delegated: bool = True
    whois: str = ""

    def _page(self, address: str, domain: str) -> Page:
        shown = Certificate((self.policy_certificate.format(d=domain),))
        body = self.policy.format(d=domain).replace("\n", "\r\n")
        plain = (("Content-Type", "text/plain"),)
        return Page(address, shown, POLICY_PATH, self.policy_status, body, headers=plain)

    def _services(self, address: str, shown: Certificate) -> tuple[Service, ...]:
        imap, smtp = Service("imap", address, 993, "tls", shown), Service("smtp", address, 465, "tls", shown)
        mx = replace(
            receiver(address, shown), recipient_reply=self.recipient_reply, has_account=self.exchanger_has_account
        )
        return (imap, smtp, mx)

    def world(self, number: int) -> World:
        """The world at the addresses of `number`."""
        domain, names = self.domain or f"{self.name}.test", {"a": f"203.0.113.{number}", "b": f"198.51.100.{number}"}
        owner, shown = account(domain), Certificate((f"mail.{domain}", *(name.format(d=domain) for name in self.also)))

        def filled(texts: Sequence[str]) -> tuple[str, ...]:
            return tuple(text.format(d=domain, **names) for text in texts)

        policies = tuple(text_record("@", text) for text in self.spf)
        up = [names["a"], *([names["b"]] if self.second else [])]
        return World(
            name=self.name,
            domain=domain,
            account=owner,
            client=_client(owner, f"mail.{domain}"),
            services=tuple(service for address in up for service in self._services(address, shown)),
            records=filled((*self.mx, self.host, *policies, *self.records)),
            extra_zones=tuple(Zone(zone.name, filled(zone.records), zone.lame) for zone in self.zones),
            addresses=filled(self.addresses),
            signed=self.signed,
            bogus=self.bogus,
            nameservers=filled(self.nameservers),
            parent_nameservers=filled(self.parent_nameservers),
            glue=filled(self.glue),
            stale=filled(self.stale),
            stale_absent=self.stale_absent,
            second_records=filled((*self.second_mx, self.host, *policies, *self.records)) if self.second_mx else (),
            reverse=tuple((names["a"], host) for host in filled(self.reverse or ("",)))
            if self.reverse is not None
            else (),
            pins=(Pin("_25._tcp.mail", shown, matches=self.pin),) if self.pin is not None else (),
            delegated=self.delegated,
            whois=self.whois.format(d=domain.upper()),
            pages=(self._page(names["a"], domain),) if self.policy else (),
        )


def _client(owner: Account, host: str) -> Client:
    return Client(Incoming("imap", host, 993, "tls", owner.login), Outgoing(host, 465, "tls", owner.login))
