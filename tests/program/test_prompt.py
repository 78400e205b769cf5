"""The prompt: nothing is seen, Enter alone means no login, odd characters are asked about."""

from __future__ import annotations

from pathlib import Path

from tests.program.desk import ADDRESS, PROGRAM, Desk, demo_desk
from tests.support.process import Run, Typed, run_in_terminal


def _at_the_terminal(desk: Desk, *keys: Typed) -> Run:
    return run_in_terminal(
        [*PROGRAM, "check", ADDRESS, *desk.options],
        keys=list(keys),
        inputs=desk.inputs,
        environment={"LANG": "ja_JP.UTF-8", "PYTHONPATH": str(Path.cwd())},
        timeout=40,
    )


def test_the_password_is_asked_once_and_not_shown() -> None:
    with demo_desk() as desk:
        run = _at_the_terminal(desk, Typed(r"\): ", desk.password.encode() + b"\n", hidden=True))
    assert run.exit_code == 0
    assert desk.password.encode() not in run.screen
    assert "ログインまで確認" in run.screen.decode("utf-8", "replace")
    assert run.echo_restored is not False


def test_enter_alone_means_no_login() -> None:
    with demo_desk() as desk:
        run = _at_the_terminal(desk, Typed(r"\): ", b"\n", hidden=True))
    assert run.exit_code == 0
    assert "パスワードは試していません" in run.screen.decode("utf-8", "replace")


def test_a_space_at_the_end_is_asked_about() -> None:
    with demo_desk() as desk:
        run = _at_the_terminal(
            desk,
            Typed(r"\): ", desk.password.encode() + b" \n", hidden=True),
            Typed(r"y/N\]", b"n\n"),
            Typed(r"\): ", desk.password.encode() + b"\n", hidden=True),
        )
    assert run.exit_code == 0
    assert "空白があります" in run.screen.decode("utf-8", "replace")
