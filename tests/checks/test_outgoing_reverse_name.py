"""Names of addresses: whose servers they are decides how much is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Lookup, LookupFact, Outcome, Protocol, Security, ServerSettings
from maildoctor.model.finding import Finding
from maildoctor.model.settings import Settings
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import Answers, codes, yes

CHECK = dns.bundled("outgoing.reverse_name")
PTR = Lookup("1.2.0.192.in-addr.arpa", "PTR")
PTR6 = Lookup("1." + "0." * 23 + "8.b.d.0.1.0.0.2.ip6.arpa", "PTR")
HOSTED = Settings(
    outgoing=ServerSettings(Protocol.SMTP, "smtp.provider.example", 587, Security.STARTTLS, "user@example.jp")
)


def host(name: str, four: tuple[str, ...] = (), six: tuple[str, ...] = ()) -> Answers:
    return {Lookup(name, "A"): yes(*four), Lookup(name, "AAAA"): yes(*six), Lookup(name, "HOST"): yes(*four)}


OWN: Answers = {
    Lookup("example.jp", "MX"): yes("10 mail.example.jp"),
    **host("mail.example.jp", ("192.0.2.1",)),
    PTR: yes("mail.example.jp"),
}
SOMEBODYS: Answers = {
    Lookup("example.jp", "MX"): yes("10 mx.provider.example"),
    **host("mx.provider.example", ("192.0.2.1",)),
    PTR: yes("mx.provider.example"),
}


def said(answers: Answers, settings: Settings | None = None) -> dict[str, str]:
    return codes(run_check(CHECK, answers, settings=settings)[0])


def test_a_server_whose_name_leads_back_is_good() -> None:
    found, unanswered = run_check(CHECK, OWN)
    assert codes(found) == {"ptr-good": "pass"}
    assert unanswered == []


@pytest.mark.parametrize("absent", [dns.NXDOMAIN, dns.ABSENT])
def test_no_name_warns_only_for_a_server_of_ones_own(absent: LookupFact) -> None:
    assert said({**OWN, PTR: absent}) == {"ptr-missing": "warn"}
    assert said({**SOMEBODYS, PTR: absent}) == {"ptr-missing": "pass"}
    (found,) = run_check(CHECK, {**OWN, PTR: absent})[0]
    assert isinstance(found, Finding)
    assert found.who == "provider"
    assert "192.0.2.1" in speak(found, "ja")


@pytest.mark.parametrize("forward", [yes("192.0.2.99"), dns.NXDOMAIN, dns.ABSENT])
def test_a_name_that_leads_elsewhere(forward: LookupFact) -> None:
    other = {PTR: yes("old.example.jp"), Lookup("old.example.jp", "A"): forward}
    assert said(OWN | other) == {"ptr-forward-mismatch": "warn"}
    assert said(SOMEBODYS | other) == {"ptr-forward-mismatch": "pass"}


def test_one_name_of_several_is_enough() -> None:
    several = {PTR: yes("old.example.jp", "mail.example.jp"), Lookup("old.example.jp", "A"): dns.NXDOMAIN}
    assert said(OWN | several) == {"ptr-good": "pass"}


def test_a_name_that_can_be_no_host_leads_nowhere() -> None:
    assert said({**OWN, PTR: yes("192.0.2.1")}) == {"ptr-forward-mismatch": "warn"}


@pytest.mark.parametrize(
    "name",
    [
        "p1234.dynamic.line.example",
        "192-0-2-1.line.example",
        "1.2.0.192.line.example",
        "v192-0-2-1.vir.line.example",
        "c0000201.line.example",
    ],
)
def test_a_name_made_from_numbers_is_a_hint(name: str) -> None:
    answers = {**OWN, PTR: yes(name), Lookup(name, "A"): yes("192.0.2.1")}
    assert said(answers) == {"ptr-generic": "pass"}


@pytest.mark.parametrize("name", ["mail2.example.jp", "sv192.example.jp", "mx1-2.example.jp", "ns0.app.example.jp"])
def test_an_ordinary_name_with_a_number_is_none(name: str) -> None:
    assert said({**OWN, PTR: yes(name), Lookup(name, "A"): yes("192.0.2.1")}) == {"ptr-good": "pass"}


def test_ipv6_is_asked_its_own_way() -> None:
    answers = {**OWN, **host("mail.example.jp", ("192.0.2.1",), ("2001:db8::1",)), PTR6: dns.NXDOMAIN}
    assert said(answers) == {"ptr-good": "pass", "ptr-missing": "warn"}
    answers[PTR6] = yes("mail.example.jp")
    answers[Lookup("mail.example.jp", "AAAA")] = yes("2001:db8:0::1")
    assert said(answers) == {"ptr-good": "pass"}


def test_the_outgoing_server_is_told_as_information() -> None:
    answers = {
        **OWN,
        **host("smtp.provider.example", ("192.0.2.7",)),
        Lookup("7.2.0.192.in-addr.arpa", "PTR"): dns.NXDOMAIN,
    }
    assert said(answers, HOSTED) == {"ptr-good": "pass", "ptr-missing": "pass"}
    assert said(answers) == {"ptr-good": "pass"}


@pytest.mark.parametrize("unknown", [dns.SILENT, dns.SERVFAIL, dns.CUT_OFF, replace(dns.NXDOMAIN, final=False)])
def test_what_is_not_known_is_not_said(unknown: LookupFact) -> None:
    assert said({**OWN, PTR: unknown}) == {}
    assert said({**OWN, PTR: yes("old.example.jp"), Lookup("old.example.jp", "A"): unknown}) == {}
    assert said({question: fact for question, fact in OWN.items() if question != PTR}) == {}
    assert said({**OWN, PTR: yes(*(f"n{n}.example.jp" for n in range(9)))}) == {}


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "100.64.0.1"])
def test_private_addresses_have_no_public_name(address: str) -> None:
    found, unanswered = run_check(CHECK, {**OWN, **host("mail.example.jp", (address,))})
    assert found == []
    assert unanswered == []


def test_a_provider_itself_is_no_customer() -> None:
    """The exchangers of an internet provider stand under its own domain, and only receive."""
    mx: Answers = {
        Lookup("gmail.com", "MX"): yes("5 gmail-smtp-in.gmail.com"),
        **host("gmail-smtp-in.gmail.com", ("192.0.2.1",)),
        PTR: dns.NXDOMAIN,
    }
    assert codes(run_check(CHECK, mx, address="user@gmail.com")[0]) == {"ptr-missing": "pass"}


def test_a_bare_domain_and_only_the_domain() -> None:
    assert codes(run_check(CHECK, OWN, address="example.jp")[0]) == {"ptr-good": "pass"}
    assert run_check(CHECK, {Lookup("example.jp", "MX"): LookupFact(Outcome.ANSWERED, "NXDOMAIN")})[0] == []
