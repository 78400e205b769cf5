"""The script server, proved with plain sockets and with the standard library's TLS."""

from __future__ import annotations

import socket
import ssl
import struct
import time
from collections.abc import Iterator

import pytest

from maildoctor.demo.ca import Authority, CertificateFault, Issued
from tests.support.grammar import SMTP
from tests.support.script_server import (
    Answer,
    Cut,
    DeafListener,
    Drip,
    Expect,
    Fin,
    HalfClose,
    Hold,
    Loop,
    NoCloseNotify,
    Note,
    Respond,
    Rst,
    Rule,
    ScriptServer,
    Segment,
    Send,
    Sleep,
    StartTls,
    Then,
    TlsRaw,
    Via,
    alert,
)

NAME = "mail.example.test"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("script server")


@pytest.fixture(scope="module")
def issued(authority: Authority) -> Issued:
    return authority.issue((NAME,))


def client_context(authority: Authority) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority.root_pem.decode("ascii"))
    context.keylog_filename = None  # type: ignore[assignment]
    return context


def dial(server: ScriptServer) -> socket.socket:
    return socket.create_connection((server.address, server.port), timeout=5)


def handshake_and_read(sock: socket.socket, context: ssl.SSLContext) -> bytes:
    with context.wrap_socket(sock, server_hostname=NAME) as tls:
        return tls.recv(100)


