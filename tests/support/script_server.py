"""The script server: not a mail server, but a listener that does what a script says, and records what it hears.

with ScriptServer((Send(b"220 hello\\r\\n"), Expect(b"QUIT"), Send(b"221 bye\\r\\n"))) as server:
    smtplib.SMTP(server.address, server.port).quit()
assert server.connections[0].lines == (b"QUIT",)
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable

from tests.support.channel import Channel, Segment
from tests.support.deaf import DeafListener
from tests.support.loop_thread import LoopThread
from tests.support.recorder import Recorder
from tests.support.records import Connection, Login, Received, Via
from tests.support.runner import Runner
from tests.support.steps import (
    Answer,
    Cut,
    Drip,
    Expect,
    Fin,
    HalfClose,
    Hold,
    Loop,
    Memory,
    NoCloseNotify,
    Note,
    RecordLogin,
    Respond,
    Rst,
    Rule,
    Script,
    Send,
    Sleep,
    StartTls,
    Step,
    Then,
    TlsRaw,
    alert,
)

__all__ = [
    "Answer",
    "Connection",
    "Cut",
    "DeafListener",
    "Drip",
    "Expect",
    "Fin",
    "HalfClose",
    "Hold",
    "Login",
    "Loop",
    "Memory",
    "NoCloseNotify",
    "Note",
    "Received",
    "RecordLogin",
    "Respond",
    "Rst",
    "Rule",
    "Script",
    "ScriptServer",
    "Segment",
    "Send",
    "Sleep",
    "StartTls",
    "Step",
    "Then",
    "TlsRaw",
    "Via",
    "alert",
]


class ScriptServer(LoopThread):
    """Listens on a loopback address and a free port, and plays a script to each client.

    The n-th connection gets the n-th script, later ones the last; or `choose` is asked with the connection's number,
    counted from 1. `cut` breaks every connection off after a number of bytes.
    """

    def __init__(
        self,
        *scripts: Script,
        choose: Callable[[int], Script] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        segment: Segment | str = Segment.AS_IS,
        cut: Cut | None = None,
        receive_buffer: int | None = None,
    ) -> None:
        super().__init__()
        if bool(scripts) is (choose is not None):
            raise ValueError("give either scripts or a function that chooses one")
        self._scripts = scripts
        self._choose = choose
        self._segment = Segment(segment)
        self._cut = cut
        self._receive_buffer = receive_buffer
        self._listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._lock = threading.Lock()
        self._recorders: list[Recorder] = []
        self.address = host
        self.port = port

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The record of every connection so far, in the order of acceptance."""
        with self._lock:
            recorders = tuple(self._recorders)
        return tuple(recorder.snapshot() for recorder in recorders)

    @property
    def errors(self) -> tuple[str, ...]:
        """What did not go by the script, and what the client must not have done, over all connections."""
        return tuple(text for each in self.connections for text in (*each.errors, *each.violations))

    def wait(self, connections: int = 1, timeout: float = 5.0) -> tuple[Connection, ...]:
        """The records as soon as so many connections have ended; an assertion error if they do not."""
        deadline = time.monotonic() + timeout
        while True:
            records = self.connections
            if sum(bool(record.end) for record in records) >= connections:
                return records
            if time.monotonic() > deadline:
                raise AssertionError(f"{connections} finished connections expected, seen: {records}")
            time.sleep(0.005)

    def _open(self) -> None:
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self._receive_buffer is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        try:
            self._listener.bind((self.address, self.port))
            self._listener.listen(128)
        except OSError:
            self._listener.close()
            raise
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]

    def _close(self) -> None:
        self._listener.close()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            number = 0
            while True:
                sock, peer = await loop.sock_accept(self._listener)
                number += 1
                recorder = Recorder(number, str(peer[0]))
                with self._lock:
                    self._recorders.append(recorder)
                group.create_task(self._converse(sock, recorder, number))

    async def _converse(self, sock: socket.socket, recorder: Recorder, number: int) -> None:
        with sock:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            channel = Channel(sock, recorder, self._segment, self._cut)
            await Runner(channel, recorder, self._cut).play(self._script(number, recorder))

    def _script(self, number: int, recorder: Recorder) -> Script:
        if self._choose is None:
            return self._scripts[min(number, len(self._scripts)) - 1]
        try:
            return self._choose(number)
        except Exception as error:
            recorder.error(f"choose: {type(error).__name__}: {error}")
            return ()
