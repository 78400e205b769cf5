"""Names in MX records: doubled, mistyped, of the web server, of a parking company, and all right."""

from __future__ import annotations

import pytest

from maildoctor.api import HOST, Endpoint, EndpointFact, Link, Lookup, LookupFact, Outcome, Protocol, Security
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding
from maildoctor.model.probe import Probe
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes, yes

CHECK = dns.bundled("mx.names")
MX, NS = Lookup("example.jp", "MX"), Lookup("example.jp", "NS")
PORT25 = Endpoint("example.jp", 25, Protocol.SMTP, Security.AUTO)
ELSEWHERE = "mx.provider.test"


def zone(*mx: str, hosts: dict[str, LookupFact] | None = None, ns: LookupFact | None = None) -> dict[Probe, Fact]:
    """example.jp with these MX records; `hosts`: what the A question about a name says (AAAA: none)."""
    answers: dict[Probe, Fact] = {MX: yes(*mx), NS: yes("ns1.provider.test") if ns is None else ns}
    for host, fact in (hosts or {}).items():
        answers |= {Lookup(host, "A"): fact, Lookup(host, HOST): fact}
        answers[Lookup(host, "AAAA")] = dns.ABSENT if fact.values else fact
    return answers


def said(answers: dict[Probe, Fact]) -> dict[str, str]:
    return codes(run_check(CHECK, answers)[0])


def first(answers: dict[Probe, Fact]) -> Finding:
    found = run_check(CHECK, answers)[0][0]
    assert isinstance(found, Finding)
    return found


@pytest.mark.parametrize("host", ["mail.example.jp", ELSEWHERE, "a-1.b2.provider.test", "xn--eckwd4c7c.provider.test"])
def test_a_good_name_is_good_and_leaves_no_question_open(host: str) -> None:
    found, unanswered = run_check(CHECK, zone(f"10 {host}", hosts={host: yes("192.0.2.25")}))
    assert (codes(found), unanswered) == ({"mx-names-good": "pass"}, [])


DOUBLED = f"{ELSEWHERE}.example.jp"


@pytest.mark.parametrize("none", [dns.ABSENT, dns.NXDOMAIN])
def test_a_missing_final_dot_is_named_with_what_was_meant(none: LookupFact) -> None:
    answers = zone(f"10 {DOUBLED}", hosts={DOUBLED: none, ELSEWHERE: yes("192.0.2.25")})
    assert said(answers) == {"mx-missing-final-dot": "fail"}
    assert first(answers).arguments["meant"] == ELSEWHERE
    assert ELSEWHERE in speak(first(answers), "ja", "fix")


def test_beside_a_good_one_it_is_a_warning() -> None:
    good = yes("192.0.2.25")
    answers = zone(f"10 {DOUBLED}", "20 mail.example.jp", hosts={DOUBLED: dns.ABSENT, ELSEWHERE: good})
    answers |= {q: f for q, f in zone(hosts={"mail.example.jp": good}).items() if q not in (MX, NS)}
    assert said(answers) == {"mx-missing-final-dot": "warn"}


def test_the_domain_doubled_in_itself() -> None:
    host = "mx.example.jp.example.jp"
    answers = zone(f"10 {host}", hosts={host: dns.NXDOMAIN, "mx.example.jp": yes("192.0.2.25")})
    assert said(answers) == {"mx-missing-final-dot": "fail"}


@pytest.mark.parametrize(
    ("doubled", "meant"),
    [
        (yes("192.0.2.9"), yes("192.0.2.25")),
        (dns.SERVFAIL, yes("192.0.2.25")),
        (dns.ABSENT, dns.NXDOMAIN),
        (dns.ABSENT, dns.SERVFAIL),
        (dns.ABSENT, dns.CUT_OFF),
    ],
    ids=["it exists", "not known", "the other is none either", "the other not known", "cut off"],
)
def test_without_both_halves_of_the_proof_nothing_is_said(doubled: LookupFact, meant: LookupFact) -> None:
    assert "mx-missing-final-dot" not in said(zone(f"10 {DOUBLED}", hosts={DOUBLED: doubled, ELSEWHERE: meant}))


