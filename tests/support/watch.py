"""Watching one process from start to end: its output, its command lines and those of its children, its memory."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_TICK = 0.01
_AFTERMATH = 0.5
_LARGEST_TEMPORARY = 1 << 20
Poke = Callable[[float], int | None]


class Watch:
    """Runs the loop. The process has to be the leader of a session of its own, so that nobody else gets its signals."""

    def __init__(self, process: subprocess.Popen[bytes], tmp: Path) -> None:
        self._process = process
        self._tmp = tmp
        self._selector = selectors.DefaultSelector()
        self._began = time.monotonic()
        self._status: int | None = None
        self.outputs: dict[int, bytearray] = {}
        self.command_lines: dict[bytes, None] = {}
        self.child_environments: dict[bytes, None] = {}
        self.temporary: dict[str, bytes] = {}
        self.peak_rss_kib = 0
        self.wall = 0.0
        self.timed_out = False
        self.left_behind = False

    def collect(self, descriptor: int) -> None:
        """Collect what comes out of this descriptor."""
        os.set_blocking(descriptor, False)
        self.outputs[descriptor] = bytearray()
        self._selector.register(descriptor, selectors.EVENT_READ, None)

    def feed(self, descriptor: int, data: bytes) -> None:
        """Feed data into this descriptor, and close it."""
        if not data:
            os.close(descriptor)
            return
        os.set_blocking(descriptor, False)
        self._selector.register(descriptor, selectors.EVENT_WRITE, bytearray(data))

    def until_end(self, timeout: float, poke: Poke | None, each_tick: Callable[[], None] | None = None) -> int:
        """Watch until the process has ended, or is ended because it takes too long; the exit code.

        `poke` is called with the time gone, again and again; a number it returns is sent as a signal.
        """
        if sys.platform == "win32":
            raise NotImplementedError
        try:
            while self._status is None:
                self._transfer(_TICK)
                self._sample()
                elapsed = time.monotonic() - self._began
                if each_tick is not None:
                    each_tick()
                if elapsed > timeout and not self.timed_out:
                    self.timed_out = True
                    self._signal(signal.SIGKILL)
                elif poke is not None and (number := poke(elapsed)) is not None:
                    self._signal(number)
                self._reap()
            self._drain()
            if each_tick is not None:
                each_tick()
        finally:
            self._end()
        code = os.waitstatus_to_exitcode(self._status)
        self._process.returncode = code
        return code

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, number)

    def _reap(self) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
        if not pid:
            return
        self.wall = time.monotonic() - self._began
        self._status = status
        if not self.peak_rss_kib:
            # Too short to be sampled. This figure counts the memory that was the test's own before exec, too.
            self.peak_rss_kib = usage.ru_maxrss

    def _transfer(self, timeout: float) -> bool:
        """Move what can be moved; false when nothing is open any more."""
        if not self._selector.get_map():
            time.sleep(timeout)
            return False
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                self._read(key.fd)
            else:
                self._write(key.fd, key.data)
        return bool(self._selector.get_map())

    def _read(self, descriptor: int) -> None:
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return
        except OSError:  # a terminal whose other end is closed
            data = b""
        if data:
            self.outputs[descriptor] += data
        else:
            self._selector.unregister(descriptor)

    def _write(self, descriptor: int, left: bytearray) -> None:
        try:
            written = os.write(descriptor, left)
        except BrokenPipeError:
            written = len(left)
        except BlockingIOError:
            return
        del left[:written]
        if not left:
            self._selector.unregister(descriptor)
            os.close(descriptor)

    def _drain(self) -> None:
        """Take what was written last. A child that lives on keeps the pipes open; it is not waited for."""
        deadline = time.monotonic() + _AFTERMATH
        quiet = False
        while not quiet and time.monotonic() < deadline:
            before = sum(map(len, self.outputs.values()))
            open_ones = self._transfer(_TICK)
            quiet = not open_ones or (self._is_alone() and before == sum(map(len, self.outputs.values())))

    def _is_alone(self) -> bool:
        if sys.platform == "win32":
            raise NotImplementedError
        try:
            os.killpg(self._process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return True
        return False

    def _end(self) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        if self._status is None:  # the test itself was interrupted
            self._signal(signal.SIGKILL)
            _, self._status, _ = os.wait4(self._process.pid, 0)
            self._process.returncode = os.waitstatus_to_exitcode(self._status)
        self.left_behind = not self._is_alone()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for key in list(self._selector.get_map().values()):
            if key.data is not None:
                os.close(key.fd)
        self._selector.close()

    # -- /proc ------------------------------------------------------------------------------------------------------

    def _sample(self) -> None:
        pid = self._process.pid
        status = _proc(pid, "status")
        for line in status.splitlines():
            if line.startswith(b"VmHWM:"):
                self.peak_rss_kib = max(self.peak_rss_kib, int(line.split()[1]))
        self._note(self.command_lines, _proc(pid, "cmdline"))
        for child in _descendants(pid):
            self._note(self.command_lines, _proc(child, "cmdline"))
            self._note(self.child_environments, _proc(child, "environ"))
        with contextlib.suppress(OSError):
            for path in self._tmp.rglob("*"):
                if str(path) not in self.temporary and path.is_file() and path.stat().st_size <= _LARGEST_TEMPORARY:
                    self.temporary[str(path)] = path.read_bytes()

    @staticmethod
    def _note(where: dict[bytes, None], data: bytes) -> None:
        if data:
            where.setdefault(data.rstrip(b"\0").replace(b"\0", b" "))


def _proc(pid: int, name: str) -> bytes:
    try:
        return Path("/proc", str(pid), name).read_bytes()
    except OSError:
        return b""


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    pending = [pid]
    while pending:
        parent = pending.pop()
        with contextlib.suppress(OSError):
            for task in Path("/proc", str(parent), "task").iterdir():
                for child in _proc(parent, f"task/{task.name}/children").split():
                    found.append(int(child))
                    pending.append(int(child))
    return found
