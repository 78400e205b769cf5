"""Replies of mail servers as values, and the readers that cut them out of a byte stream.

A reader is fed bytes as they come, in pieces of any size, and gives whole replies; what breaks the grammar is an event
of its own (`Malformed`), never an exception. Bounds: RFC 5321 4.5.3.1, RFC 9051 and RFC 1939 name none that protects a
reader, so ours are 8 KiB a line, 200 lines a reply (2,000 untagged lines for IMAP), 256 KiB in all, 64 KiB a literal.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.settings import Protocol
from maildoctor.wire.readable import decode, readable

LONGEST_LINE = 8 * 1024
MOST_LINES = 200
MOST_UNTAGGED = 2000
MOST_BYTES = 256 * 1024
LARGEST_LITERAL = 64 * 1024


class Standing(StrEnum):
    """What a reply means for the command, whatever the protocol calls it."""

    OK = "ok"
    MORE = "more"
    LATER = "later"
    NO = "no"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole reply.

    `code` is "250", "OK", "NO", "+OK" …; `detail` the enhanced status code (RFC 3463) or the response code in brackets
    (RFC 9051, RFC 2449), upper case, without brackets; `lines` the text of each line, cleaned; `raw` the lines as
    bytes.
    """

    standing: Standing
    code: str
    detail: str
    lines: tuple[str, ...]
    raw: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """All lines in one, cleaned."""
        return " / ".join(line for line in self.lines if line)


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that is no reply: `kind` is a short word, `raw` its first bytes."""

    kind: str
    raw: bytes


Event = Reply | Malformed


class LineBuffer:
    """Cuts lines at LF (a CR before it belongs to the line end) and remembers what is left."""

    __slots__ = ("_data", "_seen")

    def __init__(self) -> None:
        self._data = b""
        self._seen = 0

    @property
    def pending(self) -> bytes:
        """What was fed and not taken yet, partial line included."""
        return self._data

    @property
    def flooded(self) -> bool:
        """True where more came than a whole reply may have."""
        return self._seen > MOST_BYTES

    def feed(self, data: bytes) -> None:
        """Add what came from the network."""
        self._data += data
        self._seen += len(data)

    def line(self) -> bytes | Malformed | None:
        """The next line without its end; Malformed where it is too long or holds NUL; None where it is not whole."""
        end = self._data.find(b"\n")
        if (end if end >= 0 else len(self._data)) > LONGEST_LINE:
            return Malformed("line-too-long", self._data[:80])
        if end < 0:
            return None
        line, self._data = self._data[:end].removesuffix(b"\r"), self._data[end + 1 :]
        return Malformed("nul", line[:80]) if b"\0" in line else line

    def take(self, count: int) -> bytes | None:
        """Exactly `count` bytes (a literal), or None where they are not there yet."""
        if len(self._data) < count:
            return None
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def restart_count(self) -> None:
        """A whole reply was read: the flood limit starts anew."""
        self._seen = len(self._data)


class Reader(ABC):
    """Base of the three readers. `expect` tells what the next reply belongs to."""

    __slots__ = ("_buffer", "_lines", "_multiline", "_raw", "_tag")

    def __init__(self) -> None:
        self._tag = ""
        self._multiline = False
        self._buffer = LineBuffer()
        self._lines: list[str] = []
        self._raw: list[bytes] = []

    @property
    def pending(self) -> bytes:
        """Bytes that belong to no whole reply yet. Must be empty before a TLS handshake (RFC 3207 section 4.2)."""
        return self._buffer.pending + b"".join(self._raw)

    def expect(self, tag: str = "", multiline: bool = False) -> None:
        """Announce the command just sent: IMAP's tag, POP3's multi-line answers."""
        self._tag = tag
        self._multiline = multiline

    def feed(self, data: bytes) -> Iterator[Event]:
        """All whole replies that `data` completes."""
        self._buffer.feed(data)
        while True:
            if self._buffer.flooded:
                yield Malformed("too-much", b"")
                return
            event = self._next()
            if event is None:
                return
            yield event
            if isinstance(event, Malformed):
                return
            self._buffer.restart_count()

    @abstractmethod
    def _next(self) -> Event | None:
        """The next whole reply in the buffer, None where it is not whole yet."""

    def _flush(self, standing: Standing, code: str, detail: str) -> Reply:
        reply = Reply(standing, code, detail, tuple(self._lines), tuple(self._raw))
        self._lines, self._raw = [], []
        return reply


_SMTP_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
_SMTP_STANDING = {"2": Standing.OK, "3": Standing.MORE, "4": Standing.LATER, "5": Standing.NO}


class SmtpReader(Reader):
    """RFC 5321 section 4.2: one code on every line, "-" behind it on all but the last."""

    __slots__ = ("_code",)

    def __init__(self) -> None:
        super().__init__()
        self._code = ""

    def _next(self) -> Event | None:
        while (line := self._buffer.line()) is not None:
            if isinstance(line, Malformed):
                return line
            match = _SMTP_LINE.fullmatch(line)
            if match is None:
                return Malformed("not-a-reply", line[:80])
            code = match[1].decode("ascii")
            if self._raw and code != self._code:
                return Malformed("code-changes", line[:80])
            self._code = code
            self._lines.append(readable(match[3] or b""))
            self._raw.append(line)
            if len(self._raw) > MOST_LINES:
                return Malformed("too-many-lines", line[:80])
            if match[2] != b"-":
                enhanced = _ENHANCED.match(self._lines[0])
                return self._flush(_SMTP_STANDING[code[0]], code, enhanced[1] if enhanced else "")
        return None


_BRACKET = re.compile(r"\[([^\]]*)\]")
_LITERAL = re.compile(rb"\{(\d+)\+?\}$")
_IMAP_STANDING = {"OK": Standing.OK, "PREAUTH": Standing.OK, "NO": Standing.NO, "BAD": Standing.BAD, "BYE": Standing.NO}


class ImapReader(Reader):
    """RFC 9051 section 7: untagged data is gathered into the reply that the tagged line ends.

    Before the first command the untagged greeting is the reply. A tagged line that nobody asked for is Malformed.
    `lines[0]` is the text of the status line; `raw` holds all untagged lines before it.
    """

    __slots__ = ()

    def _whole_line(self) -> bytes | Malformed | None:
        """A line with the literals it announces, or None (and nothing taken) where it is not whole yet."""
        data = self._buffer.pending
        position, line = 0, b""
        while True:
            end = data.find(b"\n", position)
            if end < 0:
                return Malformed("line-too-long", data[:80]) if len(data) - position > LONGEST_LINE else None
            if end - position > LONGEST_LINE:
                return Malformed("line-too-long", data[:80])
            part = data[position:end].removesuffix(b"\r")
            line += part
            position = end + 1
            literal = _LITERAL.search(part)
            if literal is None:
                break
            if len(literal[1]) > 6 or int(literal[1]) > LARGEST_LITERAL:
                return Malformed("literal-too-large", part[:80])
            if len(data) < position + int(literal[1]):
                return None
            line += b"\r\n" + data[position : position + int(literal[1])]
            position += int(literal[1])
        self._buffer.take(position)
        return Malformed("nul", line[:80]) if b"\0" in line else line

    def _next(self) -> Event | None:
        while (line := self._whole_line()) is not None:
            if isinstance(line, Malformed):
                return line
            if line.startswith(b"+"):
                if not self._tag:
                    return Malformed("unasked-continuation", line[:80])
                self._raw.append(line)
                self._lines = [decode(line[1:]).strip()]
                return self._flush(Standing.MORE, "+", "")
            tag, _, rest = line.partition(b" ")
            word, _, text = rest.partition(b" ")
            status = word.decode("ascii", "replace").upper()
            self._raw.append(line)
            if len(self._raw) > MOST_UNTAGGED:
                return Malformed("too-many-lines", line[:80])
            if tag == b"*":
                if not self._tag and status in ("OK", "PREAUTH", "BYE", "NO", "BAD"):
                    return self._status(status, text)
                if not self._tag:
                    return Malformed("not-a-greeting", line[:80])
                if status == "BYE":
                    self._lines = [readable(text)]
                continue
            if not self._tag or tag != self._tag.encode("ascii"):
                return Malformed("unsolicited-tag" if self._tag else "not-a-greeting", line[:80])
            if status not in ("OK", "NO", "BAD"):
                return Malformed("not-a-reply", line[:80])
            self._tag = "-"
            return self._status(status, text)
        return None

    def _status(self, status: str, text: bytes) -> Reply:
        shown = readable(text)
        bracket = _BRACKET.match(shown)
        self._lines = [shown]
        return self._flush(_IMAP_STANDING[status], status, bracket[1].upper() if bracket else "")


class PopReader(Reader):
    """RFC 1939 section 3: "+OK" or "-ERR" in a line, and for some commands lines up to a lone dot."""

    __slots__ = ()

    def _next(self) -> Event | None:
        while (line := self._buffer.line()) is not None:
            if isinstance(line, Malformed):
                return line
            if self._raw:
                if line == b".":
                    return self._status(self._raw[0])
                self._raw.append(line.removeprefix(b"."))
                self._lines.append(readable(self._raw[-1]))
                if len(self._raw) > MOST_UNTAGGED:
                    return Malformed("too-many-lines", line[:80])
                continue
            word = line.split(b" ", 1)[0].upper()
            if word == b"+":
                self._raw.append(line)
                self._lines = [decode(line[1:]).strip()]
                return self._flush(Standing.MORE, "+", "")
            if word not in (b"+OK", b"-ERR"):
                return Malformed("not-a-reply", line[:80])
            self._raw.append(line)
            self._lines.append(readable(line.split(b" ", 1)[1] if b" " in line else b""))
            if not self._multiline or word == b"-ERR":
                return self._status(line)
        return None

    def _status(self, line: bytes) -> Reply:
        good = line[:3].upper() == b"+OK"
        bracket = _BRACKET.match(self._lines[0])
        detail = bracket[1].upper() if bracket else ""
        standing = Standing.OK if good else Standing.LATER if detail in ("SYS/TEMP", "IN-USE") else Standing.NO
        return self._flush(standing, "+OK" if good else "-ERR", detail)


def reader_for(protocol: Protocol) -> Reader:
    """A fresh reader for one connection, or for what comes after its TLS handshake."""
    readers: dict[Protocol, type[SmtpReader | ImapReader | PopReader]] = {
        Protocol.SMTP: SmtpReader,
        Protocol.IMAP: ImapReader,
        Protocol.POP3: PopReader,
    }
    return readers[protocol]()


_SIGNS = (
    (re.compile(rb"\* (OK|PREAUTH|BYE)\b", re.I), "imap"),
    (re.compile(rb"\+OK|-ERR", re.I), "pop3"),
    (re.compile(rb"220[ -][^\r\n]*ftp", re.I), "ftp"),
    (re.compile(rb"[245]\d\d[ -]"), "smtp"),
    (re.compile(rb"HTTP/1|<(!doctype|html)", re.I), "http"),
    (re.compile(rb"SSH-"), "ssh"),
    (re.compile(rb"[\x14-\x17]\x03[\x00-\x04]"), "tls"),
)


def recognise(data: bytes) -> str | None:
    """What speaks, judged by the first bytes; None where nothing came.

    One of "imap", "pop3", "smtp", "ftp", "http", "ssh", "tls", "unknown".
    """
    if not data:
        return None
    return next((name for sign, name in _SIGNS if sign.match(data)), "unknown")
