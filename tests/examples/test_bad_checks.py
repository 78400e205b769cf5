"""A check that does not load, crashes, or loops for ever costs only itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.examples.program import Program

_HEAD = "from maildoctor.api import Check, Login, Lookup, Title\n\n\ndef probes(case, evidence):\n    return ()\n\n\n"
_TAIL = "\n\nCHECK = Check({id!r}, Title('x', 'x'), (Lookup,), probes, judge, ())\n"


def _judge(identifier: str, body: str) -> str:
    return f"{_HEAD}def judge(case, evidence, contrasts):\n    {body}\n{_TAIL.format(id=identifier)}"


BROKEN = {
    "does_not_parse": "def judge(:\n",
    "does_not_import": "import no_such_module_at_all\n",
    "has_no_check": "CHECK = None\n",
    "has_a_bad_id": _judge("bad", "return ()"),
    "takes_a_taken_id": _judge("mx.records", "return ()"),
}
CRASHING = {
    "crashes": _judge("bad.crashes", "raise RuntimeError('secret text of a third party')"),
    "says_nonsense": _judge("bad.nonsense", "return ['no finding']"),
    "loops": _judge("bad.loops", "import time\n    while True:\n        time.sleep(0.01)"),
    "loops_hard": _judge("bad.loops-hard", "while True:\n        pass"),
    "asks_undeclared": _judge("bad.undeclared", "return ()").replace("return ()", "return (case,)", 1),
}


def _others(report: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    return [
        (check["id"], check["status"], [finding["code"] for finding in check["findings"]])
        for check in report["checks"]
        if not check["id"].startswith("bad.") and not check["id"].endswith(".py")
    ]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """The healthy demo without and with all the bad checks."""
    plain, spoilt = (Program(tmp_path_factory.mktemp(name)) for name in ("plain", "spoilt"))
    for name, text in (BROKEN | CRASHING).items():
        (spoilt.checks_folder / f"{name}.py").write_text(text, encoding="utf-8")
    return plain.report("healthy"), spoilt.report("healthy")


def test_the_list_names_what_did_not_load(tmp_path: Path) -> None:
    program = Program(tmp_path)
    for name, text in BROKEN.items():
        (program.checks_folder / f"{name}.py").write_text(text, encoding="utf-8")
    done = program.run("checks")
    assert done.returncode == 0, done.stderr
    broken = [line for line in done.stdout.splitlines() if line.startswith("broken:")]
    assert len(broken) == len(BROKEN)
    assert any("taken by" in line for line in broken)
    assert "Traceback" not in done.stdout + done.stderr


def test_the_verdict_and_the_other_checks_stay(reports: tuple[dict[str, Any], dict[str, Any]]) -> None:
    plain, spoilt = reports
    assert plain["verdict"] == "pass"
    assert spoilt["verdict"] == plain["verdict"]
    assert spoilt["diagnoses"] == plain["diagnoses"]
    assert _others(spoilt) == _others(plain)


def test_each_bad_check_is_an_error_of_its_own(reports: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, spoilt = reports
    status = {check["id"]: check["status"] for check in spoilt["checks"]}
    for identifier in ("bad.crashes", "bad.nonsense", "bad.loops", "bad.loops-hard", "bad.undeclared"):
        assert status[identifier] == "error", identifier
    files = [identifier for identifier in status if identifier.endswith(".py")]
    assert len(files) == len(BROKEN)
    assert "secret text of a third party" not in str(spoilt)
