"""`--copy`: the report on the clipboard, by the program that this PC has, and what is said where it has none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from maildoctor.cli.output import Wanted, deliver, wanted
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from tests.report.runs import run
from tests.report.test_outputs import _GIVEN

JA, EN = Speak("ja"), Speak("en")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs made of sh")


def _asked(speak: Speak = EN, **given: object) -> Wanted:
    return wanted({**_GIVEN, "copy": True, **given}, speak)


def _program(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all there is to find programs in."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "cat").symlink_to("/bin/cat")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_what_the_screen_shows_is_copied(programs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept"
    _program(programs, "xclip", f'echo "$@" > {tmp_path}/with; cat > {kept}')
    assert deliver(run("wrong-security"), JA, _asked(JA, reader="hoster")) == 1
    shown = capsys.readouterr()
    assert kept.read_text("utf-8") == shown.out != ""
    assert (tmp_path / "with").read_text() == "-selection clipboard -i\n"
    assert shown.err == "クリップボードに入れました (xclip)\n"


def test_beside_files_the_letter_is_copied_and_the_screen_stays_empty(
    programs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    _program(programs, "wl-copy", f"cat > {kept}")
    deliver(run("pass"), EN, _asked(outputs=(str(tmp_path / "a.json"),), reader="dns"))
    assert capsys.readouterr().out == ""
    assert "has to be put to the company that keeps the DNS" in kept.read_text()


def test_a_program_that_fails_gives_way_to_the_next(
    programs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _program(programs, "wl-copy", "exit 1")
    _program(programs, "xsel", f"cat > {tmp_path}/kept")
    assert deliver(run("pass"), EN, _asked()) == 0
    assert capsys.readouterr().err == "On the clipboard now (xsel)\n"


@pytest.mark.parametrize(("name", "status"), [("pass", 3), ("wrong-security", 1)])
def test_where_none_takes_it_the_report_is_not_lost(
    name: str, status: int, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _program(programs, "xclip", "exit 1")
    assert deliver(run(name), EN, _asked()) == status
    shown = capsys.readouterr()
    assert shown.out
    assert shown.err == "cannot be put onto the clipboard; write it to a file by --output\n"


@pytest.mark.parametrize("speak", [JA, EN])
def test_without_any_program_nothing_is_examined(speak: Speak, programs: Path) -> None:
    with pytest.raises(ProblemError) as told:
        _asked(speak)
    said = str(told.value.args)
    assert "--copy" in said
    assert "xclip" in said
    assert "--output letter.txt" in said


def test_without_copy_no_program_is_started(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _program(programs, "xclip", "exit 1")
    assert deliver(run("pass"), EN, wanted(_GIVEN, EN)) == 0
    assert capsys.readouterr().err == ""
