"""What is seen of a mailbox, dialogue by dialogue: whole and byte by byte, honest servers and hostile ones."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable

import pytest

from maildoctor.model.fact import MailboxFact, Outcome
from maildoctor.model.settings import Protocol
from maildoctor.wire import imap, pop3
from maildoctor.wire.dialogue import Learn, Say, Step
from maildoctor.wire.imap_folders import Use, decoded, folders, number, sayable, statuses
from maildoctor.wire.imap_mailbox import moment
from maildoctor.wire.reply import Malformed, Reply, Standing, reader_for
from tests.wire.driver import Played, play

ALL = ("NAMESPACE", "QUOTA", "LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE", "STATUS=SIZE")
PERMITTED = re.compile(
    rb'a\d+ (NAMESPACE|GETQUOTAROOT INBOX|EXAMINE (INBOX|"[^"]+")|STATUS "[^"]+" \(MESSAGES\)|'
    rb'LIST "" (?:"\*"(?: RETURN \(SPECIAL-USE\))?|'
    rb'\((?:"[^"]+" ?)+\) RETURN \(STATUS \(MESSAGES UIDNEXT(?: SIZE)?\)\))|'
    rb"FETCH [\d:,*]+ \(UID (?:RFC822\.SIZE )?INTERNALDATE\))\r\n"
)
LISTED = (
    b'* LIST (\\HasNoChildren) "." INBOX\r\n* LIST (\\HasNoChildren \\Junk) "." "INBOX.Bad ones"\r\n'
    b'* LIST (\\HasNoChildren) "." INBOX.Sent\r\n* LIST (\\HasNoChildren) "." "INBOX.2026"\r\nTAG OK done\r\n'
)
QUOTA = b'* QUOTAROOT INBOX "User (quota)"\r\n* QUOTA "User (quota)" (MESSAGE 1 2 STORAGE 10 512)\r\nTAG OK\r\n'
NO_QUOTA = b"* QUOTAROOT INBOX\r\nTAG OK\r\n"
COUNTED = (
    b"* STATUS INBOX (MESSAGES 2 UIDNEXT 90)\r\n* STATUS {14}\r\nINBOX.Bad ones (MESSAGES 7 UIDNEXT 8)\r\n"
    b'* STATUS "INBOX.Sent" (MESSAGES 40 UIDNEXT 41)\r\n* STATUS INBOX.2026 (UIDNEXT 6 MESSAGES 5)\r\nTAG OK\r\n'
)
EXAMINED = b"* FLAGS (\\Seen)\r\n* 2 EXISTS\r\n* 0 RECENT\r\n* OK [UIDNEXT 91] next\r\nTAG OK [READ-ONLY]\r\n"
FETCHED = (
    b'* 1 FETCH (UID 4 RFC822.SIZE 100 INTERNALDATE "24-Nov-2026 10:00:00 +0900")\r\n'
    b'* 2 FETCH (INTERNALDATE " 1-Dec-2025 23:30:00 -0100" RFC822.SIZE 250 UID 5)\r\nTAG OK\r\n'
)


def see(words: tuple[str, ...], *answers: bytes) -> Played[MailboxFact]:
    played = play(imap.mailbox(words, imap.Tags()), Protocol.IMAP, answers)
    assert len(played.sent) <= 5
    assert all(PERMITTED.fullmatch(line) for line in played.sent), played.sent
    return played


def fact_of(played: Played[MailboxFact]) -> MailboxFact:
    assert played.result is not None
    return played.result


def reply(protocol: Protocol, data: bytes) -> Reply:
    reader = reader_for(protocol)
    reader.expect("a1", multiline=True)
    (event,) = reader.feed(data)
    assert isinstance(event, Reply)
    return event


# -- IMAP -------------------------------------------------------------------------------------------------------------


def test_everything_is_seen_in_five_commands() -> None:
    played = see(ALL, LISTED, QUOTA, COUNTED, EXAMINED, FETCHED)
    assert played.sent == [
        b'a1 LIST "" "*" RETURN (SPECIAL-USE)\r\n',
        b"a2 GETQUOTAROOT INBOX\r\n",
        b'a3 LIST "" ("INBOX" "INBOX.Bad ones" "INBOX.Sent" "INBOX.2026") RETURN (STATUS (MESSAGES UIDNEXT))\r\n',
        b"a4 EXAMINE INBOX\r\n",
        b"a5 FETCH 1:2 (UID RFC822.SIZE INTERNALDATE)\r\n",
    ]
    assert fact_of(played) == MailboxFact(
        Outcome.ANSWERED, folders=4, messages=2, octets=350, quota_used=10, quota_limit=512, counted=4,
        all_messages=54, oldest="2025-12-02T00:30:00+00:00", newest="2026-11-24T01:00:00+00:00", uid_next=91,
        largest=250, largest_at=2, junk_messages=7, sent_messages=40, filed=5, prefix="INBOX.",
    )  # fmt: skip


def test_sizes_of_folders_are_asked_where_no_quota_tells_them() -> None:
    sized = b"* STATUS INBOX (MESSAGES 0 UIDNEXT 1 SIZE 0)\r\n* STATUS INBOX.Sent (MESSAGES 1 SIZE 900)\r\nTAG OK\r\n"
    played = see(ALL, LISTED, NO_QUOTA, sized, b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\nTAG OK\r\n')
    assert played.sent[2].endswith(b"RETURN (STATUS (MESSAGES UIDNEXT SIZE))\r\n")
    fact = fact_of(played)
    assert (fact.all_messages, fact.all_octets, fact.octets, fact.counted) == (1, 900, 0, 2)
    assert (fact.quota_used, fact.prefix) == (None, "INBOX.")


def test_a_server_with_nothing_extra() -> None:
    listed = (
        b'* LIST () "/" INBOX\r\n* LIST () "/" Junk\r\n* LIST () "/" Sent\r\n* LIST () "/" {3}\r\na b\r\nTAG OK\r\n'
    )
    junk, sent = b"* STATUS Junk (MESSAGES 3)\r\nTAG OK\r\n", b'* STATUS "Sent" (MESSAGES 8)\r\nTAG OK\r\n'
    played = see((), listed, EXAMINED, FETCHED, junk, sent)
    fact = fact_of(played)
    assert (fact.folders, fact.messages, fact.octets, fact.prefix) == (4, 2, 350, "")
    assert (fact.junk_messages, fact.sent_messages, fact.all_messages, fact.filed) == (3, 8, None, None)
    with_quota = see(("QUOTA",), listed, QUOTA, EXAMINED, FETCHED, junk)
    assert (fact_of(with_quota).junk_messages, fact_of(with_quota).sent_messages) == (3, None)


def test_an_empty_inbox_leaves_room_for_the_age_of_sent_mail() -> None:
    empty = COUNTED.replace(b"MESSAGES 2 UIDNEXT 90", b"MESSAGES 0 UIDNEXT 90")
    played = see(ALL, LISTED, QUOTA, empty, EXAMINED, FETCHED)
    assert played.sent[3:] == [b'a4 EXAMINE "INBOX.Sent"\r\n', b"a5 FETCH 1:20 (UID INTERNALDATE)\r\n"]
    fact = fact_of(played)
    assert (fact.messages, fact.uid_next, fact.sent_until) == (0, 90, "2026-11-24T01:00:00+00:00")
    assert (fact.oldest, fact.largest, fact.junk_newest) == (None, None, None)


def test_an_empty_inbox_and_little_sent_leaves_room_for_the_age_of_junk() -> None:
    empty = COUNTED.replace(b"MESSAGES 2 UIDNEXT 90", b"MESSAGES 0 UIDNEXT 1").replace(b"MESSAGES 40", b"MESSAGES 4")
    played = see(
        ALL, LISTED, QUOTA, empty, EXAMINED, b'* 2 FETCH (INTERNALDATE "01-Feb-2026 00:00:00 +0000")\r\nTAG OK\r\n'
    )
    assert played.sent[3:] == [b'a4 EXAMINE "INBOX.Bad ones"\r\n', b"a5 FETCH * (UID INTERNALDATE)\r\n"]
    assert fact_of(played).junk_newest == "2026-02-01T00:00:00+00:00"
    vanished = b"* 0 EXISTS\r\nTAG OK\r\n"
    assert fact_of(see((*ALL[:-3], "LIST-STATUS"), LISTED, QUOTA, empty, vanished, b"TAG NO\r\n")).junk_newest is None


def test_of_a_large_inbox_both_ends_are_seen() -> None:
    played = see((), b"TAG OK\r\n", EXAMINED.replace(b"* 2 EXISTS", b"* 90000 EXISTS"), FETCHED)
    assert played.sent[2] == b"a3 FETCH 1:250,89751:90000 (UID RFC822.SIZE INTERNALDATE)\r\n"
    assert (fact_of(played).messages, fact_of(played).octets, fact_of(played).largest) == (90000, None, 250)
    whole = see((), b"TAG OK\r\n", EXAMINED.replace(b"* 2 EXISTS", b"* 500 EXISTS"), FETCHED)
    assert whole.sent[2].startswith(b"a3 FETCH 1:500 (")
    assert fact_of(whole).octets is None  # 498 of them were not told


def test_the_prefix_is_asked_where_a_command_is_left_and_else_read_from_the_names() -> None:
    alone = b'* LIST () "." INBOX\r\nTAG OK\r\n'
    other = b'* NAMESPACE (("" "/")) NIL NIL\r\nTAG OK\r\n'
    assert fact_of(see(("NAMESPACE",), alone, EXAMINED, FETCHED, other)).prefix == ""
    assert fact_of(see(("NAMESPACE",), alone, EXAMINED, FETCHED, b"TAG BAD\r\n")).prefix is None
    assert fact_of(see((), alone, EXAMINED, FETCHED)).prefix is None
    beside = b'* LIST () "." INBOX\r\n* LIST () "." INBOX.a\r\n* LIST () "." b\r\nTAG OK\r\n'
    assert fact_of(see(("NAMESPACE",), beside, EXAMINED, FETCHED)).prefix == ""
    nobody = b"* LIST () NIL INBOX\r\n* LIST () NIL INBOX.a\r\nTAG OK\r\n"
    assert fact_of(see((), nobody, EXAMINED, FETCHED)).prefix == ""


def test_at_most_thirty_folders_are_counted_and_odd_names_are_left_out() -> None:
    names = [b"f%d" % n for n in range(100)]
    listed = b"".join(b'* LIST () "/" %s\r\n' % name for name in names) + b'* LIST () "/" "a%*b"\r\nTAG OK\r\n'
    played = see(("LIST-STATUS",), listed, b"TAG BAD what\r\n", EXAMINED, FETCHED)
    assert played.sent[1].count(b'"f') == 29
    assert b"a%*b" not in played.sent[1]
    assert (fact_of(played).folders, fact_of(played).counted) == (101, None)
    long = b"".join(b'* LIST () "/" %s%d\r\n' % (b"x" * 190, n) for n in range(40)) + b"TAG OK\r\n"
    assert len(see(("LIST-STATUS",), long, b"TAG OK\r\n", EXAMINED, FETCHED).sent[1]) < 4200


def test_refusals_are_facts() -> None:
    fact = fact_of(see(("QUOTA",), b"TAG NO no\r\n", b"TAG NO no\r\n", b"TAG NO [SERVERBUG] broken\r\n"))
    assert (fact.outcome, fact.folders, fact.quota_used) == (Outcome.REJECTED, None, None)
    assert fact.reply.endswith("broken")
    silent = fact_of(see((), b"TAG OK\r\n", b"TAG OK\r\n"))
    assert (silent.outcome, silent.messages, silent.octets) == (Outcome.ANSWERED, None, None)
    assert fact_of(see((), b"TAG OK\r\n", EXAMINED, b"TAG NO\r\n")).oldest is None


@pytest.mark.parametrize(
    "line",
    [
        b"* 0 FETCH (RFC822.SIZE 9)", b"* 3 FETCH (RFC822.SIZE 9)", b"* 99999999999 FETCH (RFC822.SIZE 9)",
        b"* 1 FETCH (RFC822.SIZE 9999999999999999)", b"* 1 FETCH (RFC822.SIZE -9)", b"* 1 FETCH NIL",
        b'* 1 FETCH (INTERNALDATE "31-Feb-2026 00:00:00 +0000")', b'* 1 FETCH (INTERNALDATE "x")',
        b"* STATUS INBOX (MESSAGES", b"* LIST", b"* 1 EXPUNGE", b"*", b"* BYE",
    ],
)  # fmt: skip
def test_odd_lines_are_left_out(line: bytes) -> None:
    for answer in (line + b"\r\n" + FETCHED, FETCHED.replace(b"TAG", line + b"\r\nTAG")):
        fact = fact_of(see((), b"TAG OK\r\n", EXAMINED, answer))
        assert (fact.octets, fact.messages) == (350, 2) or line.startswith(b"* 1 FETCH")


def test_a_server_that_never_stops_is_no_reply() -> None:
    reader = reader_for(Protocol.IMAP)
    reader.expect("a1")
    flood = b'* 1 FETCH (UID 1 RFC822.SIZE 1 INTERNALDATE "24-Nov-2026 10:00:00 +0900")\r\n' * 100
    events: list[object] = []
    fed = 0
    while not events:
        events = list(reader.feed(flood))
        fed += len(flood)
    assert isinstance(events[0], Malformed)
    assert fed < 300_000


@pytest.mark.parametrize("piece", [b"(", b"(()", b'"', b"\\", b"{9}", b") ", b"STORAGE 1 1 ", b"&", b"( )"])
def test_hostile_lines_take_no_time(piece: bytes) -> None:
    line = (piece * 8000)[:8000].replace(b"{9}", b"{ }")
    for start in (b"* QUOTA ", b"* LIST ", b"* LIST () NIL ", b"* STATUS ", b"* NAMESPACE ", b"* 1 FETCH ("):
        answer = (start + line + b"\r\n") * 30 + b"TAG OK\r\n"
        see(("QUOTA",), answer, answer, EXAMINED, answer)
        folders(reply(Protocol.IMAP, answer.replace(b"TAG", b"a1")))
        statuses(reply(Protocol.IMAP, answer.replace(b"TAG", b"a1")))


def _answers(protocol: Protocol, dialogue: Generator[Step, Reply, MailboxFact], data: Iterable[bytes]) -> MailboxFact:
    """Play with every answer fed one byte at a time."""
    reader = reader_for(protocol)
    waiting = list(data)
    try:
        step = next(dialogue)
        while True:
            if isinstance(step, Learn):
                step = next(dialogue)
                continue
            assert isinstance(step, Say)
            reader.expect(step.tag, step.multiline)
            answer = waiting.pop(0).replace(b"TAG", step.tag.encode())
            events = [event for n in range(len(answer)) for event in reader.feed(answer[n : n + 1])]
            assert len(events) == 1
            assert isinstance(events[0], Reply)
            step = dialogue.send(events[0])
    except StopIteration as end:
        result: MailboxFact = end.value
        return result


def test_byte_by_byte_gives_the_same() -> None:
    answers = (LISTED, QUOTA, COUNTED, EXAMINED, FETCHED)
    assert _answers(Protocol.IMAP, imap.mailbox(ALL, imap.Tags()), answers) == fact_of(see(ALL, *answers))
    assert _answers(Protocol.POP3, pop3.mailbox(), DROP) == fact_of(drop(*DROP))


@pytest.mark.parametrize(
    ("line", "use"),
    [
        (b'(\\Junk) "/" x', Use.JUNK),
        (b'() "/" "Junk E-mail"', Use.JUNK),
        (b'() "." INBOX.spam', Use.JUNK),
        (b'() "/" "&j,dg0TDhMPww6w-"', Use.JUNK),
        (b'() "/" "&kAFP4W4IMH8wojCkMMYw4A-"', Use.SENT),
        (b'() "/" "Sent Items"', Use.SENT),
        (b'(\\All) "/" "[Gmail]/All Mail"', Use.VIRTUAL),
        (b'() "/" Trash', Use.SERVICE),
        (b'() "/" "&MFQwf3ux-"', Use.SERVICE),
        (b'() "/" Junkyard', Use.FILED),
        (b'() "/" "&!-"', Use.FILED),
        (b'() "/" inbox', Use.INBOX),
    ],
)
def test_the_use_of_a_folder(line: bytes, use: Use) -> None:
    (folder,) = folders(reply(Protocol.IMAP, b"* LIST " + line + b"\r\na1 OK\r\n"))
    assert folder.use is use


def test_what_cannot_be_selected_or_is_told_twice_is_no_folder() -> None:
    lines = (
        b'* LIST (\\Noselect) "/" "[Gmail]"\r\n* LIST () "/" a\r\n* LIST () "/" a\r\n* LIST (\\NonExistent) "/" b\r\n'
    )
    assert [f.name for f in folders(reply(Protocol.IMAP, lines + b"a1 OK\r\n"))] == ["a"]
    assert folders(reply(Protocol.IMAP, lines + b"a1 NO\r\n")) == ()
    escaped = b'* LIST () "\\\\" "a\\\\b\\"c" ("CHILDINFO" ("SUBSCRIBED"))\r\na1 OK\r\n'
    (folder,) = folders(reply(Protocol.IMAP, escaped))
    assert (folder.name, folder.parent) == ('a\\b"c', "a\\")


def test_names() -> None:
    assert decoded("&j,dg0TDhMPww6w-/A&-B") == "迷惑メール/A&B"
    assert decoded("&AA-") == "&AA-"
    assert decoded("&2AA-") == "&2AA-"  # half of a pair
    assert all(sayable(name) for name in ("a b", "&j,dg-", "[Gmail]/a~"))
    assert not any(sayable(name) for name in ("a%", "a*", 'a"', "a\\", "a\r\nb", "", "x" * 201, "あ"))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("24-Nov-2026 10:00:00 +0900", "2026-11-24T01:00:00+00:00"),
        (" 4-nov-2026 10:00:60 -0330", "2026-11-04T13:30:59+00:00"),
        ("29-Feb-2024 23:59:59 +0000", "2024-02-29T23:59:59+00:00"),
        ("29-Feb-2026 00:00:00 +0000", None),
        ("01-Jan-0001 00:00:00 +0900", None),
        ("31-Dec-9999 23:00:00 -0900", None),
        ("01-Jan-2026 00:00:00 +9900", None),
        ("01-Jan-2026 24:00:00 +0000", None),
        ("01-Foo-2026 00:00:00 +0000", None),
        ("", None),
    ],
)
def test_moments(text: str, iso: str | None) -> None:
    assert moment(text) == iso


def test_numbers() -> None:
    assert [number(n) for n in (b"0", b"12", b"-1", b"", None, b"9" * 16, "٣".encode())] == [0, 12, *[None] * 5]


# -- POP3 -------------------------------------------------------------------------------------------------------------

DROP = (b"+OK 3 4500 octets\r\n", b"+OK\r\n1 500\r\n2 3000\r\n3 1000\r\n.\r\n", b"+OK 1 abc\r\n")


def drop(*answers: bytes) -> Played[MailboxFact]:
    played = play(pop3.mailbox(), Protocol.POP3, answers)
    assert all(re.fullmatch(rb"(STAT|LIST( 1)?|UIDL( 1)?)\r\n", line) for line in played.sent)
    return played


def test_a_maildrop() -> None:
    played = drop(*DROP)
    assert played.sent == [b"STAT\r\n", b"LIST\r\n", b"UIDL 1\r\n"]
    assert fact_of(played) == MailboxFact(
        Outcome.ANSWERED, messages=3, octets=4500, largest=3000, largest_at=2, uidl=True
    )


def test_an_empty_maildrop() -> None:
    played = drop(b"+OK 0 0\r\n", b"+OK\r\n.\r\n")
    assert played.sent == [b"STAT\r\n", b"UIDL\r\n"]
    assert (fact_of(played).messages, fact_of(played).largest, fact_of(played).uidl) == (0, None, True)


def test_of_a_large_maildrop_only_the_first_message_is_asked_for() -> None:
    played = drop(b"+OK 40000 9000000\r\n", b"+OK 1 70000\r\n", b"+OK 1 abc\r\n")
    assert played.sent == [b"STAT\r\n", b"LIST 1\r\n", b"UIDL 1\r\n"]
    assert (fact_of(played).largest, fact_of(played).largest_at) == (70000, 1)


@pytest.mark.parametrize(
    ("answer", "uidl"),
    [(b"-ERR unknown command", False), (b"-ERR [SYS/TEMP] busy", None), (b"-ERR [SYS/PERM] broken", None)],
)
def test_uidl_refused(answer: bytes, uidl: bool | None) -> None:
    assert fact_of(drop(*DROP[:2], answer + b"\r\n")).uidl is uidl


@pytest.mark.parametrize("sizes", [b"-ERR no\r\n", b"+OK\r\nx y\r\n-1 5\r\n0 5\r\n4 9\r\n1 \r\n.\r\n", b"+OK\r\n.\r\n"])
def test_odd_sizes_are_left_out(sizes: bytes) -> None:
    fact = fact_of(drop(DROP[0], sizes, DROP[2]))
    assert (fact.outcome, fact.messages, fact.largest, fact.uidl) == (Outcome.ANSWERED, 3, None, True)


def test_no_count_no_more_questions() -> None:
    for answer in (b"-ERR [IN-USE] busy\r\n", b"+OK many\r\n", b"+OK 99999999999 1\r\n"):
        assert fact_of(drop(answer)).outcome is Outcome.REJECTED
    assert reply(Protocol.POP3, b"-ERR [IN-USE] busy\r\n").standing is Standing.LATER
