"""Golden dialogues of a POP3 server: 110 with STLS, and 995."""

from __future__ import annotations

from tests.support.golden import Golden
from tests.support.grammar import POP3
from tests.support.records import Login
from tests.support.sasl import Dialect, exchange, judged
from tests.support.steps import Fin, Memory, Respond, Rule, Script, Send, Then

_GO_AHEAD = b"+OK Begin TLS negotiation now."


def pop3_110(golden: Golden) -> Script:
    """POP3 with STLS."""
    return (*greeting(golden), *until_tls(golden), *starttls(golden), *after_tls(golden))


def pop3_995(golden: Golden) -> Script:
    """POP3 with implicit TLS."""
    return (golden.tls, *greeting(golden), *after_tls(golden))


def greeting(golden: Golden) -> Script:
    """The banner, with the time stamp of APOP where that is a mechanism of this server."""
    stamp = b" " + golden.challenge if "APOP" in golden.mechanisms else b""
    return (Send((golden.banner or b"+OK " + golden.name + b" POP3 ready" + stamp) + b"\r\n"),)


def until_tls(golden: Golden) -> Script:
    """Everything before STLS is accepted."""
    until = rb"STLS\Z" if golden.starttls else rb"(?!)"
    return (Respond(POP3, _rules(golden, secure=False), until=until),)


def starttls(golden: Golden, behind: bytes = b"") -> Script:
    """The answer to STLS and the handshake; `behind` comes in the same segment as the answer."""
    go_ahead = golden.go_ahead or _GO_AHEAD
    if not go_ahead.startswith(b"+OK"):
        return (Send(go_ahead + b"\r\n" + behind), Respond(POP3, _rules(golden, secure=False)))
    return (Send(go_ahead + b"\r\n" + behind), golden.tls)


def after_tls(golden: Golden) -> Script:
    """Everything inside TLS, login included."""
    return (Respond(POP3, _rules(golden, secure=True)),)


def _rules(golden: Golden, *, secure: bool, logged_in: bool = False) -> tuple[Rule, ...]:
    may_login = not logged_in and (secure or golden.clear_login)
    late = b"-ERR TLS is active already\r\n" if secure else b"-ERR STLS is not available\r\n"
    return (
        Rule(rb"CAPA\Z", (Send(_features(golden, secure, may_login)),)),
        Rule(rb"STLS\Z", (Send(late),)),
        Rule(rb"QUIT\Z", (Send(b"+OK Bye\r\n"), Fin())),
        *(_login(golden) if may_login else _no_login(logged_in)),
        *(_mailbox() if logged_in else ()),
    )


def _features(golden: Golden, secure: bool, may_login: bool) -> bytes:
    words = ["CAPA", "TOP", "UIDL", "RESP-CODES", "PIPELINING", "AUTH-RESP-CODE"]
    if golden.starttls and not secure:
        words.append("STLS")
    if may_login:
        words += ["USER", "SASL " + " ".join(name for name in golden.mechanisms if name != "APOP")]
    return "".join(f"{line}\r\n" for line in ("+OK", *words, ".")).encode()


def _no_login(logged_in: bool) -> tuple[Rule, ...]:
    text = b"-ERR already authenticated\r\n" if logged_in else b"-ERR [AUTH] Plaintext login disallowed before TLS.\r\n"
    return (Rule(rb"(?:USER|PASS|APOP|AUTH)(?: |\Z)", (Send(text),)),)


def _login(golden: Golden) -> tuple[Rule, ...]:
    names = "|".join(golden.mechanisms).encode()
    apop = (Rule(rb"APOP (?P<user>.+) (?P<digest>\S+)\Z", (Then(lambda memory: _apop(golden, memory)),)),)
    return (
        Rule(rb"USER .+\Z", (Send(b"+OK\r\n"),)),
        Rule(rb"PASS (?P<secret>.*)\Z", (Then(lambda memory: _pass(golden, memory)),)),
        *(apop if "APOP" in golden.mechanisms else ()),
        Rule(
            rb"AUTH (?P<mechanism>" + names + rb")(?: (?P<initial>\S+))?\Z",
            (Then(lambda memory: _auth(golden, memory)),),
        ),
        Rule(rb"AUTH", (Send(b"-ERR Unsupported authentication mechanism.\r\n"),)),
    )


def _pass(golden: Golden, memory: Memory) -> Script:
    assert memory.match is not None
    users = [line[5:] for line in memory.lines if line[:5].upper() == b"USER "]
    if not users:
        return (Send(b"-ERR No username given.\r\n"),)
    return judged(golden, _dialect(golden), Login("USER-PASS", users[-1], memory.match["secret"], memory.via), b"")


def _apop(golden: Golden, memory: Memory) -> Script:
    assert memory.match is not None
    login = Login("APOP", memory.match["user"], memory.match["digest"], memory.via)
    return judged(golden, _dialect(golden), login, b"")


def _auth(golden: Golden, memory: Memory) -> Script:
    assert memory.match is not None
    mechanism = memory.match["mechanism"].decode().upper()
    return exchange(golden, _dialect(golden), mechanism, memory.match["initial"] or b"")


def _dialect(golden: Golden) -> Dialect:
    return Dialect(
        prompt=b"+ ",
        accepted=lambda _tag: (
            Send(b"+OK Logged in.\r\n"),
            Respond(POP3, _rules(golden, secure=True, logged_in=True)),
        ),
        refused=lambda _tag, text: (Send((text or b"-ERR [AUTH] Authentication failed.") + b"\r\n"),),
        cancelled=lambda _tag: (Send(b"-ERR Authentication cancelled\r\n"),),
    )


def _mailbox() -> tuple[Rule, ...]:
    return (
        Rule(rb"STAT\Z", (Send(b"+OK 2 320\r\n"),)),
        Rule(rb"LIST\Z", (Send(b"+OK 2 messages\r\n1 160\r\n2 160\r\n.\r\n"),)),
        Rule(rb"UIDL\Z", (Send(b"+OK\r\n1 a1\r\n2 a2\r\n.\r\n"),)),
        Rule(rb"UIDL 1\Z", (Send(b"+OK 1 a1\r\n"),)),
    )
