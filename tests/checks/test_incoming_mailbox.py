"""What is said of a mailbox, what is only asked, and what is not said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from maildoctor.api import Endpoint, EndpointFact, Field, Link, MailboxFact, Outcome
from maildoctor.model.case import Options
from maildoctor.model.finding import Finding, Question, Said
from maildoctor.testing import NOW, run_check, speak
from tests.checks import incoming_evidence as seen
from tests.checks.dns_answers import bundled, codes
from tests.checks.incoming_evidence import IMAP, POP, settings, working

CHECK = bundled("incoming.mailbox")
GIVEN = Options(login="given")
HEALTHY = MailboxFact(
    Outcome.ANSWERED, folders=4, messages=12, octets=9000, quota_used=20, quota_limit=1000, counted=4, all_messages=40,
    oldest="2025-01-01T00:00:00+00:00", newest="2026-11-24T09:00:00+00:00", uid_next=13, largest=3000, largest_at=2,
    junk_messages=0, sent_messages=5, filed=0, prefix="",
)  # fmt: skip
EMPTIED = replace(
    HEALTHY, messages=0, oldest=None, newest=None, uid_next=900, sent_messages=40,
    sent_until="2026-09-01T00:00:00+00:00",
)  # fmt: skip
DROP = MailboxFact(Outcome.ANSWERED, messages=12, octets=9000, largest=3000, largest_at=2, uidl=True)


def said(
    fact: MailboxFact | None, endpoint: Endpoint = IMAP, keep: bool | int | None = None, *more: str
) -> dict[str, str]:
    return codes(_said(fact, endpoint, keep, *more))


def _said(
    fact: MailboxFact | None, endpoint: Endpoint = IMAP, keep: bool | int | None = None, *more: str
) -> list[Said]:
    answers = working(endpoint, fact, *more)
    return run_check(CHECK, answers, settings=settings(endpoint, keep), options=GIVEN)[0]


def ago(**how_long: float) -> str:
    return (NOW - dt.timedelta(**how_long)).isoformat()


# -- the healthy twins ------------------------------------------------------------------------------------------------


def test_a_healthy_mailbox() -> None:
    assert said(HEALTHY) == {"mailbox-counted": "pass", "mailbox-room": "pass"}
    for keep in (None, True, False, 14):
        assert said(DROP, POP, keep) == {"mailbox-counted": "pass"}


@pytest.mark.parametrize("outcome", [Outcome.CUT_OFF, Outcome.SILENT, Outcome.CLOSED, Outcome.GARBLED])
@pytest.mark.parametrize("endpoint", [IMAP, POP])
def test_of_a_mailbox_that_was_not_seen_nothing_is_said(outcome: Outcome, endpoint: Endpoint) -> None:
    assert said(MailboxFact(outcome), endpoint, endpoint is POP or None) == {}
    assert said(replace(EMPTIED, final=False)) == {}
    assert said(None) == {}


def test_what_stood_before_stands() -> None:
    assert said(replace(HEALTHY, quota_used=1000))["mailbox-full"] == "fail"
    assert said(replace(HEALTHY, quota_used=900))["mailbox-nearly-full"] == "warn"
    assert said(MailboxFact(Outcome.REJECTED, reply="no")) == {"mailbox-not-readable": "warn"}


# -- junk -------------------------------------------------------------------------------------------------------------


def test_junk_is_information_about_the_delivery() -> None:
    junk = replace(HEALTHY, junk_messages=7)
    found = next(f for f in _said(junk) if f.id == "mailbox-junk")
    assert isinstance(found, Finding)
    assert (found.status.value, found.field) == ("pass", Field.MAILBOX_DELIVERY)
    assert "7 通" in speak(found, "ja")
    assert set(said(junk)) == {"mailbox-counted", "mailbox-room", "mailbox-junk"}
    assert "mailbox-junk-today" in said(replace(junk, junk_newest=ago(hours=3)))
    assert "mailbox-junk-newest" in said(replace(junk, junk_newest=ago(days=3)))
    assert "mailbox-junk" not in said(replace(HEALTHY, junk_messages=None))


# -- mail that another device takes away ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact",
    [
        EMPTIED,
        replace(EMPTIED, uid_next=None),
        replace(EMPTIED, sent_until=None),
        replace(EMPTIED, messages=2, oldest=ago(hours=5), newest=ago(hours=1)),
        replace(EMPTIED, filed=19),
        replace(EMPTIED, filed=None),
    ],
)
def test_an_emptied_inbox_is_told_and_asked_about(fact: MailboxFact) -> None:
    found = said(fact)
    assert found["mailbox-emptied-by-another-device"] == "pass"
    assert found["another-device-by-pop"] == "question"


@pytest.mark.parametrize(
    "fact",
    [
        replace(EMPTIED, messages=2, oldest=ago(days=2)),  # older mail is there
        replace(EMPTIED, messages=2, oldest=None),  # the age is not known
        replace(EMPTIED, messages=2, oldest=ago(hours=-5)),  # a clock that nobody can trust
        replace(EMPTIED, messages=None),
        replace(EMPTIED, sent_messages=19),  # an account that is hardly used
        replace(EMPTIED, sent_messages=None),
        replace(EMPTIED, filed=20),  # mail is sorted into folders
        replace(EMPTIED, uid_next=1),  # nothing ever came in
        replace(EMPTIED, uid_next=15),
        replace(EMPTIED, uid_next=None, sent_until=ago(days=20)),  # a new account
        replace(EMPTIED, uid_next=None, sent_until=None),
        replace(EMPTIED, uid_next=60, sent_until=ago(days=20)),
    ],
)
def test_an_empty_inbox_alone_says_nothing(fact: MailboxFact) -> None:
    assert not {"mailbox-emptied-by-another-device", "another-device-by-pop"} & set(said(fact))


def test_an_empty_maildrop_is_asked_about_where_copies_should_lie_there() -> None:
    empty = MailboxFact(Outcome.ANSWERED, messages=0, octets=0, uidl=True)
    assert said(empty, POP, True)["another-device-by-pop"] == "question"
    assert said(empty, POP, 14)["another-device-by-pop"] == "question"
    assert said(empty, POP, False) == said(empty, POP) == {"mailbox-counted": "pass"}


def test_the_question_says_what_the_answers_mean() -> None:
    question = next(q for q in _said(EMPTIED) if isinstance(q, Question))
    assert question.settles == (Field.INCOMING_KEEP,)
    assert all("POP" in speak(question, lang) for lang in ("ja", "en"))


# -- number, size, place ----------------------------------------------------------------------------------------------


def test_many_messages() -> None:
    assert said(replace(HEALTHY, messages=20_000))["mailbox-many-messages"] == "pass"
    assert "mailbox-many-messages" not in said(replace(HEALTHY, messages=19_999))


@pytest.mark.parametrize(
    ("prefix", "told"), [("INBOX.", True), ("INBOX/", True), ("", False), (None, False), ("~/", False)]
)
def test_the_folder_prefix(prefix: str | None, told: bool) -> None:
    assert ("imap-folder-prefix" in said(replace(HEALTHY, prefix=prefix))) is told


def test_a_large_message_matters_to_pop() -> None:
    large = replace(DROP, largest=24_000_000, largest_at=1)
    found = next(f for f in _said(large, POP) if f.id == "mailbox-large-message")
    assert "1 通目、約 24 MB" in speak(found, "ja")
    assert "mailbox-large-message" not in said(replace(DROP, largest=20_000_000), POP)
    assert "mailbox-large-message" not in said(replace(HEALTHY, largest=24_000_000))


@pytest.mark.parametrize(("keep", "status"), [(True, "warn"), (14, "warn"), (False, "pass"), (None, "pass")])
def test_no_lasting_numbers(keep: bool | int | None, status: str) -> None:
    assert said(replace(DROP, uidl=False), POP, keep)["pop-uidl-unsupported"] == status
    assert "pop-uidl-unsupported" not in said(replace(DROP, uidl=None), POP, keep)


# -- the server's rules, told before any login ------------------------------------------------------------------------


def test_the_pause_between_logins() -> None:
    found = next(f for f in _said(None, POP, None, "LOGIN-DELAY 150") if isinstance(f, Finding))
    assert (found.id, found.status.value) == ("login-delay", "pass")
    assert (found.arguments["seconds"], found.arguments["minutes"]) == (150, 3)
    assert "login-delay" in said(DROP, POP, None, "LOGIN-DELAY 900 USER")
    for words in ("LOGIN-DELAY 0", "LOGIN-DELAY", "LOGIN-DELAY x", "LOGIN-DELAY " + "9" * 9, "LOGIN-DELAYED 5"):
        assert said(None, POP, None, words) == {}
    assert "login-delay" not in said(HEALTHY, IMAP, None, "LOGIN-DELAY 150")


@pytest.mark.parametrize(
    ("words", "keep", "status"),
    [
        ("EXPIRE 0", True, "warn"),
        ("EXPIRE 0", 14, "warn"),
        ("EXPIRE 0", False, "pass"),
        ("EXPIRE 0", None, "pass"),
        ("EXPIRE 0 USER", True, "pass"),
        ("EXPIRE 60", True, "pass"),
        ("EXPIRE NEVER", True, None),
        ("EXPIRE NEVER USER", True, None),
    ],
)
def test_days_on_the_server(words: str, keep: bool | int | None, status: str | None) -> None:
    assert said(None, POP, keep, words).get("pop-server-deletes") == status


def test_an_endpoint_that_is_not_ready_has_no_rules() -> None:
    broken = EndpointFact(Outcome.SILENT, Link.CONNECT, capabilities=("EXPIRE 0",), address="192.0.2.10")
    answers = {**working(POP), POP: broken}
    assert codes(run_check(CHECK, answers, settings=settings(POP, True), options=GIVEN)[0]) == {}


def test_every_code_speaks() -> None:
    arguments: dict[str, Any] = {
        "messages": 3, "sent": 40, "days": 2, "prefix": "INBOX.", "root": "INBOX", "seconds": 600, "minutes": 10,
        "place": 1, "megabytes": 24, "percent": 92, "used": 9, "limit": 9, "reply": "no",
    }  # fmt: skip
    for code in CHECK.codes:
        for lang in ("ja", "en"):
            whole = "".join(speak(code(**arguments), lang, part) for part in ("says", "why", "fix"))
            assert whole.strip()
            assert "incoming.keep" not in whole
            whole.encode("cp932")


def test_evidence_is_given() -> None:
    box = seen.mailbox(IMAP)
    assert all(box in item.probes for item in _said(replace(EMPTIED, junk_messages=3, prefix="INBOX.")))
