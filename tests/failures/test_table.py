"""The table of the catalogue: 218 failures, each told by a code in a scenario, asked about, or beyond any tool."""

from __future__ import annotations

import re

import pytest

from maildoctor.demo.scenarios import BY_NAME
from tests.failures import sources
from tests.failures.rows import Row, asked, missing, seen, unseen
from tests.failures.rows_client import CLIENT
from tests.failures.rows_dns import DNS
from tests.failures.rows_incoming import INCOMING
from tests.failures.rows_line import LINE
from tests.failures.rows_login import LOGINS
from tests.failures.rows_mailbox import MAILBOXES
from tests.failures.rows_move import MOVES
from tests.failures.rows_outgoing import OUTGOING
from tests.failures.rows_reputation import REPUTATION
from tests.failures.rows_server import SERVERS
from tests.failures.rows_tls import TLS
from tests.mutations.test_faulty import EXPECTED
from tests.mutations.test_moving import SAID

SECTIONS = (
    (DNS, 30), (INCOMING, 26), (OUTGOING, 29), (LOGINS, 28), (TLS, 15), (CLIENT, 16), (LINE, 10), (MAILBOXES, 10),
    (REPUTATION, 30), (MOVES, 12), (SERVERS, 12),
)  # fmt: skip
TABLE = tuple(row for rows, _ in SECTIONS for row in rows)
_PUT_OFF = re.compile(r"to.?do|later|not yet|some day|tbd|fixme", re.IGNORECASE)
_SHORTEST_REASON = 20


def wrong(row: Row) -> list[str]:
    """What is not in order with a row, one line each; empty for a good one."""
    found = []
    if row.missing:
        found.append(f"it could be told and is not: {row.missing}")
    elif len(row.kinds) != 1:
        found.append(f"it is {' and '.join(row.kinds) or 'of no kind'}")
    if bool(row.seen) != bool(row.scenario):
        found.append("a code and its scenario belong together")
    if bool(row.asked) != bool(row.settled_by):
        found.append("a question and what settles it belong together")
    found += [f"no such code: {code}" for code in row.seen if code not in sources.codes()]
    found += [f"no such scenario: {scenario}" for scenario in row.scenario if not sources.is_there(scenario)]
    if row.asked and row.asked not in sources.questions():
        found.append(f"no such question: {row.asked}")
    for reason in filter(None, (row.unseen, row.settled_by)):
        if len(reason) < _SHORTEST_REASON or _PUT_OFF.search(reason):
            found.append(f"that is no reason: {reason}")
    return found or _elsewhere(row)


def _elsewhere(row: Row) -> list[str]:
    """Scenarios that are about something else: no code of the row stands in the file, or another field is expected."""
    fields = {code.field.value for identifier in row.seen for code in sources.codes()[identifier] if code.field}
    found = []
    for scenario in row.scenario:
        kind, _, name = scenario.partition(":")
        if "::" in scenario:
            path, _, _ = scenario.partition("::")
            if not any(code in (sources.ROOT / path).read_text("utf-8") for code in row.seen):
                found.append(f"{path} does not know the codes {', '.join(row.seen)}")
        elif kind == "world" and name in SAID and not {code for code, _, _ in SAID[name]}.intersection(row.seen):
            found.append(f"world {name} does not tell {', '.join(row.seen)}")
        elif kind == "world" and EXPECTED.get(name, ("", None))[1] not in (None, *fields):
            found.append(f"world {name} is about {EXPECTED[name][1]}")
        elif kind == "demo" and (expected := BY_NAME[name].field) is not None and expected.value not in fields:
            found.append(f"demo {name} is about {expected.value}")
        elif kind == "mutation" and name not in {field.rpartition(".")[2] for field in fields}:
            found.append(f"no code of the row names {name}")
    return found


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_a_row_is_true(row: Row) -> None:
    assert wrong(row) == []


def test_every_failure_has_its_row() -> None:
    assert [len(rows) for rows, _ in SECTIONS] == [count for _, count in SECTIONS]
    assert len(TABLE) == len({row.id for row in TABLE}) == 218
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.id) for row in TABLE)


def test_every_question_of_the_table_is_seen_to_be_asked() -> None:
    places = (
        *(sources.ROOT / "tests/checks").glob("test_*.py"),
        *(sources.ROOT / "tests/failures").glob("test_sc*.py"),
    )
    shown = "\n".join(path.read_text("utf-8") for path in places)
    assert [row.asked for row in TABLE if row.asked and f'"{row.asked}"' not in shown] == []


@pytest.mark.parametrize("row", [
    Row("x-nothing"),
    missing("x-missing", "somewhere"),
    seen("x-code", "no-such-code", at="world:mx-null"),
    seen("x-world", "mx-null", at="world:no-such-world"),
    seen("x-demo", "mx-null", at="demo:no-such-demo"),
    seen("x-mutation", "mx-null", at="mutation:weather"),
    seen("x-test", "mx-null", at="tests/failures/test_table.py::test_that_nobody_wrote"),
    seen("x-file", "mx-null", at="tests/failures/no_such_file.py::test_a_row_is_true"),
    seen("x-outside", "mx-null", at="maildoctor/testing.py::test_a"),
    seen("x-other-world", "mailbox-full", at="world:mx-null"),
    seen("x-other-move", "mx-null", at="world:known-mx-mixed"),
    seen("x-other-demo", "mailbox-full", at="demo:mx-cname"),
    seen("x-other-mutation", "mx-null", at="mutation:port"),
    seen("x-other-file", "mailbox-full", at="tests/checks/test_domain_dkim.py::test_short_keys"),
    asked("x-question", "no-such-question", "an observation that would settle it"),
    asked("x-settled", "webmail-login", ""),
    unseen("x-short", "cannot"),
    unseen("x-later", "This will be looked at later, in another version."),
    Row("x-two", asked="webmail-login", settled_by="whether it opens the web mail", unseen="Nobody sees it from here."),
], ids=lambda row: row.id)  # fmt: skip
def test_a_false_row_is_refused(row: Row) -> None:
    assert wrong(row)
