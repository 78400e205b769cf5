"""What changed in the world between two runs: records, certificates, servers. What merely varies is left out.

What varies without anybody changing anything: the order of records, time to live, which address of several a name
gives today, serial numbers and ids of policies, which of several equal machines showed its certificate.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from maildoctor.diagnosis.side import side_of
from maildoctor.model.difference import CertificateChange, RecordChange, ServerChange
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import Certificate, EndpointFact, LookupFact, Outcome
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint, Lookup
from maildoctor.model.report import Report
from maildoctor.model.settings import Direction

_TYPES = ("MX", "NS", "TXT", "CNAME", "SRV", "TLSA", "PTR", "DS", "CAA", "A", "AAAA")
_ADDRESSES = ("A", "AAAA")
_SHORT_TTL_S = 300
_RENEWED = dt.timedelta(days=7)
_STS_ID = re.compile(r";?\s*id\s*=\s*[^;]*", re.IGNORECASE)


def records(before: Report, after: Report) -> tuple[RecordChange, ...]:
    """The DNS records of the domain and of the account's servers that are others now, in the order of asking."""
    names = _names(before) | _names(after)
    found = []
    for probe, old in _lookups(before.evidence):
        new = after.evidence.get(probe)
        if probe.type not in _TYPES or new is None or not _told(old) or not _told(new):
            continue
        if probe.type != "PTR" and not _ours(probe.name, before.case.domain, names):
            continue
        change = RecordChange(probe.name, probe.type, _values(probe, old), _values(probe, new))
        if change.old == change.new:
            continue
        if probe.type in _ADDRESSES and _same_service(before, after, probe.name, old, new):
            continue
        found.append(change)
    return tuple(found)


def certificates(before: Report, after: Report) -> tuple[CertificateChange, ...]:
    """The certificates of the account's servers that are others now."""
    found: dict[tuple[str, str, str], CertificateChange] = {}
    for probe, fact in before.evidence.endpoints():
        new_fact = after.evidence.get(probe)
        if new_fact is None or not fact.chain or not new_fact.chain:
            continue
        old, new = fact.chain[0], new_fact.chain[0]
        if _equal(old, new):
            continue
        key = (probe.host, old.sha256, new.sha256)
        ports = (*found[key].ports, probe.port) if key in found else (probe.port,)
        found[key] = CertificateChange(probe.host, tuple(dict.fromkeys(ports)), old, new)
    return tuple(found.values())


def servers(before: Report, after: Report) -> tuple[ServerChange, ...]:
    """The configured servers that answer now and did not, or the other way round."""
    found = []
    for direction in before.case.sides:
        if side_of(before.case, direction).typed != side_of(after.case, direction).typed:
            continue
        for probe, old in _configured(before, direction):
            new = after.evidence.get(probe)
            if new is None or Outcome.CUT_OFF in (old.outcome, new.outcome) or not (old.final and new.final):
                continue
            if _answers(old) is not _answers(new):
                found.append(ServerChange(probe.target, old.outcome, new.outcome, _answers(new)))
    return tuple(found)


def _answers(fact: EndpointFact) -> bool:
    return fact.reached is not None and fact.reached >= Link.GREETING


def _configured(report: Report, direction: Direction) -> Iterator[tuple[Endpoint, EndpointFact]]:
    side = side_of(report.case, direction)
    for probe, fact in report.evidence.endpoints():
        if (probe.host, probe.port, probe.security) == (side.host, side.port, side.security):
            yield probe, fact


def _lookups(evidence: Evidence) -> Iterator[tuple[Lookup, LookupFact]]:
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        if isinstance(probe, Lookup) and isinstance(fact, LookupFact) and probe == Lookup(probe.name, probe.type):
            yield probe, fact  # asked of this place's own resolver


def _told(fact: LookupFact) -> bool:
    """True where a server told for certain what there is. An answer that did not come is no change of the records."""
    return fact.final and fact.outcome is Outcome.ANSWERED and fact.rcode in ("NOERROR", "NXDOMAIN")


def _names(report: Report) -> frozenset[str]:
    """The hosts of the account: as configured, as recommended, and where its mail goes."""
    found = {side_of(report.case, direction).host for direction in Direction}
    found |= {s.recommended.host.lower() for s in report.contrasts.sides.values() if s.recommended is not None}
    mx = report.evidence.get(Lookup(report.case.domain, "MX"))
    found |= {value.rpartition(" ")[2].rstrip(".").lower() for value in (mx.values if mx is not None else ())}
    return frozenset(name for name in found if name)


def _ours(name: str, domain: str, names: frozenset[str]) -> bool:
    return name == domain or name.endswith(f".{domain}") or name in names


def _values(probe: Lookup, fact: LookupFact) -> tuple[str, ...]:
    """The values that matter for mail, in an order of their own."""
    values = fact.values
    if probe.type == "TXT" and not probe.name.startswith("_") and "._" not in probe.name:
        values = tuple(value for value in values if value.lower().startswith("v=spf1"))
    elif probe.name.startswith("_mta-sts."):
        values = tuple(_STS_ID.sub("", value) for value in values)
    elif probe.type in ("MX", "NS", "CNAME", "PTR", "SRV"):
        values = tuple(value.lower() for value in values)
    return tuple(sorted(set(values)))


def _same_service(before: Report, after: Report, host: str, old: LookupFact, new: LookupFact) -> bool:
    """True where other addresses are hardly a change: some are the same, or the very same certificate is there.

    A name whose addresses live for minutes only belongs to many equal machines: there, names and issuer are enough.
    """
    if set(old.values) & set(new.values):
        return True
    first, second = _leaf(before.evidence, host), _leaf(after.evidence, host)
    if first is None or second is None or not old.values or not new.values:
        return False
    if first.sha256 == second.sha256:
        return True
    short = all(fact.ttl is not None and fact.ttl <= _SHORT_TTL_S for fact in (old, new))
    return short and _alike(first, second)


def _leaf(evidence: Evidence, host: str) -> Certificate | None:
    return next((fact.chain[0] for probe, fact in evidence.endpoints() if probe.host == host and fact.chain), None)


def _alike(one: Certificate, other: Certificate) -> bool:
    return set(one.names) == set(other.names) and _house(one.issuer) == _house(other.issuer)


def _equal(one: Certificate, other: Certificate) -> bool:
    """True for one certificate, and for those that several machines behind one name got in the same days."""
    if one.sha256 == other.sha256:
        return True
    try:
        ends = (dt.datetime.fromisoformat(one.not_after), dt.datetime.fromisoformat(other.not_after))
    except ValueError:
        return False
    return _alike(one, other) and abs(ends[0] - ends[1]) < _RENEWED


def _house(issuer: str) -> str:
    """The organisation of an issuer, which signs with one name today and with another tomorrow."""
    found = re.search(r"(?:^|,)\s*O=((?:\\.|[^,\\])+)", issuer)
    return found[1] if found else issuer
