"""The examples work: settings, the runbook, a drop-in check, a plug-in package; and bad checks cost only themselves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from maildoctor.cli.settings_file import read_settings
from maildoctor.cli.speak import Speak

EXAMPLES = Path(__file__).parents[2] / "examples"

_HEAD = """
from maildoctor.api import Check, Code, Link, Lookup, Status, Text, Title
SAID = Code("said", Status.PASS, None, Link.NAME, ja=Text("はい"), en=Text("yes"))
def probes(case, evidence):
    yield Lookup(case.domain, "MX")
def judge(case, evidence, contrasts):
    yield SAID()
"""
_TAIL = '\nCHECK = Check("mine.{name}", Title("{name}", "{name}"), (Lookup,), probes, judge, (SAID,))\n'
BAD = {
    "unloadable": "this is not python",
    "crashes": "def judge(case, evidence, contrasts):\n    raise RuntimeError\n",
    "crashes_asking": "def probes(case, evidence):\n    raise RuntimeError\n",
    "loops": "def judge(case, evidence, contrasts):\n    while True:\n        pass\n",
    "loops_asking": "def probes(case, evidence):\n    while True:\n        pass\n",
    "undeclared": (
        "from maildoctor.api import Endpoint, Protocol, Security\n"
        "def probes(case, evidence):\n    yield Endpoint('h.test', 25, Protocol.SMTP, Security.NONE)\n"
    ),
}


def _environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "LANG": "C", **more}


def _run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "maildoctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(home, **more),
        timeout=60,
    )


def _demo(home: Path, **more: str) -> dict[str, Any]:
    done = _run(home, "demo", "healthy", "--format", "json", **more)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("path", sorted((EXAMPLES / "settings").glob("*.toml")), ids=lambda p: p.name)
def test_the_settings_are_accepted(path: Path) -> None:
    assert read_settings(path.read_text("utf-8"), str(path), Speak("en")).address


@pytest.fixture
def checks_folder(tmp_path: Path) -> Path:
    """The user's own checks folder, in a home of its own."""
    folder = tmp_path / "config" / "maildoctor" / "checks"
    folder.mkdir(parents=True)
    return folder


def test_a_drop_in_check_runs(tmp_path: Path, checks_folder: Path) -> None:
    shutil.copy(EXAMPLES / "drop_in" / "wildcard_name.py", checks_folder)
    assert "my-checks.wildcard" in _run(tmp_path, "checks").stdout
    report = _demo(tmp_path)
    assert "my-checks.wildcard" in [check["id"] for check in report["checks"]]
    assert report["verdict"] == "pass"


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_check_costs_only_itself(tmp_path: Path, checks_folder: Path, name: str) -> None:
    body = BAD[name] if name == "unloadable" else _HEAD + BAD[name] + _TAIL.format(name=name)
    (checks_folder / f"{name}.py").write_text(body, "utf-8")
    report = _demo(tmp_path)
    status = {check["id"]: check["status"] for check in report["checks"]}
    bad = next(status[i] for i in status if name in i)
    assert bad == "error"
    assert report["verdict"] == "pass"
    assert status["incoming.login"] == "pass"


def test_a_plug_in_package_runs(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "site"
    shutil.copytree(EXAMPLES / "plugin", source)
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
            "--disable-pip-version-check", "--target", str(target), str(source),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    assert "maildoctor-example-check.autodiscover" in _run(tmp_path, "checks", PYTHONPATH=str(target)).stdout
    report = _demo(tmp_path, PYTHONPATH=str(target))
    assert report["environment"]["plugins"] == [{"name": "maildoctor-example-check", "version": "0.1.0"}]
    assert report["verdict"] == "pass"
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(source / "tests")],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(tmp_path, PYTHONPATH=str(target)),
        cwd=source,
    )
    assert tests.returncode == 0, tests.stdout


@pytest.mark.skipif(shutil.which("jq") is None and os.environ.get("CI") != "true", reason="jq is not installed")
@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_the_runbook_branches_on_the_exit_status(tmp_path: Path, status: int) -> None:
    saved = tmp_path / "report.json"
    scenario = "imap-993-as-starttls" if status == 1 else "healthy"
    saved.write_text(_run(tmp_path, "demo", scenario, "--format", "json").stdout, "utf-8")
    fake = tmp_path / "fake"
    fake.write_text(f"#!/bin/sh\n[ {status} = 2 ] || cat {saved}\nexit {status}\n", "utf-8")
    fake.chmod(0o755)
    done = subprocess.run(
        ["bash", str(EXAMPLES / "runbook.sh"), "info@aoba.example"],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(tmp_path, MAILDOCTOR=str(fake)),
    )
    assert done.returncode == status
    said = {
        0: "OK",
        1: "field: incoming.security\tshould be: incoming.security=tls\towner: client",
        2: "USAGE",
        3: "UNKNOWN",
    }
    assert said[status] in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_check_that_holds_the_interpreter_ends_with_the_deadline(tmp_path: Path, checks_folder: Path) -> None:
    body = (
        'import re\ndef judge(case, evidence, contrasts):\n    re.match("(a+)+$", "a" * 60 + "b")\n    yield SAID()\n'
    )
    (checks_folder / "holds.py").write_text(_HEAD + body + _TAIL.format(name="holds"), "utf-8")
    done = _run(tmp_path, "check", "x.example", "--resolver", "127.0.0.1:9", "--deadline", "1")
    assert done.returncode == 3
    assert "stopped at the deadline" in done.stderr
