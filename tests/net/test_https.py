"""Documents over HTTPS: what is sent, what is read, and every answer that is no document. All of it on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from maildoctor import __version__
from maildoctor.model.fact import FetchFact, Outcome
from maildoctor.net.http_exchange import MOST_BODY
from maildoctor.net.trust import Trust
from tests.support.channel import Segment
from tests.support.fetching import DOCUMENT, GOOD, NAME, fetch, one, trust
from tests.support.script_https import ScriptHttps, answer, head
from tests.support.script_server import (
    Fin,
    Hold,
    Loop,
    NoCloseNotify,
    Rst,
    Script,
    Send,
    Sleep,
)

__all__ = ["trust"]


def test_a_document(trust: Trust) -> None:
    with ScriptHttps(GOOD) as server:
        server.pages["/a/b.xml?x=1%40y"] = answer(200, DOCUMENT, "Content-Type: text/xml; charset=utf-8")
        url = server.url(NAME, "/a/b.xml?x=1%40y")
        fetched = fetch(url, trust)
        (record,) = server.wait()
        (request,) = server.requests
    fact = fetched.fact
    assert len(fact.shown) == 64
    assert fact == FetchFact(
        Outcome.ANSWERED, 200, url, address="127.0.0.1", content_type="text/xml; charset=utf-8", where="body",
        shown=fact.shown,
    )  # fmt: skip
    assert fact.verified
    assert fetched.body == DOCUMENT
    assert request.method == "GET"
    assert request.body == b""
    assert request.fields == {
        "host": f"{NAME}:{server.port}",
        "user-agent": f"maildoctor/{__version__}",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
    }
    assert record.server_name == NAME
    assert fetched.transcript == (
        ("-", "TLS TLSv1.3"),
        ("C", "GET /a/b.xml?x=1%40y HTTP/1.1"),
        ("C", f"Host: {NAME}:{server.port}"),
        ("C", f"User-Agent: maildoctor/{__version__}"),
        ("C", "Accept: */*"),
        ("C", "Accept-Encoding: identity"),
        ("C", "Connection: close"),
        ("S", "HTTP/1.1 200 Said"),
        ("S", f"Content-Length: {len(DOCUMENT)}"),
        ("S", "Content-Type: text/xml; charset=utf-8"),
        ("S", "<clientConfig>"),
        ("S", "メール"),
        ("S", "</clientConfig>"),
        ("S", ""),
    )


def test_a_question_with_a_body(trust: Trust) -> None:
    with ScriptHttps(GOOD) as server:
        server.pages["/ask"] = answer(200, b"known")
        fetched = fetch(server.url(NAME, "/ask"), trust, request=("POST", b"<who/>", "text/xml"))
        server.wait()
        (request,) = server.requests
    assert fetched.body == b"known"
    assert (request.method, request.body) == ("POST", b"<who/>")
    assert (request.fields["content-type"], request.fields["content-length"]) == ("text/xml", "6")
    assert ("C", "<who/>") in fetched.transcript


def test_nothing_of_the_environment_is_sent(trust: Trust, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text(
        f"machine {NAME} login me password top-secret\ndefault login me password top-secret"
    )
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://me:top-secret@127.0.0.1:9")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = answer(200, b"x", "Set-Cookie: a=b")
        url = server.url(f"me:top-secret@{NAME}")
        assert fetch(url, trust).body == b"x"
        assert fetch(url, trust).body == b"x"
        records = server.wait(2)
    assert b"top-secret" not in b"".join(record.tls for record in records)
    for request in server.requests:
        assert not {"authorization", "proxy-authorization", "cookie"} & set(request.fields)


_BODIES: dict[str, Script] = {
    "length": answer(200, DOCUMENT),
    "chunked": (
        Send(head(200, "Transfer-Encoding: chunked") + b"5;x=y\r\n<clie\r\n%x\r\n" % (len(DOCUMENT) - 5)),
        Send(DOCUMENT[5:] + b"\r\n0\r\nTrailer: x\r\n\r\n"),
    ),
    "until the end": (Send(head(200, "Connection: close") + DOCUMENT), Fin()),
    "HTTP/1.0": (Send(b"HTTP/1.0 200 OK\r\n\r\n" + DOCUMENT), Fin()),
    "after interim answers": (Send(head(103, "Link: </x>") * 3), *answer(200, DOCUMENT)),
    "more than announced": (*answer(200, DOCUMENT), Send(b"HTTP/1.1 200 another answer\r\n\r\n")),
}


@pytest.mark.parametrize("name", _BODIES)
def test_segments_make_no_difference(name: str, trust: Trust) -> None:
    seen = [one(_BODIES[name], trust, segment) for segment in Segment]
    for fetched in seen:
        assert (fetched.fact.outcome, fetched.fact.trouble) == (Outcome.ANSWERED, "")
        assert fetched.body == DOCUMENT
        assert fetched.transcript[-4:] == seen[0].transcript[-4:]


@pytest.mark.parametrize("status", [401, 407])
@pytest.mark.parametrize("scheme", ["Basic realm=x", "NTLM", "Negotiate"])
def test_a_wish_for_credentials_ends_it(status: int, scheme: str, trust: Trust) -> None:
    with ScriptHttps(GOOD) as server:
        server.pages["/config"] = answer(
            status, b"log in", f"WWW-Authenticate: {scheme}", f"Proxy-Authenticate: {scheme}", "Location: /in"
        )
        fact = fetch(server.url(NAME, "/config"), trust).fact
        (record,) = server.wait()
    assert (fact.outcome, fact.status, fact.trouble) == (Outcome.REJECTED, status, "wants-credentials")
    assert record.tls.count(b"HTTP/1.1\r\n") == 1
    assert b"uthorization" not in record.tls


@pytest.mark.parametrize("status", [300, 302, 304, 400, 403, 404, 410, 500, 503, 599])
def test_a_refusal(status: int, trust: Trust) -> None:
    fetched = one(answer(status, DOCUMENT if status != 304 else b""), trust)
    assert (fetched.fact.outcome, fetched.fact.status) == (Outcome.REJECTED, status)
    assert (fetched.fact.trouble, fetched.fact.where) == ("", "request")


_CHUNKED = head(200, "Transfer-Encoding: chunked")
_LIMIT = MOST_BODY
_BAD: dict[str, tuple[Script, str]] = {
    "announced too big": ((Send(head(200, f"Content-Length: {_LIMIT + 1}")), Hold()), "too-big"),
    "endless": ((Send(head(200)), Loop(b"x" * 1024)), "too-big"),
    "one byte too long": ((Send(head(200) + b"x" * (_LIMIT + 1)), Hold()), "too-big"),
    "endless chunks": ((Send(_CHUNKED), Loop(b"400\r\n" + b"x" * 1024 + b"\r\n")), "too-big"),
    "more framing than text": ((Send(_CHUNKED), Loop(b"1;" + b"y" * 8000 + b"\r\nx\r\n")), "too-big"),
    "short": ((Send(head(200, "Content-Length: 10") + b"<client"), Fin()), "truncated"),
    "no byte of it": ((Send(head(200, "Content-Length: 10")), Fin()), "truncated"),
    "short without close_notify": (
        (Send(head(200, "Content-Length: 10") + b"<client"), NoCloseNotify(), Fin()),
        "truncated",
    ),
    "chunks without their end": ((Send(_CHUNKED + b"5\r\nhello\r\n"), Fin()), "truncated"),
    "half a head": ((Send(b"HTTP/1.1 200 OK\r\nContent-"), Fin()), "truncated"),
    "half a status line": ((Send(b"HTT"), Fin()), "truncated"),
    "no chunks at all": ((Send(_CHUNKED + b"<clientConfig>\r\n\r\n"), Hold()), "bad-http"),
    "negative length": ((Send(head(200, "Content-Length: -5") + b"x"), Hold()), "bad-http"),
    "two lengths": ((Send(head(200, "Content-Length: 1", "Content-Length: 2") + b"xy"), Hold()), "bad-http"),
    "a length in words": ((Send(head(200, "Content-Length: ten") + b"xy"), Hold()), "bad-http"),
    "HTTP/0.9": ((Send(b"<clientConfig/>\r\n"), Fin()), "bad-http"),
    "HTTP/0.9 in half a line": ((Send(b"<clientConfig/>"), Fin()), "bad-http"),
    "another protocol": ((Send(b"* OK IMAP4rev1 ready\r\n"), Hold()), "bad-http"),
    "a field without name": ((Send(head(200, ": x")), Hold()), "bad-http"),
    "a folded status": ((Send(b"HTTP/1.1 200 OK\r\n Folded: x\r\n\r\n"), Hold()), "bad-http"),
    "a lone CR in a field": ((Send(head(200, "X: a\rSet-Cookie: b")), Hold()), "bad-http"),
    "status 99": ((Send(head(99)), Hold()), "bad-http"),
    "switches protocols": ((Send(head(101, "Upgrade: websocket")), Hold()), "bad-http"),
    "a long head": ((Send(head(200, "X: " + "x" * 17_000)), Hold()), "bad-http"),
    "a field that never ends": ((Send(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000), Hold()), "bad-http"),
    "an endless head": ((Send(b"HTTP/1.1 200 OK\r\n"), Loop(b"X: y\r\n")), "bad-http"),
    "a thousand interim answers": ((Send(head(100) * 1000), *answer(200, DOCUMENT)), "bad-http"),
    "gzip": (answer(200, b"\x1f\x8b\x08", "Content-Encoding: gzip"), "bad-encoding"),
    "gzip under identity": (
        answer(200, b"\x1f\x8b\x08", "Content-Encoding: identity", "Content-Encoding: br"),
        "bad-encoding",
    ),
}


@pytest.mark.parametrize("name", _BAD)
def test_a_broken_answer(name: str, trust: Trust) -> None:
    script, trouble = _BAD[name]
    fetched = one(script, trust)
    assert (fetched.fact.outcome, fetched.fact.trouble) == (Outcome.GARBLED, trouble)
    assert not fetched.fact.verified
    assert sum(len(text) for _, text in fetched.transcript) < 70_000


def _in_pieces(text: bytes, size: int) -> Script:
    return (*[Send(text[at : at + size]) for at in range(0, len(text), size)], Hold())


@pytest.mark.parametrize("size", [16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1])
def test_the_limit_of_the_head_is_the_same_however_it_comes(size: int, trust: Trust) -> None:
    bare = len(head(200, "X: ", "Content-Length: 1"))
    text = head(200, "X: " + "x" * (size - bare), "Content-Length: 1") + b"y"
    pages = [_in_pieces(text, step) for step in (999, 5000, 20_000)]
    outcomes = {one(page, trust).fact.outcome for page in pages}
    assert outcomes == {Outcome.ANSWERED if size <= 16 * 1024 else Outcome.GARBLED}


def test_a_body_at_the_limit(trust: Trust) -> None:
    body = b"\n" * MOST_BODY
    fetched = one(answer(200, body, "Content-Encoding: identity"), trust)
    assert fetched.body == body
    assert len(fetched.transcript) < 2100
    assert fetched.transcript[-1][1].endswith("more bytes")


def test_a_reset_in_the_body(trust: Trust) -> None:
    fact = one((Send(head(200, "Content-Length: 10") + b"<client"), Sleep(0.02), Rst()), trust).fact
    assert (fact.outcome, fact.where, fact.trouble) == (Outcome.RESET, "body", "truncated")


@pytest.mark.parametrize(("end", "outcome"), [(Fin(), Outcome.CLOSED), (Rst(), Outcome.RESET)])
def test_no_answer_at_all(end: Fin | Rst, outcome: Outcome, trust: Trust) -> None:
    fact = one((end,), trust).fact
    assert (fact.outcome, fact.where, fact.trouble, fact.status) == (outcome, "request", "", None)
