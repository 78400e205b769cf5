"""What a POP3 maildrop holds: counts and sizes (RFC 1939 sections 5 and 7), at most three commands.

Verbs used: STAT LIST UIDL. A maildrop may hold more messages than a reader takes lines: of a large one only the first
message is asked for, which is the one that a client fetches first.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from maildoctor.model.fact import MailboxFact, Outcome
from maildoctor.wire.authenticate import told
from maildoctor.wire.dialogue import Learn, Say, Step
from maildoctor.wire.reply import Reply, Standing

MOST_LISTED = 1500
_PAIR = re.compile(r"(\d{1,10}) (\d{1,18})\b", re.ASCII)


def dialogue() -> Generator[Step, Reply, MailboxFact]:
    """The maildrop that a login opened."""
    reply = yield Say(b"STAT\r\n", "STAT", "STAT")
    counts = _PAIR.match(reply.text)
    if reply.standing is not Standing.OK or counts is None:
        return MailboxFact(Outcome.REJECTED, reply=told(reply))
    messages = int(counts[1])
    yield Learn({"messages": messages, "octets": int(counts[2])})
    largest = place = None
    if messages:
        largest, place = yield from _largest(messages)
    return MailboxFact(
        Outcome.ANSWERED,
        messages=messages,
        octets=int(counts[2]),
        largest=largest,
        largest_at=place,
        uidl=(yield from _uidl(messages)),
    )


def _largest(messages: int) -> Generator[Step, Reply, tuple[int | None, int | None]]:
    """Size and place of the largest message, of a large maildrop those of the first."""
    if messages > MOST_LISTED:
        reply = yield Say(b"LIST 1\r\n", "LIST 1", "LIST")
        lines = reply.lines[:1]
    else:
        reply = yield Say(b"LIST\r\n", "LIST", "LIST", multiline=True)
        lines = reply.lines[1:]
    pairs = [match for line in lines if (match := _PAIR.match(line))] if reply.standing is Standing.OK else []
    sizes = [(int(pair[2]), int(pair[1])) for pair in pairs if 1 <= int(pair[1]) <= messages]
    return max(sizes, key=lambda size: size[0]) if sizes else (None, None)


def _uidl(messages: int) -> Generator[Step, Reply, bool | None]:
    """Whether UIDL works. Without an argument the answer is as long as the maildrop, so the first message is enough.

    None where the server is in trouble (RFC 3206): that says nothing about the command.
    """
    if messages:
        reply = yield Say(b"UIDL 1\r\n", "UIDL 1", "UIDL")
    else:
        reply = yield Say(b"UIDL\r\n", "UIDL", "UIDL", multiline=True)
    return None if reply.detail.startswith(("SYS/", "IN-USE")) else reply.standing is Standing.OK
