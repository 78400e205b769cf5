"""Failures of the incoming settings (section B of the catalogue): the cause is named, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import MailboxFact, Outcome, Protocol, Security
from tests.failures.account import CLOSED, INCOMING, IP, MAIL, PORTS, Port, World, examine

WORLD = World()
POP, IMAP = Protocol.POP3, Protocol.IMAP
SMTP_ONLY = {port: PORTS[port] for port in (25, 465, 587)}


def incoming(**changed: object) -> World:
    return replace(WORLD, incoming=replace(INCOMING, **changed))  # type: ignore[arg-type]


def of(world: World, **ports: Port) -> tuple[tuple[tuple[str, str], ...], dict[str, object]]:
    """(failing diagnoses, edits)"""
    told = examine(world.with_ports(**ports) if ports else world)
    return told.fails, told.edits()


def test_a_healthy_account_has_no_diagnosis_at_all() -> None:
    for login in ("given", "none"):
        told = examine(replace(WORLD, login=login))
        assert (told.fails, told.warns, told.questions) == ((), (), ())


@pytest.mark.parametrize("typed", ["ｍａｉｌ．example.jp", " mail.example.jp", "https://mail.example.jp/"])
def test_in_host_fullwidth_space(typed: str) -> None:
    assert of(incoming(host=typed)) == ((("incoming-host-spelling", "incoming.host"),), {"incoming.host": MAIL})


def test_in_host_is_smtp_server() -> None:
    world = replace(
        incoming(host="smtp.example.jp").with_records(("smtp.example.jp", "A", ("192.0.2.20",))),
        hosts={IP: PORTS, "192.0.2.20": SMTP_ONLY},
    )
    assert of(world) == ((("incoming-host-wrong", "incoming.host"),), {"incoming.host": MAIL})


def test_in_host_outlook_guess() -> None:
    """Outlook's own guess imap.DOMAIN: there is no such name, the provider's stands in the MX."""
    assert of(incoming(host="imap.example.jp")) == (
        (("incoming-host-unknown", "incoming.host"),),
        {"incoming.host": MAIL},
    )


def test_account_type_imap_server_in_pop() -> None:
    fails, edits = of(incoming(protocol=POP, port=995), p995=CLOSED, p110=CLOSED)
    assert fails == (("incoming-protocol-mismatch", "incoming.protocol"),)
    assert edits == {"incoming.protocol": "imap", "incoming.port": 993}


def test_account_type_pop_server_in_imap() -> None:
    fails, edits = of(incoming(port=995), p993=CLOSED, p143=CLOSED)
    assert fails == (("incoming-protocol-mismatch", "incoming.protocol"),)
    assert edits == {"incoming.protocol": "pop3"}


def test_in_protocol_not_offered() -> None:
    fails, edits = of(incoming(), p993=CLOSED, p143=CLOSED)
    assert fails == (("incoming-protocol-mismatch", "incoming.protocol"),)
    assert edits == {"incoming.protocol": "pop3", "incoming.port": 995}


@pytest.mark.parametrize(("protocol", "port", "security", "right"), [
    (POP, 143, "starttls", 110), (POP, 993, "tls", 995), (IMAP, 110, "starttls", 143), (IMAP, 995, "tls", 993),
])  # fmt: skip
def test_port_of_the_other_protocol(protocol: Protocol, port: int, security: str, right: int) -> None:
    world = incoming(protocol=protocol, port=port, security=Security(security))
    assert of(world) == ((("incoming-port-speaks-other", "incoming.port"),), {"incoming.port": right})


def test_in_port_smtp() -> None:
    fails, edits = of(incoming(port=587, security=Security.STARTTLS))
    assert fails == (("incoming-port-speaks-other", "incoming.port"),)
    assert edits == {"incoming.port": 143}


@pytest.mark.parametrize(("port", "tls", "security"), [(80, "none", "none"), (443, "implicit", "tls")])
def test_in_port_http(port: int, tls: str, security: str) -> None:
    fails, edits = of(incoming(port=port, security=Security(security)), **{f"p{port}": Port("http", tls)})
    assert fails == (("incoming-port-not-mail", "incoming.port"),)
    assert edits["incoming.port"] == 993


@pytest.mark.parametrize(("protocol", "port", "typed", "right"), [
    (POP, 995, "none", "tls"), (IMAP, 993, "none", "tls"),
    (IMAP, 993, "starttls", "tls"), (POP, 995, "starttls", "tls"),
    (POP, 110, "tls", "starttls"), (IMAP, 143, "tls", "starttls"),
])  # fmt: skip
def test_port_and_encryption_that_do_not_go_together(protocol: Protocol, port: int, typed: str, right: str) -> None:
    world = incoming(protocol=protocol, port=port, security=Security(typed))
    assert of(world) == ((("incoming-security-mismatch", "incoming.security"),), {"incoming.security": right})


def test_in_starttls_unsupported() -> None:
    fails, edits = of(incoming(port=143, security=Security.STARTTLS), p143=Port("imap", "none"))
    assert fails == (("incoming-security-and-port-mismatch", "incoming.security"),)
    assert edits == {"incoming.port": 993, "incoming.security": "tls"}


@pytest.mark.parametrize(("protocol", "port"), [(IMAP, 143), (POP, 110)])
def test_in_plaintext_disallowed(protocol: Protocol, port: int) -> None:
    """The server refuses logins in clear: it is the encryption, never the password."""
    fails, edits = of(incoming(protocol=protocol, port=port, security=Security.NONE))
    assert fails == (("incoming-plaintext-refused", "incoming.security"),)
    assert edits == {"incoming.security": "starttls"}


def test_in_plain_port_retired() -> None:
    fails, edits = of(incoming(protocol=POP, port=110, security=Security.NONE), p110=CLOSED)
    assert fails == (("incoming-port-refused", "incoming.port"),)
    assert edits == {"incoming.port": 995, "incoming.security": "tls"}


def test_in_protocol_disabled_by_user() -> None:
    told = examine(replace(WORLD, says={"incoming": "NO [ALERT] Your account is not enabled for IMAP use."}))
    assert told.fails == (("incoming-account-disabled", "mailbox.disabled"),)
    assert told.questions == ()


def test_imap_root_folder() -> None:
    told = examine(replace(WORLD, mailbox=MailboxFact(Outcome.ANSWERED, messages=3, prefix="INBOX.")))
    assert "imap-folder-prefix" in told.codes
    assert told.fails == ()


def test_in_host_wrong_server_number() -> None:
    """The login is refused at a server called like the exchanger but for its number: a question."""
    world = replace(
        incoming(host="sv132.hoster.example").with_records(
            ("example.jp", "MX", ("10 sv123.hoster.example",)),
            ("sv123.hoster.example", "A", (IP,)),
            ("sv132.hoster.example", "A", ("192.0.2.32",)),
        ),
        hosts={IP: PORTS, "192.0.2.32": PORTS},
        says={"incoming": "NO [AUTHENTICATIONFAILED] Authentication failed."},
    )
    told = examine(world)
    assert told.fails == (("incoming-password-refused", "incoming.password"),)
    assert "server-number" in told.questions
    assert "server-number" not in examine(replace(world, says={})).questions
