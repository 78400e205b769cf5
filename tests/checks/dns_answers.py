"""DNS as a table, for the checks about zones: who answers what, asked through the resolver or directly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from maildoctor.api import Check, Lookup, LookupFact, Outcome, Probe
from maildoctor.exam.registry import load
from maildoctor.model.finding import Finding, Said

Answers = dict[Probe, LookupFact]

SILENT = LookupFact(Outcome.SILENT, error="timeout")
REFUSED = LookupFact(Outcome.DEFERRED, "REFUSED", error="refused")
SERVFAIL = LookupFact(Outcome.DEFERRED, "SERVFAIL", error="servfail")
NXDOMAIN = LookupFact(Outcome.ANSWERED, "NXDOMAIN")
ABSENT = LookupFact(Outcome.ANSWERED, "NOERROR")
NXDOMAIN_AA = LookupFact(Outcome.ANSWERED, "NXDOMAIN", authoritative=True)
ABSENT_AA = LookupFact(Outcome.ANSWERED, "NOERROR", authoritative=True)
CUT_OFF = LookupFact(Outcome.CUT_OFF)

PARENT = "198.51.100.1"
ONE, TWO, THREE = "192.0.2.1", "192.0.2.2", "192.0.2.3"
SOA = "ns1.example.jp hostmaster.example.jp 1 3600 600 86400 60"


def bundled(identifier: str) -> Check:
    """The bundled check of this id, as the registry loads it."""
    registry = load()
    assert not [b for b in registry.broken if b.bundled], registry.broken
    return next(entry.check for entry in registry.loaded if entry.check.id == identifier)


def yes(*values: str, ttl: int = 300) -> LookupFact:
    """The resolver's answer."""
    return LookupFact(Outcome.ANSWERED, "NOERROR", values, ttl=ttl)


def own(*values: str, ttl: int = 3600) -> LookupFact:
    """The answer of a server that speaks for the zone."""
    return LookupFact(Outcome.ANSWERED, "NOERROR", values, ttl=ttl, authoritative=True)


def referral(*hosts: str, glue: tuple[str, ...] = ()) -> LookupFact:
    """The parent's word."""
    return LookupFact(Outcome.ANSWERED, "NOERROR", referral=hosts, glue=glue)


def direct(address: str, answers: Mapping[tuple[str, str], LookupFact]) -> Answers:
    """What the server at `address` says."""
    return {Lookup(name, kind, server=address): fact for (name, kind), fact in answers.items()}


def serving(address: str, *hosts: str) -> Answers:
    """A server that speaks for example.jp and names `hosts`."""
    return direct(address, {("example.jp", "SOA"): own(SOA), ("example.jp", "NS"): own(*hosts)})


def saying(address: str, fact: LookupFact) -> Answers:
    """A server that says the same to both questions."""
    return direct(address, {("example.jp", "SOA"): fact, ("example.jp", "NS"): fact})


def base(*hosts: str, parent: Iterable[str] | None = None) -> Answers:
    """example.jp with these name servers by the resolver, and by the parent."""
    answers: Answers = {
        Lookup("example.jp", "MX"): yes("10 mail.example.jp"),
        Lookup("example.jp", "NS"): yes(*hosts),
        Lookup("jp", "NS"): yes("a.dns.example"),
        Lookup("a.dns.example", "A"): yes(PARENT),
        Lookup("ns1.example.jp", "A"): yes(ONE),
        Lookup("ns2.example.jp", "A"): yes(TWO),
        Lookup("ns3.example.jp", "A"): yes(THREE),
        Lookup("example.jp", "NS", server=PARENT): referral(*(hosts if parent is None else parent)),
    }
    return answers


def codes(said: Iterable[Said]) -> dict[str, str]:
    """Code → status."""
    return {item.id: item.status.value if isinstance(item, Finding) else "question" for item in said}
