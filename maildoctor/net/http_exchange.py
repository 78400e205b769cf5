"""One HTTP/1.1 request and its answer over a stream: h11 reads and writes, the limits and the transcript are ours.

Nothing that could identify anybody is ever sent: no Authorization, no Cookie, nothing from .netrc, no proxy. Sources:
RFC 9110 (fields and statuses), RFC 9112 (messages: section 8 on incomplete ones).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maildoctor import __version__
from maildoctor.model.fact import Outcome
from maildoctor.net.redirects import Asked, Place
from maildoctor.net.stream import PeerClosedError, PeerResetError, Stream
from maildoctor.net.talk import Transcript
from maildoctor.wire.readable import readable

if TYPE_CHECKING:
    import h11

MOST_BODY = 256 * 1024
"""The longest document in bytes: the longest autoconfig file known is below 10 KiB."""
_MOST_HEAD = 16 * 1024
"""Status line and header fields together, those of interim answers (1xx) included."""
_MOST_WIRE = 8 * MOST_BODY
"""Everything one answer may be, framing included: chunks of one byte each still fit."""
_MOST_LINES = 2000
_START = b"HTTP/"


class EndedError(Exception):
    """A fetch could not go on. `outcome` and `trouble` as in `FetchFact`."""

    def __init__(self, outcome: Outcome, trouble: str = "") -> None:
        super().__init__(outcome, trouble)
        self.outcome = outcome
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header fields of an answer."""

    status: int
    fields: tuple[tuple[bytes, bytes], ...]

    def value(self, name: bytes) -> bytes:
        """The first field called `name` (lower case), b"" where there is none."""
        return next((value for field, value in self.fields if field == name), b"")

    def all(self, name: bytes) -> tuple[bytes, ...]:
        """The comma-separated members of every field called `name`, in lower case."""
        members = (part for field, value in self.fields if field == name for part in value.split(b","))
        return tuple(part.strip().lower() for part in members if part.strip())


class Exchange:
    """A question, the head of its answer, then its body. Ends with the connection: it asks for `Connection: close`."""

    def __init__(self, stream: Stream, transcript: Transcript) -> None:
        import h11

        self._stream = stream
        self._transcript = transcript
        # Our own limit on the head counts bytes and not segments; h11's is only the second line behind it.
        self._machine = h11.Connection(h11.CLIENT, max_incomplete_event_size=4 * _MOST_HEAD)
        self._first = b""
        self._received = 0
        self._head_is_read = False
        self._ended = False

    async def ask(self, place: Place, asked: Asked) -> Head:
        """Send the request and read up to the end of the header fields.

        Raises:
            EndedError: no answer came, or none in HTTP/1.x.
        """
        import h11

        fields = _fields(place, asked)
        self._transcript.add("C", f"{asked.method} {place.target} HTTP/1.1")
        self._record("C", ((name.encode(), value.encode()) for name, value in fields))
        self._record_text("C", asked.body)
        request = h11.Request(method=asked.method, target=place.target, headers=fields)
        events: list[h11.Event] = [request, *([h11.Data(asked.body)] if asked.body else []), h11.EndOfMessage()]
        try:
            await self._stream.send(b"".join(self._machine.send(event) or b"" for event in events))
        except PeerClosedError:
            raise EndedError(Outcome.CLOSED) from None
        except PeerResetError:
            raise EndedError(Outcome.RESET) from None
        while True:
            event = await self._next()
            if not isinstance(event, (h11.InformationalResponse, h11.Response)):
                raise EndedError(Outcome.GARBLED, "bad-http")
            reason = bytes(event.reason).decode("latin-1")
            version = bytes(event.http_version).decode("latin-1")
            self._transcript.add("S", readable(f"HTTP/{version} {event.status_code} {reason}".encode()))
            self._record("S", event.headers.raw_items())
            if isinstance(event, h11.Response):
                break
        if self._received - len(self._machine.trailing_data[0]) > _MOST_HEAD:
            raise EndedError(Outcome.GARBLED, "bad-http")
        self._head_is_read = True
        return Head(event.status_code, tuple((bytes(name), bytes(value)) for name, value in event.headers))

    async def body(self, head: Head) -> bytes:
        """The whole body, never a part of it.

        Raises:
            EndedError: it is too long, incomplete, or packed although nobody asked for that.
        """
        import h11

        if any(coding != b"identity" for coding in head.all(b"content-encoding")):
            raise EndedError(Outcome.GARBLED, "bad-encoding")
        announced = head.value(b"content-length")
        if announced.isdigit() and int(announced) > MOST_BODY:
            raise EndedError(Outcome.GARBLED, "too-big")
        body = bytearray()
        while isinstance(event := await self._next(), h11.Data):
            body += event.data
            if len(body) > MOST_BODY:
                raise EndedError(Outcome.GARBLED, "too-big")
        if not isinstance(event, h11.EndOfMessage):
            raise EndedError(Outcome.GARBLED, "bad-http")
        self._record_text("S", bytes(body))
        return bytes(body)

    async def _next(self) -> h11.Event:
        import h11

        while True:
            try:
                event = self._machine.next_event()
            except h11.RemoteProtocolError:
                # All that came was read before its end came: where there is an end, that is what is wrong.
                raise EndedError(Outcome.GARBLED, "truncated" if self._ended else "bad-http") from None
            if isinstance(event, h11.Event):
                return event
            if event is not h11.NEED_DATA:
                raise EndedError(Outcome.GARBLED, "bad-http")
            if not self._head_is_read and self._received > _MOST_HEAD:
                raise EndedError(Outcome.GARBLED, "bad-http")
            if self._received > _MOST_WIRE:
                raise EndedError(Outcome.GARBLED, "too-big")
            self._machine.receive_data(await self._receive())

    async def _receive(self) -> bytes:
        """What comes next; b"" where the server has finished."""
        try:
            data = await self._stream.receive()
        except PeerClosedError:
            if not self._received:
                raise EndedError(Outcome.CLOSED) from None
            self._ended = True
            return b""
        except PeerResetError:
            raise EndedError(Outcome.RESET, "truncated" if self._received else "") from None
        self._first = (self._first + data)[: len(_START)]
        self._received += len(data)
        if not self._first.startswith(_START[: len(self._first)]):
            # Something else speaks here; it may never send the empty line that ends a head.
            raise EndedError(Outcome.GARBLED, "bad-http")
        return data

    def _record(self, who: str, fields: Iterable[tuple[bytes, bytes]]) -> None:
        for name, value in fields:
            self._transcript.add(who, readable(b"%b: %b" % (name, value)))

    def _record_text(self, who: str, text: bytes) -> None:
        if not text:
            return
        lines = text.split(b"\n", _MOST_LINES)
        for line in lines[:_MOST_LINES]:
            self._transcript.add(who, readable(line))
        if len(lines) > _MOST_LINES:
            self._transcript.add("-", f"... {len(lines[-1])} more bytes")


def _fields(place: Place, asked: Asked) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = [
        ("Host", place.authority),
        ("User-Agent", f"maildoctor/{__version__}"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    if asked.body:
        fields += [("Content-Type", asked.content_type), ("Content-Length", str(len(asked.body)))]
    return fields
