"""`maildoctor explain`, as a user calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.program.desk import PROGRAM, demo_desk
from tests.support.process import Run, run_command

_LINE = (
    "Server: 'mail.aoba.example', Protocol: SMTP, Server Response: '535 5.7.8 failed', Port: 587, Secure(SSL): No, "
    "Error Number: 0x800CCC81"
)


def _explain(*words: str, stdin: bytes = b"", path: str | None = None, lang: str = "en", **inputs: bytes) -> Run:
    environment = {"PYTHONPATH": str(Path.cwd()), "MAILDOCTOR_LANG": lang, **({"PATH": path} if path else {})}
    named = {name.replace("__", "."): data for name, data in inputs.items()}
    return run_command([*PROGRAM, "explain", *words], stdin=stdin, inputs=named, environment=environment, timeout=40)


def _out(run: Run) -> str:
    return run.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("0x800CCC0E",), "network.controls"),
        (("800ccc0e",), "network.controls"),
        (("535", "5.7.8", "Error: authentication failed"), "outgoing.login"),
        (("incoming-security-mismatch",), "incoming.server"),
        (("incoming.server",), "fail"),
        (("STARTTLS",), "counter"),
        (("null", "MX"), "takes no letters"),
    ],
)
def test_what_is_known_is_explained(words: tuple[str, ...], said: str) -> None:
    run = _explain(*words)
    assert run.exit_code == 0
    assert said in _out(run)


def test_what_is_not_known_is_said_with_the_nearest() -> None:
    run = _explain("incoming-securty-mismatch")
    assert run.exit_code == 1
    assert "did you mean incoming-security-mismatch" in run.stderr.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_file_is_read_in_what_people_save(encoding: str) -> None:
    text = "サーバの識別情報を検証できません"
    run = _explain("seen.txt", lang="ja", seen__txt=text.encode(encoding))
    assert run.exit_code == 0
    assert "証明書" in _out(run)


def test_a_bounce_from_standard_input() -> None:
    data = b"Received: by x\nMIME-Version: 1.0\n\n552 5.2.2 over quota"
    run = _explain("-", stdin=data)
    assert run.exit_code == 0
    assert "mailbox is full" in _out(run)


def test_nothing_or_two_things_are_wrong_usage() -> None:
    assert _explain().exit_code == 2
    assert _explain("--clipboard", "0x800CCC0E").exit_code == 2
    assert "xclip" in _explain("--clipboard", path=str(Path(sys.executable).parent)).stderr.decode()


def test_the_clipboard_is_read(tmp_path: Path) -> None:
    program = tmp_path / "xclip"
    program.write_text("#!/bin/sh\necho 'Error: 0x800CCC0E'\n")
    program.chmod(0o755)
    run = _explain("--clipboard", path=f"{tmp_path}:/usr/bin:/bin")
    assert run.exit_code == 0
    assert "0x800CCC0E" in _out(run)


def test_run_examines_with_the_deciding_checks_and_the_pasted_settings() -> None:
    with demo_desk("healthy") as desk:
        options = [option for option in desk.options if option not in ("--settings", "settings.toml")]
        run = run_command(
            [*PROGRAM, "explain", "--run", "info@aoba.example", *options, "--no-login", "--output", "run.json", _LINE],
            inputs=desk.inputs,
            environment={"PYTHONPATH": str(Path.cwd()), "MAILDOCTOR_LANG": "en"},
            timeout=60,
        )
    report = json.loads(next(data for name, data in run.files.items() if name.endswith("run.json")))
    assert report["settings"]["configured"]["outgoing"] == {
        "host": "mail.aoba.example",
        "port": 587,
        "security": "none",
    }
    assert "outgoing.login" in report["options"]["only"]
    assert {check["id"] for check in report["checks"]} <= set(report["options"]["only"])