def test_an_address_without_its_dot_is_no_name_that_was_meant() -> None:
    host = "203.0.113.5.example.jp"
    assert run_check(CHECK, zone(f"10 {host}", hosts={host: dns.NXDOMAIN})) == ([], [])


@pytest.mark.parametrize(
    ("name", "shown", "wrong"),
    [
        ("mail\\032server.provider.test", "mail server.provider.test", ("空白/space",)),
        ("http://mx.provider.test", "http://mx.provider.test", (":", "/")),
        ("mx.provider.test/", "mx.provider.test/", ("/",)),
        ("\\239\\189\\141x.provider.test", "\uff4dx.provider.test", ("\uff4d",)),
        ("info\\@mx.provider.test", "info@mx.provider.test", ("@",)),
    ],
)
def test_characters_that_no_server_name_has(name: str, shown: str, wrong: tuple[str, ...]) -> None:
    answers = zone(f"10 {name}", hosts={name: dns.NXDOMAIN})
    assert said(answers) == {"mx-invalid-characters": "fail"}
    assert (first(answers).arguments["host"], first(answers).arguments["wrong"]) == (shown, wrong)
    answers = zone(f"20 {name}", f"10 {ELSEWHERE}", hosts={name: dns.NXDOMAIN, ELSEWHERE: yes("192.0.2.25")})
    assert said(answers) == {"mx-invalid-characters": "warn"}


def test_an_underscore_that_can_be_found_is_a_warning() -> None:
    assert said(zone("10 mail_1.provider.test", hosts={"mail_1.provider.test": yes("192.0.2.25")})) == {
        "mx-invalid-characters": "warn"
    }


def test_a_name_that_could_not_be_looked_up_is_waited_for() -> None:
    assert said(zone("10 a b", hosts={"a b": dns.SERVFAIL})) == {}


WEB = zone("10 example.jp", hosts={"example.jp": yes("192.0.2.80")})


def test_the_web_server_as_mail_server_is_likely_only() -> None:
    answers: dict[Probe, Fact] = {**WEB, PORT25: EndpointFact(Outcome.REFUSED)}
    assert said(answers) == {"mx-is-the-web-domain": "fail"}, "the only one, so nothing can arrive"
    assert "可能性が高い" in speak(first(answers), "ja", "why")


@pytest.mark.parametrize(
    "fact",
    [
        EndpointFact(Outcome.SILENT),
        EndpointFact(Outcome.CUT_OFF),
        EndpointFact(Outcome.REFUSED, final=False),
        EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="smtp"),
    ],
)
def test_a_domain_that_is_its_own_mail_server_is_all_right(fact: EndpointFact) -> None:
    """Also where its port 25 is silent: many lines block it."""
    assert said({**WEB, PORT25: fact}) == {"mx-names-good": "pass"}


def test_a_parked_domain_is_the_registrars_business_and_likely_only() -> None:
    answers = zone("10 mx.sedoparking.com", hosts={"mx.sedoparking.com": yes("192.0.2.66")})
    assert said(answers) == {"domain-parked": "fail"}
    found = first(answers)
    assert found.who is not None
    assert (found.who.value, "可能性が高い" in speak(found, "ja"), "Most likely" in speak(found)) == (
        "registrar", True, True,
    )  # fmt: skip
    assert "sedo" in speak(found, "ja").lower()


def test_one_parked_record_among_others_is_not_a_parked_domain() -> None:
    answers = zone("10 mx.provider.test", "20 mx.sedoparking.com", hosts={"mx.provider.test": yes("192.0.2.1")})
    answers |= {Lookup("mx.sedoparking.com", kind): yes("192.0.2.66") for kind in ("A", "AAAA", HOST)}
    assert "domain-parked" not in said(answers)


@pytest.mark.parametrize("mx", [dns.NXDOMAIN, dns.SERVFAIL, dns.SILENT, dns.CUT_OFF, dns.ABSENT, yes("0 .")])
def test_without_a_name_there_is_nothing_to_say(mx: LookupFact) -> None:
    assert said({MX: mx, NS: dns.ABSENT}) == {}
