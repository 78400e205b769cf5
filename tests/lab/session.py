"""Which lab session owns what, and what to sweep away when its owner was killed.

Everything of a session carries one tag in its name: the owner's process id and a letter. A directory whose owner is no
longer alive (same id, same start time) is a left-over; its namespaces say which processes belong to it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import string
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PREFIX = "mdl-"
ROOT = Path("/tmp")  # not TMPDIR, which may be long: paths of Unix sockets have room for 107 characters
NETNS_CONFIG = Path("/etc/netns")
_OWNER = "owner"
_OF_LINE = "-"
_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Session:
    """The names of one running lab."""

    tag: str
    directory: Path

    @property
    def server_namespace(self) -> str:
        """Network namespace of all servers."""
        return f"{PREFIX}s{self.tag}"

    @property
    def client_namespace(self) -> str:
        """Network namespace of the program under test."""
        return f"{PREFIX}c{self.tag}"

    @property
    def namespaces(self) -> tuple[str, str]:
        """Both."""
        return self.server_namespace, self.client_namespace

    def of_line(self, kind: str, number: int) -> str:
        """Network namespace of a further line: its PC ("c") or its router ("s")."""
        return f"{PREFIX}{kind}{self.tag}{_OF_LINE}{number}"

    @property
    def all_namespaces(self) -> tuple[str, ...]:
        """Those that exist, lines and all."""
        return tuple(name for name in _existing() if _tag_of(name) == self.tag)

    @classmethod
    def create(cls) -> Session:
        """Claim a tag nobody uses, and the directory of that name."""
        for letter in string.ascii_lowercase:
            session = cls._named(f"{os.getpid()}{letter}")
            try:
                session.directory.mkdir(mode=0o755)
            except FileExistsError:
                continue
            session.directory.chmod(0o755)  # whatever the umask: servers run as several users
            (session.directory / _OWNER).write_text(str(_started(os.getpid())))
            return session
        raise RuntimeError("this process already runs 26 labs")

    @classmethod
    def _named(cls, tag: str) -> Session:
        return cls(tag, ROOT / f"{PREFIX}{tag}")

    def remove(self) -> None:
        """Kill what lives in the namespaces, then take away namespaces, their settings and the directory."""
        limit = time.monotonic() + _PATIENCE_S
        while (pids := self.pids()) and time.monotonic() < limit:
            for pid in pids:  # again and again: a server may just have forked
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        for namespace in dict.fromkeys((*self.namespaces, *self.all_namespaces)):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, check=False)
            shutil.rmtree(NETNS_CONFIG / namespace, ignore_errors=True)
        with contextlib.suppress(OSError):
            NETNS_CONFIG.rmdir()  # only when it is empty
        shutil.rmtree(self.directory, ignore_errors=True)

    def pids(self) -> list[int]:
        """Processes inside the namespaces: ours, whoever forked them."""
        found: list[int] = []
        for namespace in self.all_namespaces:
            listed = subprocess.run(["ip", "netns", "pids", namespace], capture_output=True, text=True, check=False)
            found += [int(word) for word in listed.stdout.split()]
        return found


def sweep() -> list[str]:
    """Remove the left-overs of killed sessions; returns their tags."""
    gone: list[str] = []
    for tag in sorted(_tags()):
        session = Session._named(tag)
        if not _alive(session):
            session.remove()
            gone.append(tag)
    return gone


def _tags() -> set[str]:
    names = {entry.name for entry in ROOT.glob(f"{PREFIX}*") if entry.is_dir()}
    tags = {name.removeprefix(PREFIX) for name in names}
    tags |= {tag for name in _existing() if (tag := _tag_of(name)) is not None}
    return {tag for tag in tags if tag[:-1].isdigit() and tag[-1] in string.ascii_lowercase}


def _existing() -> list[str]:
    """The namespaces of all sessions, and those of which only the settings are left."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False).stdout
    spaces = [line.split()[0] for line in listed.splitlines() if line.strip()]
    spaces += [entry.name for entry in NETNS_CONFIG.glob(f"{PREFIX}*")]
    return [name for name in dict.fromkeys(spaces) if name.startswith(PREFIX)]


def _tag_of(namespace: str) -> str | None:
    kind, tag = namespace.removeprefix(PREFIX)[:1], namespace.removeprefix(PREFIX)[1:]
    return tag.partition(_OF_LINE)[0] if kind in ("s", "c") else None


def _alive(session: Session) -> bool:
    started = _started(int(session.tag[:-1]))
    if started is None:
        return False
    try:
        recorded = (session.directory / _OWNER).read_text()
    except OSError:
        return True  # the owner may be between two lines of create(); better a left-over than a robbery
    return recorded == "" or recorded == str(started)


def _started(pid: int) -> int | None:
    """Start time of a process in clock ticks: with the id it names one process, also after the id was used again."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])
