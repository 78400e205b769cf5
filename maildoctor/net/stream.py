"""A TCP connection that can become a TLS connection, with every byte under our own eyes.

asyncio's streams keep plain text that was pipelined behind a STARTTLS reply, wait 30 s for a silent peer to close TLS,
and throw the certificate away when it does not verify. So the sockets are driven directly and TLS is pumped through
`ssl.MemoryBIO`: what came before the handshake is known to be empty, and the chain is kept whatever the verdict.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from maildoctor.net.platform import acknowledge_at_once, handshake_step

_CHUNK = 16 * 1024


class PeerClosedError(Exception):
    """The peer closed the connection."""


class PeerResetError(Exception):
    """The peer reset the connection."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a TLS handshake ended.

    `error` is "" where it succeeded, else OpenSSL's reason ("CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER",
    "closed", "reset" …); `code` OpenSSL's verify code; `chain` DER, leaf first, as sent; `heard` the first bytes that
    came in place of, or before, a ServerHello.
    """

    error: str
    chain: tuple[bytes, ...] = ()
    code: int | None = None
    version: str = ""
    heard: bytes = b""


class Stream:
    """One connection. `abort` is the only way to end it: nothing waits for a peer."""

    def __init__(self, sock: socket.socket, address: str) -> None:
        self.address = address
        self.when_gone: Callable[[], None] | None = None
        self._socket = sock
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    @property
    def encrypted(self) -> bool:
        """True once a TLS handshake succeeded."""
        return self._tls is not None

    @property
    def my_address(self) -> str:
        """Our own end, as this PC knows it."""
        return str(self._socket.getsockname()[0])

    async def send(self, data: bytes) -> None:
        """Write all of `data`."""
        if self._tls is None:
            await self._send_raw(data)
            return
        self._tls.write(data)
        await self._flush()

    async def receive(self) -> bytes:
        """Whatever comes next, at least one byte.

        Raises:
            PeerClosedError: nothing will come.
            PeerResetError: the connection was reset.
        """
        if self._tls is None:
            return await self._receive_raw()
        while True:
            try:
                data = self._tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                self._incoming.write(await self._receive_raw())
                continue
            except ssl.SSLZeroReturnError:
                raise PeerClosedError from None
            except ssl.SSLError as error:
                raise PeerResetError(error.reason or "tls") from None
            if not data:
                raise PeerClosedError
            return data

    async def start_tls(self, context: ssl.SSLContext, host: str) -> Handshake:
        """Shake hands. On success everything else goes through TLS; on failure the stream is of no more use."""
        heard = b""
        try:
            tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        except (ValueError, UnicodeError):
            return Handshake("host-name")
        while True:
            try:
                await handshake_step(tls.do_handshake)
                break
            except ssl.SSLWantReadError:
                try:
                    await self._flush()
                    data = await self._receive_raw()
                except PeerClosedError:
                    return Handshake("closed", _chain(tls), heard=heard)
                except PeerResetError:
                    return Handshake("reset", _chain(tls), heard=heard)
                heard = (heard + data)[:512]
                self._incoming.write(data)
            except ssl.SSLError as error:
                with contextlib.suppress(PeerClosedError, PeerResetError):
                    await self._flush()
                code = getattr(error, "verify_code", None)
                return Handshake(error.reason or "unknown", _chain(tls), code, heard=heard)
        with contextlib.suppress(PeerClosedError, PeerResetError):
            await self._flush()
        self._tls = tls
        return Handshake("", _chain(tls), version=tls.version() or "", heard=b"")

    def abort(self) -> None:
        """Let go of the connection at once."""
        with contextlib.suppress(OSError):
            self._socket.close()
        if self.when_gone is not None:
            told, self.when_gone = self.when_gone, None
            told()

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._send_raw(data)

    async def _send_raw(self, data: bytes) -> None:
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except ConnectionResetError:
            raise PeerResetError from None
        except OSError:
            raise PeerClosedError from None
        acknowledge_at_once(self._socket)

    async def _receive_raw(self) -> bytes:
        try:
            data = await asyncio.get_running_loop().sock_recv(self._socket, _CHUNK)
        except ConnectionResetError:
            raise PeerResetError from None
        except OSError:
            raise PeerClosedError from None
        if not data:
            raise PeerClosedError
        acknowledge_at_once(self._socket)
        return data


async def connect(address: str, port: int) -> Stream:
    """Open one TCP connection to a literal address.

    Raises:
        OSError: it was refused or could not be tried.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return Stream(sock, address)


def _chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """The chain as sent, DER, leaf first, also after a failed verification.

    Public on Python 3.13; on 3.11 and 3.12 the same call stands behind the public object.
    """
    get: Callable[[], Any] | None = getattr(tls, "get_unverified_chain", None)
    if get is None:
        get = getattr(getattr(tls, "_sslobj", None), "get_unverified_chain", None)
    try:
        found = get() if get is not None else None
    except ValueError:
        return ()
    return tuple(_der(certificate) for certificate in found or ())


def _der(certificate: Any) -> bytes:
    if isinstance(certificate, bytes):
        return certificate
    der = certificate.public_bytes(2)  # _ssl.ENCODING_DER
    return bytes(der)
