"""A server on an event loop in a thread of its own, so that blocking tests and child processes can talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class LoopThread(ABC):
    """A context manager: entering binds the sockets and starts the loop, leaving stops everything and waits for it."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._crash: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    @abstractmethod
    def _open(self) -> None:
        """Bind the sockets. Runs in the caller's thread, so that a failure is the caller's exception."""

    @abstractmethod
    async def _serve(self) -> None:
        """Serve until cancelled."""

    @abstractmethod
    def _close(self) -> None:
        """Close the sockets; the loop has ended."""

    def __enter__(self) -> Self:
        self._open()
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed already: the server crashed
                loop.call_soon_threadsafe(stop.set)
        self._thread.join(10)
        self._close()
        if self._thread.is_alive():
            raise RuntimeError(f"{type(self).__name__} does not stop")
        if self._crash is not None and kind is None:
            raise self._crash

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            self._crash = error
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        serving = asyncio.create_task(self._serve())
        stopping = asyncio.create_task(self._stop.wait())
        self._ready.set()
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
