"""The SMTP dialogues (RFC 5321; STARTTLS RFC 3207; AUTH RFC 4954), from the client's side.

Verbs used: EHLO HELO STARTTLS AUTH MAIL RCPT RSET NOOP QUIT. No message is ever sent.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from maildoctor.model.fact import Envelop, EnvelopeFact, LoginFact, Outcome, RecipientAnswer
from maildoctor.model.field import Link
from maildoctor.model.secret import PLACEHOLDER, Secret
from maildoctor.model.settings import Security
from maildoctor.wire.authenticate import answer_challenges, told
from maildoctor.wire.dialogue import Hear, Learn, Say, Step, Talk, Upgrade
from maildoctor.wire.reply import Reply, Standing, recognise
from maildoctor.wire.sasl import Mechanism, encode, exchange, server_first

_SOURCE = re.compile(r"\[(\d+\.\d+\.\d+\.\d+|(?:IPv6:)?[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)\]")


def opening(security: Security, me: str) -> Talk:
    """From the greeting to the capabilities. `me` is the name for EHLO: an address literal, never a host name."""
    reply = yield Hear()
    if recognise(b"\n".join(reply.raw)) == "ftp":
        yield Learn({"speaks": "ftp", "greeting": reply.text, "outcome": Outcome.OTHER_PROTOCOL})
        return
    yield Learn({"speaks": "smtp", "greeting": reply.text})
    if reply.code != "220":
        outcome = Outcome.DEFERRED if reply.standing is Standing.LATER else Outcome.REJECTED
        yield Learn({"outcome": outcome, "reply": told(reply), "trouble": "greeting-refuses"})
        return
    words = yield from _hello(me)
    if words is None:
        return
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
    reply = yield Say(b"STARTTLS\r\n", "STARTTLS", "STARTTLS")
    if reply.code != "220":
        yield Learn({"outcome": Outcome.REJECTED, "reply": told(reply), "trouble": "starttls-refused"})
        return
    yield Upgrade()
    words = yield from _hello(me)
    if words is not None:
        yield Learn({"reached": Link.CAPABILITIES, "capabilities": words})


def _hello(me: str) -> Generator[Step, Reply, tuple[str, ...] | None]:
    reply = yield Say(f"EHLO {me}\r\n".encode(), f"EHLO {me}", "EHLO")
    if reply.standing is Standing.OK:
        found = _SOURCE.search(reply.lines[0])
        if found:
            yield Learn({"source": found[1].removeprefix("IPv6:")})
        return capabilities(reply.lines[1:])
    if reply.code in ("421", "554", "521"):
        yield Learn({"outcome": Outcome.REJECTED, "reply": told(reply), "trouble": "hello-refused"})
        return None
    reply = yield Say(f"HELO {me}\r\n".encode(), f"HELO {me}", "HELO")
    if reply.standing is Standing.OK:
        yield Learn({"trouble": "no-esmtp"})
        return ()
    yield Learn({"outcome": Outcome.REJECTED, "reply": told(reply), "trouble": "hello-refused"})
    return None


def capabilities(lines: tuple[str, ...]) -> tuple[str, ...]:
    """EHLO keywords, upper case; AUTH becomes one "AUTH=MECHANISM" each, from both spellings (RFC 4954 section 3)."""
    words: dict[str, None] = {}
    for line in lines:
        keyword, *parameters = line.upper().replace("AUTH=", "AUTH ", 1).split() or [""]
        if keyword == "AUTH":
            words.update(dict.fromkeys(f"AUTH={mechanism}" for mechanism in parameters))
        elif keyword:
            words[" ".join((keyword, *parameters))] = None
    return tuple(words)


def login(
    mechanism: Mechanism, username: str, secret: Secret, host: str, port: int
) -> Generator[Step, Reply, LoginFact]:
    """One AUTH exchange."""
    talk = exchange(mechanism, username, secret, host, port)
    first = next(talk)
    name = f"AUTH {mechanism.value}"
    if server_first(mechanism):
        reply = yield Say(f"{name}\r\n".encode(), name, "AUTH")
    else:
        reply = yield Say(f"{name} ".encode() + encode(first) + b"\r\n", f"{name} {PLACEHOLDER}", "AUTH", secret=True)
    sent = not server_first(mechanism)
    return (yield from answer_challenges(mechanism, talk, reply, sent, "AUTH", ""))


def envelope(sender: str, recipients: tuple[str, ...]) -> Generator[Step, Reply, EnvelopeFact]:
    """MAIL and RCPT for each recipient, then RSET: the server is asked and nothing is sent."""
    answers: list[RecipientAnswer] = []
    reading, answer = Envelop.UNDETERMINED, ""
    for recipient in recipients:
        reply = yield Say(f"MAIL FROM:<{sender}>\r\n".encode(), f"MAIL FROM:<{sender}>", "MAIL")
        reading, answer = _sender(reply), told(reply)
        if reply.standing is not Standing.OK:
            break
        reply = yield Say(f"RCPT TO:<{recipient}>\r\n".encode(), f"RCPT TO:<{recipient}>", "RCPT")
        answers.append(RecipientAnswer(recipient, _recipient(reply), told(reply)))
        yield Say(b"RSET\r\n", "RSET", "RSET")
    outcome = {
        Envelop.ACCEPTED: Outcome.ACCEPTED,
        Envelop.UNDETERMINED: Outcome.DEFERRED,
    }.get(reading, Outcome.REJECTED)
    if any(a.reading in (Envelop.NEEDS_LOGIN, Envelop.NEEDS_TLS, Envelop.SENDER_REFUSED) for a in answers):
        outcome = Outcome.REJECTED
    return EnvelopeFact(outcome, reading, answer, tuple(answers))


_NEEDS_TLS = re.compile(r"starttls|encrypt|\btls\b", re.IGNORECASE)
_NEEDS_LOGIN = re.compile(r"relay|authenticat|authoriz|log.?in", re.IGNORECASE)
_NOT_LOGGED_IN = re.compile(r"not logged in|log in first|authentication (is )?required", re.IGNORECASE)
_SENDER = re.compile(r"sender|not owned|from address|envelope from", re.IGNORECASE)
_CONDEMNING = ("530", "535", "550", "553", "554")


def _sender(reply: Reply) -> Envelop:
    """A refusal at MAIL is about the sender, unless it demands a login or TLS first (contract, "Logins")."""
    if reply.standing is Standing.OK:
        return Envelop.ACCEPTED
    if reply.standing is Standing.LATER:
        return Envelop.UNDETERMINED
    if reply.code in ("530", "503", "538") or reply.detail in ("5.7.0", "5.7.11"):
        return Envelop.NEEDS_TLS if _NEEDS_TLS.search(reply.text) else Envelop.NEEDS_LOGIN
    if _NOT_LOGGED_IN.search(reply.text):
        return Envelop.NEEDS_LOGIN
    return Envelop.SENDER_REFUSED


def _recipient(reply: Reply) -> Envelop:
    """Only a refusal to relay condemns; everything else about a recipient stays undetermined."""
    if reply.standing is Standing.OK:
        return Envelop.ACCEPTED
    if reply.code not in _CONDEMNING:
        return Envelop.UNDETERMINED
    text = reply.text
    if reply.code == "530" and _NEEDS_TLS.search(text):
        return Envelop.NEEDS_TLS
    if _SENDER.search(text) and "recipient" not in text.lower():
        return Envelop.SENDER_REFUSED
    if reply.detail.startswith("5.7.") or _NEEDS_LOGIN.search(text):
        return Envelop.NEEDS_LOGIN
    return Envelop.UNDETERMINED


def farewell() -> Generator[Step, Reply, None]:
    """QUIT."""
    yield Say(b"QUIT\r\n", "QUIT", "QUIT")


def mechanisms(words: tuple[str, ...]) -> frozenset[str]:
    """The mechanisms in a capability list."""
    return frozenset(word.removeprefix("AUTH=") for word in words if word.startswith("AUTH="))
