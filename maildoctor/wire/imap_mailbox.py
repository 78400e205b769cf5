"""What an IMAP mailbox holds, from counts, sizes and dates: at most five commands, each answer awaited.

Verbs used: LIST STATUS NAMESPACE EXAMINE FETCH (UID RFC822.SIZE INTERNALDATE) GETQUOTAROOT. EXAMINE opens read-only
(RFC 9051 section 6.3.3), and no command here can ask for a word of a message. Every answer is bounded by the reader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from maildoctor.model.fact import MailboxFact, Outcome
from maildoctor.wire.authenticate import told
from maildoctor.wire.dialogue import Learn, Say, Step
from maildoctor.wire.imap_folders import (
    Counts,
    Folder,
    Use,
    below_inbox,
    folders,
    number,
    personal_prefix,
    sayable,
    statuses,
)
from maildoctor.wire.reply import Reply, Standing

MOST_COMMANDS = 5
MOST_COUNTED = 30
_LONGEST_COMMAND = 4000
_EACH_END = 250
_FIRST_SENT = 20


class _Turns:
    """The commands that are left of `MOST_COMMANDS`."""

    __slots__ = ("_say", "left")

    def __init__(self, say: Callable[[str], Say]) -> None:
        self._say = say
        self.left = MOST_COMMANDS

    def ask(self, command: str) -> Generator[Step, Reply, Reply]:
        """Say one command."""
        self.left -= 1
        return (yield self._say(command))


_UNKNOWN = Counts(None, None, None)


@dataclass(frozen=True, slots=True)
class _Inbox:
    """What was seen of the inbox. `problem` is the server's refusal to open it."""

    counts: Counts = _UNKNOWN
    oldest: str | None = None
    newest: str | None = None
    largest: int | None = None
    largest_at: int | None = None
    problem: str = ""


def dialogue(words: tuple[str, ...], say: Callable[[str], Say]) -> Generator[Step, Reply, MailboxFact]:
    """The mailbox that a login opened. `words` are the capabilities; `say` makes a tagged command.

    The quota tells the size of all folders at once; STATUS's SIZE, which can take a server long, is asked without one.
    """
    turns = _Turns(say)
    extended = "LIST-EXTENDED" in words or "LIST-STATUS" in words
    reply = yield from turns.ask('LIST "" "*"' + " RETURN (SPECIAL-USE)" * (extended and "SPECIAL-USE" in words))
    listed, found = reply.standing is Standing.OK, folders(reply)
    used = limit = None
    if any(word == "QUOTA" or word.startswith("QUOTA=") for word in words):
        used, limit = _quota((yield from turns.ask("GETQUOTAROOT INBOX")))
        yield Learn({"folders": len(found) if listed else None, "quota_used": used, "quota_limit": limit})
    counts: dict[str, Counts] = {}
    if listed and "LIST-STATUS" in words:
        items = "MESSAGES UIDNEXT" + " SIZE" * (used is None and "STATUS=SIZE" in words)
        counts = statuses((yield from turns.ask(f'LIST "" ({_to_count(found)}) RETURN (STATUS ({items}))')))
    surveyed = bool(counts)
    inbox = _Inbox(counts.get("INBOX", _UNKNOWN))
    if inbox.counts.messages != 0:
        inbox = yield from _opened(turns, inbox.counts)
    counts["INBOX"] = inbox.counts
    if not surveyed:
        for folder in (_one(found, Use.JUNK), _one(found, Use.SENT)):
            if folder is not None and turns.left:
                counts |= statuses((yield from turns.ask(f'STATUS "{folder}" (MESSAGES)')))
    sent, junk = _one(found, Use.SENT), _one(found, Use.JUNK)
    sent_until = junk_newest = None
    if sent is not None and turns.left > 1 and _messages(counts, sent) >= _FIRST_SENT:
        sent_until = yield from _newest_of(turns, sent, f"1:{_FIRST_SENT}")
    if junk is not None and turns.left > 1 and _messages(counts, junk):
        junk_newest = yield from _newest_of(turns, junk, "*")
    prefix = below_inbox(found)
    if prefix != "" and turns.left and "NAMESPACE" in words:
        personal = personal_prefix((yield from turns.ask("NAMESPACE")))
        prefix = prefix if personal is None else personal
    fact = MailboxFact(
        Outcome.REJECTED if inbox.problem else Outcome.ANSWERED,
        len(found) if listed else None,
        inbox.counts.messages,
        inbox.counts.octets,
        used,
        limit,
        inbox.problem,
        oldest=inbox.oldest,
        newest=inbox.newest,
        uid_next=inbox.counts.uid_next,
        largest=inbox.largest,
        largest_at=inbox.largest_at,
        junk_messages=counts[junk].messages if junk in counts else None,
        junk_newest=junk_newest,
        sent_messages=counts[sent].messages if sent in counts else None,
        sent_until=sent_until,
        prefix=prefix,
    )
    return _with_totals(fact, found, counts) if surveyed else fact


def _to_count(found: tuple[Folder, ...]) -> str:
    """The folders to count, quoted: inbox, junk and sent mail first, then the others as they were listed."""
    order = (Use.INBOX, Use.JUNK, Use.SENT)
    chosen = sorted(found, key=lambda folder: order.index(folder.use) if folder.use in order else len(order))
    names = dict.fromkeys(("INBOX", *(f.name for f in chosen if f.use not in (Use.INBOX, Use.VIRTUAL))))
    quoted = [f'"{name}"' for name in names if sayable(name)][:MOST_COUNTED]
    while sum(map(len, quoted)) > _LONGEST_COMMAND:
        quoted.pop()
    return " ".join(quoted)


