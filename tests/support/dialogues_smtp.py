"""Golden dialogues of an SMTP server: submission on 587 and 465, and a mail exchanger on 25."""

from __future__ import annotations

from tests.support.golden import Golden
from tests.support.grammar import SMTP
from tests.support.sasl import Dialect, exchange
from tests.support.steps import Answer, Fin, Memory, Respond, Rule, Script, Send, Then

_GO_AHEAD = b"220 2.0.0 Ready to start TLS"


def smtp_587(golden: Golden) -> Script:
    """Submission with STARTTLS."""
    return (*greeting(golden), *until_tls(golden), *starttls(golden), *after_tls(golden))


def smtp_465(golden: Golden) -> Script:
    """Submission with implicit TLS."""
    return (golden.tls, *greeting(golden), *after_tls(golden))


def smtp_25(golden: Golden) -> Script:
    """A mail exchanger: STARTTLS, no AUTH, takes mail for its users and relays for nobody."""
    return (
        *greeting(golden),
        Respond(SMTP, _rules(golden, secure=False, exchanger=True), until=_until(golden)),
        *starttls(golden),
        Respond(SMTP, _rules(golden, secure=True, exchanger=True)),
    )


def greeting(golden: Golden) -> Script:
    """The banner."""
    return (Send((golden.banner or b"220 " + golden.name + b" ESMTP ready") + b"\r\n"),)


def until_tls(golden: Golden) -> Script:
    """Everything before STARTTLS is accepted."""
    return (Respond(SMTP, _rules(golden, secure=False), until=_until(golden)),)


def starttls(golden: Golden, behind: bytes = b"") -> Script:
    """The answer to STARTTLS and the handshake; `behind` comes in the same segment as the answer."""
    go_ahead = golden.go_ahead or _GO_AHEAD
    if not go_ahead.startswith(b"220 "):
        return (Send(go_ahead + b"\r\n" + behind), Respond(SMTP, _rules(golden, secure=False)))
    return (Send(go_ahead + b"\r\n" + behind), golden.tls)


def after_tls(golden: Golden) -> Script:
    """Everything inside TLS, login included."""
    return (Respond(SMTP, _rules(golden, secure=True)),)


def _until(golden: Golden) -> bytes:
    return rb"STARTTLS\Z" if golden.starttls else rb"(?!)"


def _rules(golden: Golden, *, secure: bool, exchanger: bool = False, logged_in: bool = False) -> tuple[Rule, ...]:
    may_login = not exchanger and not logged_in and (secure or golden.clear_login)
    return (
        Rule(rb"EHLO \S+", (Send(_features(golden, secure=secure, auth=may_login)),)),
        Rule(rb"HELO \S+", (Send(b"250 " + golden.name + b"\r\n"),)),
        Rule(rb"NOOP", (Send(b"250 2.0.0 Ok\r\n"),)),
        Rule(rb"RSET\Z", (Send(b"250 2.0.0 Ok\r\n"),)),
        Rule(rb"QUIT\Z", (Send(b"221 2.0.0 Bye\r\n"), Fin())),
        Rule(rb"STARTTLS\Z", (Send(b"503 5.5.1 Not now\r\n" if secure else b"502 5.5.1 Not implemented\r\n"),)),
        *_mail(golden, permitted=exchanger or logged_in, relays=logged_in),
        *(_auth(golden) if may_login else _no_auth(exchanger=exchanger, logged_in=logged_in)),
    )


def _features(golden: Golden, *, secure: bool, auth: bool) -> bytes:
    words = [golden.name, b"PIPELINING", b"SIZE 52428800"]
    if golden.starttls and not secure:
        words.append(b"STARTTLS")
    if auth:
        words.append(b"AUTH " + " ".join(golden.mechanisms).encode())
    words += [b"ENHANCEDSTATUSCODES", b"8BITMIME"]
    return b"".join(b"250-" + word + b"\r\n" for word in words[:-1]) + b"250 " + words[-1] + b"\r\n"


def _mail(golden: Golden, *, permitted: bool, relays: bool) -> tuple[Rule, ...]:
    if not permitted:
        denied = (Send(b"530 5.7.0 Authentication required\r\n"),)
        return (Rule(rb"MAIL ", denied), Rule(rb"RCPT ", denied))
    ok = (Send(b"250 2.1.0 Ok\r\n"),)
    relayed = (Rule(rb"RCPT TO:<[^>]*>", ok),)
    refused = (
        Rule(rb"RCPT TO:<[^>]*@example\.com>", (Send(b"554 5.7.1 Relay access denied\r\n"),)),
        Rule(rb"RCPT TO:<[^>]*>", ok),
    )
    return (Rule(rb"MAIL FROM:<[^>]*>", ok), *(relayed if relays else refused))


def _no_auth(*, exchanger: bool, logged_in: bool) -> tuple[Rule, ...]:
    if exchanger:
        text = b"503 5.5.1 Error: authentication not enabled\r\n"
    elif logged_in:
        text = b"503 5.5.1 Error: already authenticated\r\n"
    else:
        text = b"530 5.7.0 Must issue a STARTTLS command first\r\n"
    return (Rule(rb"AUTH ", (Send(text),)),)


def _auth(golden: Golden) -> tuple[Rule, ...]:
    names = "|".join(golden.mechanisms).encode()
    return (
        Rule(rb"AUTH (?P<mechanism>" + names + rb")(?: (?P<initial>\S+))?\Z", (Then(lambda at: _begin(golden, at)),)),
        Rule(rb"AUTH ", (Send(b"504 5.5.4 Unrecognized authentication type\r\n"),)),
    )


def _begin(golden: Golden, memory: Memory) -> Script:
    assert memory.match is not None
    dialect = Dialect(
        prompt=b"334 ",
        accepted=lambda _tag: (
            Send(b"235 2.7.0 Authentication successful\r\n"),
            Respond(SMTP, _rules(golden, secure=True, logged_in=True)),
        ),
        refused=lambda _tag, text: (Send((text or b"535 5.7.8 Error: authentication failed") + b"\r\n"),),
        cancelled=lambda _tag: (Answer(b"501 5.7.0 Authentication cancelled\r\n"),),
    )
    mechanism = memory.match["mechanism"].decode().upper()
    return exchange(golden, dialect, mechanism, memory.match["initial"] or b"")
