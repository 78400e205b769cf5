"""`maildoctor discover`, as a user calls it: the options it has, and those it does not share with `check`."""

from __future__ import annotations

import json

import pytest

from tests.program.desk import PROGRAM
from tests.support.process import run_command

ADDRESS = "user@example.invalid"


@pytest.mark.parametrize("form", ["table", "json"])
def test_the_settings_are_searched_in_every_form(form: str) -> None:
    run = run_command(
        [*PROGRAM, "discover", ADDRESS, "--no-login", "--no-third-party", "--resolver", "127.0.0.1:1", "--timeout", "1",
         "--format", form],
        timeout=40,
    )  # fmt: skip
    assert run.stderr == b""
    assert run.exit_code in (1, 3)
    if form == "json":
        assert json.loads(run.stdout)["schema"] == "maildoctor.report/1"
    else:
        assert ADDRESS.encode() in run.stdout


def test_the_plan_sends_nothing() -> None:
    run = run_command([*PROGRAM, "discover", ADDRESS, "--no-login", "--plan"], timeout=40)
    assert (run.exit_code, run.stderr) == (0, b"")
    assert b"example.invalid" in run.stdout
