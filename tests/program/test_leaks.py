"""No artefact of a run holds the password, and a program that leaked would be caught, one leak at a time."""

from __future__ import annotations

import json
import sys

import pytest

from tests.program.desk import ADDRESS, PROGRAM, Desk, demo_desk, held_desk
from tests.support.invariants import check
from tests.support.leaks import Secret, scan
from tests.support.sameness import masking, sameness

RARE = "Rare-secret-4711-and-more"

_LEAKY = """
import sys
from pathlib import Path
from maildoctor.net.talk import Conversation, Transcript
from maildoctor.cli import main
from tests.support.leaky import LEAKS, Context
import dataclasses
where = sys.argv.pop(1)
honest = Conversation.login
async def login(self, verified, auth, username, secret):
    fact = await honest(self, verified, auth, username, secret)
    raw = secret.reveal()
    if where == "json-reply":
        return dataclasses.replace(fact, reply=raw)
    if where == "wire-transcript":
        self.transcript.add("C", "AUTH " + raw)
        return fact
    try:
        LEAKS[where](raw.encode(), Context(Path.cwd()))
    except Exception:
        import traceback
        traceback.print_exc()
    return fact
Conversation.login = login
main.run()
"""


@pytest.fixture(scope="module")
def desk() -> object:
    with demo_desk() as made:
        yield made


@pytest.mark.parametrize("form", [("--format", "json"), ("--transcript", "-v"), ("--output", "a.json"), ("-q",)])
def test_nothing_of_a_run_holds_the_password(form: tuple[str, ...]) -> None:
    for scenario in ("healthy", "username-without-domain", "wrong-password"):
        with demo_desk(scenario) as desk:
            wrong = "not-the-right-one-4711" if scenario == "wrong-password" else None
            run = desk.check(*form, password=wrong)
            assert check(run, [Secret(wrong or desk.password, ADDRESS)]) == []
            assert check(run, [Secret(desk.password, ADDRESS)]) == []


def test_a_refused_password_is_nowhere_either(desk: Desk) -> None:
    run = desk.check("--transcript", "-v", password=RARE)
    assert run.exit_code == 1
    assert check(run, [Secret(RARE, ADDRESS)]) == []


@pytest.mark.parametrize(
    "where",
    ["stdout", "stderr", "json", "transcript", "log", "traceback", "argv", "json-reply", "wire-transcript"],
)
def test_a_leaky_build_is_caught(desk: Desk, where: str) -> None:
    leaky = (sys.executable, "-c", _LEAKY, where)
    run = desk.check("--format", "json", password=RARE, program=leaky)
    assert scan(run.artefacts, [Secret(RARE, ADDRESS)]) != []


def _in_one_order(stdout: bytes) -> bytes:
    """The report with its observations by what they asked: which server answers first decides their numbers.

    Logins stay in the order in which they were tried.
    """
    report = json.loads(stdout)
    asked = {o["id"]: json.dumps([o["kind"], o["target"], o["asks"]], sort_keys=True) for o in report["observations"]}
    tried = [o["id"] for o in report["observations"] if o["kind"] == "login"]
    order = [*sorted((number for number in asked if number not in tried), key=asked.__getitem__), *tried]
    ids = {number: f"o{place}" for place, number in enumerate(order, 1)}

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {key: renamed(item) for key, item in value.items()}
        if isinstance(value, list):
            items = [renamed(item) for item in value]
            return (
                sorted(items, key=str)
                if value and all(item in ids for item in value if isinstance(item, str))
                else items
            )
        return ids.get(value, value) if isinstance(value, str) else value

    report["observations"].sort(key=lambda o: order.index(o["id"]))
    return json.dumps(renamed(report), indent=1).encode()


@pytest.mark.parametrize(
    ("one", "other"), [("a1", "zz-9 long one"), ("mail", "%s{0}"), ('"\\', "<b>+OK"), ("パス", "x")]
)
def test_two_secrets_of_the_same_outcome_leave_the_same_traces(desk: Desk, one: str, other: str) -> None:
    # What has nothing to do with the login is left out: its answers come in any order, and so do their numbers.
    aside = [
        word
        for place in ("domain", "mx", "discovery", "tls", "incoming.protocol_choice", "network")
        for word in ("--skip", place)
    ]
    runs = [desk.check("--format", "json", *aside, password=secret) for secret in (one, other)]
    same = masking(
        rb'"(?:start_ms|elapsed_ms|greeted_ms)": \d+',
        rb'"started_at": "[^"]*"',
        rb"SCRAM [A-Za-z0-9+/=]+",
        rb"\d+\.\d+\.\d+\.\d+:\d+",
    )
    pick = [{"stdout": _in_one_order(run.stdout), "stderr": run.stderr} for run in runs]
    assert [run.exit_code for run in runs] == [1, 1]
    assert sameness(pick[0], pick[1], same) is None


def test_a_held_login_shows_nothing_to_ps() -> None:
    with held_desk() as (desk, server):
        run = desk.check("--format", "json", "--deadline", "3", environment={"MAILDOCTOR_PASSWORD": None})
        assert run.exit_code in (1, 3)
        assert any(connection.logins or b"AUTHENTICATE" in connection.tls for connection in server.connections)
        assert run.command_lines
        assert scan(run.artefacts, [Secret(desk.password, ADDRESS)]) == []
        assert PROGRAM[1] in str(run.command_lines)
