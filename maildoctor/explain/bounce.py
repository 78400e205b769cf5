"""Reading a bounce: the report of a server about a message that it could not deliver (RFC 3464).

The returned message inside it is never looked at: its words are the customer's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from maildoctor.wire.readable import clean

_HEADER = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:[ \t])")
_OF_A_MESSAGE = re.compile(rb"^(?:received|return-path|mime-version|message-id|content-type):", re.IGNORECASE | re.M)
_MOST_TEXT = 20_000
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened to one recipient. `status` is the enhanced code, `said` the server's own words."""

    recipient: str
    status: str
    said: str
    server: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A bounce. `reporter` is the server that wrote it, `text` its first page, for people."""

    reporter: str
    failures: tuple[Failure, ...]
    text: str

    @property
    def words(self) -> str:
        """What to look for known errors in: the servers' replies, and only where there are none, the text."""
        replies = "\n".join(f"{failure.said} {failure.status}" for failure in self.failures)
        return replies if replies.strip() else self.text


def looks_like_mail(data: bytes) -> bool:
    """True where `data` starts like a saved message (`.eml`)."""
    head = data[:16_384]
    return _HEADER.match(head) is not None and _OF_A_MESSAGE.search(head) is not None


def read_bounce(data: bytes) -> Bounce:
    """Read a saved message as a bounce; one that is none has no failures, and its own text."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    reporter, failures, text = "", list[Failure](), ""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks = [block for block in part.iter_parts() if isinstance(block, EmailMessage)]
            reporter = reporter or next((_field(block, "Reporting-MTA") for block in blocks[:1]), "")
            failures += [failure for block in blocks if (failure := _failure(block)) is not None]
        elif kind == "text/plain" and not text:
            text = _text(part)
    return Bounce(reporter, tuple(failures), text)


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """The parts in front of the returned message."""
    found: list[EmailMessage] = []
    waiting = [message]
    while waiting and len(found) < 50:
        part = waiting.pop(0)
        kind = part.get_content_type()
        if kind.startswith("multipart/"):
            waiting = [inner for inner in part.iter_parts() if isinstance(inner, EmailMessage)] + waiting
        elif kind not in ("message/rfc822", "text/rfc822-headers", "message/global"):
            found.append(part)
    return found


def _failure(block: EmailMessage) -> Failure | None:
    recipient = _field(block, "Final-Recipient") or _field(block, "Original-Recipient")
    if not recipient:
        return None
    return Failure(recipient, _field(block, "Status"), _field(block, "Diagnostic-Code"), _field(block, "Remote-MTA"))


def _field(block: EmailMessage, name: str) -> str:
    """A field without its type ("rfc822;", "smtp;", "dns;"; RFC 3464 section 2.1.2)."""
    value = " ".join(str(block.get(name, "")).split())
    kind, semicolon, rest = value.partition(";")
    return clean(rest.strip() if semicolon and " " not in kind.strip() else value, _SHOWN)


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return data[:_MOST_TEXT].decode(charset, "replace")
    except LookupError:
        return data[:_MOST_TEXT].decode("latin-1")