def _one(found: tuple[Folder, ...], use: Use) -> str | None:
    """The name of the first folder of this use."""
    return next((f.name for f in found if f.use is use and sayable(f.name)), None)


def _messages(counts: dict[str, Counts], name: str) -> int:
    return (counts[name].messages or 0) if name in counts else 0


def _with_totals(fact: MailboxFact, found: tuple[Folder, ...], counts: dict[str, Counts]) -> MailboxFact:
    """The fact with the sums over the folders that were counted."""
    real = ["INBOX", *(f.name for f in found if f.use not in (Use.INBOX, Use.VIRTUAL) and f.name in counts)]
    messages = [count for name in real if (count := counts[name].messages) is not None]
    octets = [count for name in real if (count := counts[name].octets) is not None]
    return replace(
        fact,
        counted=len(messages),
        all_messages=sum(messages),
        all_octets=sum(octets) if len(octets) == len(real) else None,
        filed=sum(_messages(counts, f.name) for f in found if f.use is Use.FILED),
    )


_QUOTA = re.compile(rb"\(([^()]*)\)\s*\Z")


def _quota(reply: Reply) -> tuple[int | None, int | None]:
    """Used and limit of the first STORAGE resource (RFC 9208 section 5.1), in KiB."""
    for line in reply.raw:
        match = _QUOTA.search(line) if line[:8].upper() == b"* QUOTA " else None
        parts = match[1].upper().split() if match else []
        for name, used, limit in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            if name == b"STORAGE":
                return number(used), number(limit)
    return None, None


_EXISTS = re.compile(rb"\* (\d{1,10}) EXISTS\b", re.IGNORECASE)
_UID_NEXT = re.compile(rb"\* OK \[UIDNEXT (\d{1,10})\]", re.IGNORECASE)


def _opened(turns: _Turns, before: Counts) -> Generator[Step, Reply, _Inbox]:
    """The inbox, opened read-only, with sizes and dates of its messages: of a large one, of both ends."""
    reply = yield from turns.ask("EXAMINE INBOX")
    if reply.standing is not Standing.OK:
        return _Inbox(before, problem=told(reply))
    exists = _told(reply, _EXISTS)
    uid_next = _told(reply, _UID_NEXT) or before.uid_next
    if not exists:
        return _Inbox(Counts(exists, before.octets if exists is None else 0, uid_next))
    every = exists <= 2 * _EACH_END
    chosen = f"1:{exists}" if every else f"1:{_EACH_END},{exists - _EACH_END + 1}:{exists}"
    seen = _fetched((yield from turns.ask(f"FETCH {chosen} (UID RFC822.SIZE INTERNALDATE)")), exists)
    sizes = {place: size for place, (size, _) in seen.items() if size is not None}
    dates = sorted(date for _, date in seen.values() if date is not None)
    octets = sum(sizes.values()) if every and len(sizes) == exists else before.octets
    largest = max(sizes.items(), key=lambda item: item[1], default=(None, None))
    counts = Counts(exists, octets, uid_next)
    return _Inbox(counts, dates[0] if dates else None, dates[-1] if dates else None, largest[1], largest[0])


def _newest_of(turns: _Turns, name: str, chosen: str) -> Generator[Step, Reply, str | None]:
    """The newest date among `chosen` messages of a folder that is not empty; two commands."""
    reply = yield from turns.ask(f'EXAMINE "{name}"')
    exists = _told(reply, _EXISTS) if reply.standing is Standing.OK else None
    if not exists:
        return None
    seen = _fetched((yield from turns.ask(f"FETCH {chosen} (UID INTERNALDATE)")), exists)
    return max((date for _, date in seen.values() if date is not None), default=None)


def _told(reply: Reply, pattern: re.Pattern[bytes]) -> int | None:
    match = next((m for line in reply.raw if (m := pattern.match(line))), None)
    return int(match[1]) if match else None


_FETCH = re.compile(rb"\* (\d{1,10}) FETCH \(", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,15})\b", re.IGNORECASE)
_DATE = re.compile(rb"\bINTERNALDATE \"([^\"]{1,40})\"", re.IGNORECASE)


def _fetched(reply: Reply, exists: int) -> dict[int, tuple[int | None, str | None]]:
    """Size and date of each message told, by its place; places that do not exist are left out."""
    found: dict[int, tuple[int | None, str | None]] = {}
    for line in reply.raw:
        match = _FETCH.match(line)
        if match and 1 <= int(match[1]) <= exists:
            size, date = _SIZE.search(line), _DATE.search(line)
            found[int(match[1])] = (int(size[1]) if size else None, moment(date[1].decode("latin-1")) if date else None)
    return found


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOMENT = re.compile(r" ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", re.ASCII)


def moment(text: str) -> str | None:
    """An INTERNALDATE (RFC 9051 section 9, date-time) as ISO 8601 in UTC; None where it is none."""
    match = _MOMENT.fullmatch(text)
    if match is None or match[2].lower() not in _MONTHS:
        return None
    try:
        offset = dt.timedelta(hours=int(match[8]), minutes=int(match[9])) * (1 if match[7] == "+" else -1)
        there = dt.datetime(
            int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]), int(match[4]), int(match[5]),
            min(int(match[6]), 59), tzinfo=dt.timezone(offset),
        )  # fmt: skip
        return there.astimezone(dt.UTC).isoformat()
    except (ValueError, OverflowError):
        return None
