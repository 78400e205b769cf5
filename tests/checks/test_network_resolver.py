"""Does the resolver tell the truth? What it answers for a name that nobody has, and for the account's own servers."""

from __future__ import annotations

import pytest

from maildoctor.api import (
    HOST,
    Auth,
    Endpoint,
    EndpointFact,
    Field,
    Finding,
    Lookup,
    LookupFact,
    Outcome,
    Owner,
    Protocol,
    Security,
    ServerSettings,
    Status,
)
from maildoctor.diagnosis.diagnose import diagnose
from maildoctor.diagnosis.search import search
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Title
from maildoctor.model.probe import Probe
from maildoctor.model.report import CheckResult
from maildoctor.model.settings import Settings
from maildoctor.testing import case_of, run_check
from tests.checks.dns_answers import bundled, yes
from tests.checks.records import assert_well_said

CHECK = bundled("network.resolver")
NONE = Lookup("no-such-host-maildoctor.invalid", "A")
NXDOMAIN = LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="192.0.2.53")
REFUSED = LookupFact(Outcome.DEFERRED, "REFUSED", server="192.0.2.53", error="refused")
SERVFAIL = LookupFact(Outcome.DEFERRED, "SERVFAIL", server="192.0.2.53", error="servfail")
UNKNOWN_HERE = LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="getaddrinfo")
HOST_NAME = "mail.example.jp"
IN = Endpoint(HOST_NAME, 993, Protocol.IMAP, Security.TLS)
SETTINGS = Settings(
    "user@example.jp",
    ServerSettings(Protocol.IMAP, HOST_NAME, 993, Security.TLS, "user@example.jp", Auth.PASSWORD),
    ServerSettings(Protocol.SMTP, HOST_NAME, 587, Security.STARTTLS, "user@example.jp", Auth.PASSWORD),
)
Answers = dict[Probe, Fact]


def said(answers: Answers) -> list[Finding]:
    found, _ = run_check(CHECK, answers, settings=SETTINGS)
    findings = [f for f in found if isinstance(f, Finding)]
    assert_well_said(findings)
    return findings


def here(address: str) -> LookupFact:
    return LookupFact(Outcome.ANSWERED, "NOERROR", (address,), server="getaddrinfo")


def test_one_name_is_asked_of_this_pcs_resolver_alone() -> None:
    _, unanswered = run_check(CHECK, {}, settings=SETTINGS)
    assert unanswered == [NONE]


def test_who_says_that_there_is_none_is_honest() -> None:
    assert [(f.id, f.status) for f in said({NONE: NXDOMAIN})] == [("resolver-honest", Status.PASS)]


@pytest.mark.parametrize("answer", [REFUSED, SERVFAIL, LookupFact(Outcome.SILENT), LookupFact(Outcome.CUT_OFF)])
def test_who_says_nothing_is_not_judged(answer: LookupFact) -> None:
    assert said({NONE: answer}) == []


def test_who_invents_an_address_lies() -> None:
    (finding,) = said({NONE: yes("203.0.113.80")})
    assert (finding.id, finding.status, finding.field) == (
        "resolver-invents-answers", Status.WARN, Field.NETWORK_RESOLVER,
    )  # fmt: skip
    assert finding.who is Owner.NETWORK
    assert finding.arguments["addresses"] == ("203.0.113.80",)


@pytest.mark.parametrize(
    ("answer", "view"),
    [(yes("0.0.0.0"), here("0.0.0.0")), (yes("::"), here("::")), (REFUSED, UNKNOWN_HERE)],
)
def test_a_server_that_is_held_back(answer: LookupFact, view: LookupFact) -> None:
    answers: Answers = {NONE: NXDOMAIN, Lookup(HOST_NAME, "A"): answer, Lookup(HOST_NAME, HOST): view}
    _, finding = said(answers)
    assert (finding.id, finding.status, finding.field) == (
        "resolver-filters-host", Status.FAIL, Field.NETWORK_RESOLVER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "view"),
    [
        (yes("203.0.113.1"), here("203.0.113.1")),
        (SERVFAIL, UNKNOWN_HERE),
        (NXDOMAIN, UNKNOWN_HERE),
        (yes("127.0.0.1"), here("127.0.0.1")),
        (REFUSED, here("203.0.113.1")),
    ],
)
def test_a_server_that_is_not(answer: LookupFact, view: LookupFact) -> None:
    """A record of 127.0.0.1 may be published so, and a name that this PC finds all the same does no harm."""
    answers: Answers = {NONE: NXDOMAIN, Lookup(HOST_NAME, "A"): answer, Lookup(HOST_NAME, HOST): view}
    assert [f.id for f in said(answers)] == ["resolver-honest"]


def test_what_the_zones_own_server_says_as_well_is_no_filter() -> None:
    own = LookupFact(Outcome.ANSWERED, "NOERROR", ("0.0.0.0",), server="192.0.2.54", authoritative=True)
    answers: Answers = {
        NONE: NXDOMAIN,
        Lookup(HOST_NAME, "A"): yes("0.0.0.0"),
        Lookup(HOST_NAME, HOST): here("0.0.0.0"),
    }
    assert "resolver-filters-host" in [f.id for f in said(answers)]
    answers[Lookup(HOST_NAME, "A", server="192.0.2.54")] = own
    assert "resolver-filters-host" not in [f.id for f in said(answers)]


def test_the_dead_server_behind_a_filter_is_folded_into_it_and_the_run_goes_on() -> None:
    refused = EndpointFact(Outcome.REFUSED, where="connect")
    answers: Answers = {
        NONE: NXDOMAIN, Lookup(HOST_NAME, "A"): yes("0.0.0.0"), Lookup(HOST_NAME, "AAAA"): yes(),
        Lookup(HOST_NAME, HOST): here("0.0.0.0"), IN: refused,
    }  # fmt: skip
    case = case_of(settings=Settings("user@example.jp", SETTINGS.incoming))
    evidence = Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(answers.items(), 1))
    result = CheckResult(CHECK.id, Title("", ""), Status.FAIL, tuple(said(answers)), None)
    diagnoses = diagnose(case, search(case, evidence), [result], evidence)
    assert [d.field for d in diagnoses][:1] == [Field.NETWORK_RESOLVER]
