"""What is left of a finished process: everything a leak could be in, and what the process cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Words that Python, asyncio and its like write when a program has lost control of something.
_COMPLAINTS: Mapping[str, re.Pattern[bytes]] = {
    "traceback": re.compile(rb"Traceback \(most recent call last\)"),
    "exception in a finaliser": re.compile(rb"Exception ignored (?:in|while)"),
    "exception never retrieved": re.compile(rb"never retrieved"),
    "coroutine never awaited": re.compile(rb"was never awaited"),
    "task destroyed while pending": re.compile(rb"Task was destroyed but it is pending"),
    "resource warning": re.compile(rb"ResourceWarning"),
    "fatal python error": re.compile(rb"Fatal Python error"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process. `exit_code` is negative where a signal ended it.

    `files` are all files in its folders afterwards but for unchanged input files, by path below the sandbox, and those
    that came and went in its TMPDIR; `modes` their permissions. `command_lines` are those of the process and its
    descendants, as `ps` would have shown them; `child_environments` the environments of the descendants alone.
    `screen` and `echo_restored` are there after a run on a terminal.
    """

    argv: tuple[str, ...]
    exit_code: int
    stdout: bytes
    stderr: bytes
    files: Mapping[str, bytes]
    modes: Mapping[str, int]
    command_lines: tuple[bytes, ...]
    child_environments: tuple[bytes, ...]
    wall: float
    peak_rss_kib: int
    timed_out: bool = False
    left_behind: bool = False
    screen: bytes = b""
    echo_restored: bool | None = None
    missed_prompts: tuple[str, ...] = field(default=())

    @property
    def artefacts(self) -> dict[str, bytes]:
        """Everything that anybody else could read, for the leak scanner and for sameness."""
        return {
            "stdout": self.stdout,
            "stderr": self.stderr,
            "screen": self.screen,
            "argv": b"\n".join(self.command_lines),
            "environment of children": b"\n".join(self.child_environments),
            "file names": "\n".join(self.files).encode("utf-8", "surrogateescape"),
            **{f"file {name}": content for name, content in self.files.items()},
        }

    @property
    def complaints(self) -> tuple[str, ...]:
        """What in its output says that it lost control: tracebacks, things never retrieved, open resources."""
        texts = {"stdout": self.stdout, "stderr": self.stderr, "screen": self.screen}
        found = [
            f"{name} in {where}"
            for where, text in texts.items()
            for name, pattern in _COMPLAINTS.items()
            if pattern.search(text)
        ]
        return (*found, *(("processes left behind",) if self.left_behind else ()))
