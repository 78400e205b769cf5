"""The IMAP dialogues (RFC 9051, RFC 3501; response codes RFC 5530; QUOTA RFC 9208), from the client's side.

Verbs used: CAPABILITY STARTTLS AUTHENTICATE LOGIN LOGOUT, and those of `imap_mailbox`. Nothing is opened for writing.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from itertools import count

from maildoctor.model.fact import LoginFact, MailboxFact, Outcome
from maildoctor.model.field import Link
from maildoctor.model.secret import PLACEHOLDER, Secret
from maildoctor.model.settings import Security
from maildoctor.wire import imap_mailbox
from maildoctor.wire.authenticate import answer_challenges, told, verdict
from maildoctor.wire.dialogue import Hear, Learn, Say, Step, Talk, Upgrade
from maildoctor.wire.readable import decode
from maildoctor.wire.reply import Reply, Standing
from maildoctor.wire.sasl import Mechanism, encode, exchange, server_first


class Tags:
    """The tags of one connection. They go on counting after STARTTLS: a tag is never used twice."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def say(self, command: str, secret: bytes = b"", shown: str = "") -> Say:
        """One tagged command; `secret` is appended to what goes out and `shown` to what is recorded."""
        tag = f"a{next(self._numbers)}"
        data = f"{tag} {command}".encode() + secret + b"\r\n"
        return Say(data, f"{tag} {command}{shown}", command.split(" ", 1)[0], tag, secret=bool(secret))


def opening(security: Security, tags: Tags) -> Talk:
    """From the greeting to the capabilities."""
    reply = yield Hear()
    yield Learn({"speaks": "imap", "greeting": reply.text})
    if reply.code == "PREAUTH":
        # Somebody else's session, or an attacker's way around STARTTLS (RFC 9051 section 7.1.4).
        yield Learn({"outcome": Outcome.GARBLED, "trouble": "preauth", "reply": told(reply)})
        return
    if reply.standing is not Standing.OK:
        yield Learn({"outcome": Outcome.REJECTED, "trouble": "greeting-refuses", "reply": told(reply)})
        return
    words = yield from _capabilities(tags, reply)
    if security is Security.TLS:
        yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})
        return
    offered = "STARTTLS" in words
    yield Learn({"clear_capabilities": words, "starttls": offered})
    if security is Security.NONE or (security is Security.AUTO and not offered):
        yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})
        return
    if not offered:
        yield Learn({"outcome": Outcome.REJECTED, "trouble": "starttls-missing"})
        return
    reply = yield tags.say("STARTTLS")
    if reply.standing is not Standing.OK:
        yield Learn({"outcome": Outcome.REJECTED, "reply": told(reply), "trouble": "starttls-refused"})
        return
    yield Upgrade()
    words = yield from _capabilities(tags, None)
    yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})


def _capabilities(tags: Tags, greeting: Reply | None) -> Generator[Step, Reply, tuple[str, ...]]:
    """What the greeting already told (RFC 9051 section 7.1), else what CAPABILITY tells."""
    if greeting is not None and greeting.detail.startswith("CAPABILITY "):
        return tuple(dict.fromkeys(greeting.detail.split()[1:]))
    reply = yield tags.say("CAPABILITY")
    return capabilities(reply)


def capabilities(reply: Reply) -> tuple[str, ...]:
    """The words of an untagged CAPABILITY line, upper case, each once."""
    for line in reply.raw:
        words = decode(line).split()
        if len(words) > 1 and words[0] == "*" and words[1].upper() == "CAPABILITY":
            return tuple(dict.fromkeys(word.upper() for word in words[2:502]))
    return ()


def mechanisms(words: tuple[str, ...]) -> frozenset[str]:
    """The mechanisms in a capability list; the LOGIN command counts as USER unless it is disabled."""
    found = {word.removeprefix("AUTH=") for word in words if word.startswith("AUTH=")}
    return frozenset(found if "LOGINDISABLED" in words else found | {Mechanism.USER.value})


_QUOTABLE = re.compile(r'[^"\\\r\n\x00-\x1f\x7f-\U0010ffff]*')


def login(
    mechanism: Mechanism, username: str, secret: Secret, host: str, port: int, tags: Tags, initial_response: bool
) -> Generator[Step, Reply, LoginFact]:
    """One login: AUTHENTICATE, or the LOGIN command for `USER`."""
    if mechanism is Mechanism.USER:
        return (yield from _login_command(username, secret, tags))
    talk = exchange(mechanism, username, secret, host, port)
    first = next(talk)
    command = f"AUTHENTICATE {mechanism.value}"
    if server_first(mechanism):
        say = tags.say(command)
        reply = yield say
        sent = False
    elif initial_response:
        say = tags.say(command + " ", encode(first), PLACEHOLDER)
        reply = yield say
        sent = True
    else:
        say = tags.say(command)
        reply = yield say
        sent = reply.standing is Standing.MORE
        if sent:
            reply = yield Say(encode(first) + b"\r\n", PLACEHOLDER, "AUTHENTICATE", say.tag, secret=True)
    return (yield from answer_challenges(mechanism, talk, reply, sent, "AUTHENTICATE", say.tag))


def _login_command(username: str, secret: Secret, tags: Tags) -> Generator[Step, Reply, LoginFact]:
    """LOGIN with quoted strings, or literals where a quoted string cannot hold the characters (RFC 9051 section 9)."""
    if _QUOTABLE.fullmatch(username) and _QUOTABLE.fullmatch(secret.reveal()):
        quoted = b' "' + secret.reveal().encode() + b'"'
        reply = yield tags.say(f'LOGIN "{username}"', quoted, f" {PLACEHOLDER}")
        return verdict(Mechanism.USER, reply, True)
    name = username.encode()
    say = tags.say(f"LOGIN {{{len(name)}}}")
    reply = yield say
    if reply.standing is not Standing.MORE:
        return verdict(Mechanism.USER, reply, False)
    value = secret.reveal().encode()
    # The length of the literal would tell the length of the secret: the transcript shows neither.
    reply = yield Say(
        name + f" {{{len(value)}}}\r\n".encode(), f"{username} {{{PLACEHOLDER}}}", "LOGIN", say.tag, secret=True
    )
    if reply.standing is not Standing.MORE:
        return verdict(Mechanism.USER, reply, True)
    reply = yield Say(value + b"\r\n", PLACEHOLDER, "LOGIN", say.tag, secret=True)
    return verdict(Mechanism.USER, reply, True)


def mailbox(words: tuple[str, ...], tags: Tags) -> Generator[Step, Reply, MailboxFact]:
    """Folders, counts, sizes, dates, quota. `words`: the capabilities after login, else those before it."""
    return (yield from imap_mailbox.dialogue(words, tags.say))


def farewell(tags: Tags) -> Generator[Step, Reply, None]:
    """LOGOUT."""
    yield tags.say("LOGOUT")
