"""A command on a pseudo terminal: somebody types when prompts appear, and looks whether echo comes back."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.watch import Poke, Watch

# The terminal becomes the controlling one of the new session, then the command takes this process over. Done by a
# program of its own, because Python warns of doing it between fork and exec in a process that has threads.
_LAUNCHER = """
import fcntl, os, sys, termios
terminal = os.open(sys.argv[1], os.O_RDWR)
fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
os.close(terminal)
os.execvp(sys.argv[2], sys.argv[2:])
"""
_PATIENCE_FOR_ECHO = 0.5
_REACTION = 0.02


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys typed once `prompt` (a pattern) is on the screen. `hidden`: typed only when echo is off, as for a password.

    Where echo stays on for half a second they are typed all the same: the screen shows them, and the scanner fires.
    """

    prompt: str
    keys: bytes
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run on a terminal showed."""

    code: int
    watch: Watch
    screen: bytes
    stdout: bytes
    stderr: bytes
    echo_restored: bool
    missed: tuple[str, ...]


class _Typist:
    """Types the next keys when its prompt has appeared behind the previous one."""

    def __init__(self, keys: Sequence[Typed], master: int, slave: int, screen: bytearray) -> None:
        self._left = list(keys)
        self._master = master
        self._slave = slave
        self._screen = screen
        self._from = 0
        self._since = 0.0

    @property
    def missed(self) -> tuple[str, ...]:
        return tuple(each.prompt for each in self._left)

    def look(self) -> None:
        if not self._left:
            return
        wanted = self._left[0]
        found = re.compile(wanted.prompt.encode()).search(self._screen, self._from)
        if found is None:
            return
        now = time.monotonic()
        self._since = self._since or now
        waited = now - self._since
        if waited < _REACTION or (wanted.hidden and _echo(self._slave) and waited < _PATIENCE_FOR_ECHO):
            return
        os.write(self._master, wanted.keys)
        self._from, self._since = found.end(), 0.0
        self._left.pop(0)


def on_terminal(
    argv: Sequence[str],
    keys: Sequence[Typed],
    redirect: Mapping[str, bytes],
    *,
    cwd: Path,
    env: Mapping[str, str],
    tmp: Path,
    timeout: float,
    poke: Poke | None,
    size: tuple[int, int],
) -> Seen:
    """Run and watch. The streams named in `redirect` are pipes, the others the terminal."""
    if sys.platform == "win32":
        raise NotImplementedError
    with _terminal(size) as (master, slave):
        before = _echo(slave)
        stdin, stdout, stderr = (
            subprocess.PIPE if name in redirect else slave for name in ("stdin", "stdout", "stderr")
        )
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, os.ttyname(slave), *argv]
        process = subprocess.Popen(
            launcher, stdin=stdin, stdout=stdout, stderr=stderr, cwd=cwd, env=env, start_new_session=True
        )
        with contextlib.ExitStack() as pipes:
            watch = Watch(process, tmp)
            watch.collect(master)
            collected: dict[str, bytearray] = {}
            for name in ("stdout", "stderr"):
                pipe = getattr(process, name)
                if pipe is not None:
                    pipes.enter_context(pipe)
                    watch.collect(pipe.fileno())
                    collected[name] = watch.outputs[pipe.fileno()]
            if process.stdin is not None:
                with process.stdin:
                    watch.feed(os.dup(process.stdin.fileno()), redirect["stdin"])
            typist = _Typist(keys, master, slave, watch.outputs[master])
            code = watch.until_end(timeout, poke, typist.look)
        return Seen(
            code=code,
            watch=watch,
            screen=bytes(watch.outputs[master]),
            stdout=bytes(collected.get("stdout", b"")),
            stderr=bytes(collected.get("stderr", b"")),
            echo_restored=_echo(slave) == before,
            missed=typist.missed,
        )


@contextlib.contextmanager
def _terminal(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if sys.platform == "win32":
        raise NotImplementedError
    master, slave = os.openpty()
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        yield master, slave
    finally:
        os.close(master)
        os.close(slave)


def _echo(terminal: int) -> bool:
    if sys.platform == "win32":
        raise NotImplementedError
    flags = termios.tcgetattr(terminal)[3]
    return bool(flags & termios.ECHO)
