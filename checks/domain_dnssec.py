"""Do the signatures of the domain (DNSSEC) hold, where it is signed?

A resolver that checks them answers SERVFAIL where they do not, and answers with the CD bit set, which asks it not to
check (RFC 4035 section 3.2.2). A resolver that does not check shows nothing: there the DS record of the parent is
compared with the keys of the domain's own servers.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _zone

GOOD = Code(
    "dnssec-good", Status.PASS, None, Link.NAME,
    ja=Text("{domain} の案内(DNS)には署名があり、正しいと確かめられています(DNSSEC)。"),
    en=Text("The DNS answers of {domain} are signed, and the signatures were verified (DNSSEC)."),
)  # fmt: skip
UNSIGNED = Code(
    "dnssec-unsigned", Status.PASS, None, Link.NAME,
    ja=Text("{domain} の案内(DNS)には署名(DNSSEC)がありません。なくても困りません。"),
    en=Text("The DNS of {domain} is not signed (DNSSEC). It need not be."),
)  # fmt: skip
BOGUS = Code(
    "dns-dnssec-bogus", Status.FAIL, Field.DNS_DNSSEC, Link.NAME,
    ja=Text(
        "{domain} の案内(DNS)の署名(DNSSEC)が合いません。",
        why="署名を確かめる DNS サーバーは、この案内を偽物とみなして渡しません。そこを使う相手からは届きません"
            "(登録した会社の側の印 DS: {ds} 件、ドメインの側の鍵 DNSKEY: {keys} 件)。",
        fix="ドメインを登録した会社に、DS レコードをいまの DNS に合わせる(DNS の会社を移した後の古いものなら消す)よう"
            "頼んでください。鍵があるときは、DNS を預けている会社に署名の更新を頼んでください。",
    ),
    en=Text(
        "The DNS signatures of {domain} (DNSSEC) do not hold.",
        why="DNS servers that verify signatures treat the answers as forged and withhold them, so mail from those "
            "who use them cannot arrive (DS records at the registry: {ds}; keys, DNSKEY, of the domain: {keys}).",
        fix="Ask the registrar to make the DS records match the present DNS, or to remove those left over from a "
            "former DNS company. If there are keys, ask the company that runs the DNS to renew the signatures.",
    ),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The MX question with and without verification, the parent's DS, and the domain's keys where there is one."""
    mx = Lookup(case.domain, "MX")
    yield mx
    answer = _zone.heard(evidence, mx)
    if answer is None or answer.authenticated:
        return
    if answer.rcode == "SERVFAIL":
        yield Lookup(case.domain, "MX", checking_disabled=True)
        for name in _zone.candidates(case.domain):
            yield Lookup(name, "DS", checking_disabled=True)
    elif answer.outcome is Outcome.ANSWERED:
        yield from _zone.lookups(case, evidence)
        zone = _zone.name_of(case, evidence)
        if zone is not None:
            yield Lookup(zone, "DS", checking_disabled=True)
    found = _zone.signed(case, evidence)
    if found is not None:
        yield Lookup(found[0], "DNSKEY", checking_disabled=True)
        yield from _direct(case, found[0], evidence)


def _direct(case: Case, zone: str, evidence: Evidence) -> tuple[Lookup, ...]:
    """The question for the keys to the zone's own servers: home routers lose such answers on the way."""
    servers = _zone.servers(case, zone, evidence)[:2]
    return tuple(Lookup(zone, "DNSKEY", server=s.address) for s in servers if s.address is not None)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Fail where the resolver itself refuses the answer, warn where others will."""
    mx = Lookup(case.domain, "MX")
    answer = _zone.heard(evidence, mx)
    if answer is None or not (answer.outcome is Outcome.ANSWERED or answer.rcode == "SERVFAIL"):
        return
    if answer.authenticated:
        yield GOOD(mx, domain=case.domain)
        return
    found = _zone.signed(case, evidence)
    if found is None:
        yield from _unsigned(case, evidence, bool(answer.values))
        return
    zone, declared = found
    asked = (
        Lookup(zone, "DS", checking_disabled=True),
        Lookup(zone, "DNSKEY", checking_disabled=True),
        *_direct(case, zone, evidence),
    )
    heard = [f for q in asked[1:] if (f := _zone.heard(evidence, q)) is not None and f.outcome is Outcome.ANSWERED]
    keys = max((len(fact.values) for fact in heard), default=None)
    shown = "-" if keys is None else keys
    ds = len(declared.values)
    if _zone.bogus(case, evidence):
        unchecked = Lookup(case.domain, "MX", checking_disabled=True)
        yield BOGUS(mx, unchecked, *asked, domain=case.domain, ds=ds, keys=shown)
        return
    certain = keys == 0 and any(fact.authoritative for fact in heard)
    if answer.outcome is Outcome.ANSWERED and certain and not _zone.inside_view(case, zone, evidence):
        yield BOGUS(*asked, status=Status.WARN, domain=case.domain, ds=ds, keys=shown)


def _unsigned(case: Case, evidence: Evidence, answered: bool) -> Iterator[Said]:
    zone = _zone.name_of(case, evidence)
    if zone is None or not answered:
        return
    question = Lookup(zone, "DS", checking_disabled=True)
    fact = _zone.heard(evidence, question)
    if fact is not None and fact.absent:
        yield UNSIGNED(Lookup(case.domain, "MX"), question, domain=case.domain)


CHECK = Check(
    "domain.dnssec",
    Title("DNS の署名 (DNSSEC)", "DNS signatures (DNSSEC)"),
    (Lookup,),
    probes,
    judge,
    (GOOD, UNSIGNED, BOGUS),
    lambda case, evidence, contrasts: case.domain,
)
