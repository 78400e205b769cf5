"""The byte channel of one connection: a socket, TLS of our own on top of it when asked for, and the record of it all.

TLS is pumped through memory buffers and not left to asyncio, because the scripts need what asyncio hides: the size of
each segment, closing without close_notify, bytes in place of a handshake.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import ssl
import struct
import sys
import tempfile
import warnings
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tests.support.recorder import Recorder
from tests.support.records import Via
from tests.support.steps import Cut, StartTls

T = TypeVar("T")
_CHUNK = 65536
_LONGEST_LINE = 1 << 20


class Segment(StrEnum):
    """How sends become segments: as the script has them, byte by byte, or all up to the next read as one."""

    AS_IS = "as-is"
    ONE_BYTE = "one-byte"
    ALL_IN_ONE = "all-in-one"


class ClientGoneError(Exception):
    """The client closed, or reset, the connection."""


class CutError(Exception):
    """The script has said as many bytes as the test lets it."""


class TlsFailedError(Exception):
    """The handshake did not succeed."""


def server_context(step: StartTls) -> ssl.SSLContext:
    """A context that says yes to everything the step asks for: judging is the client's part."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 and 1.1 are wanted here
        context.set_ciphers(f"{step.ciphers}:@SECLEVEL=0")  # else OpenSSL refuses the weak keys it is to present
        context.minimum_version = step.minimum
        context.maximum_version = step.maximum
    with tempfile.TemporaryDirectory(prefix="script-server-") as folder:  # OpenSSL reads keys from files only
        pem = Path(folder, "pem")
        pem.write_bytes(step.certificate.key_pem + step.certificate.chain_pem)
        context.load_cert_chain(pem)
    if step.alpn:
        context.set_alpn_protocols(list(step.alpn))
    if step.wants_client_certificate:
        context.verify_mode = ssl.CERT_REQUIRED
    return context


