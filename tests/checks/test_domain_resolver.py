"""A cache that is old, a cache that is not, and servers that contradict each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Certainty, Lookup, LookupFact, Protocol
from maildoctor.model.finding import Finding
from maildoctor.model.settings import ServerSettings, Settings
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import ONE, TWO, Answers, base, codes, direct, own, saying, serving, yes

CHECK = dns.bundled("domain.resolver")
NS = ("ns1.example.jp", "ns2.example.jp")
MX, HOST = Lookup("example.jp", "MX"), Lookup("mail.example.jp", "A")
NEW = own("10 mail.example.jp")


def told(address: str, mx: LookupFact, host: LookupFact | None = None) -> Answers:
    address_of = own("192.0.2.25") if host is None else host
    return direct(address, {("example.jp", "MX"): mx, ("mail.example.jp", "A"): address_of})


HEALTHY: Answers = {
    **base(*NS),
    **serving(ONE, *NS),
    **serving(TWO, *NS),
    HOST: yes("192.0.2.25"),
    **told(ONE, NEW),
    **told(TWO, NEW),
}


def said(answers: Answers, settings: Settings | None = None) -> dict[str, str]:
    return codes(run_check(CHECK, answers, settings=settings)[0])


def only(answers: Answers) -> Finding:
    (found,) = run_check(CHECK, answers)[0]
    assert isinstance(found, Finding)
    return found


def test_a_current_cache_is_good_and_leaves_no_question_open() -> None:
    found, unanswered = run_check(CHECK, HEALTHY)
    assert (codes(found), unanswered) == ({"dns-cache-current": "pass"}, [])


def test_records_in_another_order_and_case_are_the_same() -> None:
    both = yes("20 B.example.jp", "10 a.example.jp")
    answers = {**HEALTHY, MX: both, **told(ONE, own("10 a.example.jp", "20 b.example.jp"))}
    assert said({**answers, **told(TWO, own("10 A.example.jp", "20 b.example.jp"))}) == {"dns-cache-current": "pass"}


def test_an_old_mx_is_to_be_waited_for() -> None:
    found = only({**HEALTHY, MX: yes("10 mx.old.example", ttl=1201)})
    assert (found.id, found.status.value, found.who and found.who.value) == ("dns-cache-stale", "warn", "nobody")
    assert found.arguments["minutes"] == 21
    assert "あと約 21 分" in speak(found, "ja", "why")


@pytest.mark.parametrize("none", [dns.ABSENT, dns.NXDOMAIN])
def test_a_remembered_none_is_to_be_waited_for(none: LookupFact) -> None:
    assert said({**HEALTHY, MX: none}) == {"dns-cache-negative": "warn"}


@pytest.mark.parametrize("mx", [dns.SERVFAIL, dns.SILENT, dns.CUT_OFF])
def test_a_resolver_that_says_nothing_is_not_old(mx: LookupFact) -> None:
    assert said({**HEALTHY, MX: mx}) == {}


@pytest.mark.parametrize("answer", [dns.SILENT, dns.REFUSED, yes("10 mx.elsewhere.example"), dns.CUT_OFF])
def test_where_the_servers_cannot_be_asked_nothing_is_said(answer: LookupFact) -> None:
    """Nor where somebody on the line answers in their place."""
    old: Answers = {**HEALTHY, MX: yes("10 mx.old.example")}
    assert said({**old, **saying(ONE, answer), **saying(TWO, answer)}) == {}
    assert said({**old, **told(ONE, answer), **told(TWO, answer)}) == {}


def test_servers_that_contradict_each_other_are_named_and_the_cache_is_not() -> None:
    answers = {**HEALTHY, MX: yes("10 mx.old.example"), **told(TWO, own("10 mx.old.example"))}
    found = only(answers)
    assert (found.id, found.status.value) == ("dns-servers-disagree", "warn")
    assert (found.arguments["host"], found.arguments["other"]) == NS
    assert only({**HEALTHY, **told(TWO, dns.ABSENT_AA)}).arguments["other_values"] == ("-",)


def test_an_old_address_of_a_mail_host_is_likely_only() -> None:
    found = only({**HEALTHY, HOST: yes("198.51.100.7", ttl=300)})
    assert (found.id, found.status.value) == ("dns-cache-stale-address", "warn")
    assert "可能性が高い" in speak(found, "ja")
    assert "probably" in speak(found, "en")
    assert found.code is not None
    assert found.code.certainty is Certainty.LIKELY


def test_an_old_address_is_told_behind_an_old_mx_too() -> None:
    """The customer reads at mail.DOMAIN, which this resolver still leads to the old server."""
    settings = Settings(incoming=ServerSettings(Protocol.IMAP, host="mail.example.jp"))
    answers = {**HEALTHY, MX: yes("10 mx.old.example", ttl=60), HOST: yes("198.51.100.7", ttl=300)}
    assert said(answers, settings) == {"dns-cache-stale": "warn", "dns-cache-stale-address": "warn"}
    assert said({**answers, HOST: yes("192.0.2.25")}, settings) == {"dns-cache-stale": "warn"}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (yes("192.168.1.5", ttl=60), own("192.0.2.25")),
        (yes("198.51.100.7", ttl=60), own("192.0.2.25", ttl=300)),
        (yes("198.51.100.7", ttl=60), own("192.0.2.25", "192.0.2.26")),
        (yes("198.51.100.7", ttl=7200), own("192.0.2.25", ttl=3600)),
        (dns.ABSENT, own("192.0.2.25")),
        (yes("198.51.100.7", ttl=60), dns.ABSENT_AA),
    ],
    ids=["inside and outside", "balanced", "in turn", "longer than it lives", "none here", "none there"],
)
def test_an_address_that_differs_by_design_is_not_old(here: LookupFact, there: LookupFact) -> None:
    answers = {**HEALTHY, HOST: here, **told(ONE, NEW, there), **told(TWO, NEW, there)}
    assert set(said(answers)) <= {"dns-cache-current"}


def test_an_office_with_a_zone_of_its_own_is_left_alone() -> None:
    other = yes("10 inside.example.jp")
    assert said({**HEALTHY, MX: other, Lookup("inside.example.jp", "A"): yes("192.168.1.5")}) == {}
    assert said({**HEALTHY, MX: replace(other, authoritative=True)}) == {}
    inner = {**HEALTHY, MX: other, Lookup("ns2.example.jp", "A"): yes("10.0.0.2"), **serving("10.0.0.2", *NS)}
    assert said({**inner, **told("10.0.0.2", own("10 inside.example.jp"))}) == {}


def test_the_configured_hosts_of_the_domain_are_compared_too() -> None:
    settings = Settings(incoming=ServerSettings(Protocol.IMAP, host="imap.example.jp"))
    question = Lookup("imap.example.jp", "A")
    answers = {**HEALTHY, question: yes("198.51.100.7", ttl=60)}
    for address in (ONE, TWO):
        answers |= direct(address, {("imap.example.jp", "A"): own("192.0.2.30")})
    assert said(answers, settings) == {"dns-cache-stale-address": "warn"}
    elsewhere = Settings(incoming=ServerSettings(Protocol.IMAP, host="imap.provider.example"))
    assert run_check(CHECK, HEALTHY, settings=elsewhere)[1] == []


def test_no_more_than_sixty_questions_are_asked() -> None:
    hosts = tuple(f"ns{n}.example.jp" for n in range(1, 7))
    answers: Answers = {**base(*hosts), MX: yes(*(f"{n} m{n}.example.jp" for n in range(9)))}
    for n, host in enumerate(hosts, 1):
        address = f"192.0.2.{n}"
        answers |= {Lookup(host, "A"): yes(address), **serving(address, *hosts)}
    _, unanswered = run_check(CHECK, answers)
    assert len(answers) + len(unanswered) < 60
