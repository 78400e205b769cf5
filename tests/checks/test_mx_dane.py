"""DANE: what DNSSEC has proved, against what port 25 showed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from maildoctor.api import Endpoint, EndpointFact, Fault, Link, Lookup, LookupFact, Outcome, Probe, Protocol, Security
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding
from maildoctor.testing import run_check, speak
from maildoctor.wire.tlsa import record_for
from maildoctor.wire.x509 import values
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes

Answers = dict[Probe, Fact]
CHECK = dns.bundled("mx.dane")

MX = Lookup("example.jp", "MX")
ONE = Endpoint("mx1.example.jp", 25, Protocol.SMTP, Security.AUTO)
TWO = Endpoint("mx2.example.jp", 25, Protocol.SMTP, Security.AUTO)
TLSA1, TLSA2 = Lookup("_25._tcp.mx1.example.jp", "TLSA"), Lookup("_25._tcp.mx2.example.jp", "TLSA")


def _certificate(subject: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    built = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("Issuer"))
    built = built.public_key(key.public_key()).serial_number(1000)
    built = built.not_valid_before(start).not_valid_after(start + dt.timedelta(days=900))
    return built.sign(by, hashes.SHA256()).public_bytes(Encoding.DER)


_ROOT_KEY, _KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
ROOT, LEAF = _certificate("Issuer", _ROOT_KEY, _ROOT_KEY), _certificate("mx1.example.jp", _KEY, _ROOT_KEY)
FITS = record_for(LEAF) or ""
ISSUER = f"2 0 1 {hashlib.sha256(ROOT).hexdigest()}"
WRONG = f"3 1 1 {'ab' * 32}"


def proved(*records: str, **more: object) -> LookupFact:
    fact = LookupFact(Outcome.ANSWERED, "NOERROR", records, ttl=300, authenticated=True)
    return replace(fact, **more)  # type: ignore[arg-type]


def exchanger(*faults: Fault, **more: object) -> EndpointFact:
    fact = EndpointFact(
        Outcome.UNTRUSTED if faults else Outcome.ANSWERED, Link.GREETING if faults else Link.CAPABILITIES,
        speaks="smtp", starttls=True, encrypted=True, chain=(values(LEAF), values(ROOT)),
        der=(LEAF.hex(), ROOT.hex()), here=faults, public=faults,
    )  # fmt: skip
    return replace(fact, **more)  # type: ignore[arg-type]


def addresses(host: str) -> Answers:
    found: Answers = {Lookup(host, "AAAA"): proved()}
    return found | {Lookup(host, kind): proved("192.0.2.1") for kind in ("A", "HOST")}


HEALTHY: Answers = {
    MX: proved("10 mx1.example.jp"),
    **addresses("mx1.example.jp"),
    TLSA1: proved(FITS),
    ONE: exchanger(),
}
BOTH: Answers = HEALTHY | {
    MX: proved("10 mx1.example.jp", "20 mx2.example.jp"),
    **addresses("mx2.example.jp"),
    TLSA2: proved(FITS),
    TWO: exchanger(),
}


def said(answers: Answers) -> dict[str, str]:
    return codes(run_check(CHECK, answers)[0])


def finding(answers: Answers, code: str) -> Finding:
    return next(f for f in run_check(CHECK, answers)[0] if isinstance(f, Finding) and f.id == code)


def test_a_fingerprint_that_fits_is_good_and_leaves_nothing_open() -> None:
    found, unanswered = run_check(CHECK, HEALTHY)
    assert codes(found) == {"dane-good": "pass"}
    assert unanswered == []


@pytest.mark.parametrize("record", [pytest.param(FITS, id="server"), pytest.param(ISSUER, id="issuer")])
def test_either_usage_and_one_of_several_records_is_enough(record: str) -> None:
    assert said({**HEALTHY, TLSA1: proved(WRONG, record)}) == {"dane-good": "pass"}


def test_the_servers_own_fingerprint_stands_above_name_date_and_issuer() -> None:
    bad = exchanger(Fault.EXPIRED, Fault.NAME, Fault.SELF_SIGNED)
    assert said({**HEALTHY, ONE: bad}) == {"dane-good": "pass"}


@pytest.mark.parametrize("record", [FITS, ISSUER, WRONG], ids=["server", "issuer", "neither"])
def test_without_the_bytes_of_the_certificates_it_is_judged_the_same(record: str) -> None:
    """A report that was made safe to pass on has values alone."""
    whole, bare = ({**HEALTHY, TLSA1: proved(record), ONE: exchanger(**more)} for more in ({}, {"der": ()}))
    assert said(bare) == said(whole) != {}
    assert [f.arguments for f in run_check(CHECK, bare)[0] if isinstance(f, Finding)] == [
        f.arguments for f in run_check(CHECK, whole)[0] if isinstance(f, Finding)
    ]


@pytest.mark.parametrize("fault", [Fault.EXPIRED, Fault.NAME])
def test_an_issuers_fingerprint_does_not(fault: Fault) -> None:
    answers = {**HEALTHY, TLSA1: proved(ISSUER), ONE: exchanger(fault)}
    assert said(answers) == {"dane-mismatch": "fail"}
    assert finding(answers, "dane-mismatch").arguments["reason"] == fault.value
    assert said({**answers, ONE: exchanger(Fault.UNKNOWN_ROOT)}) == {"dane-good": "pass"}


def test_a_fingerprint_of_another_certificate_fails_and_the_one_to_publish_turns_it_green() -> None:
    answers = {**HEALTHY, TLSA1: proved(WRONG)}
    assert said(answers) == {"dane-mismatch": "fail"}
    found = finding(answers, "dane-mismatch")
    assert found.arguments["name"] == TLSA1.name
    record = str(found.arguments["record"])
    assert record in speak(found, "ja", "fix")
    assert said({**HEALTHY, TLSA1: proved(record)}) == {"dane-good": "pass"}


def test_one_of_several_warns() -> None:
    answers = {**BOTH, TLSA1: proved(WRONG)}
    assert said(answers) == {"dane-mismatch": "warn", "dane-good": "pass"}
    assert said({**answers, TLSA2: proved(WRONG)}) == {"dane-mismatch": "fail"}
    assert said({**answers, TLSA2: dns.ABSENT}) == {"dane-mismatch": "warn"}
    assert said({**answers, TWO: EndpointFact(Outcome.SILENT)}) == {"dane-mismatch": "warn"}


@pytest.mark.parametrize("unproved", [MX, TLSA1, Lookup("mx1.example.jp", "A")])
def test_without_validated_dnssec_a_mismatch_is_nobodys_business(unproved: Lookup) -> None:
    fact = HEALTHY[unproved]
    assert isinstance(fact, LookupFact)
    answers = {**HEALTHY, TLSA1: proved(WRONG)}
    answers[unproved] = replace(fact if unproved != TLSA1 else proved(WRONG), authenticated=False)
    assert said(answers) == {"dane-not-validated": "pass"}


@pytest.mark.parametrize("record", [dns.ABSENT, dns.NXDOMAIN, dns.SERVFAIL, dns.SILENT, dns.CUT_OFF])
def test_no_record_no_word(record: LookupFact) -> None:
    assert said({**HEALTHY, TLSA1: record}) == {}


@pytest.mark.parametrize(
    "unclear",
    [
        EndpointFact(Outcome.SILENT),
        replace(exchanger(), final=False),
        exchanger(Fault.UNKNOWN_ROOT, here=()),
        exchanger(starttls=False, encrypted=False, chain=(), der=(), clear_capabilities=("XXXXXXXA",)),
        exchanger(der=(), chain=(replace(values(LEAF), spki=""),)),  # a report of a version that did not keep it
    ],
)
def test_what_cannot_be_told_from_here_is_not_told(unclear: EndpointFact) -> None:
    assert said({**HEALTHY, TLSA1: proved(WRONG), ONE: unclear}) == {}


def test_a_promise_without_encryption() -> None:
    clear = exchanger(starttls=False, encrypted=False, chain=(), der=())
    assert said({**HEALTHY, ONE: clear}) == {"dane-without-starttls": "fail"}
    assert said({**BOTH, ONE: clear}) == {"dane-without-starttls": "warn", "dane-good": "pass"}


@pytest.mark.parametrize("record", [f"1 1 1 {'ab' * 32}", f"3 1 1 {'ab' * 20}", "nonsense"])
def test_records_that_mail_cannot_use(record: str) -> None:
    assert said({**HEALTHY, TLSA1: proved(record)}) == {"dane-unusable": "warn"}
    assert said({**HEALTHY, TLSA1: proved(record, FITS)}) == {"dane-good": "pass"}


def test_an_alias_is_left_alone() -> None:
    alias: Answers = {Lookup("mx1.example.jp", "A"): proved("192.0.2.1", aliases=("mx.provider.example",))}
    assert said({**HEALTHY, TLSA1: proved(WRONG), **alias}) == {}


def test_every_text_can_be_encoded_for_a_japanese_windows() -> None:
    for code in CHECK.codes:
        for part in ("says", "why", "fix"):
            getattr(code.ja, part).encode("cp932")
            getattr(code.en, part).encode("ascii")
