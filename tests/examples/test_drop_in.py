"""The example drop-in: on a scripted network, and copied into the user's checks folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from maildoctor.api import Check, Finding, Lookup, LookupFact, Outcome
from maildoctor.exam.registry import load
from maildoctor.testing import run_check, speak
from tests.examples.program import EXAMPLES, Program

QUESTION = Lookup("maildoctor-no-such-name.example.jp", "A")


@pytest.fixture(scope="module")
def check() -> Check:
    """The check as the registry loads it: a file, not an import."""
    registry = load(EXAMPLES / "drop_in")
    assert registry.broken == ()
    (found,) = (entry.check for entry in registry.loaded if not entry.bundled)
    return found


def test_it_tells_a_wildcard(check: Check) -> None:
    said, unanswered = run_check(check, {QUESTION: LookupFact(Outcome.ANSWERED, "NOERROR", ("203.0.113.10",))})
    assert unanswered == []
    (finding,) = said
    assert isinstance(finding, Finding)
    assert finding.id == "wildcard-name"
    assert speak(finding, "en") == "Every name under example.jp leads to 203.0.113.10."
    assert speak(finding, "ja") == "example.jp の下は、どんな名前でも 203.0.113.10 につながります。"


@pytest.mark.parametrize(
    "answer", [LookupFact(Outcome.ANSWERED, "NXDOMAIN"), LookupFact(Outcome.SILENT), LookupFact(Outcome.CUT_OFF)]
)
def test_it_is_silent_otherwise(check: Check, answer: LookupFact) -> None:
    assert run_check(check, {QUESTION: answer}) == ([], [])


def test_a_question_without_an_answer_is_reported(check: Check) -> None:
    assert run_check(check, {}) == ([], [QUESTION])


def test_it_is_listed_from_the_users_folder(tmp_path: Path) -> None:
    program = Program(tmp_path)
    shutil.copy(EXAMPLES / "drop_in" / "wildcard_name.py", program.checks_folder)
    done = program.run("checks")
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("my-checks.wildcard"))
    assert "asks the DNS" in line
    assert "wildcard_name.py" in line


def test_the_current_directory_is_never_looked_at(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "drop_in" / "wildcard_name.py", tmp_path)
    (tmp_path / "checks").mkdir()
    shutil.copy(EXAMPLES / "drop_in" / "wildcard_name.py", tmp_path / "checks")
    assert "my-checks.wildcard" not in Program(tmp_path).run("checks").stdout
