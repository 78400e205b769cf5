"""A desk that stays as it is between runs: one demo world, one folder, and the program run there again and again."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from maildoctor.cli.settings_text import settings_text
from maildoctor.demo.scenarios import BY_NAME
from maildoctor.demo.world import DemoWorld

ADDRESS = "info@aoba.example"


@dataclass
class CaseDesk:
    """`options` lead into the world; `password` is what is typed."""

    folder: Path
    options: list[str]
    password: str
    settings: str
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, login: bool = True) -> subprocess.CompletedProcess[str]:
        """`maildoctor` with these arguments, in the folder."""
        words = [*arguments]
        if arguments[0] == "check":
            words += [*self.options, *(["--password-stdin"] if login else ["--no-login"])]
        return subprocess.run(
            [sys.executable, "-m", "maildoctor", *words],
            input=f"{self.password}\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
            cwd=self.folder,
            env={**os.environ, "LANG": "ja_JP.UTF-8", "PYTHONPATH": str(Path.cwd()), **self.environment},
            start_new_session=True,
        )


@contextlib.contextmanager
def case_desk(folder: Path, scenario: str = "imap-993-as-starttls") -> Iterator[CaseDesk]:
    """A desk in front of a demo world. Its folder holds `settings.toml` of the scenario and the trust anchor."""
    with DemoWorld(BY_NAME[scenario]) as world:
        (folder / "ca.pem").write_bytes(world.ca_pem)
        (folder / "typed.toml").write_text(settings_text(world.settings), encoding="utf-8")
        options = ["--ca-file", "ca.pem", "--resolver", world.resolver, "--timeout", f"{world.scenario.timeout_s:g}"]
        for mapping in world.connect_to:
            options += ["--connect-to", mapping]
        home = {name: str(folder / "home") for name in ("HOME", "XDG_CONFIG_HOME", "MAILDOCTOR_STATE_DIR")}
        yield CaseDesk(folder, options, world.password, settings_text(world.settings), home)
