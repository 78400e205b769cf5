"""A mailbox that is slow to list its messages is still known to be full."""

from __future__ import annotations

import importlib

from maildoctor.model.settings import Protocol
from maildoctor.wire.dialogue import Learn, Say
from maildoctor.wire.imap import Tags
from maildoctor.wire.imap import mailbox as imap_mailbox
from maildoctor.wire.pop3 import mailbox as pop3_mailbox
from maildoctor.wire.reply import Reply, reader_for


def answered(protocol: Protocol, step: Say, answer: bytes) -> Reply:
    reader = reader_for(protocol)
    reader.expect(step.tag, step.multiline)
    (event,) = reader.feed(answer.replace(b"TAG", step.tag.encode()))
    assert isinstance(event, Reply)
    return event


def test_the_quota_is_told_before_the_messages_are_listed() -> None:
    dialogue = imap_mailbox(("IMAP4REV1", "QUOTA"), Tags())
    step = next(dialogue)
    assert isinstance(step, Say)
    step = dialogue.send(answered(Protocol.IMAP, step, b'* LIST () "/" INBOX\r\nTAG OK\r\n'))
    assert isinstance(step, Say)
    step = dialogue.send(answered(Protocol.IMAP, step, b'* QUOTA "" (STORAGE 100 100)\r\nTAG OK\r\n'))
    assert isinstance(step, Learn)
    assert (step.facts["quota_used"], step.facts["quota_limit"]) == (100, 100)


def test_the_count_is_told_before_the_sizes_are() -> None:
    dialogue = pop3_mailbox()
    step = next(dialogue)
    assert isinstance(step, Say)
    step = dialogue.send(answered(Protocol.POP3, step, b"+OK 3 4096\r\n"))
    assert isinstance(step, Learn)
    assert step.facts["messages"] == 3


def test_what_was_learnt_makes_the_verdict() -> None:
    from maildoctor.model.fact import MailboxFact, Outcome
    from maildoctor.model.probe import Endpoint, Login, Mailbox
    from maildoctor.model.settings import Auth, Security
    from maildoctor.testing import run_check

    check = importlib.import_module("checks.incoming_mailbox").CHECK
    login = Login(Endpoint("mail.example.jp", 993, Protocol.IMAP, Security.TLS), "user", Auth.PASSWORD, "password")
    cut = MailboxFact(Outcome.SILENT, quota_used=100, quota_limit=100, trouble="during FETCH")
    said, _ = run_check(check, {Mailbox(login): cut})
    assert "mailbox-full" in [finding.id for finding in said]
