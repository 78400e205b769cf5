"""The folders and the environment a process under test gets: little, explicit, and its own."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A folder with one for each purpose below it. May be kept for several runs in a row, with what they left."""

    root: Path

    @classmethod
    def make(cls, root: Path) -> Sandbox:
        """Make the folders."""
        made = cls(root)
        for folder in (made.cwd, made.home, made.tmp, made.state):
            folder.mkdir(parents=True, exist_ok=True)
        return made

    @property
    def cwd(self) -> Path:
        """The working directory."""
        return self.root / "cwd"

    @property
    def home(self) -> Path:
        """HOME."""
        return self.root / "home"

    @property
    def tmp(self) -> Path:
        """TMPDIR."""
        return self.root / "tmp"

    @property
    def state(self) -> Path:
        """MAILDOCTOR_STATE_DIR."""
        return self.root / "state"

    def environment(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        """The whole environment; a change to None takes a variable away.

        ResourceWarning is made visible but no error: an error would be raised inside of other people's finalisers.
        """
        environment = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin")),
            "HOME": str(self.home),
            "TMPDIR": str(self.tmp),
            "LANG": "C.UTF-8",
            "MAILDOCTOR_STATE_DIR": str(self.state),
            "PYTHONWARNINGS": "default::ResourceWarning",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if compiled := os.environ.get("PYTHONPYCACHEPREFIX"):
            environment["PYTHONPYCACHEPREFIX"] = compiled  # read, never written: what was compiled before is used
        for name, value in changes.items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        return environment

    def put(self, inputs: Mapping[str, bytes]) -> None:
        """Write input files into the working directory, readable by the owner alone."""
        for name, content in inputs.items():
            path = self.cwd / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)

    def contents(self, inputs: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, int]]:
        """Every regular file with its permissions, but for input files that are as they were."""
        files: dict[str, bytes] = {}
        modes: dict[str, int] = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(self.root).as_posix()
            try:
                content = path.read_bytes()
            except PermissionError:
                content = b""
            if inputs.get(name.removeprefix("cwd/")) == content and name.startswith("cwd/"):
                continue
            files[name] = content
            modes[name] = stat.S_IMODE(path.stat().st_mode)
        return files, modes
