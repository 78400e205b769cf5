"""What to ask to learn of the settings of a domain: whom, and in which order the answers are trusted.

Nothing is ever asked above the registrable domain, and nothing is asked of a third party where the user forbids it.
Sources: the autoconfig locations are those of Mozilla's clientConfig page ("Autoconfiguration in Thunderbird"), the
Autodiscover locations those of Microsoft's [MS-OXDISCO] 3.1.5, SRV names RFC 6186 section 3 and RFC 8314 section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from maildoctor.discovery.domains import registrable_domain
from maildoctor.discovery.records import mx_hosts
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import Document, Fetch, Lookup
from maildoctor.model.settings import Direction, Protocol, Security

ORDER = ("autoconfig", "provider", "srv", "autodiscover", "mx-autoconfig", "ispdb", "certificate", "mx-host", "guess")
"""All sources, the most trusted first (contract, "discovery")."""

SERVICES: dict[Protocol, tuple[tuple[str, Security], ...]] = {
    Protocol.IMAP: (("_imaps._tcp", Security.TLS), ("_imap._tcp", Security.STARTTLS)),
    Protocol.POP3: (("_pop3s._tcp", Security.TLS), ("_pop3._tcp", Security.STARTTLS)),
    Protocol.SMTP: (("_submissions._tcp", Security.TLS), ("_submission._tcp", Security.STARTTLS)),
}
"""SRV service names, the encrypted one first."""

GUESSES = {
    Direction.INCOMING: ("mail", "imap", "pop"),
    Direction.OUTGOING: ("mail", "smtp"),
}
"""Labels in front of the domain under which mail servers usually stand."""

ISPDB = "autoconfig.thunderbird.net"
"""The third party whose table of providers Thunderbird reads. It learns the domain, never the address."""


def autoconfig(case: Case) -> tuple[Fetch, ...]:
    """Mozilla's autoconfig at the domain itself: its own host first, then `.well-known`."""
    domain = case.domain
    about = f"?emailaddress={quote(str(case.address))}" if case.address is not None else ""
    return (
        Fetch(f"https://autoconfig.{domain}/mail/config-v1.1.xml{about}", Document.AUTOCONFIG, within=domain),
        Fetch(
            f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml{about}", Document.AUTOCONFIG, within=domain
        ),
    )


def autodiscover(case: Case) -> tuple[Fetch, ...]:
    """Microsoft's Autodiscover at the domain: the XML question names the address, the JSON one likewise."""
    if case.address is None:
        return ()
    base, address = f"https://autodiscover.{case.domain}/autodiscover/autodiscover", str(case.address)
    return (
        Fetch(f"{base}.xml", Document.AUTODISCOVER, address, case.domain),
        Fetch(
            f"{base}.json?Email={quote(address)}&Protocol=AutodiscoverV1",
            Document.AUTODISCOVER_JSON,
            within=case.domain,
        ),
    )


def aliases(case: Case) -> tuple[Lookup, ...]:
    """Where the names for setting up lead: their CNAMEs tell who runs them."""
    return (Lookup(f"autodiscover.{case.domain}", "CNAME"), Lookup(f"autoconfig.{case.domain}", "CNAME"))


def services(case: Case, protocols: tuple[Protocol, ...]) -> Iterator[Lookup]:
    """The SRV questions for `protocols`."""
    for protocol in protocols:
        for service, _ in SERVICES[protocol]:
            yield Lookup(f"{service}.{case.domain}", "SRV")


def of_the_exchangers(case: Case, evidence: Evidence) -> tuple[Fetch, ...]:
    """Autoconfig of the company that runs the mail exchangers, about its base domain."""
    base = exchanger_base(case, evidence)
    if base is None:
        return ()
    return (Fetch(f"https://autoconfig.{base}/mail/config-v1.1.xml", Document.AUTOCONFIG, within=base),)


def ispdb(case: Case, evidence: Evidence) -> tuple[Fetch, ...]:
    """The third party's table: for the domain, and for the base domain of its mail exchangers."""
    base = exchanger_base(case, evidence)
    names = dict.fromkeys((case.domain, *((base,) if base else ())))
    return tuple(Fetch(f"https://{ISPDB}/v1.1/{name}", Document.AUTOCONFIG) for name in names)


def exchanger_base(case: Case, evidence: Evidence) -> str | None:
    """The registrable domain of the best mail exchanger, where it is another than the domain's own."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    hosts = mx_hosts(answer.values if answer is not None else ())
    base = registrable_domain(hosts[0]) if hosts else None
    return base if base is not None and base != registrable_domain(case.domain) else None