def read_all(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (piece := sock.recv(count - len(data))):
        data += piece
    return data


def pieces(sock: socket.socket) -> Iterator[bytes]:
    while piece := sock.recv(65536):
        yield piece


def test_send_expect_and_the_record() -> None:
    script = (Send(b"220 hello\r\n"), Expect(rb"ehlo (?P<name>\S+)"), Answer(b"250 %(name)b 100%%\r\n"))
    with ScriptServer(script) as server:
        with dial(server) as sock:
            assert sock.recv(100) == b"220 hello\r\n"
            sock.sendall(b"EHLO me\r\nmore")
            assert read_all(sock) == b"250 me 100%\r\n"
        (record,) = server.wait()
    assert record.lines == (b"EHLO me",)
    assert record.clear == b"EHLO me\r\nmore"
    assert (record.tls, record.errors, record.end) == (b"", (), "closed")


def test_another_line_than_expected_is_an_error() -> None:
    with ScriptServer((Expect(b"QUIT"), Send(b"never"))) as server:
        with dial(server) as sock:
            sock.sendall(b"DATA\n")
            assert read_all(sock) == b""
        (record,) = server.wait()
    assert record.end == "unexpected line"
    assert record.errors == (r"expected b'QUIT', got b'DATA'",)
    assert server.errors == record.errors


def test_a_client_that_leaves_is_not_an_error() -> None:
    with ScriptServer((Expect(b"QUIT"),)) as server:
        dial(server).close()
        (record,) = server.wait()
    assert (record.end, record.errors) == ("client gone: closed", ())


def test_each_connection_has_its_script_and_the_last_repeats() -> None:
    with ScriptServer((Send(b"1"),), (Send(b"2"),)) as server:
        seen = []
        for _ in range(3):
            with dial(server) as sock:
                seen.append(read_all(sock))
    assert seen == [b"1", b"2", b"2"]
    with ScriptServer(choose=lambda number: (Send(b"%d" % number),)) as server, dial(server) as sock:
        assert read_all(sock) == b"1"


def test_scripts_or_a_function_not_both_not_neither() -> None:
    with pytest.raises(ValueError, match="either"):
        ScriptServer()
    with pytest.raises(ValueError, match="either"):
        ScriptServer((), choose=lambda _: ())


def test_a_mistake_in_a_script_is_told() -> None:
    with ScriptServer((Then(lambda _: (Send(b"%d" % (1 // 0)),)),)) as server:
        with dial(server) as sock:
            assert read_all(sock) == b""
        server.wait()
    assert server.errors == ("script: ZeroDivisionError: integer division or modulo by zero",)


def test_ipv6_loopback() -> None:
    with ScriptServer((Send(b"six"),), host="::1") as server, dial(server) as sock:
        assert read_all(sock) == b"six"


def test_reset_after_what_was_said() -> None:
    with ScriptServer((Expect(b"."), Rst())) as server:
        with dial(server) as sock:
            sock.sendall(b"x\r\nmore")
            with pytest.raises(ConnectionResetError):
                sock.recv(1)
        (record,) = server.wait()
    assert (record.end, record.clear) == ("reset", b"x\r\nmore")


def test_half_close_goes_on_listening() -> None:
    with ScriptServer((Send(b"220-par"), HalfClose(), Expect(b"QUIT"))) as server:
        with dial(server) as sock:
            assert read_all(sock) == b"220-par"
            sock.sendall(b"QUIT\r\n")
        server.wait()
    assert server.connections[0].lines == (b"QUIT",)


def test_hold_ends_with_the_client_or_with_the_server() -> None:
    with ScriptServer((Hold(),)) as server:
        dial(server).close()
        server.wait()
        staying = dial(server)
        deadline = time.monotonic() + 5
        while len(server.connections) < 2 and time.monotonic() < deadline:
            time.sleep(0.005)
    staying.close()
    assert [record.end for record in server.connections] == ["client closed", "server stopped"]


def test_hold_without_reading_fills_the_window() -> None:
    with ScriptServer((Hold(read=False),), receive_buffer=4096) as server:
        with dial(server) as sock:
            sock.settimeout(0.2)
            with pytest.raises(TimeoutError):
                sock.sendall(b"x" * 20_000_000)
            # Without the reset our FIN would queue up behind the rest of the data, and never arrive.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        server.wait(timeout=1)


def test_sleep_and_drip_and_loop_are_bounded_by_the_client() -> None:
    with ScriptServer((Sleep(60),), (Drip(b"x" * 1000, 0.01),), (Loop(b"250-x\r\n", seconds=60),)) as server:
        dial(server).close()
        with dial(server) as sock:
            began = time.monotonic()
            assert sock.recv(1) == b"x"
            assert sock.recv(1) == b"x"
            assert 0.005 < time.monotonic() - began < 1
        with dial(server) as sock:
            assert len(exactly(sock, 1000)) == 1000
        records = server.wait(3)
    assert all(record.end.startswith("client gone") for record in records)


def test_loop_is_bounded_by_count() -> None:
    with ScriptServer((Loop(b"abc", times=5000),)) as server, dial(server) as sock:
        data = read_all(sock)
    assert len(data) >= 15000
    assert data.startswith(b"abcabc")


def test_segments_byte_by_byte() -> None:
    """How many segments a reader sees together is the reader's affair; but mostly they come one by one."""
    reads = []
    for _ in range(10):
        with ScriptServer((Send(b"220 hello\r\n" * 20),), segment="one-byte") as server, dial(server) as sock:
            seen = list(pieces(sock))
        assert b"".join(seen) == b"220 hello\r\n" * 20
        reads.append(len(seen))
    assert max(reads) > 10


def test_segments_all_in_one() -> None:
    script = (Send(b"a"), Note("x"), Send(b"b"), Then(lambda _: (Send(b"c"),)), Expect(b"Q"), Send(b"d"), Send(b"e"))
    with ScriptServer(script, segment=Segment.ALL_IN_ONE) as server, dial(server) as sock:
        assert sock.recv(100) == b"abc"
        sock.sendall(b"Q\n")
        assert sock.recv(100) == b"de"


@pytest.mark.parametrize("instead", [Fin(), Rst(), HalfClose(), Hold()], ids=lambda step: type(step).__name__)
def test_cut_at_a_byte(instead: Fin | Rst | HalfClose | Hold) -> None:
    errors: dict[type, type[OSError]] = {Hold: TimeoutError, Rst: ConnectionResetError}
    with ScriptServer((Send(b"220 hello\r\n"), Send(b"more")), cut=Cut(7, instead)) as server:
        with dial(server) as sock:
            sock.settimeout(0.2)
            assert exactly(sock, 7) == b"220 hel"
            if type(instead) in errors:
                with pytest.raises(errors[type(instead)]):
                    sock.recv(1)
            else:
                assert sock.recv(1) == b""
        server.wait()
    assert server.connections[0].notes == ("cut after 7 bytes",)
    assert server.connections[0].sent == b"220 hel"


def test_respond_in_any_order_with_violations() -> None:
    rules = (Rule(rb"EHLO \S+", (Send(b"250 hi\r\n"),)), Rule(rb"DATA", (Send(b"354 go\r\n"),)))
    script = (Respond(SMTP, rules, until=rb"QUIT"), Send(b"221 bye\r\n"))
    with ScriptServer(script) as server:
        with dial(server) as sock:
            sock.sendall(b"VRFY x\r\nNOOP\r\nehlo me\r\nDATA\r\n\x16\x03\x01\x00\r\nQUIT\r\n")
            assert read_all(sock) == (
                b"502 5.5.1 command not implemented\r\n" * 2
                + b"250 hi\r\n354 go\r\n502 5.5.1 command not implemented\r\n221 bye\r\n"
            )
        (record,) = server.wait()
    assert record.verbs == ("VRFY", "NOOP", "EHLO", "DATA", "QUIT")
    assert record.violations == ("smtp: verb VRFY is not permitted", "smtp: verb DATA is not permitted")


@pytest.mark.parametrize("segment", list(Segment))
def test_starttls_after_clear_talk(authority: Authority, issued: Issued, segment: Segment) -> None:
    script = (
        Send(b"220 hello\r\n"),
        Expect(b"STARTTLS"),
        Send(b"220 go\r\n"),
        StartTls(issued, alpn=("smtp",)),
        Expect(b"AUTH (?P<word>.*)"),
        Answer(b"235 %(word)b\r\n"),
    )
    with ScriptServer(script, segment=segment) as server:
        with dial(server) as sock:
            assert exactly(sock, 11) == b"220 hello\r\n"
            sock.sendall(b"STARTTLS\r\n")
            assert exactly(sock, 8) == b"220 go\r\n"
            context = client_context(authority)
            context.set_alpn_protocols(["smtp"])
            with context.wrap_socket(sock, server_hostname=NAME, suppress_ragged_eofs=False) as tls:
                tls.sendall(b"AUTH secret\r\n")
                assert read_all(tls) == b"235 secret\r\n"
                assert tls.selected_alpn_protocol() == "smtp"
        (record,) = server.wait()
    assert b"secret" not in record.clear
    assert record.tls == b"AUTH secret\r\n"
    assert {piece.via for piece in record.received} == {Via.CLEAR, Via.TLS}
    assert (record.server_name, record.alpn, record.tls_failure) == (NAME, "smtp", None)
    assert record.tls_version in ("TLSv1.2", "TLSv1.3")


def test_implicit_tls_without_close_notify(authority: Authority, issued: Issued) -> None:
    script = (StartTls(issued), Send(b"* OK\r\n"), NoCloseNotify())
    with (
        ScriptServer(script) as server,
        dial(server) as sock,
        client_context(authority).wrap_socket(sock, server_hostname=NAME, suppress_ragged_eofs=False) as tls,
    ):
        assert tls.recv(100) == b"* OK\r\n"
        with pytest.raises(ssl.SSLEOFError):
            tls.recv(1)


def test_what_is_said_after_the_close_is_recorded(authority: Authority, issued: Issued) -> None:
    with ScriptServer((StartTls(issued), Send(b"* BYE\r\n"), Fin(linger=2))) as server:
        with dial(server) as sock, client_context(authority).wrap_socket(sock, server_hostname=NAME) as tls:
            assert read_all(tls) == b"* BYE\r\n"
            tls.sendall(b"late secret\r\n")
        (record,) = server.wait()
    assert record.tls == b"late secret\r\n"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (CertificateFault.EXPIRED, "CERTIFICATE_EXPIRED"),
        (CertificateFault.UNKNOWN_ROOT, "UNKNOWN_CA"),
        (CertificateFault.WEAK_KEY, "CERTIFICATE"),
    ],
)
def test_a_refused_certificate_is_recorded(authority: Authority, fault: CertificateFault, reason: str) -> None:
    certificate = authority.issue((NAME,), fault)
    with ScriptServer((StartTls(certificate, trusted=False), Send(b"* OK\r\n"))) as server:
        context = client_context(authority)
        context.set_ciphers("DEFAULT:@SECLEVEL=2")
        with dial(server) as sock, pytest.raises(ssl.SSLCertVerificationError):
            context.wrap_socket(sock, server_hostname=NAME)
        (record,) = server.wait()
    assert reason in str(record.tls_failure)
    assert (record.end, record.tls) == ("tls failed", b"")


def test_a_careless_client_is_caught_on_the_untrusted_channel(authority: Authority) -> None:
    certificate = authority.issue(("other.example.test",))
    with ScriptServer((StartTls(certificate, trusted=False), Expect(b".*"), Send(b"+OK\r\n"))) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with dial(server) as sock, context.wrap_socket(sock) as tls:
            tls.sendall(b"PASS secret\r\n")
            assert tls.recv(100) == b"+OK\r\n"
        (record,) = server.wait()
    assert record.exposed == {"clear": b"", "tls-untrusted": b"PASS secret\r\n"}


def test_old_tls_only(authority: Authority, issued: Issued) -> None:
    step = StartTls(issued, minimum=ssl.TLSVersion.TLSv1, maximum=ssl.TLSVersion.TLSv1_1)
    with ScriptServer((step,)) as server:
        with dial(server) as sock, pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"):
            client_context(authority).wrap_socket(sock, server_hostname=NAME)
        (record,) = server.wait()
    assert record.tls_failure == "UNSUPPORTED_PROTOCOL"


def test_bytes_in_place_of_a_handshake(authority: Authority) -> None:
    for number, reason in ((112, "UNRECOGNIZED_NAME"), (40, "HANDSHAKE_FAILURE")):
        with ScriptServer((TlsRaw(alert(number)),)) as server, dial(server) as sock:
            with pytest.raises(ssl.SSLError) as caught:
                client_context(authority).wrap_socket(sock, server_hostname=NAME)
            assert reason in str(caught.value.reason)
            (record,) = server.wait()
            assert record.clear.startswith(b"\x16\x03")


def test_client_certificate_wanted(authority: Authority, issued: Issued) -> None:
    with ScriptServer((StartTls(issued, wants_client_certificate=True), Send(b"* OK\r\n"))) as server:
        with dial(server) as sock, pytest.raises(ssl.SSLError) as caught:
            handshake_and_read(sock, client_context(authority))
        (record,) = server.wait()
    assert "CERTIFICATE_REQUIRED" in str(caught.value)
    assert record.tls_failure == "PEER_DID_NOT_RETURN_A_CERTIFICATE"


def test_many_connections_at_once() -> None:
    with ScriptServer((Send(b"220 hello\r\n"), Expect(b"QUIT"), Send(b"221\r\n"))) as server:
        socks = [dial(server) for _ in range(50)]
        for sock in socks:
            sock.sendall(b"QUIT\r\n")
        for sock in socks:
            with sock:
                assert read_all(sock) == b"220 hello\r\n221\r\n"
        assert len(server.wait(50)) == 50


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_deaf_listener_never_answers(host: str) -> None:
    with DeafListener(host) as deaf:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                socket.create_connection((deaf.address, deaf.port), timeout=0.15)
