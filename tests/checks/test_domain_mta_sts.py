"""MTA-STS as a sender goes through it: record, policy, exchangers, certificates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import (
    Certificate,
    Document,
    Endpoint,
    EndpointFact,
    Fault,
    Fetch,
    FetchFact,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Probe,
    Protocol,
    Security,
)
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding
from maildoctor.testing import run_check, speak
from maildoctor.wire import mta_sts
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes, yes

Answers = dict[Probe, Fact]
CHECK = dns.bundled("domain.mta_sts")

MX = Lookup("example.jp", "MX")
RECORD = Lookup("_mta-sts.example.jp", "TXT")
POLICY = Fetch("https://mta-sts.example.jp/.well-known/mta-sts.txt", Document.POLICY)
OTHER_PAGE = Fetch("https://autoconfig.example.jp/mail/config-v1.1.xml", Document.AUTOCONFIG)
ONE = Endpoint("mx1.example.jp", 25, Protocol.SMTP, Security.AUTO)
TWO = Endpoint("mx2.example.jp", 25, Protocol.SMTP, Security.AUTO)
ENFORCE = "version: STSv1\nmode: enforce\nmx: *.example.jp\nmax_age: 604800\n"
TESTING = ENFORCE.replace("enforce", "testing")


def policy(text: str = ENFORCE, **more: object) -> FetchFact:
    fact = FetchFact(Outcome.ANSWERED, 200, POLICY.url, content_type="text/plain; charset=utf-8", text=text)
    return replace(fact, **more)  # type: ignore[arg-type]


def exchanger(*faults: Fault, here: tuple[Fault, ...] | None = None, **more: object) -> EndpointFact:
    leaf = Certificate(
        "mx", "Issuer", ("mx.example.jp",), "2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00", "a" * 64,
        "EC 256", "sha256",
    )  # fmt: skip
    outcome = Outcome.UNTRUSTED if faults else Outcome.ANSWERED
    reached = Link.GREETING if faults else Link.CAPABILITIES
    fact = EndpointFact(
        outcome, reached, speaks="smtp", starttls=True, encrypted=True, chain=(leaf,),
        here=faults if here is None else here, public=faults,
    )  # fmt: skip
    return replace(fact, **more)  # type: ignore[arg-type]


def addresses(host: str) -> Answers:
    found: Answers = {Lookup(host, "AAAA"): yes()}
    return found | {Lookup(host, kind): yes("192.0.2.1") for kind in ("A", "HOST")}


HEALTHY: Answers = {
    MX: yes("10 mx1.example.jp", "20 mx2.example.jp"),
    **addresses("mx1.example.jp"),
    **addresses("mx2.example.jp"),
    RECORD: yes("v=STSv1; id=1"),
    POLICY: policy(),
    ONE: exchanger(),
    TWO: exchanger(),
}


def said(answers: Answers) -> dict[str, str]:
    return codes(run_check(CHECK, answers)[0])


def finding(answers: Answers, code: str) -> Finding:
    return next(f for f in run_check(CHECK, answers)[0] if isinstance(f, Finding) and f.id == code)


def test_a_declaration_that_holds_is_good_and_leaves_nothing_open() -> None:
    found, unanswered = run_check(CHECK, HEALTHY)
    assert codes(found) == {"mtasts-good": "pass"}
    assert unanswered == []


@pytest.mark.parametrize("record", [dns.NXDOMAIN, dns.ABSENT, yes("v=spf1 -all")])
def test_none_is_information_and_no_policy_is_asked_for(record: LookupFact) -> None:
    answers = {MX: HEALTHY[MX], RECORD: record}
    found, unanswered = run_check(CHECK, answers)
    assert codes(found) == {"mtasts-missing": "pass"}
    assert POLICY not in unanswered
    assert said({MX: dns.NXDOMAIN, RECORD: dns.NXDOMAIN}) == {}


@pytest.mark.parametrize("unknown", [dns.SILENT, dns.SERVFAIL, dns.CUT_OFF, replace(dns.NXDOMAIN, final=False)])
def test_an_answer_that_is_missing_says_nothing(unknown: LookupFact) -> None:
    assert said({**HEALTHY, RECORD: unknown}) == {}
    assert said({**HEALTHY, POLICY: FetchFact(Outcome.CUT_OFF)}) == {}
    assert said({**HEALTHY, POLICY: FetchFact(Outcome.SILENT, final=False)}) == {}
    assert said({probe: fact for probe, fact in HEALTHY.items() if probe != POLICY}) == {}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (("v=STSv1; id=2026-11-24",), "mtasts-syntax"),
        (("v=STSv1;",), "mtasts-syntax"),
        (("v=stsv1; id=1",), "mtasts-syntax"),
        (("v=STSv1; id=1", "v=STSv1; id=2"), "mtasts-several-records"),
    ],
)
def test_a_broken_record_and_the_one_to_publish_turns_it_green(values: tuple[str, ...], code: str) -> None:
    answers = {**HEALTHY, RECORD: yes(*values)}
    assert said(answers) == {code: "warn"}
    found = finding(answers, code)
    assert found.arguments["name"] == RECORD.name
    assert str(found.arguments["record"]) in speak(found, "ja", "fix")
    assert said({**HEALTHY, RECORD: yes(str(found.arguments["record"]))}) == {"mtasts-good": "pass"}


def test_other_texts_beside_the_record_do_no_harm() -> None:
    assert said({**HEALTHY, RECORD: yes("v=spf1 -all", "v=STSv1; id=1")}) == {"mtasts-good": "pass"}


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (FetchFact(Outcome.REJECTED, 404), "HTTP 404"),
        (policy(status=204), "HTTP 204"),
        (policy(hops=("https://www.example.jp/",)), "redirect https://mta-sts.example.jp/.well-known/mta-sts.txt"),
        (FetchFact(Outcome.BLOCKED, 301, trouble="redirect-to-http", redirect="http://x/"), "redirect http://x/"),
        (FetchFact(Outcome.UNREACHABLE, trouble="no-such-name"), "no-such-name"),
        (FetchFact(Outcome.UNTRUSTED, here=(Fault.EXPIRED,), public=(Fault.EXPIRED,)), "TLS: expired"),
        (FetchFact(Outcome.UNTRUSTED, here=(Fault.NAME,), public=(Fault.NAME,)), "TLS: name"),
        (policy(public=(Fault.ISSUER_NOT_SENT,)), "TLS: issuer-not-sent"),
        (policy(content_type="text/html"), "Content-Type: text/html"),
        (FetchFact(Outcome.GARBLED, 200, trouble="empty"), "empty"),
    ],
)
def test_a_policy_that_no_sender_can_read(fact: FetchFact, reason: str) -> None:
    assert said({**HEALTHY, POLICY: fact}) == {"mtasts-policy-unreachable": "warn"}
    assert finding({**HEALTHY, POLICY: fact}, "mtasts-policy-unreachable").arguments["reason"] == reason


@pytest.mark.parametrize(
    "fact",
    [
        FetchFact(Outcome.SILENT),
        FetchFact(Outcome.REFUSED),
        FetchFact(Outcome.UNREACHABLE, trouble="timeout"),
        FetchFact(Outcome.UNTRUSTED, here=(Fault.UNKNOWN_ROOT,), public=()),
        FetchFact(Outcome.UNTRUSTED, here=(Fault.UNKNOWN_ROOT,), public=(Fault.UNKNOWN_ROOT,)),
    ],
)
def test_a_line_from_which_no_page_can_be_read_condemns_no_policy(fact: FetchFact) -> None:
    assert said({**HEALTHY, POLICY: fact}) == {"mtasts-policy-untested": "skip"}
    if fact.public or fact.outcome is not Outcome.UNTRUSTED:
        read = {**HEALTHY, POLICY: fact, OTHER_PAGE: FetchFact(Outcome.REJECTED, 404)}
        assert said(read) == {"mtasts-policy-unreachable": "warn"}


@pytest.mark.parametrize(
    "text",
    [ENFORCE.replace("STSv1", "STSv2"), ENFORCE.replace("max_age: 604800\n", ""), ENFORCE.replace("*.e", "*.*.e")],
)
def test_a_broken_policy_and_the_one_to_publish_turns_it_green(text: str) -> None:
    answers = {**HEALTHY, POLICY: policy(text)}
    assert said(answers) == {"mtasts-policy-syntax": "warn"}
    data = finding(answers, "mtasts-policy-syntax").arguments
    fixed = {**HEALTHY, POLICY: policy(str(data["policy"])), RECORD: yes(str(data["record"]))}
    assert said(fixed) == {"mtasts-good": "pass"}
    assert mta_sts.read_policy(str(data["policy"])).mode == "enforce"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (ENFORCE.replace("*.example.jp", "mail.old.example"), "fail"),
        (ENFORCE.replace("*.example.jp", "mx1.example.jp"), "warn"),
        (TESTING.replace("*.example.jp", "mail.old.example"), "warn"),
    ],
)
def test_exchangers_that_the_policy_does_not_name(text: str, status: str) -> None:
    answers = {**HEALTHY, POLICY: policy(text)}
    assert said(answers) == {"mtasts-mx-mismatch": status}
    found = finding(answers, "mtasts-mx-mismatch")
    assert "Gmail" in speak(found, "ja", "why")
    assert "mx2.example.jp" in speak(found, "ja")
    data = found.arguments
    fixed = {**HEALTHY, POLICY: policy(str(data["policy"])), RECORD: yes(str(data["record"]))}
    assert said(fixed) == {"mtasts-good": "pass"}
    assert set(str(data["lines"]).split(" / ")) <= set(str(data["policy"]).splitlines())


def test_a_policy_that_asks_for_nothing_is_held_against_nobody() -> None:
    none = "version: STSv1\nmode: none\nmax_age: 86400\n"
    assert said({**HEALTHY, POLICY: policy(none), ONE: exchanger(Fault.NAME)}) == {"mtasts-good": "pass"}


BAD = [
    exchanger(Fault.NAME),
    exchanger(Fault.EXPIRED),
    exchanger(Fault.SELF_SIGNED),
    exchanger(Fault.ISSUER_NOT_SENT, here=()),
    exchanger(starttls=False, encrypted=False, chain=()),
]


@pytest.mark.parametrize("bad", BAD)
def test_certificates_that_the_policy_does_not_allow(bad: EndpointFact) -> None:
    both = {**HEALTHY, ONE: bad, TWO: bad}
    assert said(both) == {"mtasts-cert-mismatch": "fail"}
    assert said({**both, TWO: exchanger()}) == {"mtasts-cert-mismatch": "warn"}
    assert said({**both, TWO: EndpointFact(Outcome.SILENT)}) == {"mtasts-cert-mismatch": "warn"}
    assert said({**both, POLICY: policy(TESTING)}) == {"mtasts-cert-mismatch": "warn"}
    relaxed = mta_sts.read_policy(str(finding(both, "mtasts-cert-mismatch").arguments["policy"]))
    assert (relaxed.mode, relaxed.faults) == ("testing", ())
    while_testing = finding({**both, POLICY: policy(TESTING)}, "mtasts-cert-mismatch").arguments
    assert not {"record", "policy"} & while_testing.keys()


@pytest.mark.parametrize(
    "unclear",
    [
        EndpointFact(Outcome.SILENT),
        exchanger(Fault.UNKNOWN_ROOT, here=()),
        exchanger(starttls=False, encrypted=False, chain=(), clear_capabilities=("XXXXXXXA",)),
        replace(exchanger(Fault.NAME), final=False),
    ],
)
def test_what_this_line_may_have_done_is_held_against_nobody(unclear: EndpointFact) -> None:
    assert said({**HEALTHY, ONE: unclear, TWO: unclear}) == {"mtasts-good": "pass"}


def test_an_exchanger_outside_the_policy_needs_no_certificate() -> None:
    answers = {**HEALTHY, POLICY: policy(ENFORCE.replace("*.", "mx1.")), TWO: exchanger(Fault.NAME)}
    assert said(answers) == {"mtasts-mx-mismatch": "warn"}


def test_every_text_can_be_encoded_for_a_japanese_windows() -> None:
    for code in CHECK.codes:
        for part in ("says", "why", "fix"):
            getattr(code.ja, part).encode("cp932")
            getattr(code.en, part).encode("ascii")
