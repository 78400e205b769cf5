"""The golden dialogues, proved with the standard library's own mail clients, and each hostile variant with a socket."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import imaplib
import poplib
import smtplib
import socket
import ssl

import pytest

from maildoctor.demo.ca import Authority
from tests.support import hostile
from tests.support.dialogues import (
    GOLDEN,
    Golden,
    imap_143,
    imap_993,
    nobody,
    only,
    pop3_110,
    pop3_995,
    smtp_25,
    smtp_465,
    smtp_587,
)
from tests.support.grammar import IMAP, POP3, SMTP
from tests.support.records import Via
from tests.support.script_server import Cut, Fin, ScriptServer, Segment, Send

NAME = "mail.example.test"
USER = "user@example.test"
PASSWORD = 'Kq7"x\\9vT2 mZw4'
AUTHORITY = Authority("dialogues")
GOOD = Golden(AUTHORITY.issue((NAME,)), accepts=only(USER, PASSWORD))


def context() -> ssl.SSLContext:
    return ssl.create_default_context(cadata=AUTHORITY.root_pem.decode("ascii"))


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients of the standard library verify the very name they dial, so that name has to lead to the server."""
    resolve = socket.getaddrinfo

    def lead_home(host: str, *rest: object, **named: object) -> object:
        return resolve("127.0.0.1" if host == NAME else host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", lead_home)


def dial(server: ScriptServer) -> socket.socket:
    return socket.create_connection((server.address, server.port), timeout=2)


def talk(server: ScriptServer, *lines: bytes) -> bytes:
    """Say lines, each after an answer, and return all that came back."""
    said = b""
    with dial(server) as sock, contextlib.suppress(TimeoutError):
        sock.settimeout(0.2)
        for line in (b"", *lines):
            sock.sendall(line)
            said += sock.recv(65536)
        sock.shutdown(socket.SHUT_WR)
        while piece := sock.recv(65536):
            said += piece
    return said


@pytest.mark.parametrize("segment", list(Segment))
def test_smtp_submission(segment: Segment) -> None:
    for script, implicit in ((smtp_587(GOOD), False), (smtp_465(GOOD), True)):
        with ScriptServer(script, segment=segment) as server:
            client: smtplib.SMTP
            if implicit:
                client = smtplib.SMTP_SSL(NAME, server.port, timeout=5, context=context())
            else:
                client = smtplib.SMTP(NAME, server.port, timeout=5)
                client.ehlo("client.example.test")
                assert "auth" not in client.esmtp_features
                client.starttls(context=context())
            client.ehlo("client.example.test")
            assert client.esmtp_features["auth"].split() == ["PLAIN", "LOGIN"]
            assert client.mail(USER)[0] == 530
            client.login(USER, PASSWORD)
            assert client.mail(USER)[0] == 250
            assert client.rcpt("postmaster@example.com")[0] == 250
            client.rset()
            client.noop()
            client.quit()
            (record,) = server.wait()
        assert (record.errors, record.violations) == ((), ())
        (login,) = record.logins
        assert (login.user.decode(), login.secret.decode(), login.via, login.accepted) == (
            USER,
            PASSWORD,
            Via.TLS,
            True,
        )


def test_smtp_mechanisms_and_refusals() -> None:
    golden = dataclasses.replace(GOOD, mechanisms=("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"), accepts=nobody)
    with ScriptServer(smtp_465(golden)) as server:
        for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5"):
            client = smtplib.SMTP_SSL(NAME, server.port, "me", timeout=5, context=context())
            client.ehlo()
            client.user, client.password = USER, PASSWORD
            how = getattr(client, "auth_" + mechanism.lower().replace("-", "_"))
            for initial in (True, False):
                with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
                    client.auth(mechanism, how, initial_response_ok=initial)
                assert caught.value.smtp_code == 535
            blob = base64.b64encode(f"user={USER}\1auth=Bearer {PASSWORD}\1\1".encode()).decode()
            assert client.docmd("AUTH", "XOAUTH2 " + blob)[0] == 334
            assert client.docmd("")[0] == 535
            assert client.docmd("AUTH", "PLAIN")[0] == 334
            assert client.docmd("*")[0] == 501
            assert client.docmd("AUTH", "NTLM")[0] == 504
            client.quit()
        records = server.wait(3)
    for record, mechanism in zip(records, ("PLAIN", "LOGIN", "CRAM-MD5"), strict=True):
        assert [login.mechanism for login in record.logins] == [mechanism, mechanism, "XOAUTH2"]
        assert {login.user.decode() for login in record.logins} == {USER}
        secrets = [login.secret.decode() for login in record.logins]
        assert secrets[2] == PASSWORD
        assert (secrets[0] == PASSWORD) is (mechanism != "CRAM-MD5")
        assert not record.violations


def test_smtp_exchanger() -> None:
    with ScriptServer(smtp_25(GOOD)) as server:
        client = smtplib.SMTP(NAME, server.port, timeout=5)
        client.ehlo("client.example.test")
        client.starttls(context=context())
        client.ehlo("client.example.test")
        assert "auth" not in client.esmtp_features
        assert client.mail(USER)[0] == 250
        assert client.rcpt(USER)[0] == 250
        assert client.rcpt("postmaster@example.com")[0] == 554
        assert client.docmd("AUTH", "PLAIN AAAA")[0] == 503
        client.quit()
    assert server.errors == ()


@pytest.mark.parametrize("segment", list(Segment))
def test_imap(segment: Segment) -> None:
    for script, implicit in ((imap_143(GOOD), False), (imap_993(GOOD), True)):
        with ScriptServer(script, segment=segment) as server:
            client: imaplib.IMAP4
            if implicit:
                client = imaplib.IMAP4_SSL(NAME, server.port, ssl_context=context(), timeout=5)
            else:
                client = imaplib.IMAP4(NAME, server.port, timeout=5)
                assert "LOGINDISABLED" in client.capabilities
                client.starttls(context())
            assert "AUTH=PLAIN" in client.capabilities
            with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
                client.login("user", PASSWORD)
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            assert client.namespace()[1] == [b'(("" "/")) NIL NIL']
            assert client.list()[1] == [b'(\\HasNoChildren) "/" INBOX', b'(\\Sent) "/" Sent']
            assert client.status("INBOX", "(MESSAGES)")[1] == [b"INBOX (MESSAGES 2 UNSEEN 0 UIDNEXT 3)"]
            assert client.select("INBOX", readonly=True)[1] == [b"2"]
            assert client.getquotaroot("INBOX")[0] == "OK"
            assert len(client.fetch("1:*", "(UID RFC822.SIZE INTERNALDATE)")[1]) == 2
            client.noop()
            client.logout()
            (record,) = server.wait()
        assert (record.errors, record.violations) == ((), ())
        assert [(login.user.decode(), login.accepted) for login in record.logins] == [("user", False), (USER, True)]
        assert {login.secret.decode() for login in record.logins} == {PASSWORD}
        assert {login.via for login in record.logins} == {Via.TLS}


def test_imap_literals_and_clear_login() -> None:
    golden = dataclasses.replace(GOOD, clear_login=True, accepts=only("user", "abc de"))
    with ScriptServer(imap_143(golden)) as server:
        answer = talk(server, b"a LOGIN {4}\r\n", b"user {6}\r\n", b"abc de\r\n", b"b LOGIN user {6+}\r\nabc de\r\n")
        assert answer.endswith(b"+ go on\r\n+ go on\r\na OK Logged in\r\nb BAD already authenticated\r\n")
        talk(
            server,
            b"a SELECT INBOX\r\n",
            b"b FETCH 1 BODY[]\r\n",
            b"c FETCH 1 (UID RFC822)\r\n",
            b"d UID FETCH 1 UID\r\n",
        )
        _, second = server.wait(2)
    assert server.connections[0].logins[0].via is Via.CLEAR
    assert len(second.violations) == 4


@pytest.mark.parametrize("segment", list(Segment))
def test_pop3(segment: Segment) -> None:
    for script, implicit in ((pop3_110(GOOD), False), (pop3_995(GOOD), True)):
        with ScriptServer(script, segment=segment) as server:
            client: poplib.POP3
            if implicit:
                client = poplib.POP3_SSL(NAME, server.port, timeout=5, context=context())
            else:
                client = poplib.POP3(NAME, server.port, timeout=5)
                client.stls(context())
            assert client.capa()["SASL"] == ["PLAIN", "LOGIN"]
            client.user("user")
            with pytest.raises(poplib.error_proto, match="AUTH"):
                client.pass_(PASSWORD)
            client.user(USER)
            client.pass_(PASSWORD)
            assert client.stat() == (2, 320)
            assert len(client.list()[1]) == len(client.uidl()[1]) == 2
            client.quit()
            (record,) = server.wait()
        assert (record.errors, record.violations) == ((), ())
        assert [(login.user.decode(), login.accepted) for login in record.logins] == [("user", False), (USER, True)]


def test_pop3_apop_and_violations() -> None:
    golden = dataclasses.replace(GOOD, mechanisms=("PLAIN", "APOP"), accepts=nobody)
    with ScriptServer(pop3_995(golden)) as server:
        client = poplib.POP3_SSL(NAME, server.port, timeout=5, context=context())
        with pytest.raises(poplib.error_proto):
            client.apop(USER, PASSWORD)
        with pytest.raises(poplib.error_proto):
            client.retr(1)
        client.quit()
        (record,) = server.wait()
    assert [login.mechanism for login in record.logins] == ["APOP"]
    assert record.violations == ("pop3: verb RETR is not permitted",)


@pytest.mark.parametrize(("name", "login"), [("smtp-587", b"AUTH PLAIN AHUAcA=="), ("imap-143", b"a LOGIN u p")])
def test_no_login_before_tls(name: str, login: bytes) -> None:
    with ScriptServer(GOLDEN[name](GOOD)) as server:
        answer = talk(server, login + b"\r\n")
    assert b"530 5.7.0" in answer or b"PRIVACYREQUIRED" in answer
    assert server.connections[0].logins == ()
    assert login in server.connections[0].clear


@pytest.mark.parametrize(
    ("protocol", "command", "text"),
    [
        ("smtp", b"STARTTLS\r\n", b"454 4.7.0 TLS not available\r\n"),
        ("imap", b"a1 STARTTLS\r\n", b"a1 NO not now\r\n"),
        ("pop3", b"STLS\r\n", b"-ERR not now\r\n"),
    ],
)
def test_starttls_refused_or_not_there(protocol: str, command: bytes, text: bytes) -> None:
    go_ahead = text.removeprefix(b"a1 ").rstrip()
    make = {"smtp": smtp_587, "imap": imap_143, "pop3": pop3_110}[protocol]
    with ScriptServer(make(dataclasses.replace(GOOD, go_ahead=go_ahead))) as server:
        assert text in talk(server, command)
    with ScriptServer(make(dataclasses.replace(GOOD, starttls=False))) as server:
        capabilities = {"smtp": b"EHLO x\r\n", "imap": b"a CAPABILITY\r\n", "pop3": b"CAPA\r\n"}[protocol]
        answer = talk(server, capabilities, command)
        assert b"STARTTLS" not in answer.replace(b"BAD STARTTLS", b"")
        assert b"\r\nSTLS" not in answer
        assert b"not " in answer.lower()


STARTTLS = {"smtp": b"STARTTLS\r\n", "imap": b"a1 STARTTLS\r\n", "pop3": b"STLS\r\n"}
GO_AHEAD = {"smtp": b"220 2.0.0 Ready to start TLS\r\n", "imap": b"a1 OK Begin TLS negotiation now.\r\n"}
GO_AHEAD["pop3"] = b"+OK Begin TLS negotiation now.\r\n"


@pytest.mark.parametrize("protocol", ["smtp", "imap", "pop3"])
@pytest.mark.parametrize("kind", list(hostile.Injected))
def test_injection(protocol: str, kind: hostile.Injected) -> None:
    with ScriptServer(hostile.injection(protocol, GOOD, kind)) as server, dial(server) as sock:
        sock.recv(1000)
        sock.sendall(STARTTLS[protocol])
        first = sock.recv(1000)
        assert first.startswith(GO_AHEAD[protocol])
        behind = first[len(GO_AHEAD[protocol]) :]
        if kind is hostile.Injected.LATE_LINE:
            assert behind == b""
            assert sock.recv(1000).endswith(b"\r\n")
        else:
            assert b"INJECTED" in behind
            assert behind.endswith(b"\r\n") is (kind is hostile.Injected.LINE)
        with context().wrap_socket(sock, server_hostname=NAME) as tls:
            tls.sendall(b"a2 NOOP\r\n")
            assert tls.recv(1000)


@pytest.mark.parametrize("protocol", ["smtp", "imap", "pop3"])
def test_silence_after_injection_and_clear_after_starttls(protocol: str) -> None:
    with ScriptServer(hostile.injection(protocol, GOOD, "line", silent_after=True)) as server, dial(server) as sock:
        sock.recv(1000)
        sock.sendall(STARTTLS[protocol])
        sock.recv(1000)
        with context().wrap_socket(sock, server_hostname=NAME) as tls:
            tls.sendall(b"a2 NOOP\r\n")
            tls.settimeout(0.1)
            with pytest.raises(TimeoutError):
                tls.recv(1000)
    with ScriptServer(hostile.clear_after_starttls(protocol, GOOD)) as server:
        answer = talk(server, STARTTLS[protocol], b"a2 NOOP\r\n")
        assert answer.count(b"\r\n") == 3


def test_early_tagged_ok() -> None:
    with ScriptServer(hostile.early_tagged_ok(GOOD)) as server:
        assert b"A001 OK done.\r\nA002 OK Begin TLS" in talk(server, b"A001 CAPABILITY\r\n")
    assert [hostile.next_tag(tag) for tag in (b"A009", b"x99", b"t")] == [b"A010", b"x100", b"t"]


def test_preauth() -> None:
    with ScriptServer(hostile.preauth(GOOD)) as server:
        assert talk(server, b"a STATUS INBOX (MESSAGES)\r\n").startswith(b"* PREAUTH ")
    with ScriptServer(hostile.preauth(GOOD, implicit=True)) as server:
        client = imaplib.IMAP4_SSL(NAME, server.port, ssl_context=context(), timeout=5)
        assert client.state == "AUTH"
        client.logout()


@pytest.mark.parametrize(
    ("protocol", "command"), [("smtp", b"EHLO x\r\n"), ("imap", b"a CAPABILITY\r\n"), ("pop3", b"CAPA\r\n")]
)
def test_endless_lines(protocol: str, command: bytes) -> None:
    with ScriptServer(hostile.endless_lines(protocol, GOOD)) as server:
        with dial(server) as sock:
            sock.sendall(command)
            got = 0
            while got < 1_000_000:
                got += len(sock.recv(65536))
        server.wait()


def test_long_line_and_literal_and_slow_and_silent() -> None:
    with ScriptServer(hostile.long_line("smtp", 9000), hostile.long_line("pop3", 70, ends=False)) as server:
        assert len(talk(server)) == 9002
        assert talk(server) == b"+OK " + b"x" * 66
    with ScriptServer(hostile.huge_literal(GOOD)) as server:
        assert talk(server, b"a CAPABILITY\r\n").endswith(b'"/" {4294967296}\r\nabc')
    with ScriptServer(hostile.slow_banner(smtp_587(GOOD), 0.1)) as server:
        assert talk(server).startswith(b"220 ")
    assert hostile.slow_banner(smtp_465(GOOD), 0.1)[0] == GOOD.tls
    with ScriptServer(hostile.silent()) as server:
        assert talk(server) == b""


def test_foreign_and_odd_banners() -> None:
    scripts = [hostile.foreign(name) for name in hostile.FOREIGN]
    with ScriptServer(*scripts) as server:
        for name in ("smtp", "imap", "pop3", "http", "ssh"):
            index = list(hostile.FOREIGN).index(name)
            assert scripts[index][0] == Send(hostile.FOREIGN[name])
        assert talk(server) == hostile.FOREIGN["smtp"]
    for text, raw in hostile.TEXTS.items():
        for protocol in ("smtp", "imap", "pop3"):
            banner = hostile.odd_banner(protocol, GOOD, text).banner
            assert banner is not None
            assert banner.endswith(raw)
            assert b"\n" not in banner
    assert b"\\" in hostile.TEXTS["shift-jis"]
    assert b"\x1b$B" in hostile.TEXTS["iso-2022-jp"]
    with ScriptServer(smtp_587(hostile.odd_banner("smtp", GOOD, "shift-jis"))) as server:
        assert talk(server) == b"220 " + hostile.TEXTS["shift-jis"] + b"\r\n"


@pytest.mark.parametrize("form", list(hostile.ECHOES))
def test_credential_echo(form: str) -> None:
    with ScriptServer(smtp_465(hostile.credential_echo("smtp", GOOD, form))) as server:
        client = smtplib.SMTP_SSL(NAME, server.port, "me", timeout=5, context=context())
        client.ehlo()
        client.user, client.password = USER, PASSWORD
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            client.auth("PLAIN", client.auth_plain)
        client.quit()
        (record,) = server.wait()
    assert isinstance(caught.value.smtp_error, bytes)
    assert caught.value.smtp_error.endswith(hostile.ECHOES[form](record.logins[0]))


def test_grammars() -> None:
    assert SMTP.violation(b"mail from:<>") is None
    assert SMTP.violation(b"\x16\x03\x01\x02\x00") is None
    assert SMTP.violation(b"GET / HTTP/1.1") == "smtp: verb GET is not permitted"
    assert SMTP.violation(b"\x00\x01") == "smtp: not a command: b'\\x00\\x01'"
    assert IMAP.violation(b"a1 fetch 1:* (UID INTERNALDATE)") is None
    assert IMAP.violation(b"a1 fetch 1 uid") is None
    assert IMAP.violation(b"a1 fetch 1 (UID FLAGS)") is not None
    assert IMAP.violation(b"a1 SELECT INBOX") == "imap: verb SELECT is not permitted"
    assert POP3.violation(b"TOP 1 0") == "pop3: verb TOP is not permitted"
    assert IMAP.refuse(b"a1 X") == b"a1 BAD command unknown\r\n"


def test_golden_sessions_can_be_cut_at_any_byte() -> None:
    """Inside TLS too, and there without a close_notify: the client must not take the rest for the whole."""
    golden = dataclasses.replace(GOOD, accepts=only("user", "secret"))

    def session(server: ScriptServer) -> bytes:
        heard = b""
        with dial(server) as sock:
            wrap = context().wrap_socket
            with wrap(sock, server_hostname=NAME, suppress_ragged_eofs=False) as tls, contextlib.suppress(ssl.SSLError):
                tls.sendall(b"a CAPABILITY\r\nb LOGIN user secret\r\nc LOGOUT\r\n")
                while piece := tls.recv(65536):
                    heard += piece
                heard += b"(end)"
        return heard

    with ScriptServer(imap_993(golden)) as server:
        assert session(server).endswith(b"c OK done.\r\n(end)")
        sent = server.wait()[0].sent
    assert sent.startswith(b"* OK ")
    for offset in range(0, len(sent), 7):
        with ScriptServer(imap_993(golden), cut=Cut(offset, Fin())) as server:
            assert session(server) == sent[:offset] == server.wait()[0].sent