class Channel:
    """Reads and writes for the runner; everything that comes in is recorded with the kind of channel it came over."""

    def __init__(self, sock: socket.socket, recorder: Recorder, segment: Segment, cut: Cut | None) -> None:
        self._sock = sock
        self._recorder = recorder
        self._segment = segment
        self._cut = cut
        self._said = 0
        self._pending = b""
        self._unread = bytearray()
        self._loop = asyncio.get_running_loop()
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None
        self._ended = False
        self.via = Via.CLEAR
        self.close_notify = True

    # -- writing ----------------------------------------------------------------------------------------------------

    async def send(self, data: bytes) -> None:
        """Say something; where all is to be one segment it is kept until the next flush."""
        if self._segment is Segment.ALL_IN_ONE:
            self._pending += data
        else:
            await self._say(data)

    async def flush(self) -> None:
        """Send what was kept back."""
        pending, self._pending = self._pending, b""
        if pending:
            await self._say(pending)

    async def _say(self, data: bytes) -> None:
        cut = self._cut
        broken_off = cut is not None and self._said + len(data) > cut.offset
        if cut is not None and broken_off:
            data = data[: cut.offset - self._said]
        self._said += len(data)
        self._recorder.said(data)
        for piece in _pieces(data) if self._segment is Segment.ONE_BYTE else (data,):
            if self._tls is not None:
                self._tls.write(piece) if piece else None
                await self._flush_tls()
            else:
                await self.send_raw(piece)
        if broken_off:
            raise CutError

    async def send_raw(self, data: bytes) -> None:
        """Send bytes as they are, below any TLS."""
        try:
            if self._segment is not Segment.ONE_BYTE:
                await self._loop.sock_sendall(self._sock, data)
                return
            for piece in _pieces(data):
                await self._loop.sock_sendall(self._sock, piece)
                await asyncio.sleep(0)  # let the reader, which may live in this very process, have a look
        except OSError as error:
            raise ClientGoneError(type(error).__name__) from error

    async def _flush_tls(self) -> None:
        data = self._outgoing.read()
        if data:
            await self.send_raw(data)

    # -- reading ----------------------------------------------------------------------------------------------------

    async def _receive_raw(self) -> bytes:
        try:
            return await self._loop.sock_recv(self._sock, _CHUNK)
        except OSError as error:
            raise ClientGoneError(type(error).__name__) from error

    async def receive(self) -> bytes:
        """The next bytes the client said; empty when it has finished."""
        if self._ended:
            return b""
        if self._tls is None:
            data = await self._receive_raw()
        else:
            try:
                data = await self._pump(self._read_tls)
            except ssl.SSLError as error:  # an alert, or an end without close_notify
                self._recorder.note(f"tls ended: {_reason(error)}")
                data = b""
        if data:
            self._recorder.received(data, self.via)
        self._ended = not data
        return data

    def _read_tls(self) -> bytes:
        assert self._tls is not None
        try:
            return self._tls.read(_CHUNK)
        except ssl.SSLZeroReturnError:
            return b""

    async def line(self) -> bytes:
        """The next line without its line end. What follows it stays for the next read."""
        while b"\n" not in self._unread:
            if len(self._unread) > _LONGEST_LINE:
                raise ClientGoneError("the client's line never ends")
            await self._more()
        line, _, rest = bytes(self._unread).partition(b"\n")
        self._unread[:] = rest
        return line.removesuffix(b"\r")

    async def exactly(self, count: int) -> bytes:
        """The next so many bytes."""
        while len(self._unread) < count:
            await self._more()
        data = bytes(self._unread[:count])
        del self._unread[:count]
        return data

    async def _more(self) -> None:
        data = await self.receive()
        if not data:
            raise ClientGoneError("closed")
        self._unread += data

    async def until_end(self) -> None:
        """Record whatever the client says, until it goes."""
        while await self.receive():
            pass

    def gone(self) -> bool:
        """Whether the client has closed its side; asks the kernel and takes nothing from the socket."""
        if sys.platform == "win32":  # no poll: there, a script ends when it next reads or writes
            return False
        poll = select.poll()
        poll.register(self._sock, getattr(select, "POLLRDHUP", 0))
        return bool(poll.poll(0))

    async def take_rest(self) -> None:
        """Record what lies in the socket already, without waiting for more. For the moment before a close."""
        with contextlib.suppress(ClientGoneError, OSError, TimeoutError):
            while True:
                await asyncio.wait_for(self._one_more(), 0.001)

    async def _one_more(self) -> None:
        if not await self.receive():
            raise ClientGoneError("closed")

    # -- TLS --------------------------------------------------------------------------------------------------------

    async def start_tls(self, step: StartTls) -> None:
        """Be the server of a handshake. Bytes that came early belong to it: this side believes everything."""
        context = server_context(step)
        context.sni_callback = lambda _tls, name, _context: self._recorder.asked_name(name)
        if self._unread:
            self._incoming.write(bytes(self._unread))
            self._unread.clear()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self.via = Via.TLS if step.trusted else Via.TLS_UNTRUSTED
        try:
            await self._pump(self._tls.do_handshake)
        except ssl.SSLError as error:
            with contextlib.suppress(ClientGoneError):
                await self._flush_tls()
            self.close_notify = False
            self._ended = True
            raise TlsFailedError(_reason(error)) from error
        except ClientGoneError as error:
            raise TlsFailedError(f"client gone: {error}") from error
        self._recorder.tls(self._tls.version(), self._tls.selected_alpn_protocol())

    async def client_hello(self) -> None:
        """Wait for one TLS record; whatever else comes, or the end, will do as well."""
        with contextlib.suppress(ClientGoneError):
            head = await self.exactly(5)
            if head[0] == 0x16:
                await self.exactly(int.from_bytes(head[3:5]))

    async def _pump(self, operation: Callable[[], T]) -> T:
        while True:
            try:
                result = operation()
            except ssl.SSLWantReadError:
                await self._flush_tls()
                data = await self._receive_raw()
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                await self._flush_tls()
                return result

    # -- closing ----------------------------------------------------------------------------------------------------

    async def finish(self, linger: float) -> None:
        """Close in order: close_notify where there is TLS, FIN, and a moment of listening."""
        if self._tls is not None and self.close_notify:
            with contextlib.suppress(ssl.SSLError, ClientGoneError, ValueError):
                with contextlib.suppress(ssl.SSLWantReadError):
                    self._tls.unwrap()
                await self._flush_tls()
        self.half_close()
        with contextlib.suppress(TimeoutError, ClientGoneError, ssl.SSLError):
            await asyncio.wait_for(self._listen_on(), linger)

    async def _listen_on(self) -> None:
        if (
            self._ended
        ):  # a failed handshake: what still comes cannot be read, but a close now would reset the alert away
            while await self._receive_raw():
                pass
        else:
            await self.until_end()

    def half_close(self) -> None:
        """Send FIN; reading goes on."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Make the coming close a reset."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _pieces(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def _reason(error: ssl.SSLError) -> str:
    return error.reason or type(error).__name__
