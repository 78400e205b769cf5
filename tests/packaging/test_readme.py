"""The README says what the program says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"<!-- help: maildoctor ?([a-z ]*)-->\n```text\n(.*?)\n```", re.DOTALL)
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


def test_the_report_is_one_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maildoctor", "demo", "--lang", "ja"], capture_output=True, text=True, check=False
    )
    shown = README.read_text("utf-8")
    # Who looked, when and how long it took differ; every other line is the program's own.
    for line in done.stdout.splitlines()[3:]:
        assert line in shown
