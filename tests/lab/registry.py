"""The registry of the lab: starts `registry_server` with what it knows of all worlds, and reads what it was asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.lab.network import WHOIS
from tests.lab.world import World

_PROGRAM = Path(__file__).with_name("registry_server.py")


def answers(worlds: Iterable[World]) -> dict[str, str]:
    """The answers by name."""
    return {world.domain.upper(): world.whois.replace("\n", "\r\n") for world in worlds if world.whois}


def start(prefix: Sequence[str], directory: Path, worlds: Iterable[World]) -> subprocess.Popen[bytes]:
    """Write the settings and run the server."""
    directory.mkdir()
    settings = directory / "settings.json"
    settings.write_text(json.dumps({"address": WHOIS, "log": str(_log(directory)), "answers": answers(worlds)}))
    _log(directory).touch()
    with (directory / "output").open("wb") as output:
        return subprocess.Popen(
            [*prefix, sys.executable, str(_PROGRAM), str(settings)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def queries(directory: Path) -> tuple[str, ...]:
    """Every line that was asked, in order."""
    return tuple(_log(directory).read_text().splitlines()) if _log(directory).exists() else ()


def _log(directory: Path) -> Path:
    return directory / "queries"
