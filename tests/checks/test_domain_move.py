"""Between two companies: what is likely a move, and the many arrangements that are none."""

from __future__ import annotations

import pytest

from maildoctor.api import (
    HOST,
    Certainty,
    Certificate,
    Endpoint,
    EndpointFact,
    Fault,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Protocol,
    Security,
)
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
    assert found.code is not None
    assert found.code.certainty is Certainty.LIKELY
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
    assert (found.field and found.field.value, found.contrast) == ("incoming.host", None)
    assert found.code is not None
    assert found.code.certainty is Certainty.LIKELY


def test_a_server_that_does_not_answer_is_not_this_checks_business() -> None:
    assert said(domain(GOOGLE), reading_at(XSERVER)) == {"move-not-seen": "pass"}


def test_sending_through_another_company_is_ordinary() -> None:
    settings = Settings(outgoing=ServerSettings(Protocol.SMTP, host="smtp.sakura.ne.jp", port=587))
    assert said(domain(GOOGLE), settings) == {"move-not-seen": "pass"}


def test_exchangers_of_two_companies_are_named_once() -> None:
    answers = {**domain(GOOGLE, "alt1.aspmx.l.google.com", SAKURA), **answering(XSERVER)}
    assert said(answers, reading_at(XSERVER)) == {"mx-mixed-providers": "warn"}
    assert first(answers).arguments["other"] == SAKURA
    code = first(answers).code
    assert code is not None
    assert code.certainty is Certainty.LIKELY
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


OLD, NEW, OWN = "sv1.mae-host.example", "sv2.ima-host.example", "mail.example.jp"
WRONG_NAME = (Fault.NAME,)


def question(host: str) -> Endpoint:
    return Endpoint(host, 993, Protocol.IMAP, Security.TLS)


def server(host: str, address: str, *names: str, here: tuple[Fault, ...] = ()) -> dict[Probe, Fact]:
    """A server for mail clients at `address`, with a certificate of `names`, which this PC refuses for `here`."""
    leaf = Certificate(f"CN={host}", "CN=CA", names or (host,), "2026-01-01", "2027-01-01", host, "EC 256", "sha256")
    fact = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="imap", encrypted=True, chain=(leaf,))
    if here:
        fact = EndpointFact(Outcome.UNTRUSTED, Link.GREETING, encrypted=True, chain=(leaf,), here=here, public=here)
    return {
        question(host): fact,
        Lookup(host, HOST): yes(address),
        Lookup(host, "A"): yes(address),
        Lookup(host, "AAAA"): dns.ABSENT,
    }


CLOSED = {question(NEW): EndpointFact(Outcome.REFUSED, None)}
AT_OLD, AT_NEW = server(OLD, "192.0.2.101"), server(NEW, "192.0.2.102")


def test_between_companies_that_nobody_knows_the_hosts_are_named() -> None:
    answers = {**domain(NEW), **AT_NEW, **AT_OLD}
    found, unanswered = run_check(CHECK, answers, settings=reading_at(OLD))
    assert (codes(found), unanswered) == ({"move-in-progress": "warn"}, [])
    (only,) = found
    assert isinstance(only, Finding)
    assert (only.field and only.field.value, only.code and only.code.certainty) == ("dns.mx", Certainty.LIKELY)
    assert question(NEW) in only.probes
    for lang, likely in (("ja", "可能性が高い"), ("en", "most likely")):
        assert likely in speak(only, lang)
        assert OLD in speak(only, lang)
        assert NEW in speak(only, lang)
    assert said(answers, reading_at(NEW)) == {}


def test_reading_at_a_known_company_is_told_by_names_too_where_the_exchangers_is_unknown() -> None:
    assert said({**domain(NEW), **AT_NEW, **server(XSERVER, "192.0.2.9")}, reading_at(XSERVER)) == {
        "move-in-progress": "warn"
    }


@pytest.mark.parametrize(
    "more",
    [
        CLOSED,
        server(NEW, "192.0.2.102", here=(Fault.SELF_SIGNED,)),
        server(NEW, "192.0.2.102", here=WRONG_NAME),
        {question(NEW): EndpointFact(Outcome.CUT_OFF, Link.CAPABILITIES, final=False)},
        server(NEW, "192.0.2.101"),
        server(NEW, "192.0.2.102", "*.ima-host.example", "*.mae-host.example"),
        server(OLD, "192.0.2.101", "*.mae-host.example", "*.ima-host.example"),
        {question(OLD): EndpointFact(Outcome.REFUSED, None)},
        {Lookup(OLD, HOST): dns.SILENT},
        {Lookup(OLD, "A"): LookupFact(Outcome.ANSWERED, "NOERROR", ("192.0.2.101",), ("sv9.ima-host.example",))},
    ],
    ids=[
        "a filter has no mailboxes", "nobody vouches for it", "another name", "not finished", "one address",
        "one certificate for both", "the other's name", "the client's is down", "address unknown", "an alias of theirs",
    ],
)  # fmt: skip
def test_what_may_be_one_company_or_a_filter_is_no_move(more: dict[Probe, Fact]) -> None:
    assert said({**domain(NEW), **AT_NEW, **AT_OLD, **more}, reading_at(OLD)) == {}


