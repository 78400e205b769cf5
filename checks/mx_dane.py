"""Do the certificates of the domain's mail servers agree with what the DNS promises about them (DANE, TLSA)?

Only what DNSSEC has proved counts, for senders as for us: the MX, the address and the TLSA of an exchanger (RFC 7672
section 2.2). A server without TLSA needs none, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from maildoctor.api import (
    Case,
    Certificate,
    Check,
    Code,
    Contrasts,
    Endpoint,
    Evidence,
    Fault,
    Field,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
    tlsa,
)

from . import _mx, _mx_encryption, mx_reach

GOOD = Code(
    "dane-good", Status.PASS, None, Link.CERTIFICATE,
    ja=Text("{host} の証明書は、DNS に登録された指紋(TLSA)と合っています。"),
    en=Text("The certificate of {host} agrees with the fingerprint in the DNS (TLSA)."),
)  # fmt: skip
NOT_VALIDATED = Code(
    "dane-not-validated", Status.PASS, None, Link.NAME,
    ja=Text(
        "{host} には証明書の指紋(TLSA)が登録されていますが、この DNS サーバーからは本物と確かめられません。"
        "ドメインの署名(DNSSEC)がないか、この回線の DNS サーバーが署名を確かめていません。"
    ),
    en=Text(
        "A certificate's fingerprint (TLSA) is published for {host}, but this DNS server does not vouch for it: either "
        "the domain is not signed (DNSSEC), or the server does not check signatures."
    ),
)  # fmt: skip
UNUSABLE = Code(
    "dane-unusable", Status.WARN, Field.DNS_TLSA, Link.NAME,
    ja=Text(
        "{host} の証明書の指紋(TLSA)は、メールでは使えない形で登録されています({records})。",
        why="送る側は、使えない指紋を無視します。守りのつもりでも、働いていません。",
        fix="DNS を預けている会社の画面で、{name} の TLSA を「3 1 1」で始まる形に登録し直すか、消してください。",
    ),
    en=Text(
        "The certificate's fingerprint (TLSA) of {host} is published in a form that mail cannot use ({records}).",
        why="Senders leave it aside, so it protects nothing.",
        fix="Where the domain's DNS is kept, publish the TLSA of {name} in the form that begins with \"3 1 1\", or "
            "remove it.",
    ),
)  # fmt: skip


def _mismatch(status: Status, ja: str, en: str) -> Code:
    return Code(
        "dane-mismatch", status, Field.DNS_TLSA, Link.CERTIFICATE,
        ja=Text(
            "{host} の証明書は、DNS に登録された指紋(TLSA)と合いません({reason})。",
            why=ja,
            fix="サーバーの会社に確かめたうえで、DNS を預けている会社の画面で {name} の TLSA を次に変えてください"
                "(すぐできなければ、古い行を消してください): {record}",
        ),
        en=Text(
            "The certificate of {host} does not agree with the fingerprint in the DNS (TLSA; {reason}).",
            why=en,
            fix="After asking whoever runs the server, change the TLSA of {name} where the domain's DNS is kept (or "
                "remove the old one until then): {record}",
        ),
    )  # fmt: skip


MISMATCH_FAILS = _mismatch(
    Status.FAIL,
    "指紋を確かめる相手(Microsoft 365、ドイツやオランダの会社など)からは届きません。ほかの相手からは届きます。",
    "Mail from senders that check it (Microsoft 365, many in Germany and the Netherlands) does not arrive.",
)
MISMATCH = _mismatch(
    Status.WARN,
    "指紋を確かめる相手は、この届け先を使いません。ほかの届け先が止まると届かなくなります。",
    "Senders that check it do not use this server. Once the others fail, their mail does not arrive.",
)


def _in_clear(status: Status) -> Code:
    return Code(
        "dane-without-starttls", status, Field.DNS_TLSA, Link.GREETING,
        ja=Text(
            "{host} には証明書の指紋(TLSA)が登録されていますが、25 番で暗号化(STARTTLS)ができません。",
            why="指紋を確かめる相手は、暗号化できないサーバーには届けません。",
            fix="サーバーの会社に暗号化を入れてもらってください。すぐできなければ、{name} の TLSA を消してください。",
        ),
        en=Text(
            "A certificate's fingerprint (TLSA) is published for {host}, but port 25 offers no encryption (STARTTLS).",
            why="Senders that check it do not deliver to a server without encryption.",
            fix="Have whoever runs the server switch encryption on. Until then remove the TLSA of {name}.",
        ),
    )  # fmt: skip


IN_CLEAR_FAILS, IN_CLEAR = _in_clear(Status.FAIL), _in_clear(Status.WARN)


class _State(Enum):
    GOOD = "good"
    BAD = "bad"
    NOT_VALIDATED = "not-validated"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What came of one exchanger with TLSA records. `reason`: why it is bad, `record`: what would fit its chain."""

    state: _State
    reason: str = ""
    record: str = ""


