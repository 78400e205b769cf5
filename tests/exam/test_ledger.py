"""The ledger: every rule of the budget, the file it is kept in, and what goes wrong with that file."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maildoctor.exam import ledger as rules
from maildoctor.exam.ledger import WINDOW, Attempt, HeldBack, Ledger
from maildoctor.model.secret import Secret
from tests.support.leaks import Secret as Sought
from tests.support.leaks import new_secret, scan_tree

USER = "user@example.test"
FIRST = Attempt(USER, "mail.example.test", USER, "password", Secret("pAss-word1"), False)
START = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def password(number: int) -> Attempt:
    """A password of its own, as configured."""
    return replace(FIRST, secret=Secret(f"other-Pass{number}"))


def variant(number: int) -> Attempt:
    """The first password in another form."""
    return replace(FIRST, username=f"form{number}", variant=True)


def why(answer: int | HeldBack) -> str:
    return answer.why if isinstance(answer, HeldBack) else "granted"


@pytest.mark.parametrize("kept", [True, False])
def test_rule_1_the_same_is_never_sent_twice(tmp_path: Path, clock: Clock, kept: bool) -> None:
    ledger = Ledger(tmp_path if kept else None, 2, clock, lambda times: True)
    assert why(ledger.enter(FIRST)) == "granted"
    again = ledger.enter(FIRST)
    assert isinstance(again, HeldBack)
    assert (again.why, again.until) == ("same", START + WINDOW)
    assert why(ledger.enter(replace(FIRST, account=USER.upper()))) == "same"
    later = Ledger(tmp_path, 2, clock)
    assert why(later.enter(FIRST)) == ("same" if kept else "granted")
    assert why(ledger.enter(replace(FIRST, family="cram-md5"))) == "granted"
    assert why(ledger.enter(replace(FIRST, account="other@example.test"))) == "granted"


def test_rule_2_a_new_password_gets_one_try(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2, clock)
    assert [why(ledger.enter(password(n))) for n in range(5)] == ["granted"] * 5


def test_rule_3_the_budget_of_variants(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2, clock, lambda times: True)
    assert ledger.budget_left(USER) == 2
    ledger.enter(FIRST)
    assert ledger.budget_left(USER) == 2
    assert [why(ledger.enter(variant(n))) for n in range(3)] == ["granted", "granted", "budget"]
    assert ledger.budget_left(USER) == 0
    assert Ledger(tmp_path, 3, clock).budget_left(USER) == 1
    assert why(Ledger(None, 0, clock).enter(variant(1))) == "budget"


def test_rule_4_the_third_refusal_asks(tmp_path: Path, clock: Clock) -> None:
    asked: list[tuple[dt.datetime, ...]] = []
    answers = iter([False, True])

    def ask(times: tuple[dt.datetime, ...]) -> bool:
        asked.append(times)
        return next(answers)

    ledger = Ledger(tmp_path, 2, clock, ask)
    ledger.enter(FIRST)
    clock.now += dt.timedelta(minutes=1)
    ledger.enter(variant(1))
    assert asked == []
    script = Ledger(tmp_path, 2, clock).enter(variant(2))
    assert isinstance(script, HeldBack)
    assert (script.why, script.until) == ("third", START + WINDOW)
    assert why(ledger.enter(variant(2))) == "third"
    assert why(ledger.enter(variant(2))) == "granted"
    assert asked == [(START, START + dt.timedelta(minutes=1))] * 2


def test_rule_4_a_known_password_elsewhere_asks_too(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2, clock)
    ledger.enter(FIRST)
    ledger.enter(password(1))
    assert why(ledger.enter(replace(FIRST, host="smtp.example.test"))) == "third"


def test_rule_5_five_is_the_end(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 9, clock, lambda times: True)
    for number in range(5):
        ledger.enter(password(number))
        clock.now += dt.timedelta(minutes=1)
    for attempt in (password(6), variant(1)):
        held = ledger.enter(attempt)
        assert isinstance(held, HeldBack)
        assert (held.why, held.until) == ("end", START + WINDOW)


def test_rule_6_a_success_clears_the_count(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2, clock)
    ledger.enter(replace(variant(1), secret=Secret("an-Other1")))
    ledger.enter(password(1))
    ticket = ledger.enter(FIRST)
    assert isinstance(ticket, int)
    ledger.accepted(ticket)
    assert ledger.budget_left(USER) == 2
    assert why(ledger.enter(FIRST)) == "granted"


def test_returned_did_not_happen(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2, clock)
    ticket = ledger.enter(FIRST)
    assert isinstance(ticket, int)
    ledger.returned(ticket)
    assert why(ledger.enter(FIRST)) == "granted"


def test_the_window(tmp_path: Path, clock: Clock) -> None:
    ledger = Ledger(tmp_path, 2, clock)
    ledger.enter(FIRST)
    clock.now += WINDOW - dt.timedelta(seconds=1)
    assert why(ledger.enter(FIRST)) == "same"
    clock.now += dt.timedelta(seconds=1)
    assert why(ledger.enter(FIRST)) == "granted"
    entries = json.loads((tmp_path / "logins.json").read_text())["accounts"]
    assert [len(e) for e in entries.values()] == [1]  # nothing older than the window is kept


def test_entries_of_a_clock_that_was_wrong(tmp_path: Path, clock: Clock) -> None:
    clock.now += dt.timedelta(days=365)
    Ledger(tmp_path, 2, clock).enter(FIRST)
    clock.now = START
    assert why(Ledger(tmp_path, 2, clock).enter(FIRST)) == "granted"


def test_the_file_is_private_and_holds_no_password(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "deep" / "state"
    secret = new_secret()
    Ledger(folder, 2, clock).enter(replace(FIRST, secret=Secret(secret)))
    path = folder / "logins.json"
    assert sorted(p.name for p in folder.iterdir()) == ["logins.json", "logins.lock"]
    if os.name == "posix":
        assert [p.stat().st_mode & 0o777 for p in (path, folder)] == [0o600, 0o700]
    assert scan_tree(folder, [Sought(secret, USER)]) == []
    text = path.read_text()
    assert "example" not in text
    ((entry,),) = json.loads(text)["accounts"].values()
    assert len(entry[2]) == 4  # 16 bits


def test_two_machines_mark_one_password_differently(tmp_path: Path, clock: Clock) -> None:
    books = []
    for name in ("one", "two"):
        Ledger(tmp_path / name, 2, clock).enter(FIRST)
        books.append(json.loads((tmp_path / name / "logins.json").read_text()))
    assert books[0]["key"] != books[1]["key"]
    assert books[0]["accounts"].keys() != books[1]["accounts"].keys()


def test_two_at_once_share_one_book(tmp_path: Path, clock: Clock) -> None:
    one, two = (Ledger(tmp_path, 2, clock) for _ in range(2))
    assert why(one.enter(FIRST)) == "granted"
    assert why(two.enter(FIRST)) == "same"
    two.enter(variant(1))
    assert one.budget_left(USER) == 1


def test_another_process_is_faster_while_the_terminal_is_asked(tmp_path: Path, clock: Clock) -> None:
    other = Ledger(tmp_path, 2, clock, lambda times: True)

    def ask(times: tuple[dt.datetime, ...]) -> bool:
        other.enter(variant(2))
        return True

    ledger = Ledger(tmp_path, 2, clock, ask)
    ledger.enter(FIRST)
    ledger.enter(variant(1))
    assert why(ledger.enter(variant(2))) == "same"


def test_many_processes_grant_one_attempt(tmp_path: Path) -> None:
    program = """
        import datetime as dt, pathlib, sys
        from maildoctor.exam.ledger import Attempt, Ledger
        from maildoctor.model.secret import Secret
        ledger = Ledger(pathlib.Path(sys.argv[1]), 2, lambda: dt.datetime.now(dt.UTC))
        sys.stdin.readline()
        print(isinstance(ledger.enter(Attempt("a@b.test", "h", "u", "password", Secret("pw"), False)), int))
    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = [process.communicate("go\n", timeout=20)[0].strip() for process in processes]
    assert sorted(answers) == ["False", "False", "False", "True"]


