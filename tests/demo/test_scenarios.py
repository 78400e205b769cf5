"""Every scenario of the demo names its field, in its own domain and planted into a renamed one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from maildoctor.demo.scenarios import BY_NAME, DEFAULT, DOMAIN, Scenario

_ONE = """
import sys
from pathlib import Path
from maildoctor.cli.demo import request_of
from maildoctor.cli.examine import examine
from maildoctor.cli.speak import Speak
from maildoctor.demo.scenarios import BY_NAME
from maildoctor.demo.world import DemoWorld
from maildoctor.report.voice import Voice
from maildoctor.report.write_json import to_json
name, domain, folder = sys.argv[1:]
with DemoWorld(BY_NAME[name], domain) as world:
    report = examine(request_of(world, Path(folder), Speak("ja")), Speak("ja"))
    print(to_json(report, Voice("ja"), True))
"""
_NOT_BY_EDIT = ("server.certificate", "incoming.password")


def run(scenario: Scenario, domain: str, folder: Path) -> dict[str, Any]:
    """The report of one scenario in one domain."""
    done = subprocess.run(
        [sys.executable, "-c", _ONE, scenario.name, domain, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("domain", [DOMAIN, "midori-en.test"])
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_planted_fault_is_named(name: str, domain: str, tmp_path: Path) -> None:
    scenario = BY_NAME[name]
    report = run(scenario, domain, tmp_path)
    named = [d["field"] for d in report["diagnoses"]]
    if scenario.field is None:
        assert (report["verdict"], named) == ("pass", [])
        return
    assert named[0] == scenario.field.value
    assert report["verdict"] == ("warn" if scenario.field.value == "dns.mx" else "fail")
    if scenario.field.value not in _NOT_BY_EDIT:
        assert report["settings"]["proof"] == {"incoming": "login", "outgoing": "login"}


def test_there_are_enough_and_the_default_has_a_fault() -> None:
    assert len(BY_NAME) >= 10
    assert BY_NAME[DEFAULT].field is not None


def test_the_command_prints_the_check_it_stands_for_and_exits_as_it() -> None:
    command = [sys.executable, "-m", "maildoctor", "demo", "--lang", "ja"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "maildoctor check" in done.stderr
    assert done.stdout.rstrip().splitlines()[-1].startswith("結論: 受信の「暗号化方法」")


def test_an_unknown_scenario_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maildoctor", "demo", "no-such"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
