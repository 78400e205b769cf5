"""The view while a run goes on: one line on a terminal, wiped before the report; nothing anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program.desk import ADDRESS, PROGRAM, demo_desk
from tests.support.process import run_in_terminal


def _on_terminal(*more: str, columns: int) -> str:
    """What a terminal receives, byte for byte."""
    with demo_desk("imap-993-as-starttls") as desk:
        inputs = {**desk.inputs, "password": desk.password.encode()}
        run = run_in_terminal(
            [*PROGRAM, "check", ADDRESS, *desk.options, "--password-file", "password", *more],
            inputs=inputs,
            environment={"LANG": "ja_JP.UTF-8", "PYTHONPATH": str(Path.cwd())},
            columns=columns,
            timeout=60,
        )
    assert run.exit_code == 1
    return run.screen.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_one_line_is_rewritten_and_wiped(columns: int) -> None:
    from maildoctor.report.lines import cells

    before, _, report = _on_terminal(columns=columns).partition("maildoctor  info@")
    frames = before.split("\r")
    assert any("ログイン: " in frame for frame in frames)
    assert "\n" not in before
    assert [frame for frame in frames if cells(frame) >= columns] == []
    assert frames[-2].strip() == ""
    assert frames[-1] == ""
    assert report.rstrip().endswith("変えてください。")


def test_quiet_shows_the_conclusion_alone() -> None:
    seen = _on_terminal("-q", columns=80)
    assert seen.startswith("結論: ")
    assert seen.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("-q",)])
def test_in_a_pipe_nothing_is_shown(words: tuple[str, ...]) -> None:
    with demo_desk("imap-993-as-starttls") as desk:
        run = desk.check(*words)
    assert run.stderr == b""
    assert not words or run.stdout.decode().count("\n") == 1
