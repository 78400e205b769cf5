"""What an exchanger says to the account's own address, and which of it is a fault."""

from __future__ import annotations

import pytest

from maildoctor.api import (
    HOST,
    NOTICE_SENDER,
    Endpoint,
    EndpointFact,
    Envelop,
    Envelope,
    EnvelopeFact,
    Finding,
    Link,
    Lookup,
    Outcome,
    Protocol,
    Security,
)
from maildoctor.model.fact import Fact, RecipientAnswer
from maildoctor.model.probe import Probe
from maildoctor.model.settings import ServerSettings, Settings
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes

CHECK = dns.bundled("mx.recipient")
USER = "user@example.jp"
READY = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="smtp")
SILENT = EndpointFact(Outcome.SILENT)
FIRST, SECOND = (Endpoint(f"{n}.example.jp", 25, Protocol.SMTP, Security.AUTO) for n in ("mx1", "mx2"))


def asked(endpoint: Endpoint) -> Envelope:
    return Envelope(endpoint, None, NOTICE_SENDER, (USER,))


def answers(reply: str, reading: Envelop = Envelop.UNDETERMINED, *hosts: str) -> dict[Probe, Fact]:
    said = EnvelopeFact(Outcome.ACCEPTED, Envelop.ACCEPTED, "250 ok", (RecipientAnswer(USER, reading, reply),))
    named = hosts or ("10 mx1.example.jp", "20 mx2.example.jp")
    return {Lookup("example.jp", "MX"): dns.yes(*named), FIRST: READY, SECOND: READY, asked(FIRST): said}


def said(given: dict[Probe, Fact]) -> dict[str, str]:
    return codes(run_check(CHECK, given)[0])


@pytest.mark.parametrize(
    ("reply", "code", "status"),
    [
        ("550 5.1.1 <user@example.jp>: Recipient address rejected: User unknown", "mx-recipient-unknown", "warn"),
        ("550-5.1.1 The email account that you tried to reach does not exist", "mx-recipient-unknown", "warn"),
        ("554 5.7.1 <user@example.jp>: Relay access denied", "mx-not-at-home", "warn"),
        ("554 5.4.6 mail for example.jp loops back to myself", "mx-not-at-home", "warn"),
        ("450 4.2.0 <user@example.jp>: Recipient address rejected: Greylisted", "mx-greylists", "pass"),
        ("451 4.7.1 Greylisting in action, please come back later", "mx-greylists", "pass"),
        ("550 5.7.1 Service unavailable; client host blocked using a list", "mx-recipient-undetermined", "pass"),
        ("550 rejected", "mx-recipient-undetermined", "pass"),
        ("450 4.1.1 unverified address", "mx-recipient-undetermined", "pass"),
        ("452 4.2.2 Mailbox full", "mx-recipient-undetermined", "pass"),
        ("550 5.1.10 null MX", "mx-recipient-undetermined", "pass"),
    ],
)
def test_what_the_words_mean(reply: str, code: str, status: str) -> None:
    found = run_check(CHECK, answers(reply))[0]
    assert codes(found) == {code: status}
    for lang in ("ja", "en"):
        speak(found[0], lang, "why").encode("cp932")


def test_an_address_that_is_taken() -> None:
    assert said(answers("250 2.1.5 Ok", Envelop.ACCEPTED)) == {"mx-recipient-accepted": "pass"}


def test_the_only_exchanger_that_knows_nothing_of_the_domain_is_a_failure() -> None:
    given = answers("554 5.7.1 Relay access denied", Envelop.NEEDS_LOGIN, "10 mx1.example.jp")
    assert said(given) == {"mx-not-at-home": "fail"}


def test_the_address_is_named_to_one_exchanger_only() -> None:
    known: dict[Probe, Fact] = {Lookup("example.jp", "MX"): dns.yes("10 mx1.example.jp", "20 mx2.example.jp")}
    for host, address in (("mx1.example.jp", dns.ONE), ("mx2.example.jp", dns.TWO)):
        known[Lookup(host, "A")] = known[Lookup(host, HOST)] = dns.yes(address)
        known[Lookup(host, "AAAA")] = dns.ABSENT
    for first, unanswered in (
        (READY, [asked(FIRST)]),
        (SILENT, [asked(SECOND)]),
        (EndpointFact(Outcome.SILENT, final=False), []),
    ):
        open_questions = run_check(CHECK, {**known, FIRST: first, SECOND: READY})[1]
        assert [probe for probe in open_questions if isinstance(probe, Envelope)] == unanswered


def test_a_bare_domain_has_no_address_to_name() -> None:
    given = answers("550 5.1.1 User unknown")
    found, unanswered = run_check(CHECK, given, address="example.jp")
    assert found == []
    assert not [probe for probe in unanswered if isinstance(probe, Envelope)]


def test_an_account_that_sends_by_port_25_of_the_exchanger_is_left_to_it() -> None:
    outgoing = ServerSettings(protocol=Protocol.SMTP, host="mx1.example.jp", port=25, security=Security.NONE)
    given = answers("550 5.1.1 User unknown")
    found, unanswered = run_check(CHECK, given, settings=Settings(outgoing=outgoing))
    assert found == []
    assert not [probe for probe in unanswered if isinstance(probe, Envelope)]


def test_without_an_answer_nothing_is_said() -> None:
    given = answers("550 5.1.1 User unknown")
    for fact in (EnvelopeFact(Outcome.CLOSED), EnvelopeFact(Outcome.DEFERRED, Envelop.UNDETERMINED, "451 later")):
        found = run_check(CHECK, {**given, asked(FIRST): fact})[0]
        assert [item for item in found if isinstance(item, Finding)] == []
