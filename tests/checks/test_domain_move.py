"""Between two companies: what is likely a move, and the many arrangements that are none."""

from __future__ import annotations

import pytest

from maildoctor.api import HOST, Endpoint, EndpointFact, Link, Lookup, LookupFact, Outcome, Protocol, Security
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding
from maildoctor.model.probe import Probe
from maildoctor.model.settings import ServerSettings, Settings
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes, yes

CHECK = dns.bundled("domain.move")
MX, NS, TXT = (Lookup("example.jp", kind) for kind in ("MX", "NS", "TXT"))
GOOGLE, MICROSOFT, SAKURA, XSERVER = (
    "aspmx.l.google.com",
    "example-jp.mail.protection.outlook.com",
    "example.sakura.ne.jp",
    "sv10.xserver.jp",
)
PLACEHOLDER = "ms12345678.msv1.invalid.outlook.com"


def domain(*mx: str, ns: str = "ns.elsewhere.test", txt: LookupFact = dns.ABSENT) -> dict[Probe, Fact]:
    answers: dict[Probe, Fact] = {MX: yes(*(f"{n * 10} {host}" for n, host in enumerate(mx, 1))), NS: yes(ns), TXT: txt}
    for n, host in enumerate(mx, 1):
        address = dns.NXDOMAIN if "invalid" in host else yes(f"192.0.2.{n}")
        answers |= {Lookup(host, "A"): address, Lookup(host, "AAAA"): dns.ABSENT, Lookup(host, HOST): address}
    return answers


def reading_at(host: str) -> Settings:
    return Settings(incoming=ServerSettings(Protocol.IMAP, host=host, port=993, security=Security.TLS))


def answering(host: str) -> dict[Probe, Fact]:
    endpoint = Endpoint(host, 993, Protocol.IMAP, Security.TLS)
    return {endpoint: EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="imap", encrypted=True)}


def said(answers: dict[Probe, Fact], settings: Settings | None = None) -> dict[str, str]:
    return codes(run_check(CHECK, answers, settings=settings)[0])


def first(answers: dict[Probe, Fact], settings: Settings | None = None) -> Finding:
    found = run_check(CHECK, answers, settings=settings)[0][0]
    assert isinstance(found, Finding)
    return found


@pytest.mark.parametrize(
    ("mx", "host"),
    [
        (SAKURA, "example.sakura.ne.jp"),
        (SAKURA, "mail.example.jp"),
        (GOOGLE, "imap.gmail.com"),
        (MICROSOFT, "outlook.office365.com"),
        ("mx.small-hoster.test", "imap.small-hoster.test"),
        ("mx.small-hoster.test", XSERVER),
        (GOOGLE, "imap.small-hoster.test"),
        ("mx1.securemx.jp", XSERVER),
        ("example-jp.inbound.pphosted.com", "outlook.office365.com"),
    ],
)
def test_one_company_or_one_that_nobody_knows_or_a_filter_is_no_move(mx: str, host: str) -> None:
    answers = {**domain(mx), **answering(host)}
    found, unanswered = run_check(CHECK, answers, settings=reading_at(host))
    assert set(codes(found)) <= {"move-not-seen"}
    assert unanswered == []


def test_delivery_to_one_company_and_reading_at_another_is_likely_a_move() -> None:
    answers = {**domain(GOOGLE), **answering(XSERVER)}
    assert said(answers, reading_at(XSERVER)) == {"move-in-progress": "warn"}
    found = first(answers, reading_at(XSERVER))
    assert found.field is not None
    assert found.field.value == "dns.mx"
    for lang, company in (("ja", "エックスサーバー"), ("en", "Xserver")):
        assert company in speak(found, lang)
        assert "Google Workspace" in speak(found, lang)


SPF_NEW = yes("v=spf1 include:_spf.google.com ~all", "other text")
SPF_BOTH = yes("v=spf1 +a:sv10.xserver.jp include:_spf.google.com ~all")
SPF_OLD = yes("v=spf1 include:spf.sender.xserver.jp ~all")


@pytest.mark.parametrize(
    ("spf", "code"),
    [
        (SPF_NEW, "move-client-points-old"),
        (SPF_BOTH, "move-in-progress"),
        (SPF_OLD, "move-in-progress"),
        (dns.SILENT, "move-in-progress"),
        (yes("v=spf1 ip4:192.0.2.1 -all"), "move-in-progress"),
    ],
)
def test_the_list_of_senders_tells_who_is_behind(spf: LookupFact, code: str) -> None:
    answers = {**domain(GOOGLE, txt=spf), **answering(XSERVER)}
    assert said(answers, reading_at(XSERVER)) == {code: "warn"}


def test_the_client_that_is_behind_has_to_act_and_it_is_likely_only() -> None:
    found = first({**domain(GOOGLE, txt=SPF_NEW), **answering(XSERVER)}, reading_at(XSERVER))
    assert (found.who and found.who.value, "可能性が高い" in speak(found, "ja")) == ("client", True)


def test_a_server_that_does_not_answer_is_not_this_checks_business() -> None:
    assert said(domain(GOOGLE), reading_at(XSERVER)) == {"move-not-seen": "pass"}


def test_sending_through_another_company_is_ordinary() -> None:
    settings = Settings(outgoing=ServerSettings(Protocol.SMTP, host="smtp.sakura.ne.jp", port=587))
    assert said(domain(GOOGLE), settings) == {"move-not-seen": "pass"}


def test_exchangers_of_two_companies_are_named_once() -> None:
    answers = {**domain(GOOGLE, "alt1.aspmx.l.google.com", SAKURA), **answering(XSERVER)}
    assert said(answers, reading_at(XSERVER)) == {"mx-mixed-providers": "warn"}
    assert first(answers).arguments["other"] == SAKURA
    assert "可能性が高い" in speak(first(answers), "ja", "why")


@pytest.mark.parametrize("second", ["mx1.securemx.jp", "mx.small-hoster.test", "alt1.aspmx.l.google.com"])
def test_a_filter_an_unknown_host_or_the_same_house_is_no_mixture(second: str) -> None:
    assert set(said(domain(GOOGLE, second))) <= {"move-not-seen"}


def test_the_company_that_keeps_the_dns_is_information() -> None:
    assert said(domain(GOOGLE, ns="ns1.xserver.jp")) == {
        "move-not-seen": "pass",
        "move-nameservers-old": "pass",
    }
    assert said(domain(XSERVER, ns="ns1.xserver.jp")) == {"move-not-seen": "pass"}


def test_the_placeholder_of_microsoft_365_receives_nothing() -> None:
    assert said(domain(PLACEHOLDER)) == {"mx-m365-placeholder": "fail"}
    assert said(domain(MICROSOFT, PLACEHOLDER)) == {"mx-m365-placeholder": "warn"}
    assert said(domain(f"{PLACEHOLDER}.example.jp")) == {}


@pytest.mark.parametrize("mx", [dns.NXDOMAIN, dns.SERVFAIL, dns.SILENT, dns.ABSENT, yes("0 .")])
def test_without_an_exchanger_there_is_nothing_to_say(mx: LookupFact) -> None:
    answers: dict[Probe, Fact] = {MX: mx, NS: yes("ns1.xserver.jp"), TXT: dns.ABSENT, **answering(XSERVER)}
    assert said(answers, reading_at(XSERVER)) == {}
