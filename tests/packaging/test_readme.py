"""The README says what the program says. `--update` on this file's command line writes it anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"<!-- help: maildoctor ?([a-z ]*)-->\n```text\n(.*?)\n```", re.DOTALL)
_SAMPLE = re.compile(r"(```text\nmaildoctor  info@.*?\n\n)(.*?)(?=\n```)", re.DOTALL)
_RUN = "from maildoctor.cli.main import run; run()"


def _help(*command: str) -> str:
    environment = {**os.environ, "LANG": "C", "LC_ALL": "C", "COLUMNS": "80"}
    environment.pop("MAILDOCTOR_LANG", None)
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *command, "--help"], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.replace("Usage: -c", "Usage: maildoctor").rstrip()


@pytest.mark.parametrize(("command", "shown"), _BLOCK.findall(README.read_text("utf-8")))
def test_the_help_is_the_programs(command: str, shown: str) -> None:
    assert _help(*command.split()) == shown


def test_there_are_two_help_blocks() -> None:
    assert len(_BLOCK.findall(README.read_text("utf-8"))) == 2


def _report() -> str:
    """The sample report behind its head: who looked, when and how long it took differ from run to run."""
    done = subprocess.run(
        [sys.executable, "-m", "maildoctor", "demo", "--lang", "ja"], capture_output=True, text=True, check=False
    )
    return done.stdout.partition("\n\n")[2].rstrip()


def test_the_report_is_one_of_the_program() -> None:
    found = _SAMPLE.search(README.read_text("utf-8"))
    assert found is not None
    assert found[2] == _report()


def test_the_exit_statuses_are_those_of_the_help() -> None:
    table = README.read_text("utf-8").partition("| exit status |")[2].partition("\n\n")[0]
    shown = re.findall(r"^\| (\d+) \|", table, re.MULTILINE)
    sentence = " ".join(_help("check").split()).partition("Exit status: ")[2].partition(".")[0]
    assert shown == re.findall(r"\d+", sentence)


@pytest.mark.parametrize("name", ["examples", "checks", "tests", "maildoctor"])
def test_every_path_it_names_is_there(name: str) -> None:
    for path in re.findall(rf"`({name}/[\w./-]*)`", README.read_text("utf-8")):
        assert (README.parent / path).exists(), path


def _update() -> None:
    """Replace every help text, and the sample report, by what the program says now."""

    def block(match: re.Match[str]) -> str:
        return match[0].replace(match[2], _help(*match[1].split()))

    written = _BLOCK.sub(block, README.read_text("utf-8"))
    sample = _report()
    README.write_text(_SAMPLE.sub(lambda match: match[1] + sample, written), "utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    _update()
