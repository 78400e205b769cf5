"""The bash runbook branches on every exit status and reads the report with jq."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and (shutil.which("jq") is None or shutil.which("bash") is None),
    reason="needs bash and jq",
)

EDITED = {
    "field": "outgoing.security",
    "severity": "fail",
    "certainty": "certain",
    "owner": "client",
    "edits": [
        {"field": "outgoing.port", "from": 25, "to": 587},
        {"field": "outgoing.security", "from": "none", "to": "starttls"},
    ],
}
PASSWORD = {
    "field": "incoming.password",
    "severity": "fail",
    "certainty": "likely",
    "owner": "client",
    "edits": [{"field": "incoming.password", "from": None, "to": None}],
}
NO_EDIT = {"field": "dns.mx", "severity": "warn", "certainty": "certain", "owner": "dns", "edits": []}


def _report(verdict: str, *diagnoses: dict[str, Any]) -> str:
    subject = {"address": "user@example.jp", "domain": "example.jp", "provider": None}
    return json.dumps({"verdict": verdict, "subject": subject, "diagnoses": diagnoses})


def _runbook(folder: Path, output: str, status: int) -> subprocess.CompletedProcess[str]:
    """Run it with a program that prints `output` and exits with `status`."""
    (folder / "output.json").write_text(output, encoding="utf-8")
    fake = folder / "fake"
    fake.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >"{folder}/arguments"\ncat "{folder}/output.json"\nexit {status}\n',
        encoding="utf-8",
    )
    fake.chmod(0o755)
    return subprocess.run(
        ["bash", str(EXAMPLES / "runbook.sh"), "user@example.jp", "--settings", "a b.toml"],
        env={"PATH": os.environ["PATH"], "MAILDOCTOR": str(fake), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_nothing_to_do(tmp_path: Path) -> None:
    done = _runbook(tmp_path, _report("warn", NO_EDIT), 0)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "OK: nothing to do (warn)",
        "field: dns.mx\tshould be: -\towner: dns\twarn, certain",
    ]
    assert done.stderr == ""
    arguments = (tmp_path / "arguments").read_text(encoding="utf-8").splitlines()
    assert arguments == ["check", "--format", "json", "user@example.jp", "--settings", "a b.toml"]


def test_a_fault_is_named_with_its_value_and_owner(tmp_path: Path) -> None:
    done = _runbook(tmp_path, _report("fail", EDITED, PASSWORD), 1)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "FAIL: user@example.jp",
        "field: outgoing.security\tshould be: outgoing.port=587 outgoing.security=starttls"
        "\towner: client\tfail, certain",
        "field: incoming.password\tshould be: incoming.password=?\towner: client\tfail, likely",
    ]


def test_wrong_usage(tmp_path: Path) -> None:
    done = _runbook(tmp_path, "", 2)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("USAGE:")


@pytest.mark.parametrize("output", ["", _report("unknown", NO_EDIT)])
def test_unknown(tmp_path: Path, output: str) -> None:
    done = _runbook(tmp_path, output, 3)
    assert done.returncode == 3
    assert ("field: dns.mx" in done.stdout) is bool(output)
    assert done.stderr.startswith("UNKNOWN:")


def test_interrupted(tmp_path: Path) -> None:
    done = _runbook(tmp_path, "", 130)
    assert done.returncode == 130
    assert "130" in done.stderr


def test_no_report_is_left_behind(tmp_path: Path) -> None:
    _runbook(tmp_path, _report("pass"), 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arguments", "fake", "output.json"]


def test_the_powershell_twin_knows_the_same_statuses() -> None:
    bash, powershell = ((EXAMPLES / name).read_text(encoding="utf-8") for name in ("runbook.sh", "runbook.ps1"))
    for word in ("OK: ", "FAIL: ", "USAGE: ", "UNKNOWN: ", "STOPPED: ", "should be: ", "owner: "):
        assert word in bash, word
        assert word in powershell, word
    assert "ConvertFrom-Json" in powershell
