"""A lab leaves nothing behind, however it ends, and does not mind another one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab import session
from tests.lab.lab import Lab
from tests.lab.network import CommandError
from tests.lab.place import ask, reach
from tests.lab.worlds import HEALTHY

pytestmark = pytest.mark.lab

_WORLD = HEALTHY[0]
_DIES = """
import os, signal
from tests.lab.lab import Lab
from tests.lab.worlds import HEALTHY
lab = Lab.start(HEALTHY[:1])
print(lab.directory.name, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def _traces(tag: str) -> list[str]:
    """What is left of the session with this tag."""
    spaces = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    names = [f"{session.PREFIX}{kind}{tag}" for kind in ("s", "c")]
    places = [*(session.NETNS_CONFIG / name for name in names), session.ROOT / f"{session.PREFIX}{tag}"]
    processes = [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and f"{session.PREFIX}{tag}".encode() in _command_line(entry)
    ]
    return [
        *(name for name in names if name in spaces),
        *(str(place) for place in places if place.exists()),
        *processes,
    ]


def _command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_a_second_lab_stands_beside_the_first_and_goes_without_a_trace(lab: Lab) -> None:
    second = Lab.start([_WORLD])
    tag = second.directory.name.removeprefix(session.PREFIX)
    assert len(_traces(tag)) > 5
    try:
        assert reach(second, ("mail.ichi.example", 993), ("198.51.100.12", 993)) == ["open", "No route to host"]
        assert ask(second, ("hana.test", "MX")) == [["NXDOMAIN"]]
    finally:
        second.stop()
    assert _traces(tag) == []
    second.stop()
    assert reach(lab, ("mail.ichi.example", 993), ("198.51.100.12", 993)) == ["open", "open"]


def test_a_start_that_fails_leaves_nothing(lab: Lab) -> None:
    services = (*_WORLD.services, replace(_WORLD.services[0], address="198.51.100.999"))
    before = set(session._tags())
    with pytest.raises(CommandError, match=r"198\.51\.100\.999"):
        Lab.start([replace(_WORLD, services=services)])
    assert set(session._tags()) <= before


def test_worlds_that_share_a_port_are_refused(lab: Lab) -> None:
    with pytest.raises(ValueError, match="worlds share a port"):
        Lab.start([_WORLD, replace(_WORLD, name="again", domain="again.example")])


def test_a_killed_session_is_swept_away_and_a_living_one_is_not(lab: Lab) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = subprocess.run(
        [sys.executable, "-c", _DIES], capture_output=True, text=True, check=False, env=environment
    )  # fmt: skip
    tag = killed.stdout.strip().removeprefix(session.PREFIX)
    assert tag, killed.stderr
    assert len(_traces(tag)) > 5
    assert tag in session.sweep()
    assert _traces(tag) == []
    assert reach(lab, ("mail.ichi.example", 993)) == ["open"]
