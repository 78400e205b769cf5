"""Block lists: believed only where they answer this resolver properly, asked only when wished for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import (
    HOST,
    Auth,
    Endpoint,
    EndpointFact,
    Field,
    Finding,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Owner,
    Probe,
    Protocol,
    Security,
    ServerSettings,
    Status,
)
from maildoctor.model.case import Options
from maildoctor.model.fact import Fact
from maildoctor.model.settings import Settings
from maildoctor.testing import run_check, speak
from tests.checks.dns_answers import ABSENT, NXDOMAIN, REFUSED, SERVFAIL, SILENT, bundled, yes
from tests.checks.records import assert_well_said

CHECK = bundled("outgoing.blocklists")
WISHED = Options(blocklists=True)
ZEN, COP, CUDA, DBL = "zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org", "dbl.spamhaus.org"
IP_LISTS = (ZEN, COP, CUDA)
MAIL, MX, OWN = "198.51.100.7", "192.0.2.1", "203.0.113.45"
SETTINGS = Settings(
    "user@example.jp",
    ServerSettings(),
    ServerSettings(Protocol.SMTP, "mail.hoster.example", 587, Security.STARTTLS, "user@example.jp", Auth.PASSWORD),
)
OUT = Endpoint("mail.hoster.example", 587, Protocol.SMTP, Security.STARTTLS)
ECHO = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, address=MAIL, speaks="smtp", encrypted=True, source=OWN)
Answers = dict[Probe, Fact]


def entry(address: str, zone: str, kind: str = "A") -> Lookup:
    return Lookup(".".join(reversed(address.split("."))) + f".{zone}", kind)


def healthy() -> Answers:
    """Nobody is listed, and every list passes its test."""
    answers: Answers = {
        Lookup("example.jp", "MX"): yes("10 mx.example.jp"),
        Lookup("mx.example.jp", HOST): yes(MX),
        Lookup("mx.example.jp", "A"): yes(MX),
        Lookup("mx.example.jp", "AAAA"): yes("2001:db8::1"),
        Lookup("mail.hoster.example", "A"): yes(MAIL),
        OUT: ECHO,
    }
    for zone in IP_LISTS:
        answers[entry("127.0.0.2", zone)] = yes("127.0.0.2")
        answers |= {entry(address, zone): NXDOMAIN for address in ("127.0.0.1", MAIL, MX, OWN)}
    answers[Lookup(f"dbltest.com.{DBL}", "A")] = yes("127.0.1.2")
    return answers | {Lookup(f"{name}.{DBL}", "A"): NXDOMAIN for name in ("example.com", "example.jp")}


def listed(address: str, zone: str, value: str, why: str = "see the page of the list") -> Answers:
    return {entry(address, zone): yes(value), entry(address, zone, "TXT"): yes(why)}


def said(answers: Answers, options: Options = WISHED, address: str = "user@example.jp") -> list[Finding]:
    found, _ = run_check(CHECK, {**healthy(), **answers}, address=address, settings=SETTINGS, options=options)
    findings = [f for f in found if isinstance(f, Finding)]
    assert_well_said(findings)
    return findings


def told(answers: Answers) -> dict[str, Status]:
    return {finding.id: finding.status for finding in said(answers)}


def asked(answers: Answers, options: Options = WISHED) -> list[str]:
    """What is asked in vain of the lists, where the account's server has told our address."""
    known = {p: f for p, f in {**healthy(), **answers}.items() if not (isinstance(p, Lookup) and _of_a_list(p))}
    found, unanswered = run_check(CHECK, known, settings=SETTINGS, options=options)
    assert found == []
    return [f"{p.name} {p.type}" for p in unanswered if isinstance(p, Lookup) and _of_a_list(p)]


def _of_a_list(probe: Lookup) -> bool:
    return probe.name.endswith((*IP_LISTS, DBL))


def test_nobody_is_listed() -> None:
    (found,) = said({})
    assert (found.id, found.status) == ("blocklist-clean", Status.PASS)
    assert found.arguments["subjects"] == (MAIL, MX, OWN, "example.jp")
    assert found.arguments["lists"] == (*IP_LISTS, DBL)


def test_every_list_is_asked_about_its_test_entries_and_the_servers() -> None:
    names = asked({})
    for zone in IP_LISTS:
        for address in ("127.0.0.2", "127.0.0.1", MAIL, MX):
            assert f"{entry(address, zone).name} A" in names
    assert {f"dbltest.com.{DBL} A", f"example.com.{DBL} A", f"example.jp.{DBL} A"} <= set(names)
    assert not any(name.endswith(" TXT") for name in names)


def test_only_when_wished_for_and_never_without_third_parties() -> None:
    for options in (Options(), replace(WISHED, third_party=False)):
        found, unanswered = run_check(CHECK, {}, settings=SETTINGS, options=options)
        assert (found, unanswered) == ([], [])


def test_why_is_asked_only_where_something_is_listed() -> None:
    answers = {**healthy(), entry(MAIL, ZEN): yes("127.0.0.2")}
    _, unanswered = run_check(CHECK, answers, settings=SETTINGS, options=WISHED)
    assert unanswered == [entry(MAIL, ZEN, "TXT")]


def test_four_servers_at_most_and_no_private_or_ipv6_ones() -> None:
    many = tuple(f"192.0.2.{n}" for n in range(10, 20))
    answers: Answers = {Lookup("mail.hoster.example", "A"): yes("10.1.2.3", "127.0.0.1", *many)}
    names = [name for name in asked(answers) if name.endswith(f"{ZEN} A") and "0.0.127." not in name]
    assert names == [f"{entry(address, ZEN).name} A" for address in many[:4]]


