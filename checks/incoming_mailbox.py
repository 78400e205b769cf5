"""What is in the mailbox, and is there room for more? Counts, sizes and dates only; nothing is read or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Field,
    Link,
    Mailbox,
    MailboxFact,
    Outcome,
    Probe,
    Protocol,
    Said,
    Status,
    Text,
    Title,
)

from . import _mailbox_codes as told
from ._side import target

_NEARLY_PERCENT = 90
_MANY = 20_000
_LARGE_OCTETS = 20 * 1000 * 1000
_IN_USE = 20
"""So many sent letters show that an account has been in use for a while."""
_GONE = 100
_DAY, _MONTH = dt.timedelta(days=1), dt.timedelta(days=30)

COUNTED = Code(
    "mailbox-counted", Status.PASS, None, Link.ACCOUNT,
    ja=Text("受信箱に {messages} 通あります。"),
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
        "メールの置き場所が {percent}% まで埋まっています。",
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
        "ログインはできますが、受信箱を開けません。",
        why="サーバーの返事: {reply:value}",
        fix="返事をそのままメール会社に伝えてください。",
    ),
    en=Text(
        "The login works, but the inbox cannot be opened.",
        why="The server says: {reply:value}",
        fix="Give these words to the mail provider.",
    ),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The mailbox continues a login, so the search asks for it."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Full is a failure, 90 % a warning (contract, "Severity"). What has other readings is information."""
    yield from _rules_of_pop(case, evidence, contrasts)
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        if not isinstance(probe, Mailbox) or not isinstance(fact, MailboxFact) or not fact.final:
            continue
        if fact.outcome is Outcome.REJECTED:
            yield REFUSED(probe, reply=fact.reply)
        if fact.messages is not None:
            yield COUNTED(probe, messages=fact.messages)
        yield from _room(probe, fact)
        yield from _contents(case, probe, fact)
        if probe.login.endpoint.protocol is Protocol.POP3:
            yield from _maildrop(case, probe, fact)
        else:
            yield from _folders(case, probe, fact)


def _room(probe: Mailbox, fact: MailboxFact) -> Iterator[Said]:
    if fact.quota_used is None or not fact.quota_limit:
        return
    percent = fact.quota_used * 100 // fact.quota_limit
    if percent >= 100:
        yield FULL(probe, used=fact.quota_used, limit=fact.quota_limit)
    elif percent >= _NEARLY_PERCENT:
        yield NEARLY_FULL(probe, percent=percent)
    else:
        yield ROOM(probe, percent=percent)


def _contents(case: Case, probe: Mailbox, fact: MailboxFact) -> Iterator[Said]:
    if fact.messages is not None and fact.messages >= _MANY:
        yield told.MANY(probe, messages=fact.messages)
    if fact.junk_messages:
        yield told.JUNK(probe, messages=fact.junk_messages)
        age = _age(case, fact.junk_newest)
        if age is not None and age < _DAY:
            yield told.JUNK_TODAY(probe)
        elif age is not None:
            yield told.JUNK_NEWEST(probe, days=age.days)


def _folders(case: Case, probe: Mailbox, fact: MailboxFact) -> Iterator[Said]:
    if fact.prefix is not None and fact.prefix.upper().startswith("INBOX") and len(fact.prefix) == 6:
        yield told.PREFIX(probe, prefix=fact.prefix, root=fact.prefix[:5])
    if _emptied(case, fact):
        yield told.EMPTIED(probe, messages=fact.messages, sent=fact.sent_messages)
        yield told.another_device(probe)


def _emptied(case: Case, fact: MailboxFact) -> bool:
    """True where an account that has long been in use has nothing of it in the inbox, nor sorted into folders."""
    if fact.messages is None or (fact.sent_messages or 0) < _IN_USE or (fact.filed or 0) >= _IN_USE:
        return False
    oldest = _age(case, fact.oldest)
    if fact.messages and (oldest is None or not dt.timedelta(0) <= oldest < _DAY):
        return False
    gone = None if fact.uid_next is None else fact.uid_next - 1 - fact.messages
    if gone is not None and gone >= _GONE:
        return True
    sent = _age(case, fact.sent_until)
    return sent is not None and sent > _MONTH and (gone is None or gone >= _IN_USE)


def _age(case: Case, moment: str | None) -> dt.timedelta | None:
    return None if moment is None else case.now - dt.datetime.fromisoformat(moment)


def _maildrop(case: Case, probe: Mailbox, fact: MailboxFact) -> Iterator[Said]:
    if fact.uidl is False:
        yield told.NO_UIDL(probe, status=Status.WARN if _keeps(case) else Status.PASS)
    if fact.largest is not None and fact.largest > _LARGE_OCTETS:
        yield told.LARGE(probe, place=fact.largest_at, megabytes=fact.largest // 1_000_000)
    if fact.messages == 0 and _keeps(case):
        yield told.another_device(probe)


def _keeps(case: Case) -> bool:
    """True where the client is set to leave copies on the server, for ever or for some days."""
    typed = case.configured(Direction.INCOMING)
    return typed.protocol is Protocol.POP3 and bool(typed.keep)


def _rules_of_pop(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """What the capabilities of the account's own POP server say; "USER" behind a number: others may have another."""
    side = contrasts.sides.get(Direction.INCOMING)
    endpoint = side.target if side is not None else None
    if not isinstance(endpoint, Endpoint) or endpoint.protocol is not Protocol.POP3:
        return
    fact = evidence.get(endpoint)
    for line in fact.capabilities if fact is not None and fact.ready else ():
        name, number, *more = (*line.split(), "", "")
        if not number.isascii() or not number.isdigit() or len(number) > 8:
            continue
        value, of_others = int(number), "USER" in more
        if name == "LOGIN-DELAY" and value:
            yield told.LOGIN_DELAY(endpoint, seconds=value, minutes=-(-value // 60))
        elif name == "EXPIRE":
            against = value == 0 and not of_others and _keeps(case)
            yield told.DELETES(endpoint, status=Status.WARN if against else Status.PASS, days=value)


CHECK = Check(
    "incoming.mailbox",
    Title("受信箱", "Mailbox"),
    (Mailbox,),
    probes,
    judge,
    (COUNTED, ROOM, NEARLY_FULL, FULL, REFUSED, *told.CODES),
    target(Direction.INCOMING),
)
