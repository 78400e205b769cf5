"""The three readers: the same events whatever the segments, and every bound."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maildoctor.model.settings import Protocol
from maildoctor.wire.reply import (
    LARGEST_LITERAL,
    LONGEST_LINE,
    MOST_BYTES,
    MOST_LINES,
    MOST_UNTAGGED,
    Event,
    Malformed,
    Reply,
    Standing,
    reader_for,
    recognise,
)

STREAMS = {
    Protocol.SMTP: [
        b"220 mail.example.test ESMTP\r\n",
        b"250-mail.example.test\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n",
        b"250\r\n",
        b"334 VXNlcm5hbWU6\r\n",
        b"421 4.7.0 later\n",
        b"535 5.7.8 no\r\n",
        b"250-a\r\n550 b\r\n",
        b"hello\r\n",
        b"220 a\0b\r\n",
    ],
    Protocol.IMAP: [
        b"* OK [CAPABILITY IMAP4rev1] hi\r\n",
        b"* CAPABILITY IMAP4rev1\r\na1 OK done\r\n",
        b"+ go on\r\n",
        b'* LIST () "/" {5}\r\na\r\nbc\r\na1 OK done\r\n',
        b"a2 OK early\r\n",
        b"a1 WHAT\r\n",
        b"* BYE going\r\n",
        b"* LIST {99999999999}\r\n",
    ],
    Protocol.POP3: [
        b"+OK ready <1.2@example.test>\r\n",
        b"+OK caps\r\nUSER\r\nSASL PLAIN\r\n..dot\r\n.\r\n",
        b"-ERR [AUTH] no\r\n",
        b"+ abc\r\n",
        b"+ok\r\n",
        b"what\r\n",
    ],
}


def events_of(
    protocol: Protocol, pieces: list[bytes], tag: str = "a1", multiline: bool = False
) -> tuple[list[Event], bytes]:
    """All events up to the first malformed one, and what is pending where none was malformed."""
    reader = reader_for(protocol)
    reader.expect(tag, multiline)
    found: list[Event] = []
    for piece in pieces:
        for event in reader.feed(piece):
            found.append(event)
            if isinstance(event, Malformed):
                return found, b""
    return found, reader.pending


def one(protocol: Protocol, data: bytes, tag: str = "a1", multiline: bool = False) -> Event:
    """The first event of `data`."""
    return events_of(protocol, [data], tag, multiline)[0][0]


def kind(event: Event) -> str:
    assert isinstance(event, Malformed)
    assert len(event.raw) <= 80
    return event.kind


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_segments_make_no_difference(data: st.DataObject) -> None:
    protocol = data.draw(st.sampled_from(list(Protocol)))
    known = st.sampled_from(STREAMS[protocol])
    stream = b"".join(data.draw(st.lists(known | st.binary(max_size=12) | st.just(b"\r\n"), max_size=8)))
    multiline, tag = data.draw(st.booleans()), data.draw(st.sampled_from(["", "a1"]))
    whole = events_of(protocol, [stream], tag, multiline)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=10)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert events_of(protocol, pieces, tag, multiline) == whole
    assert events_of(protocol, [stream[i : i + 1] for i in range(len(stream))], tag, multiline) == whole


@given(st.binary(max_size=200), st.sampled_from(list(Protocol)))
def test_no_bytes_make_a_reader_raise(data: bytes, protocol: Protocol) -> None:
    for event in events_of(protocol, [data])[0]:
        if isinstance(event, Reply):
            assert event.text.isprintable() or event.standing is Standing.MORE


@pytest.mark.parametrize("protocol", list(Protocol))
@pytest.mark.parametrize("ends", [b"", b"\r\n"])
def test_a_long_line(protocol: Protocol, ends: bytes) -> None:
    head = {Protocol.SMTP: b"220 ", Protocol.IMAP: b"* OK ", Protocol.POP3: b"+OK "}[protocol]
    assert kind(one(protocol, head + b"x" * LONGEST_LINE + ends, tag="")) == "line-too-long"
    good = one(protocol, head + b"x" * (LONGEST_LINE - len(head) - 1) + b"\r\n", tag="")
    assert isinstance(good, Reply)
    assert len(good.text) <= 512


@pytest.mark.parametrize(
    ("protocol", "line", "count"),
    [
        (Protocol.SMTP, b"250-x\r\n", MOST_LINES + 1),
        (Protocol.IMAP, b"* CAPABILITY x\r\n", MOST_UNTAGGED + 1),
        (Protocol.POP3, b"+OK\r\n", MOST_UNTAGGED + 2),
    ],
)
def test_too_many_lines(protocol: Protocol, line: bytes, count: int) -> None:
    assert kind(one(protocol, line * count, multiline=True)) == "too-many-lines"


@pytest.mark.parametrize("protocol", list(Protocol))
def test_too_much(protocol: Protocol) -> None:
    line = {Protocol.SMTP: b"250-", Protocol.IMAP: b"* X ", Protocol.POP3: b"+OK "}[protocol] + b"x" * 4000 + b"\r\n"
    pieces = [line] * (MOST_BYTES // len(line) + 1)
    assert kind(events_of(protocol, pieces, multiline=True)[0][-1]) == "too-much"


def test_the_count_starts_anew_with_each_reply() -> None:
    line = b"220 " + b"x" * 4000 + b"\r\n"
    found, pending = events_of(Protocol.SMTP, [line] * 100)
    assert len(found) == 100
    assert not pending


@pytest.mark.parametrize(
    "literal", [b"{%d}" % (LARGEST_LITERAL + 1), b"{4294967296}", b"{99999999999999999999}", b"{999999+}"]
)
def test_a_literal_too_large(literal: bytes) -> None:
    assert kind(one(Protocol.IMAP, b"* LIST () / " + literal + b"\r\nabc")) == "literal-too-large"


def test_literals() -> None:
    found = one(Protocol.IMAP, b'* LIST () "/" {6}\r\na\r\nb\r\n {2}\r\nxy z\r\na1 OK done\r\n')
    assert isinstance(found, Reply)
    assert found.raw == (b'* LIST () "/" {6}\r\na\r\nb\r\n {2}\r\nxy z', b"a1 OK done")
    assert isinstance(one(Protocol.IMAP, b"* LIST {-1}\r\na1 OK\r\n"), Reply)


@pytest.mark.parametrize("protocol", list(Protocol))
def test_nul(protocol: Protocol) -> None:
    assert kind(one(protocol, b"\0" * 64 + b"\r\n")) == "nul"


@pytest.mark.parametrize(
    "data",
    [b"22 hi\r\n", b"2200 hi\r\n", b"999 hi\r\n", b"150 hi\r\n", b"220_hi\r\n", b"220\thi\r\n", b"\r\n", b"\xff\r\n"],
)
def test_no_smtp_reply(data: bytes) -> None:
    assert kind(one(Protocol.SMTP, data)) == "not-a-reply"


def test_smtp_replies() -> None:
    found = one(Protocol.SMTP, b"220-mail.example.test wait\r\n220 go\r\n")
    assert isinstance(found, Reply)
    assert (found.standing, found.code, found.lines) == (Standing.OK, "220", ("mail.example.test wait", "go"))
    assert kind(one(Protocol.SMTP, b"250-a\r\n550 b\r\n")) == "code-changes"
    bare = one(Protocol.SMTP, b"250\n")
    assert isinstance(bare, Reply)
    assert (bare.code, bare.text) == ("250", "")
    coded = one(Protocol.SMTP, b"535 5.7.139 Authentication unsuccessful\r\n")
    assert isinstance(coded, Reply)
    assert coded.detail == "5.7.139"
    assert events_of(Protocol.SMTP, [b"220 cr only\r"]) == ([], b"220 cr only\r")


def test_imap_tags() -> None:
    assert kind(one(Protocol.IMAP, b"a1 OK hi\r\n", tag="")) == "not-a-greeting"
    assert kind(one(Protocol.IMAP, b"* CAPABILITY\r\n", tag="")) == "not-a-greeting"
    assert kind(one(Protocol.IMAP, b"+ hi\r\n", tag="")) == "unasked-continuation"
    assert kind(one(Protocol.IMAP, b"a2 OK hi\r\n")) == "unsolicited-tag"
    assert kind(one(Protocol.IMAP, b"A1 OK hi\r\n")) == "unsolicited-tag"
    assert kind(one(Protocol.IMAP, b"a1 MAYBE hi\r\n")) == "not-a-reply"
    early = events_of(Protocol.IMAP, [b"a1 OK done\r\na2 OK begin\r\n"])[0]
    assert isinstance(early[0], Reply)
    assert kind(early[1]) == "unsolicited-tag"
    reused = events_of(Protocol.IMAP, [b"a1 OK done\r\na1 OK again\r\n"])[0]
    assert kind(reused[1]) == "unsolicited-tag"
    code = one(Protocol.IMAP, b"* BYE going\r\na1 no [unavailable] later\r\n")
    assert isinstance(code, Reply)
    assert (code.standing, code.detail, code.text) == (Standing.NO, "UNAVAILABLE", "[unavailable] later")


def test_pop3_replies() -> None:
    caps = one(Protocol.POP3, b"+ok list\r\nUSER\r\n..x\r\n.\r\n", multiline=True)
    assert isinstance(caps, Reply)
    assert caps.lines == ("list", "USER", ".x")
    refused = one(Protocol.POP3, b"-ERR what\r\n", multiline=True)
    assert isinstance(refused, Reply)
    assert refused.standing is Standing.NO
    assert events_of(Protocol.POP3, [b"+OK list\r\nUSER\r\n"], multiline=True)[0] == []
    for code in (b"SYS/TEMP", b"IN-USE"):
        busy = one(Protocol.POP3, b"-ERR [" + code + b"] later\r\n")
        assert isinstance(busy, Reply)
        assert (busy.standing, busy.detail) == (Standing.LATER, code.decode())
    assert kind(one(Protocol.POP3, b"OK\r\n")) == "not-a-reply"
    more = one(Protocol.POP3, b"+ \r\n")
    assert isinstance(more, Reply)
    assert more.standing is Standing.MORE


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", None),
        (b"* OK hi", "imap"),
        (b"* PREAUTH hi", "imap"),
        (b"* BYE", "imap"),
        (b"+OK", "pop3"),
        (b"-ERR x", "pop3"),
        (b"220 mail ESMTP", "smtp"),
        (b"220-wait", "smtp"),
        (b"550 go away", "smtp"),
        (b"421 later", "smtp"),
        (b"220 ProFTPD FTP server", "ftp"),
        (b"HTTP/1.1 400 Bad", "http"),
        (b"<!DOCTYPE html>", "http"),
        (b"<HTML>", "http"),
        (b"SSH-2.0-x", "ssh"),
        (b"\x15\x03\x03\x00\x02\x02\x28", "tls"),
        (b"\x16\x03\x01", "tls"),
        (b"SIP/2.0 400", "unknown"),
        (b"\xff\xfd\x18", "unknown"),
        (b"\x03\x00\x00\x0b", "unknown"),
        (b"\0" * 64, "unknown"),
        (b"\xff" * 64, "unknown"),
    ],
)
def test_recognise(data: bytes, name: str | None) -> None:
    assert recognise(data) == name
