"""Signatures that hold, that do not, and failures that are something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Lookup, LookupFact
from maildoctor.model.finding import Finding
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import ONE, TWO, Answers, base, codes, direct

CHECK = dns.bundled("domain.dnssec")
NS = ("ns1.example.jp", "ns2.example.jp")
MX = Lookup("example.jp", "MX")
UNCHECKED = Lookup("example.jp", "MX", checking_disabled=True)
DS = Lookup("example.jp", "DS", checking_disabled=True)
KEYS = Lookup("example.jp", "DNSKEY", checking_disabled=True)
ONE_DS = dns.yes("12345 13 2 0011")
BROKEN: Answers = {**base(*NS), MX: dns.SERVFAIL, UNCHECKED: dns.yes("10 mail.example.jp"), DS: ONE_DS}
LEFT_OVER: Answers = {
    **base(*NS),
    DS: ONE_DS,
    KEYS: dns.ABSENT,
    **direct(ONE, {("example.jp", "DNSKEY"): dns.ABSENT_AA}),
    **direct(TWO, {("example.jp", "DNSKEY"): dns.ABSENT_AA}),
}


def said(answers: Answers) -> dict[str, str]:
    return codes(run_check(CHECK, answers)[0])


def test_a_verified_answer_is_good_and_costs_no_further_question() -> None:
    answers: Answers = {MX: replace(dns.yes("10 mail.example.jp"), authenticated=True)}
    found, unanswered = run_check(CHECK, answers)
    assert (codes(found), unanswered) == ({"dnssec-good": "pass"}, [])


def test_an_unsigned_domain_is_information() -> None:
    found, unanswered = run_check(CHECK, {**base(*NS), DS: dns.ABSENT})
    assert (codes(found), unanswered) == ({"dnssec-unsigned": "pass"}, [])


def test_a_signed_domain_behind_a_resolver_that_does_not_verify_is_left_alone() -> None:
    keys = direct(ONE, {("example.jp", "DNSKEY"): dns.own("257 3 13 AAAA")})
    assert said({**base(*NS), DS: ONE_DS, KEYS: dns.yes("257 3 13 AAAA"), **keys}) == {}


@pytest.mark.parametrize("keys", [dns.yes("256 3 13 AAAA", "257 3 13 AAAA"), dns.ABSENT, dns.SERVFAIL])
def test_an_answer_that_comes_only_unchecked_is_bogus(keys: LookupFact) -> None:
    assert said({**BROKEN, KEYS: keys}) == {"dns-dnssec-bogus": "fail"}


def test_the_numbers_tell_a_left_over_record_from_an_old_signature() -> None:
    found = run_check(CHECK, {**BROKEN, KEYS: dns.ABSENT})[0][0]
    assert isinstance(found, Finding)
    assert (found.arguments["ds"], found.arguments["keys"]) == (1, 0)
    assert "DS: 1 件、ドメインの側の鍵 DNSKEY: 0 件" in speak(found, "ja", "why")


def test_keys_that_were_not_told_are_not_called_none() -> None:
    found = run_check(CHECK, {**BROKEN, KEYS: dns.SERVFAIL})[0][0]
    assert isinstance(found, Finding)
    assert found.arguments["keys"] == "-"


@pytest.mark.parametrize(
    "change",
    [
        {UNCHECKED: dns.SERVFAIL},
        {UNCHECKED: dns.SILENT},
        {UNCHECKED: dns.CUT_OFF},
        {DS: dns.ABSENT},
        {DS: dns.SERVFAIL},
        {MX: dns.REFUSED},
        {MX: dns.SILENT},
        {MX: dns.NXDOMAIN},
    ],
)
def test_any_other_failure_is_not_the_signatures(change: Answers) -> None:
    assert "dns-dnssec-bogus" not in said({**BROKEN, **change})


def test_a_ds_without_keys_is_a_warning_where_the_resolver_does_not_verify() -> None:
    assert said(LEFT_OVER) == {"dns-dnssec-bogus": "warn"}


def test_keys_that_only_a_router_did_not_give_are_there() -> None:
    """A router that does not pass DNSKEY answers on proves nothing: the zone's own servers decide."""
    keys = direct(ONE, {("example.jp", "DNSKEY"): dns.own("257 3 13 AAAA")})
    assert said({**LEFT_OVER, **keys}) == {}
    silent = {q: dns.SILENT if isinstance(q, Lookup) and q.server else f for q, f in LEFT_OVER.items()}
    assert said(silent) == {}


def test_an_office_with_an_unsigned_zone_of_its_own_is_left_alone() -> None:
    inside = {**LEFT_OVER, Lookup("ns1.example.jp", "A"): dns.yes("192.168.1.2")}
    assert said(inside | direct("192.168.1.2", {("example.jp", "DNSKEY"): dns.ABSENT_AA})) == {}


def test_a_domain_inside_a_signed_zone() -> None:
    mx, unchecked = Lookup("mail.example.jp", "MX"), Lookup("mail.example.jp", "MX", checking_disabled=True)
    answers: Answers = {mx: dns.SERVFAIL, unchecked: dns.yes("10 x.example.jp"), DS: ONE_DS, KEYS: dns.ABSENT}
    answers[Lookup("mail.example.jp", "DS", checking_disabled=True)] = dns.ABSENT
    assert codes(run_check(CHECK, answers, address="u@mail.example.jp")[0]) == {"dns-dnssec-bogus": "fail"}