GOOD: dict[str, Any] = {"salt": "x", "key": "00", "accounts": {}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe\x00",
        b'{"salt": 1}',
        json.dumps(GOOD | {"key": "no hex"}).encode(),
        json.dumps(GOOD | {"accounts": []}).encode(),
        json.dumps(GOOD | {"accounts": {"x": [[1, 2]]}}).encode(),
        json.dumps(GOOD | {"accounts": {"x": [["a", "b", "c", True]]}}).encode(),
        json.dumps(GOOD | {"accounts": {"x": 5}}).encode(),
    ],
)
def test_a_damaged_book_is_started_anew(tmp_path: Path, clock: Clock, content: bytes) -> None:
    (tmp_path / "logins.json").write_bytes(content)
    ledger = Ledger(tmp_path, 2, clock)
    assert why(ledger.enter(FIRST)) == "granted"
    assert why(Ledger(tmp_path, 2, clock).enter(FIRST)) == "same"


@pytest.mark.parametrize("at", ["Infinity", "-Infinity", "NaN", "1e300"])
def test_impossible_times(tmp_path: Path, clock: Clock, at: str) -> None:
    ledger = Ledger(tmp_path, 2, clock)
    ledger.enter(FIRST)
    path = tmp_path / "logins.json"
    book = json.loads(path.read_text())
    for entries in book["accounts"].values():
        entries[0][0] = float(at)
    path.write_text(json.dumps(book))
    assert why(ledger.enter(FIRST)) == "granted"


def test_a_folder_that_cannot_be_used(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    told: list[OSError] = []
    ledger = Ledger(tmp_path / "file" / "state", 2, clock, warn=told.append)
    assert why(ledger.enter(FIRST)) == "granted"
    assert why(ledger.enter(FIRST)) == "same"
    assert len(told) == 1


@pytest.mark.parametrize("fails", ["replace", "lock", "read"])
def test_what_fails_in_the_middle_is_not_forgotten(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    told: list[OSError] = []
    ledger = Ledger(tmp_path, 2, clock, warn=told.append)
    ledger.enter(FIRST)

    def broken(*arguments: object) -> None:
        raise OSError(28, "no space left")

    if fails == "replace":
        monkeypatch.setattr(os, "replace", broken)
    elif fails == "lock":
        monkeypatch.setattr(rules, "locked", broken)
    else:
        monkeypatch.setattr(Path, "read_text", broken)
    assert why(ledger.enter(password(1))) == "granted"
    assert why(ledger.enter(password(1))) == "same"
    assert why(ledger.enter(FIRST)) == "same"
    assert len(told) == 1
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("logins-")] == []
