"""IPv6 of the line, told apart from the IPv6 of one server, and never told beside the check of that server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import (
    Dial,
    Endpoint,
    EndpointFact,
    Link,
    Lookup,
    Outcome,
    Probe,
    Protocol,
    Security,
    ServerSettings,
)
from maildoctor.model.fact import Fact
from maildoctor.model.settings import Settings
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes, yes

Answers = dict[Probe, Fact]
CHECK = dns.bundled("network.ipv6")

ONE = Endpoint("autoconfig.example.jp", 993, Protocol.IMAP, Security.TLS)
OTHER = Endpoint("mail.hoster.example", 587, Protocol.SMTP, Security.STARTTLS)
MX = Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.AUTO)
MINE = Endpoint("imap.example.jp", 993, Protocol.IMAP, Security.TLS)
SETTINGS = Settings(incoming=ServerSettings(Protocol.IMAP, "imap.example.jp", 993, Security.TLS))


def reached(four: Outcome, six: Outcome | None) -> EndpointFact:
    dials = [Dial("192.0.2.1", four)]
    if six is not None:
        dials.append(Dial("2001:db8::1", six))
    up = Outcome.ANSWERED in (four, six)
    fact = EndpointFact(Outcome.ANSWERED if up else Outcome.SILENT, dials=tuple(dials))
    return replace(fact, reached=Link.CAPABILITIES, speaks="imap", encrypted=True) if up else fact


UP, DOWN, NO_ROUTE = Outcome.ANSWERED, Outcome.SILENT, Outcome.UNREACHABLE


def said(answers: Answers, settings: Settings | None = None) -> dict[str, str]:
    return codes(run_check(CHECK, answers, settings=settings)[0])


def test_ipv6_that_works_anywhere_works() -> None:
    assert said({ONE: reached(UP, UP), OTHER: reached(UP, DOWN)}) == {"ipv6-works": "pass"}


def test_unrelated_hosts_dead_by_ipv6_alone_are_the_line() -> None:
    answers: Answers = {ONE: reached(UP, DOWN), OTHER: reached(UP, DOWN)}
    (found,) = run_check(CHECK, answers)[0]
    assert codes([found]) == {"ipv6-path-dead": "warn"}
    assert "可能性" in speak(found, "ja", "why")


@pytest.mark.parametrize(
    "other",
    [
        {},
        {OTHER: reached(UP, None)},
        {OTHER: reached(DOWN, DOWN)},
        {OTHER: reached(UP, Outcome.REFUSED)},
        {OTHER: replace(reached(UP, DOWN), final=False)},
        {replace(OTHER, host="smtp.example.jp"): reached(UP, DOWN)},
        {MX: reached(UP, DOWN)},
        {replace(MX, host="mx.hoster.example"): reached(UP, DOWN)},
    ],
)
def test_one_owners_servers_or_port_25_prove_nothing(other: Answers) -> None:
    assert said({ONE: reached(UP, DOWN), **other}) == {}


def test_no_ipv6_here_is_information() -> None:
    assert said({ONE: reached(UP, NO_ROUTE), OTHER: reached(UP, NO_ROUTE)}) == {"ipv6-no-route": "pass"}
    assert said({ONE: reached(DOWN, NO_ROUTE)}) == {}, "nothing at all was reached"
    assert said({ONE: reached(UP, None)}) == {}
    assert said({ONE: reached(UP, NO_ROUTE), OTHER: reached(UP, DOWN)}) == {}


@pytest.mark.parametrize("six", [DOWN, NO_ROUTE])
def test_what_the_check_of_a_server_tells_is_not_told_again(six: Outcome) -> None:
    view: Answers = {
        Lookup("imap.example.jp", "HOST"): yes("192.0.2.1", "2001:db8::1"),
        Lookup("imap.example.jp", "A"): yes("192.0.2.1"),
        Lookup("imap.example.jp", "AAAA"): yes("2001:db8::1"),
        MINE: reached(UP, six),
    }
    told = said({**view, OTHER: reached(UP, six)}, SETTINGS)
    server = dns.bundled("incoming.server")
    beside = codes(run_check(server, {**view, OTHER: reached(UP, six)}, settings=SETTINGS)[0])
    if six is DOWN:  # unrelated hosts are dead by IPv6, too: then it is the line, and this check tells it
        assert (told, "ipv6-dead" in beside) == ({"ipv6-path-dead": "warn"}, False)
    else:
        assert (told, "ipv6-not-here" in beside) == ({}, True)


def test_every_text_can_be_encoded_for_a_japanese_windows() -> None:
    for code in CHECK.codes:
        for part in ("says", "why", "fix"):
            getattr(code.ja, part).encode("cp932")
            getattr(code.en, part).encode("ascii")
