"""A healthy domain with one server, and what differs from it: so that a fault is a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from maildoctor.demo.ca import CertificateFault
from tests.lab.published import POLICY_PATH, text_record
from tests.lab.world import Account, Certificate, Client, Incoming, Outgoing, Page, Pin, Service, World, Zone
from tests.lab.worlds import account, receiver

RDAP_ADDRESS = "203.0.113.250"
_RDAP = "rdap.verisign.com"


@dataclass(frozen=True, slots=True)
class Draft:
    """What differs from a plain healthy domain. In texts {d} is the domain, {a} the address, {b} the second one, {c}
    one of IPv6, and {r} the address backwards, as block lists are asked about it.

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
    exchanger: Mapping[str, Any] = field(default_factory=dict)
    """What else differs from an ordinary exchanger, by field of `Service`."""
    exchanger_fault: CertificateFault = CertificateFault.NONE
    """What is wrong with the certificate that the exchanger alone shows."""
    exchangers: tuple[str, ...] = ("{a}",)
    """Where port 25 is, beside the second server's."""
    exchanger_has_account: bool = True
    """False: the exchanger has never heard of the domain."""
    domain: str = ""
    """Where it is not the name below `.test`."""
    delegated: bool = True
    whois: str = ""
    rdap: str = ""
    """What the registry of `.com` answers about the domain."""

    def _page(self, address: str, domain: str) -> Page:
        shown = Certificate((self.policy_certificate.format(d=domain),))
        body = self.policy.format(d=domain).replace("\n", "\r\n")
        plain = (("Content-Type", "text/plain"),)
        return Page(address, shown, POLICY_PATH, self.policy_status, body, headers=plain)

    def _services(self, address: str, shown: Certificate) -> tuple[Service, ...]:
        imap, smtp = Service("imap", address, 993, "tls", shown), Service("smtp", address, 465, "tls", shown)
        return (imap, smtp)

    def _exchanger(self, address: str, shown: Certificate) -> Service:
        ordinary = receiver(address, replace(shown, fault=self.exchanger_fault))
        return replace(
            ordinary,
            recipient_reply=self.recipient_reply,
            has_account=self.exchanger_has_account,
            **self.exchanger,
        )

    def _pages(self, address: str, domain: str) -> tuple[Page, ...]:
        kind = (("Content-Type", "application/rdap+json"),)
        registry = Page(RDAP_ADDRESS, Certificate((_RDAP,)), f"/com/v1/domain/{domain}", body=self.rdap, headers=kind)
        return (
            *((self._page(address, domain),) if self.policy else ()),
            *((registry,) if self.rdap else ()),
        )

    def world(self, number: int) -> World:
        """The world at the addresses of `number`."""
        domain, names = self.domain or f"{self.name}.test", {"a": f"203.0.113.{number}", "b": f"198.51.100.{number}"}
        names |= {"c": f"2001:db8:2::6:{number:x}", "r": ".".join(reversed(names["a"].split(".")))}
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
            services=(
                *(service for address in up for service in self._services(address, shown)),
                *(self._exchanger(address, shown) for address in dict.fromkeys((*filled(self.exchangers), *up[1:]))),
            ),
            records=filled((*self.mx, self.host, *policies, *self.records)),
            extra_zones=(
                *(Zone(zone.name, filled(zone.records), zone.lame) for zone in self.zones),
                *((Zone(_RDAP.partition(".")[2], (f"rdap A {RDAP_ADDRESS}",)),) if self.rdap else ()),
            ),
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
            pages=self._pages(names["a"], domain),
        )


def _client(owner: Account, host: str) -> Client:
    return Client(Incoming("imap", host, 993, "tls", owner.login), Outgoing(host, 465, "tls", owner.login))
