"""The place: what comparing the servers of one run proves, and what it must not be taken for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import (
    Certificate,
    Dial,
    Document,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Fetch,
    FetchFact,
    Link,
    Lookup,
    LookupFact,
    Observation,
    Outcome,
    Probe,
    Protocol,
    Security,
    ServerSettings,
)
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding
from maildoctor.model.settings import Settings
from maildoctor.testing import case_of, run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes, yes

Answers = dict[Probe, Fact]
CHECK = dns.bundled("network.place")

IMAP = Endpoint("imap.example.jp", 993, Protocol.IMAP, Security.TLS)
SMTP = Endpoint("smtp.hoster.example", 587, Protocol.SMTP, Security.STARTTLS)
MX = Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.AUTO)
SETTINGS = Settings(
    incoming=ServerSettings(Protocol.IMAP, "imap.example.jp", 993, Security.TLS),
    outgoing=ServerSettings(Protocol.SMTP, "smtp.hoster.example", 587, Security.STARTTLS),
)


def certificate(issuer: str = "Public Issuer", name: str = "imap.example.jp", sha256: str = "a" * 64) -> Certificate:
    return Certificate(
        name, issuer, (name,), "2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00", sha256, "EC 256", "sha256"
    )


def ready(speaks: str, **more: object) -> EndpointFact:
    fact = EndpointFact(
        Outcome.ANSWERED, Link.CAPABILITIES, speaks=speaks, encrypted=True, chain=(certificate(),), starttls=True
    )
    return replace(fact, **more)  # type: ignore[arg-type]


def silent(*addresses: str) -> EndpointFact:
    return EndpointFact(Outcome.SILENT, dials=tuple(Dial(a, Outcome.SILENT) for a in addresses), where="connect")


def seen(host: str, here: tuple[str, ...], records: tuple[str, ...], ttl: int = 3600) -> Answers:
    return {
        Lookup(host, "HOST"): LookupFact(Outcome.ANSWERED, "NOERROR", here, server="getaddrinfo"),
        Lookup(host, "A"): yes(*(v for v in records if ":" not in v), ttl=ttl),
        Lookup(host, "AAAA"): yes(*(v for v in records if ":" in v), ttl=ttl),
    }


HEALTHY: Answers = {
    **seen("imap.example.jp", ("192.0.2.1",), ("192.0.2.1",)),
    **seen("smtp.hoster.example", ("198.51.100.1",), ("198.51.100.1",)),
    IMAP: ready("imap"),
    SMTP: ready("smtp"),
}


def said(answers: Answers, settings: Settings = SETTINGS) -> dict[str, str]:
    return codes(run_check(CHECK, answers, settings=settings)[0])


def finding(answers: Answers, code: str, settings: Settings = SETTINGS) -> Finding:
    found = run_check(CHECK, answers, settings=settings)[0]
    return next(f for f in found if isinstance(f, Finding) and f.id == code)


def asked(answers: Answers) -> list[Probe]:
    evidence = Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(answers.items(), 1))
    return list(CHECK.probes(case_of(settings=SETTINGS), evidence))


def test_a_healthy_place_is_clear_and_asks_nothing() -> None:
    found, unanswered = run_check(CHECK, HEALTHY, settings=SETTINGS)
    assert codes(found) == {"network-clear": "pass"}
    assert unanswered == []


def test_nothing_known_nothing_said() -> None:
    assert said({}) == {}
    assert said({IMAP: EndpointFact(Outcome.CUT_OFF), SMTP: replace(ready("smtp"), final=False)}) == {}


# STARTTLS written over on the way


@pytest.mark.parametrize("word", ["XXXXXXXA", "XXXXXXXX", "XXXXXXXXB", "XXXXXXXXX 10240000"])
def test_masked_words_fail_where_the_client_wants_starttls(word: str) -> None:
    bad = EndpointFact(
        Outcome.REJECTED, Link.GREETING, speaks="smtp", clear_capabilities=("PIPELINING", word), starttls=False,
        trouble="starttls-missing",
    )  # fmt: skip
    answers = HEALTHY | {SMTP: bad}
    assert said(answers) == {"starttls-masked": "fail"}
    assert finding(answers, "starttls-masked").who == "network"
    assert word in speak(finding(answers, "starttls-masked"), "ja")


def test_a_greeting_of_asterisks_warns_on_a_port_that_nobody_configured() -> None:
    bad = ready("smtp", encrypted=False, starttls=False, chain=(), greeting="****************0*2******")
    assert said(HEALTHY | {MX: bad}) == {"starttls-masked": "warn"}
    assert said(HEALTHY | {MX: replace(bad, greeting="220 ******")}) == {"starttls-masked": "warn"}


@pytest.mark.parametrize("words", [("XCLIENT NAME",), ("X-EXPS",), ("XEXCH50",), ("SIZE 10240000", "XXX")])
def test_ordinary_extensions_are_no_mask(words: tuple[str, ...]) -> None:
    missing = EndpointFact(
        Outcome.REJECTED, Link.GREETING, speaks="smtp", clear_capabilities=words, starttls=False,
        trouble="starttls-missing", greeting="mail.example.jp ESMTP ready",
    )  # fmt: skip
    assert "starttls-masked" not in said(HEALTHY | {SMTP: missing})


def test_where_encryption_works_a_strange_greeting_is_nobodys_business() -> None:
    assert said(HEALTHY | {SMTP: ready("smtp", greeting="220 ********")}) == {"network-clear": "pass"}


# Something opens the encryption


def opened(issuer: str, *public: Fault) -> Answers:
    chain = (certificate(issuer),)
    return HEALTHY | {
        IMAP: ready("imap", chain=chain, public=public),
        SMTP: ready("smtp", chain=chain, public=public),
    }


def test_the_same_foreign_issuer_on_unrelated_hosts() -> None:
    answers = opened("Office Gateway CA", Fault.UNKNOWN_ROOT)
    assert said(answers) == {"network-interception": "warn"}
    assert finding(answers, "network-interception").arguments["hosts"] == ("imap.example.jp", "smtp.hoster.example")
    assert "可能性" in speak(finding(answers, "network-interception"), "ja", "why")


@pytest.mark.parametrize("end", [Fault.UNKNOWN_ROOT, Fault.ISSUER_NOT_SENT])
@pytest.mark.parametrize(
    ("issuer", "product"),
    [
        ("Avast Web/Mail Shield Root", "Avast"),
        ("ESET SSL Filter CA", "ESET"),
        ("Kaspersky Anti-Virus Personal Root Certificate", "Kaspersky"),
    ],
)
def test_a_virus_scanner_is_named(end: Fault, issuer: str, product: str) -> None:
    answers = opened(issuer, end)
    assert said(answers) == {"network-interception-scanner": "warn"}
    assert finding(answers, "network-interception-scanner").arguments["product"] == product
    assert finding(answers, "network-interception-scanner").who == "client"


def test_a_device_of_the_office_is_the_networks() -> None:
    answers = opened("FortiGate CA", Fault.ISSUER_NOT_SENT)
    assert said(answers) == {"network-interception": "warn"}
    assert finding(answers, "network-interception").who == "network"


def test_two_servers_that_forgot_their_intermediate_are_no_interception() -> None:
    assert said(opened("R11", Fault.ISSUER_NOT_SENT)) == {"network-clear": "pass"}
    assert said(opened("ZeroSSL RSA Domain Secure Site CA", Fault.ISSUER_NOT_SENT)) == {"network-clear": "pass"}


def test_one_host_alone_or_two_of_one_owner_prove_nothing() -> None:
    one = opened("Office Gateway CA", Fault.UNKNOWN_ROOT) | {SMTP: ready("smtp")}
    assert said(one) == {}
    own = replace(SMTP, host="smtp.example.jp")
    two = {probe: fact for probe, fact in opened("Office Gateway CA", Fault.UNKNOWN_ROOT).items() if probe != SMTP}
    two[own] = two[IMAP]
    assert said(two) == {}


def test_two_owners_below_a_public_suffix_are_strangers() -> None:
    chain = (certificate("Office Gateway CA"),)
    ends = (Fault.UNKNOWN_ROOT,)
    answers: Answers = {
        replace(IMAP, host="mail.one.co.jp"): ready("imap", chain=chain, public=ends),
        replace(SMTP, host="mail.two.co.jp"): ready("smtp", chain=chain, public=ends),
    }
    assert said(answers) == {"network-interception": "warn"}


# Names that lead elsewhere on this PC


@pytest.mark.parametrize("local", ["127.0.0.1", "::1", "0.0.0.0", "127.0.0.53"])
def test_a_host_sent_to_the_pc_itself_fails(local: str) -> None:
    answers = HEALTHY | seen("imap.example.jp", (local,), ("192.0.2.1",)) | {IMAP: silent(local)}
    assert said(answers) == {"hosts-file-redirect": "fail"}
    assert finding(answers, "hosts-file-redirect").field == "client.hosts"
    assert said(answers | {IMAP: ready("imap")}) == {"hosts-file-redirect": "warn"}


def test_a_host_that_is_this_pc_by_its_records_is_no_redirect() -> None:
    answers = HEALTHY | seen("imap.example.jp", ("127.0.0.1",), ("127.0.0.1",))
    assert "hosts-file-redirect" not in said(answers)
    assert "hosts-file-redirect" not in said(HEALTHY | seen("imap.example.jp", ("127.0.0.1",), ()))


ELSEWHERE = HEALTHY | seen("imap.example.jp", ("203.0.113.9",), ("192.0.2.1",)) | {IMAP: silent("203.0.113.9")}


def test_a_pc_that_looks_elsewhere_is_a_likely_cause() -> None:
    assert said(ELSEWHERE) == {"pc-resolves-differently": "warn"}
    assert "可能性" in speak(finding(ELSEWHERE, "pc-resolves-differently"), "ja", "why")


@pytest.mark.parametrize(
    "harmless",
    [
        {IMAP: ready("imap")},
        {IMAP: replace(silent("203.0.113.9"), final=False)},
        seen("imap.example.jp", ("203.0.113.9",), ("192.0.2.1",), ttl=60),
        seen("imap.example.jp", ("203.0.113.9",), ("203.0.113.200",)),
        seen("imap.example.jp", ("203.0.113.9", "192.0.2.1"), ("192.0.2.1",)),
        seen("imap.example.jp", ("10.0.0.9",), ("192.0.2.1",)),
        seen("imap.example.jp", ("64:ff9b::c000:201",), ("192.0.2.1",)),
        {Lookup("imap.example.jp", "HOST"): yes("203.0.113.9")},
        {Lookup("imap.example.jp", "AAAA"): dns.SILENT},
    ],
)
def test_views_that_may_differ(harmless: Answers) -> None:
    assert "pc-resolves-differently" not in said(ELSEWHERE | harmless)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize(
    ("username", "real"),
    [
        ("taro/pop.example.jp", "taro"),
        ("taro#pop.example.jp", "taro"),
        ("taro@example.jp/pop.example.jp:110", "taro@example.jp"),
    ],
)
def test_what_a_shield_left_behind(host: str, username: str, real: str) -> None:
    settings = Settings(incoming=ServerSettings(Protocol.POP3, host, 110, Security.NONE, username))
    found = finding({}, "local-proxy-left", settings)
    assert (found.status, found.arguments["real_host"], found.arguments["real_username"]) == (
        "warn", "pop.example.jp", real,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("host", "username"),
    [("localhost", "taro@example.jp"), ("pop.example.jp", "taro/pop.example.jp"), ("127.0.0.1", "DOMAIN/taro")],
)
def test_what_no_shield_wrote(host: str, username: str) -> None:
    assert said({}, Settings(incoming=ServerSettings(Protocol.POP3, host, 110, Security.NONE, username))) == {}


# Names that stand for everything, and relays for web pages

INVENTED = Lookup("no-such-host-maildoctor.example.jp", "A")
DEAD = HEALTHY | {IMAP: replace(silent("192.0.2.1"))}


def test_a_record_for_every_name_leads_to_no_mail_server() -> None:
    assert asked(DEAD) == [INVENTED]
    assert asked(HEALTHY) == []
    assert said(DEAD | {INVENTED: yes("192.0.2.1")}) == {"mail-host-wildcard": "warn"}
    assert "可能性" in speak(finding(DEAD | {INVENTED: yes("192.0.2.1")}, "mail-host-wildcard"), "ja")


@pytest.mark.parametrize("answer", [dns.NXDOMAIN, yes("192.0.2.77"), dns.SILENT, dns.CUT_OFF])
def test_a_name_of_its_own_is_no_wildcard(answer: LookupFact) -> None:
    assert said(DEAD | {INVENTED: answer}) == {"network-clear": "pass"}


def test_a_mail_server_found_by_wildcard_is_information() -> None:
    foreign = EndpointFact(
        Outcome.UNTRUSTED, Link.GREETING, speaks="imap", chain=(certificate(name="www.example.jp"),),
        here=(Fault.NAME,), public=(Fault.NAME,),
    )  # fmt: skip
    answers = HEALTHY | {IMAP: foreign, INVENTED: yes("192.0.2.1")}
    assert said(answers) == {"mail-host-by-wildcard": "pass", "network-clear": "pass"}


def test_a_host_behind_a_relay_for_web_pages() -> None:
    address = "104.21.9.9"
    dead = silent(address, "2606:4700:3033::1")
    answers = HEALTHY | seen("imap.example.jp", (address,), (address,)) | {IMAP: dead, INVENTED: dns.NXDOMAIN}
    assert said(answers) == {"mail-host-behind-web-proxy": "warn"}
    assert said(answers | {IMAP: ready("imap", dials=dead.dials)}) == {"network-clear": "pass"}
    assert "mail-host-behind-web-proxy" not in said(answers | {IMAP: silent(address, "192.0.2.1")})
    assert "mail-host-behind-web-proxy" not in said(answers | {replace(IMAP, port=143): replace(dead, final=False)})


# A Wi-Fi that waits for its sign-in page

HTTP = EndpointFact(Outcome.OTHER_PROTOCOL, Link.CONNECT, speaks="http")
PORTAL_LEAF = (certificate("Portal", "portal.wifi.example", "b" * 64),)
FOREIGN = EndpointFact(
    Outcome.UNTRUSTED, Link.GREETING, encrypted=True, chain=PORTAL_LEAF,
    here=(Fault.NAME, Fault.SELF_SIGNED), public=(Fault.NAME, Fault.SELF_SIGNED),
)  # fmt: skip
NAMED = replace(FOREIGN, here=(Fault.NAME,), public=(Fault.NAME,))
PAGE = Fetch("https://autoconfig.example.jp/mail/config-v1.1.xml", Document.AUTOCONFIG)
OUTSIDE = Fetch("https://pages.outside.example/v1.1/example.jp", Document.AUTOCONFIG)


@pytest.mark.parametrize("pair", [(HTTP, HTTP), (FOREIGN, FOREIGN), (FOREIGN, HTTP)])
def test_a_sign_in_page_in_front_of_everything(pair: tuple[EndpointFact, EndpointFact]) -> None:
    answers = HEALTHY | {IMAP: pair[0], SMTP: pair[1]}
    assert said(answers) == {"captive-portal": "fail"}
    assert finding(answers, "captive-portal").field == "network.offline"
    assert "可能性" in speak(finding(answers, "captive-portal"), "ja", "why")


def test_a_good_certificate_of_the_portal_needs_a_page_that_met_the_same_fate() -> None:
    answers = HEALTHY | {IMAP: NAMED, SMTP: NAMED, INVENTED: dns.NXDOMAIN}
    assert "captive-portal" not in said(answers), "a hoster whose servers all show one certificate"
    met = FetchFact(Outcome.UNTRUSTED, here=(Fault.NAME,), public=(Fault.NAME,))
    assert said(answers | {OUTSIDE: met}) == {"captive-portal": "fail"}
    assert "captive-portal" not in said(answers | {PAGE: met}), "the hoster's web server shows it as well"


@pytest.mark.parametrize(
    "itself",
    [
        {IMAP: ready("imap")},
        {IMAP: silent("192.0.2.1")},
        {IMAP: replace(FOREIGN, chain=(certificate("Portal", "other.example", "c" * 64),))},
        {MX: ready("smtp", encrypted=False)},
        {MX: EndpointFact(Outcome.CUT_OFF)},
        {PAGE: FetchFact(Outcome.ANSWERED, 200)},
    ],
)
def test_one_server_that_is_itself_is_no_portal(itself: Answers) -> None:
    answers = HEALTHY | {IMAP: FOREIGN, SMTP: FOREIGN, INVENTED: dns.NXDOMAIN}
    assert "captive-portal" not in said(answers | itself)


def test_web_servers_of_one_owner_are_no_portal() -> None:
    own: Answers = {replace(SMTP, host="smtp.example.jp"): HTTP, IMAP: HTTP, INVENTED: dns.NXDOMAIN}
    assert "captive-portal" not in said(own)


def test_every_text_can_be_encoded_for_a_japanese_windows() -> None:
    for code in CHECK.codes:
        for part in ("says", "why", "fix"):
            getattr(code.ja, part).encode("cp932")
            getattr(code.en, part).encode("ascii")
