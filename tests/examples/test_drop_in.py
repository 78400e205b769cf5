"""The example drop-in on a scripted network, and files that are no checks."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from maildoctor.api import Case, Check, Contrasts, Evidence, Finding, Lookup, LookupFact, Outcome, Title
from maildoctor.exam.registry import load
from maildoctor.testing import run_check, speak

EXAMPLES = Path(__file__).parents[2] / "examples"
QUESTION = Lookup("maildoctor-no-such-name.example.jp", "A")

_CHECK = (
    "from maildoctor.api import Check, Title\n"
    "CHECK = Check({id!r}, Title('x', 'x'), (), lambda *_: (), lambda *_: (), ())\n"
)
BROKEN = {
    "does_not_parse": ("def judge(:\n", "SyntaxError"),
    "does_not_import": ("import no_such_module_at_all\n", "ModuleNotFoundError"),
    "has_no_check": ("CHECK = None\n", "no CHECK"),
    "has_a_bad_id": (_CHECK.format(id="bad"), "no maildoctor.api.Check with an id"),
    "takes_a_taken_id": (_CHECK.format(id="mx.records"), "the id mx.records is taken"),
}


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """The check as the registry loads it: a file in a folder, not an import."""
    folder = tmp_path_factory.mktemp("checks")
    shutil.copy(EXAMPLES / "drop_in" / "wildcard_name.py", folder)
    registry = load(folder)
    assert registry.broken == ()
    (found,) = (entry.check for entry in registry.loaded if entry.origin.startswith(str(folder)))
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


def test_the_scripted_network_refuses_what_a_run_would_refuse(check: Check) -> None:
    answers = {QUESTION: LookupFact(Outcome.ANSWERED, "NOERROR", ("203.0.113.10",))}

    numbers = itertools.count()

    def endless(case: Case, evidence: Evidence) -> list[Lookup]:
        return [Lookup(f"n{next(numbers)}.example.jp", "A")]

    def nothing(case: Case, evidence: Evidence, contrasts: Contrasts) -> list[Finding]:
        return []

    with pytest.raises(AssertionError, match="without declaring it"):
        run_check(Check("mine.undeclared", check.title, (), check.probes, check.judge, check.codes), answers)
    with pytest.raises(AssertionError, match="not among its codes"):
        run_check(Check("mine.codeless", check.title, check.asks, check.probes, check.judge, ()), answers)
    with pytest.raises(AssertionError, match="never stops"):
        run_check(Check("mine.endless", Title("x", "x"), (Lookup,), endless, nothing, ()), {})


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_what_is_no_check_is_named_and_costs_nothing_else(tmp_path: Path, name: str) -> None:
    text, why = BROKEN[name]
    (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    registry = load(tmp_path)
    (broken,) = (entry for entry in registry.broken if entry.origin.startswith(str(tmp_path)))
    assert why in broken.why
    assert "\n" not in broken.why
    assert [entry.check.id for entry in registry.loaded] == [entry.check.id for entry in load().loaded]


def test_the_current_directory_is_never_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checks").mkdir()
    for folder in (tmp_path, tmp_path / "checks"):
        shutil.copy(EXAMPLES / "drop_in" / "wildcard_name.py", folder)
    monkeypatch.chdir(tmp_path)
    assert "my-checks.wildcard" not in [entry.check.id for entry in load(tmp_path / "no-such-folder").loaded]


def test_a_folder_that_cannot_be_looked_at_costs_nothing(tmp_path: Path) -> None:
    # A name that no file system takes: looking at it fails like a folder of somebody else's under a daemon.
    assert len(load(tmp_path / ("x" * 300)).loaded) == len(load().loaded)
