"""What is in the mailbox, and is there room for more? Counts and quota only; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    Evidence,
    Field,
    Link,
    Mailbox,
    MailboxFact,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from ._side import target

_NEARLY_PERCENT = 90

COUNTED = Code(
    "mailbox-counted", Status.PASS, None, Link.ACCOUNT,
    ja=Text("受信箱に {messages} 通。"),
    en=Text("{messages} messages in the inbox."),
)  # fmt: skip
ROOM = Code(
    "mailbox-room", Status.PASS, None, Link.ACCOUNT,
    ja=Text("容量は {percent}% まで使っています。"),
    en=Text("{percent}% of the mailbox is used."),
)  # fmt: skip
NEARLY_FULL = Code(
    "mailbox-nearly-full", Status.WARN, Field.MAILBOX_QUOTA, Link.ACCOUNT,
    ja=Text(
        "メールの置き場所が {percent}% まで埋まっている。",
        why="いっぱいになると、新しいメールが相手に返されます。",
        fix="古いメールを整理するか、容量を増やしてください。",
    ),
    en=Text(
        "The mailbox is {percent}% full.",
        why="Once it is full, new mail is returned to its senders.",
        fix="Clear out old mail, or have the mailbox enlarged.",
    ),
)  # fmt: skip
FULL = Code(
    "mailbox-full", Status.FAIL, Field.MAILBOX_QUOTA, Link.ACCOUNT,
    ja=Text(
        "メールの置き場所がいっぱいです。",
        why="新しいメールは相手に返されています(使用 {used} KB、上限 {limit} KB)。",
        fix="古いメールを整理すると、また届きます。",
    ),
    en=Text(
        "The mailbox is full.",
        why="New mail is being returned to its senders (used {used} KB of {limit} KB).",
        fix="Clear out old mail, and new mail will arrive again.",
    ),
)  # fmt: skip
REFUSED = Code(
    "mailbox-not-readable", Status.WARN, Field.MAILBOX_DISABLED, Link.ACCOUNT,
    ja=Text(
        "ログインはできるが、受信箱を開けない。",
        why="サーバーの返事: {reply}",
        fix="返事をそのままメール会社に伝えてください。",
    ),
    en=Text(
        "The login works, but the inbox cannot be opened.",
        why="The server says: {reply}",
        fix="Give these words to the mail provider.",
    ),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The mailbox continues a login, so the search asks for it."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Full is a failure, 90 % a warning (contract, "Severity")."""
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        if not isinstance(probe, Mailbox) or not isinstance(fact, MailboxFact):
            continue
        if fact.outcome is Outcome.REJECTED:
            yield REFUSED(probe, reply=fact.reply)
        if fact.messages is not None:
            yield COUNTED(probe, messages=fact.messages)
        if fact.quota_used is None or not fact.quota_limit:
            continue
        percent = fact.quota_used * 100 // fact.quota_limit
        if percent >= 100:
            yield FULL(probe, used=fact.quota_used, limit=fact.quota_limit)
        elif percent >= _NEARLY_PERCENT:
            yield NEARLY_FULL(probe, percent=percent)
        else:
            yield ROOM(probe, percent=percent)


CHECK = Check(
    "incoming.mailbox",
    Title("受信箱", "Mailbox"),
    (Mailbox,),
    probes,
    judge,
    (COUNTED, ROOM, NEARLY_FULL, FULL, REFUSED),
    target(Direction.INCOMING),
)
