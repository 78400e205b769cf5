"""What one endpoint turned out to be. The only place where the fact of a connection is interpreted."""

from __future__ import annotations

import re
from enum import StrEnum

from maildoctor.model.fact import EndpointFact, Fault, Outcome
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint
from maildoctor.model.settings import Security

MAIL = frozenset(("imap", "pop3", "smtp"))


class Seen(StrEnum):
    """What was seen at a host and port."""

    WAITING = "waiting"
    QUIET = "quiet"
    READY = "ready"
    UNTRUSTED = "untrusted"
    OTHER_SECURITY = "other-security"
    OTHER_MAIL = "other-mail"
    NOT_MAIL = "not-mail"
    REFUSED = "refused"
    DROPPED = "dropped"
    MUTE = "mute"
    REJECTS = "rejects"
    DEFERS = "defers"
    TLS_TROUBLE = "tls-trouble"
    BROKEN = "broken"
    CUT_OFF = "cut-off"


def seen(endpoint: Endpoint, fact: EndpointFact | None) -> Seen:
    """What `fact` means. QUIET: nothing heard so far, worth trying something else beside it."""
    if fact is None:
        return Seen.WAITING
    if not fact.final:
        return Seen.QUIET if fact.where in ("connect", "greeting") else Seen.WAITING
    if fact.outcome is Outcome.CUT_OFF:
        return Seen.CUT_OFF
    if fact.reached is None:
        return Seen.REFUSED if fact.outcome in (Outcome.REFUSED, Outcome.RESET) else Seen.DROPPED
    if fact.reached >= Link.CAPABILITIES:
        return Seen.READY
    if fact.outcome is Outcome.UNTRUSTED:
        return Seen.UNTRUSTED
    if fact.speaks in MAIL and fact.speaks != endpoint.protocol.value:
        return Seen.OTHER_MAIL
    if fact.trouble in ("injection", "preauth"):
        return Seen.BROKEN
    if fact.speaks == endpoint.protocol.value:
        return _right_protocol(endpoint, fact)
    if fact.speaks is not None or fact.outcome in (Outcome.OTHER_PROTOCOL, Outcome.NOT_TLS):
        return Seen.NOT_MAIL
    if fact.outcome is Outcome.TLS_REFUSED or _broke_off_the_handshake(fact):
        return Seen.TLS_TROUBLE
    return Seen.MUTE if fact.outcome is Outcome.SILENT else Seen.BROKEN


def _right_protocol(endpoint: Endpoint, fact: EndpointFact) -> Seen:
    if fact.outcome is Outcome.NOT_TLS or fact.trouble in ("starttls-missing", "starttls-refused"):
        return Seen.OTHER_SECURITY
    if fact.trouble in ("greeting-refuses", "hello-refused"):
        return Seen.DEFERS if fact.outcome is Outcome.DEFERRED else Seen.REJECTS
    if fact.outcome is Outcome.TLS_REFUSED or _broke_off_the_handshake(fact):
        return Seen.TLS_TROUBLE
    return Seen.BROKEN


def _broke_off_the_handshake(fact: EndpointFact) -> bool:
    """True where the peer hung up on our ClientHello without a word: many old servers do instead of an alert."""
    return fact.where == "handshake" and fact.outcome in (Outcome.CLOSED, Outcome.RESET)


def good(what: Seen) -> bool:
    """True where greeting and TLS held, whatever the certificate is worth."""
    return what in (Seen.READY, Seen.UNTRUSTED)


def doubtful(what: Seen) -> bool:
    """True where it is time to try something else beside it."""
    return what is not Seen.WAITING and not good(what)


def answers(what: Seen) -> bool:
    """True where the host said anything at all on this port, a refusal included."""
    return what not in (Seen.WAITING, Seen.QUIET, Seen.DROPPED, Seen.CUT_OFF)


def in_clear(fact: EndpointFact) -> bool:
    """True where the capabilities came without encryption."""
    return fact.ready and not fact.encrypted


def only_the_name(fact: EndpointFact) -> bool:
    """True where the certificate's name is all that is wrong with it."""
    return fact.outcome is Outcome.UNTRUSTED and fact.here == (Fault.NAME,)


def other_securities(endpoint: Endpoint) -> tuple[Security, ...]:
    """The encrypted ways of talking to the same port. No ClientHello is ever guessed at port 25."""
    if endpoint.security is Security.TLS:
        return (Security.STARTTLS,)
    if endpoint.port == 25:
        return () if endpoint.security in (Security.STARTTLS, Security.AUTO) else (Security.STARTTLS,)
    if endpoint.security in (Security.STARTTLS, Security.AUTO):
        return (Security.TLS,)
    return (Security.TLS, Security.STARTTLS)


_OVERWRITTEN = re.compile(r"X{4,}[A-Z]?")
_STARS = re.compile(r"(?:220[ -])?[*0-9 ]*\*{4,}[*0-9 ]*")


def masked(fact: EndpointFact) -> tuple[str, ...]:
    """What a device on the way has written over: words of X in the EHLO answer, or a greeting of asterisks.

    Firewalls that "inspect" SMTP do so with all that they do not know. Under encryption nothing can be masked.
    """
    if fact.encrypted:
        return ()
    offered = (*fact.clear_capabilities, *fact.capabilities)
    words = [word for word in offered if _OVERWRITTEN.fullmatch(word.partition(" ")[0])]
    stars = (fact.greeting,) if _STARS.fullmatch(fact.greeting.strip()) else ()
    return tuple(dict.fromkeys((*words, *stars)))
