"""Relaying for strangers: tried only when wished for, and never mistaken for what the account is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import (
    CHECK_RECIPIENT,
    HOST,
    RELAY_SENDER,
    Auth,
    Endpoint,
    EndpointFact,
    Envelop,
    Envelope,
    EnvelopeFact,
    Evidence,
    Field,
    Finding,
    Link,
    Login,
    LoginFact,
    Lookup,
    Observation,
    Outcome,
    Owner,
    Probe,
    Protocol,
    Refusal,
    Security,
    ServerSettings,
    Status,
)
from maildoctor.diagnosis.attempts import login_demanded
from maildoctor.diagnosis.search import search
from maildoctor.model.case import Case, Options
from maildoctor.model.fact import Fact, RecipientAnswer
from maildoctor.model.settings import Settings
from maildoctor.testing import case_of, run_check, speak
from tests.checks.dns_answers import bundled, yes
from tests.checks.records import assert_well_said

CHECK = bundled("outgoing.relay")
WISHED = Options(relay_test=True)
USER = "user@example.jp"
MX = Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.AUTO)
OUT = Endpoint("mail.example.jp", 587, Protocol.SMTP, Security.STARTTLS)
SETTINGS = Settings(
    USER,
    ServerSettings(),
    ServerSettings(Protocol.SMTP, "mail.example.jp", 587, Security.STARTTLS, USER, Auth.PASSWORD),
)
READY = EndpointFact(
    Outcome.ANSWERED, Link.CAPABILITIES, address="192.0.2.1", speaks="smtp", encrypted=True, starttls=True,
    capabilities=("AUTH PLAIN",),
)  # fmt: skip
WORLD: dict[Probe, Fact] = {
    Lookup("example.jp", "MX"): yes("10 mx.example.jp"),
    **{Lookup(host, kind): yes("192.0.2.1") for host in ("mx.example.jp", "mail.example.jp") for kind in (HOST, "A")},
    **{Lookup(host, "AAAA"): yes() for host in ("mx.example.jp", "mail.example.jp")},
    MX: READY,
    OUT: READY,
}


def evidence(answers: dict[Probe, Fact]) -> Evidence:
    return Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(answers.items(), 1))


def relay(endpoint: Endpoint) -> Envelope:
    return Envelope(endpoint, None, RELAY_SENDER, (CHECK_RECIPIENT,))


def rcpt(reply: str, reading: Envelop = Envelop.UNDETERMINED) -> EnvelopeFact:
    outcome = Outcome.REJECTED if reading is Envelop.NEEDS_LOGIN else Outcome.ACCEPTED
    return EnvelopeFact(outcome, Envelop.ACCEPTED, "250 ok", (RecipientAnswer(CHECK_RECIPIENT, reading, reply),))


TAKEN = rcpt("250 2.1.5 Ok", Envelop.ACCEPTED)
DENIED = rcpt("554 5.7.1 Relay access denied", Envelop.NEEDS_LOGIN)
MUST_LOG_IN = EnvelopeFact(Outcome.REJECTED, Envelop.NEEDS_LOGIN, "530 5.7.0 Authentication required")


def said(answers: dict[Probe, Fact], settings: Settings = SETTINGS, options: Options = WISHED) -> list[Finding]:
    found, _ = run_check(CHECK, {**WORLD, **answers}, settings=settings, options=options)
    findings = [f for f in found if isinstance(f, Finding)]
    assert_well_said(findings)
    return findings


def asked(answers: dict[Probe, Fact], options: Options = WISHED, settings: Settings = SETTINGS) -> list[Probe]:
    case = case_of(USER, settings, options=options)
    wanted = dict.fromkeys(CHECK.probes(case, evidence({**WORLD, **answers})))
    return [probe for probe in wanted if isinstance(probe, Envelope)]


def test_the_servers_that_are_ready_are_asked_once_each() -> None:
    assert asked({}) == [relay(OUT), relay(MX)]


def test_nothing_is_asked_or_said_without_the_wish() -> None:
    assert asked({}, Options()) == []
    assert said({}, options=Options()) == []


def test_a_replay_says_the_same_without_the_option() -> None:
    answers: dict[Probe, Fact] = {relay(MX): TAKEN, relay(OUT): MUST_LOG_IN}
    live, replayed = said(answers), said(answers, options=Options())
    assert [(f.id, f.status, f.arguments) for f in live] == [(f.id, f.status, f.arguments) for f in replayed]


@pytest.mark.parametrize(
    "fact",
    [
        EndpointFact(Outcome.SILENT),
        EndpointFact(Outcome.UNTRUSTED, Link.GREETING, speaks="smtp"),
        EndpointFact(Outcome.REJECTED, Link.CONNECT, speaks="smtp", reply="554 no"),
        replace(READY, final=False),
    ],
)
def test_a_server_that_is_not_ready_is_not_asked(fact: EndpointFact) -> None:
    assert asked({MX: fact}) == [relay(OUT)]
    assert asked({OUT: fact}) == [relay(MX)]


def test_one_server_for_both_ways_is_asked_at_each_port_once() -> None:
    both = replace(SETTINGS, outgoing=replace(SETTINGS.outgoing, host="mx.example.jp", port=25))
    start = Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.STARTTLS)
    assert asked({start: READY}, settings=both) == [relay(start)]


def test_an_open_relay() -> None:
    (found,) = said({relay(MX): TAKEN})
    assert (found.id, found.status, found.field, found.who) == (
        "server-open-relay", Status.FAIL, Field.SERVER_RELAY, Owner.PROVIDER,
    )  # fmt: skip
    assert "何も送っていません" in speak(found, "ja")
    assert "nothing was sent" in speak(found, "en")


@pytest.mark.parametrize("fact", [DENIED, MUST_LOG_IN, rcpt("550 5.1.1 no such user"), rcpt("501 5.1.3 bad address")])
def test_a_refusal_is_health(fact: EnvelopeFact) -> None:
    found = said({relay(MX): fact, relay(OUT): MUST_LOG_IN})
    assert {(f.id, f.status, f.field) for f in found} == {("relay-refused", Status.PASS, None)}
    assert [f.arguments["port"] for f in found] == [25, 587]


@pytest.mark.parametrize(
    "fact",
    [
        rcpt("450 4.2.0 Greylisted"),
        rcpt("451 4.7.1 try again"),
        rcpt("530 5.7.0 Must issue STARTTLS", Envelop.NEEDS_TLS),
        EnvelopeFact(Outcome.REJECTED, Envelop.SENDER_REFUSED, "553 5.1.8 sender domain has no MX"),
        EnvelopeFact(Outcome.DEFERRED, Envelop.UNDETERMINED, "451 later"),
        EnvelopeFact(Outcome.CLOSED, trouble="gone"),
        EnvelopeFact(Outcome.CUT_OFF),
    ],
)
def test_what_decides_nothing_is_untested(fact: EnvelopeFact) -> None:
    (found,) = said({relay(MX): fact})
    assert (found.id, found.status, found.field) == ("relay-untested", Status.SKIP, None)


def test_an_answer_that_is_not_at_its_end_is_none() -> None:
    assert said({relay(MX): replace(TAKEN, final=False)}) == []


def test_a_server_that_has_a_reason_to_know_us_proves_nothing() -> None:
    in_house = said({MX: replace(READY, address="10.0.0.5"), relay(MX): TAKEN})
    without_login = replace(SETTINGS, outgoing=replace(SETTINGS.outgoing, auth=Auth.NONE))
    as_set = said({relay(OUT): TAKEN}, without_login)
    assert [(f.id, f.status) for f in (*in_house, *as_set)] == [("relay-permitted-here", Status.PASS)] * 2


def test_the_accounts_own_login_goes_first() -> None:
    given = replace(WISHED, login="given")
    login = Login(OUT, USER, Auth.PASSWORD, "password")
    accepted = LoginFact(Outcome.ACCEPTED, mechanism="PLAIN", sent=True)
    assert asked({}, given) == [relay(MX)]
    assert asked({login: accepted}, given) == [relay(MX)]


@pytest.mark.parametrize("refused", [False, True])
def test_then_the_test_has_its_turn(refused: bool) -> None:
    login = Login(OUT, USER, Auth.PASSWORD, "password")
    answers: dict[Probe, Fact] = {login: LoginFact(Outcome.ACCEPTED, sent=True)}
    answers[Envelope(OUT, login, USER, (USER, CHECK_RECIPIENT))] = TAKEN
    if refused:
        answers = {login: LoginFact(Outcome.REJECTED, Refusal.CREDENTIALS, sent=True)}
    case = case_of(USER, SETTINGS, options=replace(WISHED, login="given"))
    assert relay(OUT) in list(CHECK.probes(case, evidence({**WORLD, **answers})))


@pytest.mark.parametrize("auth", [Auth.PASSWORD, Auth.NONE, Auth.POP_BEFORE_SMTP])
@pytest.mark.parametrize("answer", [TAKEN, DENIED, MUST_LOG_IN])
def test_the_account_is_judged_alike_with_and_without_it(auth: Auth, answer: EnvelopeFact) -> None:
    """A server that tells a stranger to log in has not told the account so."""
    settings = replace(SETTINGS, outgoing=replace(SETTINGS.outgoing, auth=auth))
    case: Case = case_of(USER, settings)
    own: dict[Probe, Fact] = (
        {} if auth is Auth.PASSWORD else {Envelope(OUT, None, USER, (USER, CHECK_RECIPIENT)): TAKEN}
    )
    plain = evidence({**WORLD, **own})
    tested = evidence({**WORLD, **own, relay(MX): answer, relay(OUT): answer})
    assert not login_demanded(tested)
    before, after = search(case, plain), search(case, tested)
    assert before.found == after.found
    assert before.sides == after.sides
    sender = bundled("outgoing.sender")
    assert list(sender.judge(case, plain, before)) == list(sender.judge(case, tested, after))


def test_the_accounts_own_refusal_still_counts() -> None:
    """The guard above is not blind: the same words to the account's own sender do demand a login."""
    assert login_demanded(evidence({Envelope(OUT, None, USER, (USER, CHECK_RECIPIENT)): MUST_LOG_IN}))


def test_a_bare_domain_has_no_outgoing_server() -> None:
    found, unanswered = run_check(CHECK, {**WORLD, relay(MX): DENIED}, address="example.jp", options=WISHED)
    assert [f.id for f in found] == ["relay-refused"]
    assert unanswered == []
