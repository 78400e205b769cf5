"""`report` on a saved run gives the live run's report, byte for byte, whatever became of the run."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from maildoctor.demo.scenarios import BY_NAME
from maildoctor.exam.conclude import Frame, conclude
from maildoctor.exam.registry import BrokenCheck, load
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.probe import Lookup
from maildoctor.model.report import Environment, Place, Report, Verdict
from maildoctor.testing import case_of
from tests.exam.replaying import differences, ways

_LIVE = """
import sys
from pathlib import Path
from maildoctor.cli.demo import request_of
from maildoctor.cli.examine import examine
from maildoctor.cli.speak import Speak
from maildoctor.demo.scenarios import BY_NAME
from maildoctor.demo.world import DemoWorld
from tests.exam.replaying import differences
with DemoWorld(BY_NAME[sys.argv[1]]) as world:
    report = examine(request_of(world, Path(sys.argv[2]), Speak("en")), Speak("en"))
print("\\n".join(differences(report)), end="")
"""
_FRAME = Frame("none", Environment("3", "3", "linux", (), "system"), Place(host="PC", os="OS"), "en", "0", 1)
_MX = Observation("o1", Lookup("x.example", "MX"), LookupFact(Outcome.ANSWERED, "NOERROR", ("10 m.x.example",)))


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_live_run_reads_the_same_from_its_file(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _LIVE, name, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def _report(frame: Frame, broken: tuple[BrokenCheck, ...] = (), nothing: bool = False) -> Report:
    checks = () if nothing else load(None).loaded
    return asyncio.run(conclude(case_of("x.example"), Evidence([_MX]), checks, broken, frame))


def test_what_a_run_says_about_itself_reads_the_same() -> None:
    crashed = _report(replace(_FRAME, crashed={"mx.records": "KeyError"}))
    stopped = _report(replace(_FRAME, interrupted=True))
    broken = _report(_FRAME, (BrokenCheck("maildoctor.checks.mx_none", "SyntaxError", True),))
    others = _report(_FRAME, (BrokenCheck("somebody.elses", "SyntaxError", False),))
    empty = _report(_FRAME, nothing=True)
    assert [r.verdict for r in (crashed, stopped, broken, others, empty)] == [
        *[Verdict.UNKNOWN] * 3, Verdict.PASS, Verdict.UNKNOWN,
    ]  # fmt: skip
    for report in (crashed, stopped, broken, others, empty):
        assert differences(report) == []


def test_the_comparison_sees_a_difference() -> None:
    """A guard that never fired is not a guard: what the file does not hold reads otherwise."""
    report = _report(_FRAME)
    assert differences(replace(report, elapsed_ms=report.elapsed_ms + 1000)) == []
    assert differences(replace(report, verdict=Verdict.FAIL))


def test_every_form_is_compared() -> None:
    assert {"table", "json"} <= {name for name, _ in ways()}
