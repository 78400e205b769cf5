"""Failures of the outgoing settings (section C of the catalogue): the cause is named, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Auth, EnvelopeFact, Outcome, Security
from maildoctor.model.fact import Envelop, RecipientAnswer
from tests.failures.account import CLOSED, DROPPED, IP, MAIL, OUTGOING, PORTS, USER, Port, World, examine

WORLD = World()
ELSEWHERE = "postmaster@example.com"
POP_ONLY = {port: PORTS[port] for port in (110, 995)}
WITH_LOGIN = {"outgoing.auth": "password", "outgoing.username": USER, "outgoing.password": None}


def outgoing(**changed: object) -> World:
    return replace(WORLD, outgoing=replace(OUTGOING, **changed))  # type: ignore[arg-type]


def of(world: World, **ports: Port) -> tuple[tuple[tuple[str, str], ...], dict[str, object]]:
    """(failing diagnoses, edits)"""
    told = examine(world.with_ports(**ports) if ports else world)
    return told.fails, told.edits()


def refuses_recipients(reply: str) -> EnvelopeFact:
    told = (
        RecipientAnswer(USER, Envelop.ACCEPTED, "250 ok"),
        RecipientAnswer(ELSEWHERE, Envelop.NEEDS_LOGIN, reply),
    )
    return EnvelopeFact(Outcome.REJECTED, Envelop.ACCEPTED, "250 ok", told)


def refuses_the_sender(reply: str) -> EnvelopeFact:
    return EnvelopeFact(Outcome.REJECTED, Envelop.SENDER_REFUSED, reply)


def turned_away(reply: str) -> dict[str, Port]:
    """Both ports for sending turn this line away at the greeting."""
    return {"p587": Port("smtp", refuses=reply), "p465": Port("smtp", "implicit", refuses=reply)}


def test_smtp_op25b() -> None:
    fails, edits = of(outgoing(port=25, security=Security.NONE), p25=DROPPED)
    assert fails == (("outgoing-port25-blocked", "network.port25"),)
    assert edits == {"outgoing.port": 587, "outgoing.security": "starttls"}


def test_smtp_port_25_hint() -> None:
    """Seen from another line port 25 works: only asked, and only where sending is what fails."""
    world = outgoing(port=25)
    ports = {"p25": Port("smtp")}
    assert examine(world.with_ports(**ports)).questions == ()
    told = examine(replace(world, saw="送信できない").with_ports(**ports))
    assert told.fails == ()
    assert told.questions[0] == "sends-by-port-25"


@pytest.mark.parametrize(("port", "typed", "right"), [
    (465, "starttls", "tls"), (465, "none", "tls"), (587, "tls", "starttls"),
])  # fmt: skip
def test_port_and_encryption_that_do_not_go_together(port: int, typed: str, right: str) -> None:
    assert of(outgoing(port=port, security=Security(typed))) == (
        (("outgoing-security-mismatch", "outgoing.security"),),
        {"outgoing.security": right},
    )


def test_smtp_auth_not_advertised() -> None:
    """AUTH is offered after STARTTLS alone (503 and 530 without): it is the encryption, not the authentication."""
    assert of(outgoing(security=Security.NONE)) == (
        (("outgoing-plaintext-refused", "outgoing.security"),),
        {"outgoing.security": "starttls"},
    )


@pytest.mark.parametrize("reply", [
    "550-Please turn on SMTP Authentication in your mail client", "554 5.7.1 Relay access denied",
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
])  # fmt: skip
def test_smtp_auth_off(reply: str) -> None:
    world = replace(outgoing(auth=Auth.NONE, username=None), bare=refuses_recipients(reply))
    assert of(world) == ((("outgoing-auth-needed", "outgoing.auth"),), WITH_LOGIN)


def test_smtp_pop_before_smtp() -> None:
    """A server that still lets in who has fetched mail is healthy; one that offers no login is named as such."""
    lets_in = EnvelopeFact(Outcome.ACCEPTED, Envelop.ACCEPTED, "250 ok")
    plain = {"p587": Port("smtp", offers=("SIZE 1",)), "p465": CLOSED, "p25": Port("smtp", offers=())}
    assert of(replace(outgoing(auth=Auth.POP_BEFORE_SMTP, username=None), bare=lets_in), **plain) == ((), {})
    assert of(WORLD, **plain) == ((("outgoing-no-login-offered", "server.service"),), {})


def test_smtp_pop_before_smtp_retired() -> None:
    assert of(outgoing(auth=Auth.POP_BEFORE_SMTP, username=None)) == (
        (("outgoing-auth-needed", "outgoing.auth"),),
        WITH_LOGIN,
    )


def test_smtp_host_typo() -> None:
    assert of(outgoing(host="mial.example.jp")) == (
        (("outgoing-host-unknown", "outgoing.host"),),
        {"outgoing.host": MAIL},
    )


def test_smtp_host_is_pop_server() -> None:
    world = outgoing(host="pop.example.jp").with_records(("pop.example.jp", "A", ("192.0.2.20",)))
    assert of(replace(world, hosts={IP: PORTS, "192.0.2.20": POP_ONLY})) == (
        (("outgoing-host-wrong", "outgoing.host"),),
        {"outgoing.host": MAIL},
    )


def test_smtp_port_is_pop_imap() -> None:
    fails, edits = of(outgoing(port=993, security=Security.TLS))
    assert fails == (("outgoing-port-speaks-other", "outgoing.port"),)
    assert edits == {"outgoing.port": 465}


@pytest.mark.parametrize(("port", "code", "field"), [
    (CLOSED, "outgoing-port-refused", "outgoing.port"), (DROPPED, "outgoing-port-blocked", "network.port"),
])  # fmt: skip
def test_smtp_587_closed(port: Port, code: str, field: str) -> None:
    assert of(WORLD, p587=port) == (((code, field),), {"outgoing.port": 465, "outgoing.security": "tls"})


def test_smtp_isp_server_leftover() -> None:
    """The former line's server turns this line away: the edit is the provider's own, and whose it is gets asked."""
    world = replace(
        outgoing(host="smtp.line.example").with_records(("smtp.line.example", "A", ("203.0.113.5",))),
        hosts={IP: PORTS, "203.0.113.5": {587: Port("smtp", refuses="554 5.7.1 Access from our own lines only")}},
    )
    told = examine(world)
    assert told.fails == (("outgoing-host-wrong", "outgoing.host"),)
    assert told.edits() == {"outgoing.host": MAIL}
    assert told.questions == ("outgoing-of-former-line",)


@pytest.mark.parametrize(("reply", "code", "field"), [
    ("554 5.7.1 Client host rejected: Access denied", "outgoing-refuses-this-address", "network.address"),
    ("554 5.7.1 Access from our own lines only", "outgoing-server-refuses", "server.service"),
])  # fmt: skip
def test_smtp_geo_blocked(reply: str, code: str, field: str) -> None:
    """Every port for sending turns this line away: the server's words, and two questions, but no box is blamed."""
    told = examine(WORLD.with_ports(**turned_away(reply)))
    assert told.fails == ((code, field),)
    assert told.edits() == {}
    assert told.questions == ("sends-from-abroad", "another-line")


def test_smtp_sender_not_owned() -> None:
    reply = "553 5.7.1 Sender address rejected: not owned by user"
    told = examine(replace(WORLD, envelope=refuses_the_sender(reply)))
    assert told.fails == (("outgoing-sender-refused", "outgoing.sender"),)
    assert told.questions == ()


def test_smtp_from_invalid() -> None:
    told = examine(replace(WORLD, envelope=refuses_the_sender("501 5.1.7 Bad sender address syntax")))
    assert told.fails == (("outgoing-sender-refused", "outgoing.sender"),)


@pytest.mark.parametrize("auth", [Auth.NTLM, Auth.CRAM_MD5])
def test_smtp_auth_mechanism_mismatch(auth: Auth) -> None:
    assert of(outgoing(auth=auth)) == (
        (("outgoing-auth-mismatch", "outgoing.auth"),),
        {"outgoing.auth": "password"},
    )
