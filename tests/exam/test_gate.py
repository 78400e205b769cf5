"""The gate: which host may be given a password."""

from __future__ import annotations

import datetime as dt

import pytest

from maildoctor.exam.gate import Gate, registrable_domain, same_registrable_domain
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.probe import Endpoint, Login
from maildoctor.model.settings import Auth, Protocol, Security, ServerSettings, Settings

PUBLIC, PRIVATE = "192.0.2.7", "10.0.0.7"


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
    assert Gate(case(incoming=OTHER)).admits(login("mail.other.test"), address)
    assert Gate(case(outgoing=OTHER)).admits(login("mail.other.test"), address)
    assert Gate(case(login_hosts=("mail.other.test",))).admits(login("mail.other.test"), address)
    assert not Gate(case(incoming=OTHER)).admits(login("mail2.other.test"), address)


@pytest.mark.parametrize("host", ["example.co.jp", "mail.example.co.jp", "a.b.example.co.jp"])
def test_b_the_domain_itself(host: str) -> None:
    assert Gate(case()).admits(login(host), PUBLIC)
    assert Gate(case()).admits(login(host), "2001:db8::7")
    assert Gate(case()).admits(login(host), None)


@pytest.mark.parametrize("host", ["co.jp", "evil.co.jp", "notexample.co.jp", "example.co.jp.evil.test"])
def test_other_hosts_need_a_yes(host: str) -> None:
    asked: list[str] = []

    def yes(name: str) -> bool:
        asked.append(name)
        return True

    assert not Gate(case()).admits(login(host), PUBLIC)
    assert not Gate(case(), lambda name: False).admits(login(host), PUBLIC)
    assert Gate(case(), yes).admits(login(host), PUBLIC)
    assert asked == [host]


@pytest.mark.parametrize("address", [PRIVATE, "192.168.1.1", "172.16.0.1", "127.0.0.1", "fd00::1", "169.254.1.1"])
def test_private_addresses(address: str) -> None:
    host = "mail.example.co.jp"
    assert not Gate(case(), lambda name: True).admits(login(host), address)
    assert Gate(case(login_hosts=(host,))).admits(login(host), address)
    mapped = case(connect_to=(f"{host}:993:{PRIVATE}:993",))
    assert Gate(mapped).admits(login(host), address)


@pytest.mark.parametrize("address", ["198.51.100.1", "203.0.113.1", "8.8.8.8", "2001:db8::1"])
def test_public_and_documentation_addresses(address: str) -> None:
    assert Gate(case()).admits(login("mail.example.co.jp"), address)


def test_port_25_only_where_configured() -> None:
    host = "mail.example.co.jp"
    assert not Gate(case(), lambda name: True).admits(login(host, 25), PUBLIC)
    assert not Gate(case(login_hosts=(host,))).admits(login(host, 25), PUBLIC)
    assert not Gate(case(outgoing=ServerSettings(host=host, port=587))).admits(login(host, 25), PUBLIC)
    assert not Gate(case(outgoing=ServerSettings(host="other.example.co.jp", port=25))).admits(login(host, 25), PUBLIC)
    assert Gate(case(outgoing=ServerSettings(host=host, port=25))).admits(login(host, 25), PUBLIC)


def test_registrable_domains() -> None:
    assert registrable_domain("mail.example.co.jp") == "example.co.jp"
    assert registrable_domain("co.jp") is None
    assert same_registrable_domain("mail.example.co.jp", "sub.example.co.jp")
    assert not same_registrable_domain("a.co.jp", "b.co.jp")
