"""The POP3 dialogues (RFC 1939; CAPA RFC 2449; STLS RFC 2595; AUTH RFC 5034), from the client's side.

Verbs used: CAPA STLS USER PASS APOP AUTH QUIT, and those of `pop3_mailbox`. Nothing is read and nothing is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from maildoctor.model.fact import LoginFact, MailboxFact, Outcome
from maildoctor.model.field import Link
from maildoctor.model.secret import PLACEHOLDER, Secret
from maildoctor.model.settings import Security
from maildoctor.wire import pop3_mailbox
from maildoctor.wire.authenticate import answer_challenges, told, verdict
from maildoctor.wire.dialogue import Hear, Learn, Say, Step, Talk, Upgrade
from maildoctor.wire.reply import Reply, Standing
from maildoctor.wire.sasl import Mechanism, apop_digest, encode, exchange, server_first

_STAMP = re.compile(r"<[^<>\s]+@[^<>\s]+>")


def stamp_of(greeting: str) -> str | None:
    """APOP's time stamp in a greeting (RFC 1939 section 7), or None: then the server has no APOP."""
    found = _STAMP.search(greeting)
    return found[0] if found else None


def opening(security: Security) -> Talk:
    """From the greeting to the capabilities."""
    reply = yield Hear()
    yield Learn({"speaks": "pop3", "greeting": reply.text, "stamp": stamp_of(reply.text) is not None})
    if reply.standing is not Standing.OK:
        outcome = Outcome.DEFERRED if reply.standing is Standing.LATER else Outcome.REJECTED
        yield Learn({"outcome": outcome, "trouble": "greeting-refuses", "reply": told(reply)})
        return
    words = yield from _capabilities()
    if security is Security.TLS:
        yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})
        return
    offered = "STLS" in words
    yield Learn({"clear_capabilities": words, "starttls": offered})
    if security is Security.NONE or (security is Security.AUTO and not offered):
        yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})
        return
    if not offered:
        yield Learn({"outcome": Outcome.REJECTED, "trouble": "starttls-missing"})
        return
    reply = yield Say(b"STLS\r\n", "STLS", "STLS")
    if reply.standing is not Standing.OK:
        yield Learn({"outcome": Outcome.REJECTED, "reply": told(reply), "trouble": "starttls-refused"})
        return
    yield Upgrade()
    words = yield from _capabilities()
    yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})


NO_CAPA = "-CAPA"
"""Stands in the list where the server does not know CAPA: then USER/PASS is what there is (RFC 2449 section 3)."""


def _capabilities() -> Generator[Step, Reply, tuple[str, ...]]:
    reply = yield Say(b"CAPA\r\n", "CAPA", "CAPA", multiline=True)
    return capabilities(reply) if reply.standing is Standing.OK else (NO_CAPA,)


def capabilities(reply: Reply) -> tuple[str, ...]:
    """The lines of CAPA, upper case, with SASL written as one "SASL=MECHANISM" each."""
    words: dict[str, None] = {}
    for line in reply.lines[1:]:
        keyword, *parameters = line.upper().split() or [""]
        if keyword == "SASL":
            words.update(dict.fromkeys(f"SASL={mechanism}" for mechanism in parameters))
        elif keyword:
            words[" ".join((keyword, *parameters))] = None
    return tuple(words)


def mechanisms(words: tuple[str, ...], stamp: bool) -> frozenset[str]:
    """The mechanisms in a capability list, USER and APOP included."""
    found = {word.removeprefix("SASL=") for word in words if word.startswith("SASL=")}
    if "USER" in words or NO_CAPA in words:
        found.add(Mechanism.USER.value)
    if stamp:
        found.add(Mechanism.APOP.value)
    return frozenset(found)


def login(
    mechanism: Mechanism, username: str, secret: Secret, host: str, port: int, greeting: str
) -> Generator[Step, Reply, LoginFact]:
    """One login: USER/PASS, APOP or AUTH."""
    if mechanism is Mechanism.USER:
        reply = yield Say(f"USER {username}\r\n".encode(), f"USER {username}", "USER")
        if reply.standing is not Standing.OK:
            return verdict(mechanism, reply, False)
        reply = yield Say(b"PASS " + secret.reveal().encode() + b"\r\n", f"PASS {PLACEHOLDER}", "PASS", secret=True)
        return verdict(mechanism, reply, True)
    if mechanism is Mechanism.APOP:
        digest = apop_digest(stamp_of(greeting) or "", secret)
        shown = f"APOP {username} {PLACEHOLDER}"
        reply = yield Say(f"APOP {username} {digest}\r\n".encode(), shown, "APOP", secret=True)
        return verdict(mechanism, reply, True)
    talk = exchange(mechanism, username, secret, host, port)
    first = next(talk)
    name = f"AUTH {mechanism.value}"
    if server_first(mechanism):
        reply = yield Say(f"{name}\r\n".encode(), name, "AUTH")
        return (yield from answer_challenges(mechanism, talk, reply, False, "AUTH", ""))
    reply = yield Say(f"{name} ".encode() + encode(first) + b"\r\n", f"{name} {PLACEHOLDER}", "AUTH", secret=True)
    return (yield from answer_challenges(mechanism, talk, reply, True, "AUTH", ""))


def mailbox() -> Generator[Step, Reply, MailboxFact]:
    """How many messages, how large they are, and whether they have lasting names."""
    return (yield from pop3_mailbox.dialogue())


def farewell() -> Generator[Step, Reply, None]:
    """QUIT."""
    yield Say(b"QUIT\r\n", "QUIT", "QUIT")
