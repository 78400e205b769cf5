"""The program in a process of its own, with a home folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Program:
    """`python -m maildoctor` for a user who has `home` and, on the import path, `packages`."""

    home: Path
    packages: Path | None = None

    @property
    def checks_folder(self) -> Path:
        """The user's own checks folder (Linux form of click's app dir)."""
        folder = self.home / ".config" / "maildoctor" / "checks"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def environment(self) -> dict[str, str]:
        """A small environment: nothing of the user who runs the tests."""
        path = [str(p) for p in (self.packages, ROOT) if p is not None]
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "MAILDOCTOR_STATE_DIR": str(self.home / "state"),
            "MAILDOCTOR_LANG": "en",
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(path),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *arguments: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            [sys.executable, "-m", "maildoctor", *arguments],
            cwd=self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    def report(self, scenario: str) -> dict[str, Any]:
        """The JSON report of one scenario of the demo."""
        done = self.run("demo", scenario, "--format", "json")
        report: dict[str, Any] = json.loads(done.stdout)
        return report
