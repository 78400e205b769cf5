"""A port whose SYNs nobody answers, as behind a firewall that drops; without a firewall and without root."""

from __future__ import annotations

import contextlib
import select
import socket
from types import TracebackType
from typing import Self


class DeafListener:
    """A listener that never accepts and whose backlog is full: on loopback, the kernel ignores further SYNs."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.address = host
        self.port = 0
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        listener = socket.socket(self._family)
        self._sockets.append(listener)
        listener.bind((self.address, 0))
        listener.listen(0)
        self.port = listener.getsockname()[1]
        for _ in range(16):
            if not self._fill():
                return self
        self._close()
        raise RuntimeError("the backlog never gets full on this system")

    def _fill(self) -> bool:
        """Take one place of the backlog; false when there was none left."""
        filler = socket.socket(self._family)
        self._sockets.append(filler)
        filler.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            filler.connect((self.address, self.port))
        _, connected, _ = select.select([], [filler], [], 0.1)
        return bool(connected)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        for sock in self._sockets:
            sock.close()
