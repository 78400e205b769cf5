"""A port whose SYNs nobody answers, as behind a firewall that drops; without a firewall and without root."""

from __future__ import annotations

import contextlib
import select
import socket


class DeafPort:
    """A listener that never accepts and whose backlog is full: on loopback the kernel ignores further SYNs."""

    def __init__(self) -> None:
        listener = socket.socket()
        self._sockets = [listener]
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        self.port: int = listener.getsockname()[1]
        while self._fill() and len(self._sockets) < 32:
            pass

    def _fill(self) -> bool:
        """Take one place of the backlog; false when there was none left."""
        filler = socket.socket()
        self._sockets.append(filler)
        filler.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            filler.connect(("127.0.0.1", self.port))
        return bool(select.select([], [filler], [], 0.1)[1])

    def close(self) -> None:
        """Give the port back."""
        for one in self._sockets:
            one.close()


class ClosedPort:
    """A port of our own that refuses every connection: bound, so that nobody else gets it, and not listening."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()
