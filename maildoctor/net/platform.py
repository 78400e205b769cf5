"""All lines of this room that depend on the operating system.

Windows and macOS branches are run in the tests with the platform's functions replaced; they were never run there.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import platform
import socket
import ssl
import sys
from collections.abc import Callable

from maildoctor.model.fact import Outcome

_WELL_KNOWN_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_WINDOWS_REFUSED = (10061,)
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_WINDOWS_UNREACHABLE = (10047, 10049, 10050, 10051, 10065)
_BLOCKED = (errno.EPERM, errno.EACCES)
_WINDOWS_BLOCKED = (10013,)


def uses_os_store() -> bool:
    """True where the trust store belongs to the operating system and not to OpenSSL."""
    return sys.platform in ("win32", "darwin")


def acknowledge_at_once(sock: socket.socket) -> None:
    """Do not delay acknowledgements.

    Postfix holds its first reply after a TLS 1.3 handshake until its session tickets are acknowledged, and Linux delays
    that by 40 ms. The flag wears off, so it is set again after each send. Only Linux has it.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def system_context() -> ssl.SSLContext:
    """A client context that trusts what this PC trusts; `SSL_CERT_FILE` replaces the store where OpenSSL keeps it."""
    if uses_os_store():
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_default_verify_paths()
    if not os.environ.get("SSL_CERT_FILE") and not context.cert_store_stats()["x509_ca"]:
        store = next((path for path in _WELL_KNOWN_STORES if os.path.exists(path)), None)  # noqa: PTH110
        if store is not None:
            context.load_verify_locations(store)
    return context


async def handshake_step(step: Callable[[], None]) -> None:
    """One step of a handshake: in a thread where the operating system verifies, since it may fetch and block."""
    if uses_os_store():
        await asyncio.to_thread(step)
    else:
        step()


def connect_outcome(error: OSError) -> Outcome:
    """What a failed connection attempt means."""
    number = error.errno
    if isinstance(error, ConnectionRefusedError) or number in _WINDOWS_REFUSED:
        return Outcome.REFUSED
    if number in _UNREACHABLE or number in _WINDOWS_UNREACHABLE:
        return Outcome.UNREACHABLE
    if number in _BLOCKED or number in _WINDOWS_BLOCKED:
        return Outcome.BLOCKED
    if isinstance(error, ConnectionResetError):
        return Outcome.RESET
    return Outcome.SILENT if isinstance(error, TimeoutError) else Outcome.UNREACHABLE


def describe() -> tuple[str, str, str]:
    """(platform as Python names it, operating system for people, this PC's name)."""
    system = platform.system() or sys.platform
    return sys.platform, f"{system} {platform.release()}".strip(), socket.gethostname()
