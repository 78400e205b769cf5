"""A finding gives way to its reason exactly where another check of the run tells it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from maildoctor.api import Document, Evidence, Fetch, FetchFact, Lookup, Observation, Outcome
from maildoctor.model.case import Case, Options
from maildoctor.model.fact import Fact
from maildoctor.model.probe import Probe
from maildoctor.testing import case_of, run_check
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import ONE, TWO, base, codes, direct, own, saying, serving, yes

# A shared part is no check and has no other door: the checks that use it are tested through the registry.
reasons: Any = importlib.import_module("maildoctor.checks._reasons")

Answers = dict[Probe, Fact]
NS = ("ns1.example.jp", "ns2.example.jp")
MX = Lookup("example.jp", "MX")
DEAD: Answers = {**base(*NS), **saying(ONE, dns.REFUSED), **saying(TWO, dns.REFUSED), MX: dns.SERVFAIL}
BOGUS: Answers = {
    MX: dns.SERVFAIL,
    Lookup("example.jp", "MX", checking_disabled=True): yes("10 mail.example.jp"),
    Lookup("example.jp", "DS", checking_disabled=True): yes("1 13 2 00"),
}
PUBLISHED: Answers = {
    **base(*NS),
    **serving(ONE, *NS),
    **direct(ONE, {("example.jp", "MX"): own("10 mail.example.jp")}),
    **serving(TWO, *NS),
    **direct(TWO, {("example.jp", "MX"): own("10 mail.example.jp")}),
    MX: dns.NXDOMAIN,
}
TARGET = "mx.provider.test"
DOUBLED = f"{TARGET}.example.jp"


def target(host: str, *more: Answers) -> Answers:
    answers: Answers = {MX: yes(f"10 {host}"), Lookup(host, "A"): dns.NXDOMAIN, Lookup(host, "AAAA"): dns.NXDOMAIN}
    for each in more:
        answers |= each
    return answers


def evidence(answers: Answers) -> Evidence:
    return Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(answers.items()))


def case(*, only: tuple[str, ...] = (), skip: tuple[str, ...] = (), address: str = "user@example.jp") -> Case:
    return case_of(address, options=Options(only=only, skip=skip))


REASONS: dict[str, tuple[Callable[..., bool], Answers, str]] = {
    "all lame": (reasons.of_no_answer, DEAD, "domain.delegation"),
    "bogus": (reasons.of_no_answer, BOGUS, "domain.dnssec"),
    "remembered: no domain": (reasons.of_no_domain, PUBLISHED, "domain.resolver"),
    "remembered: no MX": (reasons.of_no_mx, {**PUBLISHED, MX: dns.ABSENT}, "domain.resolver"),
}


@pytest.mark.parametrize("name", sorted(REASONS))
def test_a_reason_counts_while_its_check_runs_and_says_it(name: str) -> None:
    reason, answers, identifier = REASONS[name]
    known = evidence(answers)
    assert reason(case(), known)
    assert reason(case(only=(identifier,)), known)
    assert reason(case(only=("domain",)), known)
    assert not reason(case(skip=(identifier,)), known)
    assert not reason(case(skip=("domain",)), known)
    assert not reason(case(only=("mx",)), known)
    said = codes(run_check(dns.bundled(identifier), answers)[0])
    assert {"fail", "warn"} & set(said.values()), said
    assert not reason(case(), evidence({MX: dns.SERVFAIL}))


@pytest.mark.parametrize(
    ("host", "more", "identifier"),
    [
        (DOUBLED, {Lookup(TARGET, "A"): yes("192.0.2.1"), Lookup(TARGET, "AAAA"): dns.ABSENT}, "mx.names"),
        ("a\\032b.provider.test", {}, "mx.names"),
        ("ms12345678.msv1.invalid.outlook.com", {}, "domain.move"),
        ("mx.sedoparking.com", {}, "mx.names"),
    ],
)
def test_a_target_without_an_address_has_its_reason(host: str, more: Answers, identifier: str) -> None:
    answers = target(host, more)
    assert reasons.of_no_address(case(), evidence(answers), host)
    assert not reasons.of_no_address(case(skip=(identifier,)), evidence(answers), host)
    assert "fail" in codes(run_check(dns.bundled(identifier), answers)[0]).values()


@pytest.mark.parametrize("host", ["gone.provider.test", "gone.example.jp", DOUBLED])
def test_a_target_that_simply_is_not_there_has_none(host: str) -> None:
    more: Answers = {Lookup(TARGET, "A"): dns.NXDOMAIN, Lookup(TARGET, "AAAA"): dns.NXDOMAIN}
    assert not reasons.of_no_address(case(), evidence(target(host, more)), host)


@pytest.mark.parametrize(
    ("status", "expires", "wanted"),
    [("client hold", "2030-01-01", True), ("active", "2020-01-01", True), ("active", "2030-01-01", False)],
)
def test_a_registration_that_is_over_is_the_reason_for_no_domain(status: str, expires: str, wanted: bool) -> None:
    events = [{"eventAction": "expiration", "eventDate": expires}]
    text = {"objectClassName": "domain", "ldhName": "example.com", "status": [status], "events": events}
    answers: Answers = {
        Lookup("example.com", "MX"): dns.NXDOMAIN,
        Fetch("https://rdap.verisign.com/com/v1/domain/example.com", Document.REGISTRATION): FetchFact(
            Outcome.ANSWERED, 200, text=json.dumps(text)
        ),
    }
    assert reasons.of_no_domain(case(address="user@example.com"), evidence(answers)) is wanted