def _question(host: str) -> Lookup:
    return Lookup(f"_25._tcp.{host}", "TLSA")


def _hosts(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The exchangers whose TLSA records are their own: an alias has those of another name (RFC 7672 section 2.1.3)."""
    found = _mx.exchangers(case, evidence)[: _mx.MOST]
    return tuple(e.host for e in found if not e.literal and e.addresses and not e.aliases)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The TLSA of each exchanger, and port 25 where there is one."""
    yield from _mx.lookups(case, evidence)
    hosts = _hosts(case, evidence)
    for host in hosts:
        yield _question(host)
    if any((fact := evidence.get(_question(host))) is not None and fact.values for host in hosts):
        yield from _mx_encryption.probes(case, evidence)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Fails where no exchanger is left that a checking sender could use."""
    shown = _mx_encryption.shown(case, evidence, contrasts)
    seen = {each.host: found for each in shown if (found := _seen(case, evidence, each)) is not None}
    fails = _mx_encryption.decides((host for host, found in seen.items() if found.state is _State.BAD), shown)
    for host, found in seen.items():
        question = _question(host)
        asked: tuple[Probe, ...] = (_mx.question(case), question, mx_reach.endpoint(host))
        if found.state is _State.NOT_VALIDATED:
            yield NOT_VALIDATED(question, host=host)
        elif found.state is _State.UNUSABLE:
            fact = evidence.get(question)
            records = tuple(value[:16] for value in fact.values) if fact is not None else ()
            yield UNUSABLE(question, host=host, name=question.name, records=records)
        elif found.state is _State.GOOD:
            yield GOOD(*asked, host=host)
        elif found.reason:
            code = MISMATCH_FAILS if fails else MISMATCH
            yield code(*asked, host=host, name=question.name, reason=found.reason, record=found.record or None)
        else:
            yield (IN_CLEAR_FAILS if fails else IN_CLEAR)(*asked, host=host, name=question.name)


def _seen(case: Case, evidence: Evidence, each: _mx_encryption.Shown) -> _Seen | None:
    """What there is to say of one exchanger; None: it has no TLSA, or nothing can be told from here."""
    answer = evidence.get(_question(each.host))
    if each.host not in _hosts(case, evidence) or answer is None or not answer.final or not answer.values:
        return None
    if answer.outcome is not Outcome.ANSWERED:
        return None
    if not _validated(case, evidence, each.host, answer):
        return _Seen(_State.NOT_VALIDATED)
    records = [record for value in answer.values if (record := tlsa.read_tlsa(value)) is not None and record.usable]
    if not records:
        return _Seen(_State.UNUSABLE)
    if not each.known or each.fact is None:
        return None
    if not each.encrypts:
        return _Seen(_State.BAD)
    chain = tuple(bytes.fromhex(der) for der in each.fact.der)
    return _compared(records, chain, each.fact.chain, each.faults)


def _compared(
    records: list[tlsa.Association], chain: tuple[bytes, ...], told: tuple[Certificate, ...], faults: tuple[Fault, ...]
) -> _Seen | None:
    # A report that was made safe to pass on has no bytes of certificates any more, only what they hash to.
    digests, keys = tuple(c.sha256 for c in told), tuple(c.spki for c in told)
    found = [(record, tlsa.compare(record, chain, digests, keys)) for record in records]
    matching = [record for record, match in found if match is tlsa.Match.YES]
    record = tlsa.record_of(keys[0]) if keys and keys[0] else (tlsa.record_for(chain[0]) if chain else None) or ""
    if any(each.usage == tlsa.SERVER for each in matching):
        return _Seen(_State.GOOD)
    if any(match is tlsa.Match.UNSURE for _, match in found):
        return None
    # An issuer's fingerprint vouches for a certificate of the right name and date only (RFC 7671 section 5.2).
    spoilt = [fault.value for fault in (Fault.EXPIRED, Fault.NOT_YET_VALID, Fault.NAME) if fault in faults]
    if matching and not spoilt:
        return _Seen(_State.GOOD)
    return _Seen(_State.BAD, ", ".join(spoilt) if matching else "TLSA", record)


def _validated(case: Case, evidence: Evidence, host: str, answer: LookupFact) -> bool:
    """True where DNSSEC proved the whole way from the domain to the record."""
    on_the_way = [evidence.get(_mx.question(case)), *(evidence.get(Lookup(host, kind)) for kind in ("A", "AAAA"))]
    proved = [fact is not None and fact.authenticated for fact in on_the_way if fact is None or fact.values]
    return answer.authenticated and all(proved)


CHECK = Check(
    "mx.dane",
    Title("証明書の指紋(DANE)", "Certificate fingerprints (DANE)"),
    (Lookup, Endpoint),
    probes,
    judge,
    (GOOD, NOT_VALIDATED, UNUSABLE, MISMATCH_FAILS, MISMATCH, IN_CLEAR_FAILS, IN_CLEAR),
)
