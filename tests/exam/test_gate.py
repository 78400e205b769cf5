"""The gate: which host may be given a password."""

from __future__ import annotations

import datetime as dt

import pytest

from maildoctor.discovery.domains import registrable_domain, same_registrable_domain
from maildoctor.exam.gate import Gate
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import Fault, FetchFact, LookupFact, Outcome, Served
from maildoctor.model.probe import Document, Endpoint, Fetch, Login, Lookup
from maildoctor.model.settings import Auth, Protocol, Security, ServerSettings, Settings

PUBLIC, PRIVATE = "192.0.2.7", "10.0.0.7"
NOTHING = Evidence()


def case(incoming: ServerSettings | None = None, outgoing: ServerSettings | None = None, **options: object) -> Case:
    return Case(
        "example.co.jp",
        Address("user", "example.co.jp", "example.co.jp"),
        Settings(None, incoming or ServerSettings(), outgoing or ServerSettings()),
        Options(login="given", **options),  # type: ignore[arg-type]
        dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        frozenset({"password"}),
    )


def login(host: str, port: int = 993) -> Login:
    protocol = Protocol.IMAP if port == 993 else Protocol.SMTP
    return Login(Endpoint(host, port, protocol, Security.TLS), "user", Auth.PASSWORD, "password")


OTHER = ServerSettings(host=" Mail.Other.TEST ", port=993)


@pytest.mark.parametrize("address", [PUBLIC, PRIVATE, "127.0.0.1", None])
def test_a_configured_or_named_hosts(address: str | None) -> None:
    assert Gate(case(incoming=OTHER)).admits(login("mail.other.test"), address, NOTHING)
    assert Gate(case(outgoing=OTHER)).admits(login("mail.other.test"), address, NOTHING)
    assert Gate(case(login_hosts=("mail.other.test",))).admits(login("mail.other.test"), address, NOTHING)
    assert not Gate(case(incoming=OTHER)).admits(login("mail2.other.test"), address, NOTHING)


@pytest.mark.parametrize("host", ["example.co.jp", "mail.example.co.jp", "a.b.example.co.jp"])
def test_b_the_domain_itself(host: str) -> None:
    assert Gate(case()).admits(login(host), PUBLIC, NOTHING)
    assert Gate(case()).admits(login(host), "2001:db8::7", NOTHING)
    assert Gate(case()).admits(login(host), None, NOTHING)


@pytest.mark.parametrize("host", ["co.jp", "evil.co.jp", "notexample.co.jp", "example.co.jp.evil.test"])
def test_other_hosts_need_a_yes(host: str) -> None:
    asked: list[str] = []

    def yes(name: str) -> bool:
        asked.append(name)
        return True

    assert not Gate(case()).admits(login(host), PUBLIC, NOTHING)
    assert not Gate(case(), lambda name: False).admits(login(host), PUBLIC, NOTHING)
    assert Gate(case(), yes).admits(login(host), PUBLIC, NOTHING)
    assert asked == [host]


@pytest.mark.parametrize("address", [PRIVATE, "192.168.1.1", "172.16.0.1", "127.0.0.1", "fd00::1", "169.254.1.1"])
def test_private_addresses(address: str) -> None:
    host = "mail.example.co.jp"
    assert not Gate(case(), lambda name: True).admits(login(host), address, NOTHING)
    assert Gate(case(login_hosts=(host,))).admits(login(host), address, NOTHING)
    mapped = case(connect_to=(f"{host}:993:{PRIVATE}:993",))
    assert Gate(mapped).admits(login(host), address, NOTHING)


@pytest.mark.parametrize("address", ["198.51.100.1", "203.0.113.1", "8.8.8.8", "2001:db8::1"])
def test_public_and_documentation_addresses(address: str) -> None:
    assert Gate(case()).admits(login("mail.example.co.jp"), address, NOTHING)


