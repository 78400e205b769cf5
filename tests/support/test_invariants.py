"""Each invariant fires when it is broken, and none on a good run."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.support.invariants import check
from tests.support.leaks import Secret
from tests.support.records import Connection, Login, Received, Via
from tests.support.run_record import Run

SECRET = Secret("Kq7xQ9vT2mZw4Le3", "user@example.test")
GOOD = Run(
    argv=("maildoctor",),
    exit_code=1,
    stdout=b'{"verdict": "fail"}',
    stderr=b"",
    files={"cwd/report.json": b"{}"},
    modes={"cwd/report.json": 0o600},
    command_lines=(b"maildoctor check",),
    child_environments=(),
    wall=1.05,
    peak_rss_kib=60_000,
)
LOGIN = Login("PLAIN", b"user", b"Kq7xQ9vT2mZw4Le3", Via.TLS)
SERVED = Connection(
    number=1,
    peer="127.0.0.1",
    received=(Received(b"EHLO x\r\n", Via.CLEAR, 0.0), Received(b"AUTH Kq7xQ9vT2mZw4Le3\r\n", Via.TLS, 0.1)),
    lines=(),
    verbs=(),
    violations=(),
    errors=(),
    notes=(),
    logins=(LOGIN,),
    end="closed",
    server_name=None,
    tls_version=None,
    tls_failure=None,
    alpn=None,
)
LIMITS: dict[str, Any] = {"budget": 1.0, "login_budget": 1, "json_on_stdout": True}


def verdict(run: Run, connection: Connection = SERVED, **limits: Any) -> list[str]:
    return check(run, [SECRET], connections=[connection], **{**LIMITS, **limits})


def refuse(_document: object) -> None:
    raise ValueError("no")


def test_a_good_run() -> None:
    assert verdict(GOOD) == []
    assert check(GOOD, [SECRET]) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"stdout": b'{"a": "Kq7xQ9vT2mZw4Le3"}'}, "I1 leak in stdout at 7: raw"),
        ({"command_lines": (b"x Kq7xQ9vT2mZw4Le3",)}, "I1 leak in argv at 2: raw"),
        ({"files": {"state/log": b"Kq7xQ9vT2mZw4Le3"}}, "I1 leak in file state/log at 0: raw"),
        ({"wall": 1.2}, "I4 took 1.20 s, the budget is 1 s"),
        ({"timed_out": True}, "I4 killed after 1.1 s"),
        ({"stderr": b"Traceback (most recent call last):"}, "I5/I6 traceback in stderr"),
        ({"stderr": b"x: ResourceWarning: unclosed"}, "I5/I6 resource warning in stderr"),
        ({"left_behind": True}, "I5/I6 processes left behind"),
        ({"exit_code": 70}, "I7 exit code 70"),
        ({"exit_code": -11}, "I7 exit code -11"),
        ({"stdout": b"{"}, "I8 stdout: JSONDecodeError"),
        ({"stdout": b"NaN"}, "I8 stdout: ValueError"),
        ({"stdout": '"あ"'.encode()}, "I8 JSON on stdout is not pure ASCII"),
        ({"files": {"cwd/report.json": b""}}, "I8 cwd/report.json: JSONDecodeError"),
        ({"peak_rss_kib": 200_000}, "I9 memory reached 195 MiB"),
        ({"echo_restored": False}, "echo was not restored"),
    ],
)
def test_each_invariant_of_the_process_fires(change: dict[str, Any], expected: str) -> None:
    assert expected in verdict(dataclasses.replace(GOOD, **change))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"received": (Received(b"PASS Kq7xQ9vT2mZw4Le3", Via.CLEAR, 0.0),)},
            "I2 secret sent over clear, connection 1: raw",
        ),
        (
            {"received": tuple(Received(bytes((byte,)), Via.TLS_UNTRUSTED, 0.0) for byte in b"Kq7xQ9vT2mZw4Le3")},
            "I2 secret sent over tls-untrusted, connection 1: raw",
        ),
        (
            {"logins": (LOGIN, dataclasses.replace(LOGIN, mechanism="LOGIN"))},
            "I3 the same attempt was refused 2 times: b'user', password in clear",
        ),
        (
            {"logins": (LOGIN, dataclasses.replace(LOGIN, user=b"user@example.test"))},
            "I3 2 logins were refused, the budget is 1",
        ),
        ({"violations": ("smtp: verb DATA is not permitted",)}, "connection 1: smtp: verb DATA is not permitted"),
    ],
)
def test_each_invariant_of_the_servers_fires(change: dict[str, Any], expected: str) -> None:
    assert expected in verdict(GOOD, dataclasses.replace(SERVED, **change))


def test_limits_are_the_callers() -> None:
    clear = dataclasses.replace(SERVED, received=(Received(b"PASS Kq7xQ9vT2mZw4Le3", Via.CLEAR, 0.0),))
    assert verdict(GOOD, clear, clear_login_allowed=True) == []
    accepted = dataclasses.replace(SERVED, logins=(LOGIN, dataclasses.replace(LOGIN, accepted=True)))
    assert verdict(GOOD, accepted) == []
    assert verdict(GOOD, rss_baseline_kib=1000) == ["I9 memory grew by 57 MiB"]
    assert verdict(GOOD, validate=refuse) == ["I8 cwd/report.json: ValueError", "I8 stdout: ValueError"]
    assert verdict(dataclasses.replace(GOOD, exit_code=70), exit_codes=(70,)) == []
