"""All lines of this room that depend on the operating system: file locks and what the process tells its neighbours.

The Windows branch is run in the tests with the platform's functions replaced; it was never run there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO


def state_folder() -> Path:
    """Where logins are remembered: `$MAILDOCTOR_STATE_DIR`, else the system's state folder."""
    given = os.environ.get("MAILDOCTOR_STATE_DIR")
    if given:
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "maildoctor"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "maildoctor"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "maildoctor"


@contextlib.contextmanager
def locked(file: IO[bytes]) -> Iterator[None]:
    """Hold an exclusive lock on `file`.

    Raises:
        OSError: it cannot be locked.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def watch_from_outside(seconds: float, gone: Callable[[], None]) -> None:
    """Go on in a child process, with this one watching it: after `seconds` the child is killed and `gone` is called.

    Code that holds the interpreter itself (one endless regular expression does) stops every thread of its process, so
    only another process can end it. The watcher leaves with the child's own exit status. Where there is no fork, the
    run goes on unwatched.
    """
    if sys.platform == "win32":
        return
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child gets it too, and knows what to do
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    gone()
    os._exit(3)


def keep_memory_private() -> None:
    """No core dumps, and no other process of this user may read our memory, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "prctl"):
            libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
