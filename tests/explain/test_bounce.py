"""Whole bounces: the servers' words are read, the returned message is not."""

from __future__ import annotations

import pytest

from maildoctor.explain.bounce import looks_like_mail, read_bounce
from maildoctor.explain.match import found_errors

_REPORT = b"""\
From: MAILER-DAEMON@mail.example.jp
To: info@example.jp
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
Too many recipients is not the reason.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.jp
Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0900

Final-Recipient: rfc822; taro@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <taro@example.com>: Recipient address
    rejected: User unknown in virtual mailbox table

--b
Content-Type: message/rfc822

From: info@example.jp
Subject: blocked using spamhaus 554 relay access denied

quota exceeded

--b--
"""


def test_the_report_is_read_and_the_returned_message_is_not() -> None:
    assert looks_like_mail(_REPORT)
    bounce = read_bounce(_REPORT)
    assert bounce.reporter == "mail.example.jp"
    (failure,) = bounce.failures
    assert (failure.recipient, failure.status, failure.server) == ("taro@example.com", "5.1.1", "mx.example.com")
    assert failure.said.endswith("rejected: User unknown in virtual mailbox table")
    causes = [match.error.causes[0].id for match in found_errors(bounce.words)]
    assert causes == ["recipient-wrong"]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_line_ends_do_not_matter(ends: bytes) -> None:
    assert len(read_bounce(_REPORT.replace(b"\n", ends)).failures) == 1


def test_without_a_report_the_first_page_is_read() -> None:
    page = "届きませんでした: 552 5.2.2 Mailbox full".encode("iso2022_jp")
    data = b"Received: by x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-2022-jp\n\n" + page
    bounce = read_bounce(data)
    assert bounce.failures == ()
    assert "届きませんでした" in bounce.words
    assert found_errors(bounce.words)[0].error.causes[0].id == "recipient-full"


@pytest.mark.parametrize("charset", [b"x-unheard-of", b"utf-16", b'"', b"us-ascii"])
def test_a_broken_charset_is_survived(charset: bytes) -> None:
    data = b"Message-ID: <a@example.jp>\nContent-Type: text/plain; charset=" + charset + b"\n\n\xff\xfe 5.1.1 \x1b$B"
    read_bounce(data)


def test_a_recipient_that_steers_a_terminal_is_shown_as_text() -> None:
    (failure,) = read_bounce(_REPORT.replace(b"taro@example.com\nAction", b"taro\x1b[2J@example.com\nAction")).failures
    assert "\x1b" not in failure.recipient


@pytest.mark.parametrize("data", [b"", b"550 5.1.1 User unknown", b"Server: 'x', Protocol: SMTP", b"\xff\xfe\x00"])
def test_pasted_words_are_no_mail(data: bytes) -> None:
    assert not looks_like_mail(data)


def test_nested_parts_end() -> None:
    depth = 60
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(depth)
    )
    read_bounce(b"MIME-Version: 1.0\n" + opened + b"Content-Type: text/plain\n\n5.1.1")
