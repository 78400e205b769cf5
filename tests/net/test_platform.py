"""The Windows and macOS lines, with the platform's functions replaced."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import sys
import threading

import pytest

from maildoctor.model.fact import Outcome
from maildoctor.net import platform


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, ""), Outcome.REFUSED),
        (OSError(10061, ""), Outcome.REFUSED),
        (OSError(errno.ENETUNREACH, ""), Outcome.UNREACHABLE),
        (OSError(errno.EHOSTUNREACH, ""), Outcome.UNREACHABLE),
        (OSError(errno.EADDRNOTAVAIL, ""), Outcome.UNREACHABLE),
        (OSError(10051, ""), Outcome.UNREACHABLE),
        (OSError(10065, ""), Outcome.UNREACHABLE),
        (PermissionError(errno.EPERM, ""), Outcome.BLOCKED),
        (PermissionError(errno.EACCES, ""), Outcome.BLOCKED),
        (OSError(10013, ""), Outcome.BLOCKED),
        (ConnectionResetError(errno.ECONNRESET, ""), Outcome.RESET),
        (TimeoutError(errno.ETIMEDOUT, ""), Outcome.SILENT),
        (OSError(999, ""), Outcome.UNREACHABLE),
    ],
)
def test_how_a_dial_failed(error: OSError, outcome: Outcome) -> None:
    assert platform.connect_outcome(error) is outcome


@pytest.mark.parametrize(("name", "os_store"), [("win32", True), ("darwin", True), ("linux", False)])
def test_the_store_of_the_system(name: str, os_store: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    import truststore

    monkeypatch.setattr(sys, "platform", name)
    assert platform.uses_os_store() is os_store
    context = platform.system_context()
    assert isinstance(context, truststore.SSLContext) is os_store
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    threads: list[bool] = []
    asyncio.run(platform.handshake_step(lambda: threads.append(threading.current_thread() is threading.main_thread())))
    assert threads == [not os_store]


def test_an_empty_store_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    class Empty:
        def __init__(self, protocol: int) -> None:
            pass

        def set_default_verify_paths(self) -> None:
            pass

        def cert_store_stats(self) -> dict[str, int]:
            return {"x509_ca": 0}

        def load_verify_locations(self, path: str) -> None:
            loaded.append(path)

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("maildoctor.net.platform.ssl.SSLContext", Empty)
    monkeypatch.setattr("os.path.exists", lambda path: path == "/etc/ssl/cert.pem")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    platform.system_context()
    assert loaded == ["/etc/ssl/cert.pem"]
    monkeypatch.setenv("SSL_CERT_FILE", "/mine.pem")
    platform.system_context()
    assert loaded == ["/etc/ssl/cert.pem"]


def test_acknowledgements_where_there_is_no_such_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_QUICKACK", raising=False)
    with socket.socket() as sock:
        platform.acknowledge_at_once(sock)


def test_this_pc() -> None:
    name, system, host = platform.describe()
    assert name == sys.platform
    assert system
    assert host
