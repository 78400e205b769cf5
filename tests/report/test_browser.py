"""PDF through the browser that is installed, what is said where there is none, and showing what was written."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from maildoctor.cli import browser
from maildoctor.cli.browser import PrintError, find_browser, print_page
from maildoctor.cli.output import Wanted, deliver, wanted
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from tests.report.runs import run

EN = Speak("en")
_GIVEN: Mapping[str, Any] = {
    "format": None, "outputs": (), "reader": "customer", "verbose": False, "quiet": False, "transcript": False,
    "fail_on": "fail",
}  # fmt: skip
posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the browser")


def asked(**given: Any) -> Wanted:
    """What these options ask for."""
    return wanted({**_GIVEN, **given}, EN)


def command(folder: Path, name: str, script: str) -> Path:
    """A program of that name, alone on a PATH of its own."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def shows(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where what is shown is noted in place of a program that shows it."""
    shown: list[Path] = []

    def launch(path: str) -> int:
        shown.append(Path(path))
        return 0

    monkeypatch.setattr("click.launch", launch)
    return shown


@posix
@pytest.mark.parametrize("name", ["chromium", "google-chrome", "microsoft-edge"])
def test_a_browser_on_the_path_is_found(name: str, tmp_path: Path) -> None:
    made = command(tmp_path, name, "exit 0")
    assert find_browser({"PATH": str(tmp_path)}, "linux") == str(made)
    assert find_browser({"PATH": str(tmp_path / "elsewhere")}, "linux") is None


@pytest.mark.parametrize(
    ("system", "variable", "end"),
    [
        ("win32", "PROGRAMFILES(X86)", "Microsoft/Edge/Application/msedge.exe"),
        ("win32", "PROGRAMFILES", "Google/Chrome/Application/chrome.exe"),
        ("darwin", "HOME", "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
    ],
)
def test_browsers_are_found_where_their_installers_put_them(
    system: str, variable: str, end: str, tmp_path: Path
) -> None:
    environment = {"PATH": str(tmp_path / "nothing"), variable: str(tmp_path)}
    assert find_browser(environment, system) is None
    installed = tmp_path / end
    installed.parent.mkdir(parents=True)
    installed.touch()
    assert find_browser(environment, system) == str(installed)


def test_without_a_browser_it_is_said_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    with pytest.raises(ProblemError, match="Edge, Google Chrome or Chromium"):
        asked(outputs=("a.pdf",))
    assert asked(outputs=("a.html",)).outputs == ("a.html",)


def test_a_pdf_is_a_file() -> None:
    with pytest.raises(ProblemError, match=r"add --output FILE\.pdf"):
        asked(format="pdf")


@posix
def test_the_browser_is_kept_off_the_network_and_its_file_is_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = f"""for word; do echo "$word" >>{tmp_path}/words
case "$word" in --print-to-pdf=*) printf '%%PDF-1.4 made' >"${{word#*=}}";; esac; done"""
    made = command(tmp_path, "chromium", script)
    monkeypatch.setattr(browser, "find_browser", lambda: str(made))
    target = tmp_path / "report.pdf"
    assert deliver(run("wrong-security"), EN, asked(outputs=(str(target),), format="pdf")) == 1
    assert target.read_bytes() == b"%PDF-1.4 made"
    assert target.stat().st_mode & 0o777 == 0o600
    words = (tmp_path / "words").read_text("utf-8").splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert words[-1].startswith("file://")
    assert not Path(words[-1].removeprefix("file://")).exists()
    assert ("--no-sandbox" in words) is (os.geteuid() == 0)
    assert capsys.readouterr().out == ""


@posix
@pytest.mark.parametrize("script", ["exit 1", 'for word; do :; done; echo "no pdf"', "sleep 5"])
def test_a_browser_that_makes_no_pdf_loses_no_other_report(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "_LONGEST_S", 1)
    made = command(tmp_path, "chromium", script)
    monkeypatch.setattr(browser, "find_browser", lambda: str(made))
    outputs = (str(tmp_path / "a.pdf"), str(tmp_path / "b.html"))
    assert deliver(run("pass"), EN, asked(outputs=outputs)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.html", "chromium"]
    assert "made no PDF" in capsys.readouterr().err


def test_a_browser_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(PrintError, match="gone"):
        print_page("<p>", str(tmp_path / "gone"))


def test_what_was_written_first_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = shows(monkeypatch)
    outputs = (str(tmp_path / "a.html"), str(tmp_path / "b.json"))
    deliver(run("pass"), EN, asked(outputs=outputs))
    assert shown == []
    deliver(run("pass"), EN, asked(outputs=outputs, opened=True))
    assert shown == [tmp_path / "a.html"]


def test_without_a_file_a_page_is_shown_and_the_screen_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = shows(monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert deliver(run("pass"), EN, asked(opened=True)) == 0
    assert shown[0].read_text("utf-8").startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out.startswith("====")


def test_where_nothing_opens_it_the_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("click.launch", lambda path: 1)
    assert deliver(run("pass"), EN, asked(outputs=(str(tmp_path / "a.html"),), opened=True)) == 0
    assert "please open it yourself" in capsys.readouterr().err
