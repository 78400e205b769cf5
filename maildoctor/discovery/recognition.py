"""Which providers the domain is with, as far as names tell: its exchangers, name servers, certificates and hosts."""

from __future__ import annotations

from functools import lru_cache

from maildoctor.discovery.records import mx_hosts
from maildoctor.knowledge.providers import Recognised, recognise
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import Fault
from maildoctor.model.probe import Lookup
from maildoctor.model.settings import Direction


def recognised(case: Case, evidence: Evidence) -> tuple[Recognised, ...]:
    """The providers that fit, the surest first. More than one is normal: a filter in front, a move under way."""
    mx = evidence.get(Lookup(case.domain, "MX"))
    ns = evidence.get(Lookup(case.domain, "NS"))
    alias = evidence.get(Lookup(f"autodiscover.{case.domain}", "CNAME"))
    typed = (case.configured(direction).host for direction in Direction)
    hosts = (*(host.strip().lower() for host in typed if host), *(alias.values if alias is not None else ()))
    return _recognised(
        case.domain,
        mx_hosts(mx.values if mx is not None else ()),
        tuple(value.lower() for value in (ns.values if ns is not None else ())),
        certificate_names(case, evidence),
        hosts,
    )


@lru_cache(maxsize=64)
def _recognised(
    domain: str, mx: tuple[str, ...], ns: tuple[str, ...], certificate: tuple[str, ...], hosts: tuple[str, ...]
) -> tuple[Recognised, ...]:
    """Remembered: the plan asks again after every answer, and the names rarely change."""
    return recognise(domain, mx, ns, certificate, hosts)


def exchangers_hide_the_mailbox(case: Case, evidence: Evidence) -> bool:
    """True where the exchangers are a filter's, a forwarder's or a parking company's: they tell no mailbox."""
    return any(f.by == "mx" and not f.provider.kind.has_mailboxes for f in recognised(case, evidence))


def certificate_names(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The names on the certificates of the account's own servers (configured hosts and names under the domain).

    Only where the certificate is good but for its name: anybody can write any name on one that nobody vouches for.
    """
    typed = {host.strip().lower() for d in Direction if (host := case.configured(d).host)}
    names = dict.fromkeys(
        name
        for endpoint, fact in evidence.endpoints()
        if fact.chain
        and set(fact.here) <= {Fault.NAME}
        and (endpoint.host in typed or f".{endpoint.host}".endswith(f".{case.domain}"))
        for name in fact.chain[0].names
    )
    return tuple(names)