def test_a_filter_in_front_of_the_domains_own_server_is_not_even_asked() -> None:
    """Its certificate names the domain alone: whose server it is cannot be told."""
    own = {**server(OWN, "192.0.2.101"), question(OWN): server(OWN, "192.0.2.101")[question(OWN)]}
    found, unanswered = run_check(CHECK, {**domain(NEW), **own}, settings=reading_at(OWN))
    assert (found, unanswered) == ([], [])
    assert said({**domain(NEW), **AT_NEW, **own}, reading_at(OWN)) == {}


@pytest.mark.parametrize("here", [(), WRONG_NAME])
def test_the_domains_own_name_at_a_company_that_was_left(here: tuple[Fault, ...]) -> None:
    """mail.DOMAIN leads to the old server: its certificate says whose that is."""
    names = (OLD,) if here else (OLD, OWN)
    answers = {**domain(NEW), **AT_NEW, **server(OWN, "192.0.2.101", *names, here=here)}
    assert said(answers, reading_at(OWN)) == {"move-in-progress": "warn"}
    assert first(answers, reading_at(OWN)).arguments["server"] == OLD
    known = {**domain(XSERVER), **server(OWN, "192.0.2.101", "www5.sakura.ne.jp", *names[1:], here=here)}
    assert said(known, reading_at(OWN)) == {"move-in-progress": "warn"}
    settled = {**known, TXT: yes("v=spf1 a:sv10.xserver.jp -all")}
    assert said(settled, reading_at(OWN)) == {"move-client-points-old": "warn"}
    assert first(settled, reading_at(OWN)).arguments["client"] == "sakura"


def test_a_certificate_that_nobody_vouches_for_shows_no_company() -> None:
    bad = server(OWN, "192.0.2.101", "www5.sakura.ne.jp", here=(Fault.NAME, Fault.SELF_SIGNED))
    assert said({**domain(XSERVER), **bad}, reading_at(OWN)) == {"move-not-seen": "pass"}


def test_a_server_that_both_names_lead_to_is_no_move() -> None:
    shared = {**server(OWN, "192.0.2.1", "www5.sakura.ne.jp", here=WRONG_NAME)}
    assert "move-in-progress" not in said({**domain(XSERVER), **shared}, reading_at(OWN))


def test_all_is_not_well_where_the_certificate_is_of_a_house_that_nobody_knows() -> None:
    """Known and unknown: too little to tell a move, too much to say that there is none."""
    assert said({**domain(XSERVER), **server(OWN, "192.0.2.101", OLD, here=WRONG_NAME)}, reading_at(OWN)) == {}
    assert said({**domain(XSERVER), **server(OWN, "192.0.2.101", "sv10.xserver.jp", here=WRONG_NAME)}) == {
        "move-not-seen": "pass"
    }


def test_exchangers_of_two_companies_that_nobody_knows() -> None:
    answers = {**domain(NEW, OLD), **AT_NEW, **AT_OLD}
    for settings in (None, reading_at(NEW), reading_at(OLD)):
        assert said(answers, settings) == {"mx-mixed-providers": "warn"}
    found = first(answers)
    assert (found.arguments["host"], found.arguments["other"]) == (NEW, OLD)
    assert found.code is not None
    assert found.code.certainty is Certainty.LIKELY
    assert "可能性が高い" in speak(found, "ja", "why")


def test_a_second_exchanger_without_mailboxes_is_a_spare_one() -> None:
    spare: dict[Probe, Fact] = {question(OLD): EndpointFact(Outcome.REFUSED, None)}
    assert said({**domain(NEW, OLD), **AT_NEW, **AT_OLD, **spare}, reading_at(NEW)) == {}
    assert said({**domain(NEW, GOOGLE), **AT_NEW, **AT_OLD}, reading_at(NEW)) == {}
    assert said({**domain(NEW, "mx1.securemx.jp"), **AT_NEW, **AT_OLD}, reading_at(OLD)) == {}