def test_port_25_only_where_configured() -> None:
    host = "mail.example.co.jp"
    assert not Gate(case(), lambda name: True).admits(login(host, 25), PUBLIC, NOTHING)
    assert not Gate(case(login_hosts=(host,))).admits(login(host, 25), PUBLIC, NOTHING)
    assert not Gate(case(outgoing=ServerSettings(host=host, port=587))).admits(login(host, 25), PUBLIC, NOTHING)
    assert not Gate(case(outgoing=ServerSettings(host="other.example.co.jp", port=25))).admits(
        login(host, 25), PUBLIC, NOTHING
    )
    assert Gate(case(outgoing=ServerSettings(host=host, port=25))).admits(login(host, 25), PUBLIC, NOTHING)


def test_registrable_domains() -> None:
    assert registrable_domain("mail.example.co.jp") == "example.co.jp"
    assert registrable_domain("co.jp") is None
    assert same_registrable_domain("mail.example.co.jp", "sub.example.co.jp")
    assert not same_registrable_domain("a.co.jp", "b.co.jp")


AUTOCONFIG = Fetch(
    "https://autoconfig.example.co.jp/mail/config-v1.1.xml?emailaddress=user%40example.co.jp",
    Document.AUTOCONFIG,
    within="example.co.jp",
)
NAMED = (Served(Protocol.IMAP, "mail.other.test", 993, Security.TLS, "%EMAILADDRESS%", (Auth.PASSWORD,)),)


def fetched(fact: FetchFact) -> Evidence:
    return Evidence((Observation("o1", AUTOCONFIG, fact),))


def test_a_host_that_the_domains_own_autoconfig_names_over_verified_https() -> None:
    good = FetchFact(Outcome.ANSWERED, 200, servers=NAMED)
    assert Gate(case()).admits(login("mail.other.test"), PUBLIC, fetched(good))
    assert not Gate(case()).admits(login("mail2.other.test"), PUBLIC, fetched(good))
    assert not Gate(case()).admits(login("mail.other.test"), PRIVATE, fetched(good))


@pytest.mark.parametrize(
    "fact",
    [
        FetchFact(Outcome.UNTRUSTED, 200, servers=NAMED, here=(Fault.EXPIRED,)),
        FetchFact(Outcome.GARBLED, 200, servers=NAMED, trouble="truncated"),
        FetchFact(Outcome.ANSWERED, 200, servers=NAMED, final=False),
        FetchFact(Outcome.BLOCKED, 302, servers=NAMED, trouble="redirect-elsewhere"),
    ],
)
def test_not_where_the_document_is_worth_nothing(fact: FetchFact) -> None:
    assert not Gate(case()).admits(login("mail.other.test"), PUBLIC, fetched(fact))


def test_records_and_exchangers_vouch_for_nobody() -> None:
    evidence = Evidence(
        (
            Observation("o1", Lookup("_imaps._tcp.example.co.jp", "SRV"), answer("0 1 993 mail.other.test")),
            Observation("o2", Lookup("example.co.jp", "MX"), answer("10 mail.other.test")),
        )
    )
    assert not Gate(case()).admits(login("mail.other.test"), PUBLIC, evidence)


def test_a_host_of_a_sourced_provider_entry_by_which_the_domain_was_recognised() -> None:
    """Recognised by its exchanger: the entry's rule is that the mail server is this very host."""
    evidence = Evidence((Observation("o1", Lookup("example.co.jp", "MX"), answer("10 sv999.xserver.jp")),))
    assert Gate(case()).admits(login("sv999.xserver.jp"), PUBLIC, evidence)
    assert not Gate(case()).admits(login("sv998.xserver.jp"), PUBLIC, evidence)
    assert not Gate(case()).admits(login("sv999.xserver.jp"), PUBLIC, NOTHING)


def answer(*values: str) -> LookupFact:
    return LookupFact(Outcome.ANSWERED, "NOERROR", values)
