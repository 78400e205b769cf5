"""Conversations over real sockets: segments make no difference, injections end it, a bad certificate bars the login."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from maildoctor.demo.ca import Authority, CertificateFault
from maildoctor.model.fact import EndpointFact, Fault, Outcome
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint
from maildoctor.model.secret import Secret
from maildoctor.model.settings import Auth, Protocol, Security
from maildoctor.net.limits import Limits
from maildoctor.net.stream import connect
from maildoctor.net.talk import Conversation
from maildoctor.net.trust import Trust
from maildoctor.wire.echo import WITHHELD
from tests.support import hostile
from tests.support.dialogues import GOLDEN, Golden
from tests.support.leaks import new_secret
from tests.support.script_server import Hold, ScriptServer, Segment, Send, StartTls

NAME, USER = "mail.example.test", "user@example.test"
AUTHORITY = Authority("conversation")
GOOD = Golden(AUTHORITY.issue((NAME,)))
LIMITS = Limits(step_s=2.0, close_s=0.2, login_s=2.0)
SECURITY = {
    "smtp-25": Security.STARTTLS,
    "smtp-587": Security.STARTTLS,
    "smtp-465": Security.TLS,
    "imap-143": Security.STARTTLS,
    "imap-993": Security.TLS,
    "pop3-110": Security.STARTTLS,
    "pop3-995": Security.TLS,
}


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    path: Path = tmp_path_factory.mktemp("trust") / "root.pem"
    path.write_bytes(AUTHORITY.root_pem)
    return Trust(str(path))


def talk_to(
    server: ScriptServer, protocol: Protocol, security: Security, trust: Trust, password: str | None = None
) -> tuple[EndpointFact, Conversation, str]:
    """Open a conversation, log in where a password is given and the certificate allows it, say goodbye."""

    async def go() -> tuple[EndpointFact, Conversation, str]:
        stream = await connect(server.address, server.port)
        endpoint = Endpoint(NAME, server.port, protocol, security)
        conversation = Conversation(endpoint, stream, LIMITS, trust, dt.datetime.now(dt.UTC))
        fact = await conversation.open(lambda fact: None, 0.2)
        said = ""
        if password is not None and conversation.verified is not None:
            login = await conversation.login(conversation.verified, Auth.PASSWORD, USER, Secret(password))
            said = f"{login.outcome} {login.reply}"
        await conversation.farewell()
        return fact, conversation, said

    return asyncio.run(go())


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_segments_make_no_difference(name: str, trust: Trust) -> None:
    seen = []
    for segment in Segment:
        with ScriptServer(GOLDEN[name](GOOD), segment=segment) as server:
            fact, conversation, said = talk_to(server, Protocol(name[:4]), SECURITY[name], trust, "pAss-word1")
            server.wait()
            assert server.errors == ()
        assert fact.ready
        assert fact.outcome is Outcome.ANSWERED
        assert fact.here == ()
        assert conversation.verified is not None
        seen.append((dataclasses.replace(fact, greeted_ms=None), said))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][1].startswith("accepted") is (name != "smtp-25")


@pytest.mark.parametrize("protocol", list(Protocol))
@pytest.mark.parametrize("kind", [hostile.Injected.LINE, hostile.Injected.FRAGMENT])
def test_injection_behind_starttls(protocol: Protocol, kind: hostile.Injected, trust: Trust) -> None:
    script = hostile.injection(protocol.value, GOOD, kind)
    with ScriptServer(script) as server:
        fact, conversation, _ = talk_to(server, protocol, Security.STARTTLS, trust)
        (record,) = server.wait()
    assert (fact.outcome, fact.trouble) == (Outcome.GARBLED, "injection")
    assert not fact.ready
    assert fact.capabilities == ()
    assert conversation.verified is None
    assert b"\x16\x03" not in record.clear  # no ClientHello was sent
    assert record.tls == b""


@pytest.mark.parametrize("fault", [f for f in CertificateFault if f not in ("none", "ends-soon")])
def test_a_refused_certificate_is_kept_and_bars_the_login(fault: CertificateFault, trust: Trust) -> None:
    golden = Golden(AUTHORITY.issue((NAME,), fault), trusted=False)
    with ScriptServer(GOLDEN["imap-993"](golden)) as server:
        fact, conversation, said = talk_to(server, Protocol.IMAP, Security.TLS, trust, "pAss-word1")
        (record,) = server.wait()
    assert (fact.outcome, fact.reached) == (Outcome.UNTRUSTED, Link.GREETING)
    assert fact.chain[0].names == (NAME,)
    assert len(fact.der) == len(fact.chain)
    assert fact.here
    assert conversation.verified is None
    assert said == ""
    assert record.tls == b""
    assert not record.logins


def test_another_name(trust: Trust) -> None:
    golden = Golden(AUTHORITY.issue(("other.example.test",)), trusted=False)
    with ScriptServer(GOLDEN["smtp-587"](golden)) as server:
        fact, conversation, _ = talk_to(server, Protocol.SMTP, Security.STARTTLS, trust)
        server.wait()
    assert fact.outcome is Outcome.UNTRUSTED
    assert fact.here == (Fault.NAME,)
    assert fact.chain[0].names == ("other.example.test",)
    assert conversation.verified is None


@pytest.mark.parametrize("security", [Security.NONE, Security.AUTO])
def test_nothing_is_verified_in_clear(security: Security, trust: Trust) -> None:
    golden = dataclasses.replace(GOOD, starttls=False)
    with ScriptServer(GOLDEN["imap-143"](golden)) as server:
        fact, conversation, _ = talk_to(server, Protocol.IMAP, security, trust)
        server.wait()
    assert fact.ready
    assert conversation.verified is None


@pytest.mark.parametrize(
    ("name", "speaks"), [("http", "http"), ("ssh", "ssh"), ("pop3", "pop3"), ("smtp", "smtp"), ("high", "unknown")]
)
def test_something_else_on_the_port(name: str, speaks: str, trust: Trust) -> None:
    data = hostile.FOREIGN[name] + b"\r\n"
    with ScriptServer((Send(data), Hold())) as server:
        fact, conversation, _ = talk_to(server, Protocol.IMAP, Security.STARTTLS, trust)
    assert (fact.outcome, fact.speaks) == (Outcome.OTHER_PROTOCOL, speaks)
    assert conversation.verified is None
    with ScriptServer(hostile.foreign("smtp")) as server:
        in_tls, _, _ = talk_to(server, Protocol.IMAP, Security.TLS, trust)
    assert (in_tls.outcome, in_tls.speaks) == (Outcome.NOT_TLS, "smtp")


@pytest.mark.parametrize("form", ["raw", "base64", "plain-blob", "upper", "quoted", "percent", "hex", "reversed"])
def test_an_echo_is_withheld(form: str, trust: Trust) -> None:
    password = new_secret()
    golden = hostile.credential_echo("smtp", GOOD, form)
    with ScriptServer(GOLDEN["smtp-465"](golden)) as server:
        _, conversation, said = talk_to(server, Protocol.SMTP, Security.TLS, trust, password)
    assert said == f"rejected 535 {WITHHELD}"
    assert ("S", WITHHELD) in conversation.transcript.lines()


def test_old_tls_is_refused(trust: Trust) -> None:
    import ssl

    step = StartTls(GOOD.certificate, minimum=ssl.TLSVersion.TLSv1, maximum=ssl.TLSVersion.TLSv1_1)
    with ScriptServer((step,)) as server:
        fact, conversation, _ = talk_to(server, Protocol.SMTP, Security.TLS, trust)
    assert fact.outcome is Outcome.TLS_REFUSED
    assert conversation.verified is None