def test_a_listed_server_is_the_providers() -> None:
    found = said({**listed(MAIL, ZEN, "127.0.0.2"), **listed(MAIL, COP, "127.0.0.2")})
    (server,) = (f for f in found if f.status is Status.WARN)
    assert (server.id, server.field, server.who) == ("server-ip-blacklisted", Field.NETWORK_ADDRESS, Owner.PROVIDER)
    assert (server.arguments["host"], server.arguments["address"]) == ("mail.hoster.example", MAIL)
    assert server.arguments["lists"] == (ZEN, COP)
    assert "see the page of the list" in speak(server, "ja", "why")
    (clean,) = (f for f in found if f.id == "blocklist-clean")
    assert MAIL not in clean.arguments["subjects"]  # type: ignore[operator]


def test_a_listed_line_is_the_lines() -> None:
    (own, _) = said(listed(OWN, ZEN, "127.0.0.4"))
    assert (own.id, own.status, own.who) == ("ip-blacklisted", Status.WARN, Owner.NETWORK)
    assert own.arguments["address"] == OWN


@pytest.mark.parametrize("value", ["127.0.0.10", "127.0.0.11"])
def test_a_line_on_the_policy_list_is_normal(value: str) -> None:
    assert told(listed(OWN, ZEN, value)) == {"ip-on-policy-list": Status.PASS, "blocklist-clean": Status.PASS}
    assert told(listed(MX, ZEN, value)) == {"ip-on-policy-list": Status.PASS, "blocklist-clean": Status.PASS}


def test_a_server_that_sends_from_there_is_not() -> None:
    assert told(listed(MAIL, ZEN, "127.0.0.10"))["server-ip-blacklisted"] is Status.WARN


def test_the_policy_numbers_mean_it_on_that_list_alone() -> None:
    assert told(listed(OWN, COP, "127.0.0.10"))["ip-blacklisted"] is Status.WARN
    both: Answers = {entry(OWN, ZEN): yes("127.0.0.4", "127.0.0.11"), entry(OWN, ZEN, "TXT"): yes("x")}
    assert told(both)["ip-blacklisted"] is Status.WARN


def test_a_listed_domain_is_its_holders() -> None:
    name = f"example.jp.{DBL}"
    (found, _) = said({Lookup(name, "A"): yes("127.0.1.2"), Lookup(name, "TXT"): yes("see there")})
    assert (found.id, found.status, found.who) == ("domain-blacklisted", Status.WARN, Owner.ACCOUNT)


@pytest.mark.parametrize(
    "answer",
    [
        NXDOMAIN,
        ABSENT,
        SILENT,
        REFUSED,
        SERVFAIL,
        yes("127.255.255.254"),
        yes("127.255.255.252"),
        yes("127.255.255.255"),
        yes("198.51.100.99"),
        yes("127.0.0.2", "198.51.100.99"),
    ],
)
@pytest.mark.parametrize("zone", IP_LISTS)
def test_a_list_that_fails_its_test_says_nothing(answer: LookupFact, zone: str) -> None:
    found = said({entry("127.0.0.2", zone): answer, **listed(MAIL, zone, "127.0.0.2")})
    assert [(f.id, f.status) for f in found] == [("blocklist-clean", Status.PASS), ("blocklist-refused", Status.SKIP)]
    assert found[1].arguments["lists"] == (zone,)
    assert zone not in found[0].arguments["lists"]  # type: ignore[operator]
    assert "--resolver" in speak(found[1], "ja", "fix")


@pytest.mark.parametrize("zone", IP_LISTS)
def test_a_list_that_lists_everything_says_nothing(zone: str) -> None:
    everything: Answers = {entry(address, zone): yes("127.0.0.2") for address in ("127.0.0.1", MAIL, MX, OWN)}
    assert told(everything) == {"blocklist-clean": Status.PASS, "blocklist-refused": Status.SKIP}


def test_a_resolver_that_no_list_answers() -> None:
    refused: Answers = {p: yes("127.255.255.254") for p in healthy() if isinstance(p, Lookup) and _of_a_list(p)}
    (found,) = said(refused)
    assert (found.id, found.arguments["lists"]) == ("blocklist-refused", (*IP_LISTS, DBL))


@pytest.mark.parametrize("answer", [SILENT, SERVFAIL, yes("127.255.255.254"), yes("198.51.100.1"), None])
def test_an_address_without_an_answer_is_neither(answer: LookupFact | None) -> None:
    answers = healthy()
    del answers[entry(MAIL, ZEN)]
    extra: Answers = {} if answer is None else {entry(MAIL, ZEN): answer}
    found, _ = run_check(CHECK, {**answers, **extra}, settings=SETTINGS, options=WISHED)
    (clean,) = (f for f in found if isinstance(f, Finding))
    assert clean.id == "blocklist-clean"
    assert clean.arguments["subjects"] == (MX, OWN, "example.jp")


def test_a_replay_says_the_same_without_the_option() -> None:
    answers = {**listed(MAIL, ZEN, "127.0.0.2"), entry("127.0.0.2", CUDA): NXDOMAIN}
    live, replayed = said(answers), said(answers, Options())
    assert [(f.id, f.status, f.arguments) for f in live] == [(f.id, f.status, f.arguments) for f in replayed]


def test_a_bare_domain_has_its_exchangers_and_its_name() -> None:
    found, _ = run_check(CHECK, {**healthy(), **listed(MX, ZEN, "127.0.0.3")}, address="example.jp", options=WISHED)
    assert [f.id for f in found] == ["server-ip-blacklisted", "blocklist-clean"]
