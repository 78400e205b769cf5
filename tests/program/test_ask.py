"""`check --ask` as a user meets it: at a terminal, without one, and beside another source of settings."""

from __future__ import annotations

from pathlib import Path

from tests.program.desk import ADDRESS, PROGRAM, demo_desk
from tests.support.process import Typed, run_command, run_in_terminal

_JA = {"LANG": "ja_JP.UTF-8", "PYTHONPATH": str(Path.cwd())}


def test_what_is_answered_is_what_is_blamed() -> None:
    """Only the incoming boxes are known. The wrong one is named by the customer's own word."""
    with demo_desk("imap-993-as-starttls") as desk:
        options = desk.options[2:]
        run = run_in_terminal(
            [*PROGRAM, "check", ADDRESS, *options, "--ask", "--client", "outlook"],
            keys=[
                Typed("メール アドレス.*: ", b"\n"),
                Typed("アカウントの種類.*: ", b"1\n"),
                Typed("受信メール サーバー: ", b"mail.aoba.example\n"),
                Typed("受信メールのポート: ", b"993\n"),
                Typed("受信メールの暗号化方法.*: ", b"2\n"),
                Typed("受信メールのユーザー名: ", b"\n"),
                Typed("送信メール サーバー: ", b"\n"),
                Typed("送信メールのポート: ", b"\n"),
                Typed("送信メールの暗号化方法.*: ", b"\n"),
                Typed("認証が必要.*: ", b"\n"),
                Typed("同じ設定を使用する.*: ", b"\n"),
                Typed("送信メールのユーザー名: ", b"\n"),
                Typed("画面に出た番号か文: ", b"\n"),
                Typed(r"試しません\): ", desk.password.encode() + b"\n", hidden=True),
            ],
            inputs=desk.inputs,
            environment=_JA,
            timeout=60,
        )
    screen = run.screen.decode("utf-8", "replace")
    assert run.exit_code == 1, screen
    assert "Outlook の受信の「暗号化方法」を STARTTLS から SSL/TLS に変えてください。" in "".join(
        screen.split("\r\n      ")
    )
    assert desk.password not in screen


def test_without_a_terminal_it_is_exit_2() -> None:
    run = run_command([*PROGRAM, "check", ADDRESS, "--ask", "--no-login"], stdin=b"", environment=_JA, timeout=30)
    assert run.exit_code == 2
    assert b"--ask" in run.stderr


def test_two_sources_are_exit_2() -> None:
    run = run_command(
        [*PROGRAM, "check", ADDRESS, "--ask", "--incoming", "imaps://mail.aoba.example"],
        stdin=b"", environment=_JA, timeout=30,
    )  # fmt: skip
    assert run.exit_code == 2
    assert "一緒に使えません" in run.stderr.decode("utf-8")
