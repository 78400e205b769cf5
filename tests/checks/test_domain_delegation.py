"""Name servers that answer, that do not, and lines on which nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Lookup, LookupFact, Outcome
from maildoctor.model.case import Options
from maildoctor.model.finding import Finding
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import ONE, PARENT, THREE, TWO, Answers, base, codes, saying, serving

CHECK = dns.bundled("domain.delegation")
NS = ("ns1.example.jp", "ns2.example.jp")
HEALTHY: Answers = {**base(*NS), **serving(ONE, *NS), **serving(TWO, *NS)}


def said(answers: Answers, **more: object) -> dict[str, str]:
    return codes(run_check(CHECK, answers, **more)[0])  # type: ignore[arg-type]


def finding(answers: Answers, code: str) -> Finding:
    return next(f for f in run_check(CHECK, answers)[0] if isinstance(f, Finding) and f.id == code)


def test_a_healthy_domain_is_good_and_leaves_no_question_open() -> None:
    found, unanswered = run_check(CHECK, HEALTHY)
    assert codes(found) == {"delegation-good": "pass"}
    assert unanswered == []


def test_no_more_than_sixty_questions_are_asked() -> None:
    hosts = tuple(f"ns{n}.example.jp" for n in range(1, 13))
    answers: Answers = {**base(*hosts), Lookup("example.co.jp", "NS"): dns.ABSENT}
    answers |= {Lookup(host, "A"): dns.ABSENT for host in hosts}
    answers |= {Lookup(host, "AAAA"): dns.yes(f"2001:db8::{n}") for n, host in enumerate(hosts, 1)}
    _, unanswered = run_check(CHECK, answers)
    assert len(answers) + len(unanswered) < 60


@pytest.mark.parametrize("bad", [dns.REFUSED, dns.SERVFAIL, dns.ABSENT, dns.NXDOMAIN_AA, dns.SILENT])
def test_one_bad_server_is_a_warning(bad: LookupFact) -> None:
    answers = {**HEALTHY, **saying(TWO, bad)}
    assert said(answers) == {"dns-lame-delegation": "warn"}
    found = finding(answers, "dns-lame-delegation")
    assert found.arguments["hosts"] == ("ns2.example.jp",)
    assert "ns2.example.jp" in speak(found, "ja")


def test_all_lame_fails() -> None:
    assert said({**HEALTHY, **saying(ONE, dns.REFUSED), **saying(TWO, dns.REFUSED)}) == {"dns-lame-delegation": "fail"}


def test_all_silent_fails_only_where_the_resolver_gets_no_answer_and_the_parent_was_heard() -> None:
    silent = {**HEALTHY, **saying(ONE, dns.SILENT), **saying(TWO, dns.SILENT)}
    assert said(silent) == {}
    silent[Lookup("example.jp", "MX")] = dns.SERVFAIL
    assert said(silent) == {"dns-lame-delegation": "fail"}


@pytest.mark.parametrize("mx", [dns.yes("10 mail.example.jp"), dns.SERVFAIL])
@pytest.mark.parametrize("answer", [dns.SILENT, dns.REFUSED, dns.yes("x"), dns.ABSENT])
def test_a_line_that_lets_nobody_ask_condemns_nobody(mx: LookupFact, answer: LookupFact) -> None:
    """Silent, refused or answered by somebody on the way: no word of a name server was heard."""
    answers = {**HEALTHY, **saying(ONE, answer), **saying(TWO, answer), Lookup("example.jp", "MX"): mx}
    answers[Lookup("example.jp", "NS", server=PARENT)] = answer
    assert said(answers) == {"delegation-untested": "skip"}


def test_an_answer_of_somebody_else_is_no_verdict() -> None:
    assert said({**HEALTHY, **saying(TWO, dns.yes("x"))}) == {"delegation-good": "pass"}


def test_half_an_answer_is_waited_for() -> None:
    for question in (q for q in HEALTHY if isinstance(q, Lookup) and q.server == TWO):
        assert said({q: f for q, f in HEALTHY.items() if q != question}) == {}
        assert said({**HEALTHY, question: replace(dns.SILENT, outcome=Outcome.CUT_OFF)}) == {}
        assert said({**HEALTHY, question: replace(dns.REFUSED, final=False)}) == {}


def test_lists_that_differ_are_information_while_all_answer() -> None:
    answers = {
        **base(*NS, parent=("ns1.example.jp", "ns3.example.jp")),
        **serving(ONE, *NS),
        **serving(TWO, *NS),
        **serving(THREE, *NS),
    }
    assert said(answers) == {"dns-delegation-lists-differ": "pass", "delegation-good": "pass"}


@pytest.mark.parametrize("bad", [dns.REFUSED, dns.SILENT])
def test_lists_that_differ_warn_where_one_of_them_leads_nowhere(bad: LookupFact) -> None:
    answers = {**base(*NS, parent=("ns1.example.jp", "ns3.example.jp")), **serving(ONE, *NS), **serving(TWO, *NS)}
    answers |= saying(THREE, bad)
    assert said(answers) == {"dns-delegation-differs": "warn"}
    found = finding(answers, "dns-delegation-differs")
    assert found.arguments == {
        "zone": "example.jp",
        "hosts": ("ns3.example.jp",),
        "parent": ("ns1.example.jp", "ns3.example.jp"),
        "child": NS,
    }


def test_a_name_server_without_an_address_is_a_warning() -> None:
    answers = {**HEALTHY, Lookup("ns2.example.jp", "A"): dns.ABSENT, Lookup("ns2.example.jp", "AAAA"): dns.NXDOMAIN}
    assert said(answers) == {"dns-nameserver-without-address": "warn", "delegation-good": "pass"}
    answers[Lookup("ns2.example.jp", "AAAA")] = dns.SILENT
    assert "dns-nameserver-without-address" not in said(answers)


def test_where_no_name_server_has_an_address_the_answers_decide() -> None:
    gone: Answers = {Lookup(host, kind): dns.NXDOMAIN for host in NS for kind in ("A", "AAAA")}
    answers = HEALTHY | gone
    assert said(answers) == {}, "somebody does answer"
    assert said({**answers, Lookup("example.jp", "MX"): dns.SERVFAIL}) == {"dns-nameserver-without-address": "fail"}


def test_the_parents_glue_is_an_address() -> None:
    answers = {**HEALTHY, Lookup("example.jp", "NS"): dns.SERVFAIL, Lookup("example.jp", "MX"): dns.SERVFAIL}
    answers |= {Lookup(host, "A"): dns.SERVFAIL for host in NS}
    answers[Lookup("example.jp", "NS", server=PARENT)] = dns.referral(*NS, glue=(f"{NS[0]} {ONE}", f"{NS[1]} {TWO}"))
    assert said(answers | saying(ONE, dns.REFUSED) | saying(TWO, dns.REFUSED)) == {"dns-lame-delegation": "fail"}


def test_a_domain_inside_a_zone_is_judged_by_its_zone() -> None:
    answers = {**HEALTHY, Lookup("mail.example.jp", "NS"): dns.ABSENT}
    assert said(answers, address="user@mail.example.jp") == {"delegation-good": "pass"}


def test_a_silent_ipv6_server_says_nothing() -> None:
    answers = {**HEALTHY, Lookup("ns2.example.jp", "A"): dns.ABSENT, Lookup("ns2.example.jp", "AAAA"): dns.yes("::2")}
    assert said(answers | saying("::2", dns.SILENT)) == {"delegation-good": "pass"}


def test_an_office_with_a_zone_of_its_own_is_left_alone() -> None:
    answers = {**base("ns1.example.jp", "dc.example.jp", parent=NS), **serving(ONE, *NS), **saying(TWO, dns.REFUSED)}
    answers[Lookup("dc.example.jp", "A")] = dns.yes("192.168.1.2")
    assert said(answers | serving("192.168.1.2", "dc.example.jp")) == {}


def test_servers_on_loopback_are_never_asked() -> None:
    answers = {**HEALTHY, Lookup("ns2.example.jp", "A"): dns.yes("127.0.0.1")}
    _, unanswered = run_check(CHECK, answers)
    assert [q for q in unanswered if isinstance(q, Lookup) and q.server == "127.0.0.1"] == []


def test_without_third_parties_the_parent_is_not_asked() -> None:
    answers = {q: f for q, f in HEALTHY.items() if isinstance(q, Lookup) and q.server != PARENT and q.name != "jp"}
    found, unanswered = run_check(CHECK, answers, options=Options(third_party=False))
    assert codes(found) == {"delegation-good": "pass"}
    assert unanswered == []


def test_a_domain_that_does_not_exist_is_not_this_checks_business() -> None:
    answers: Answers = {
        Lookup("example.jp", "MX"): dns.NXDOMAIN,
        Lookup("example.jp", "NS"): dns.NXDOMAIN,
        Lookup("jp", "NS"): dns.yes("a.dns.example"),
        Lookup("a.dns.example", "A"): dns.yes(PARENT),
        Lookup("example.jp", "NS", server=PARENT): dns.NXDOMAIN_AA,
    }
    assert said(answers) == {}
