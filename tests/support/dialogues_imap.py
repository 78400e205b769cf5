"""Golden dialogues of an IMAP server: 143 with STARTTLS, and 993."""

from __future__ import annotations

from tests.support.golden import Golden
from tests.support.grammar import IMAP
from tests.support.records import Login
from tests.support.sasl import Dialect, exchange, judged
from tests.support.steps import Answer, Fin, Memory, Respond, Rule, Script, Send, Then

_GO_AHEAD = b"OK Begin TLS negotiation now."
_TAG = rb"(?P<tag>\S+) "
_STRING = rb'(?:"(?:[^"\\]|\\.)*"|\{\d+\+?\}\r\n.*?|[^\s"{]+)'


def imap_143(golden: Golden) -> Script:
    """IMAP with STARTTLS."""
    return (*greeting(golden), *until_tls(golden), *starttls(golden), *after_tls(golden))


def imap_993(golden: Golden) -> Script:
    """IMAP with implicit TLS."""
    return (golden.tls, *greeting(golden), *after_tls(golden))


def greeting(golden: Golden) -> Script:
    """The banner."""
    return (Send((golden.banner or b"* OK " + golden.name + b" IMAP ready") + b"\r\n"),)


def until_tls(golden: Golden) -> Script:
    """Everything before STARTTLS is accepted."""
    return (Respond(IMAP, rules(golden, secure=False), until=_until(golden)),)


def starttls(golden: Golden, behind: bytes = b"") -> Script:
    """The answer to STARTTLS and the handshake; `behind` comes in the same segment as the answer."""
    go_ahead = golden.go_ahead or _GO_AHEAD
    said = Answer(b"%(tag)b " + _plain(go_ahead + b"\r\n" + behind))
    if not go_ahead.startswith(b"OK"):
        return (said, Respond(IMAP, rules(golden, secure=False)))
    return (said, golden.tls)


def after_tls(golden: Golden) -> Script:
    """Everything inside TLS, login included."""
    return (Respond(IMAP, rules(golden, secure=True)),)


def rules(golden: Golden, *, secure: bool, logged_in: bool = False) -> tuple[Rule, ...]:
    """What is answered in one state of the session."""
    may_login = not logged_in and (secure or golden.clear_login)
    late = b"BAD TLS is active already" if secure else b"BAD STARTTLS is not available"
    return (
        _rule(rb"CAPABILITY\Z", b"* CAPABILITY " + _features(golden, secure, may_login, logged_in), b"OK done."),
        _rule(rb"NOOP\Z", b"", b"OK done."),
        Rule(_TAG + rb"LOGOUT\Z", (Answer(b"* BYE Logging out\r\n%(tag)b OK done.\r\n"), Fin())),
        _rule(rb"STARTTLS\Z", b"", late),
        *(_login(golden) if may_login else _no_login(logged_in)),
        *(_mailbox() if logged_in else ()),
    )


def _until(golden: Golden) -> bytes:
    return _TAG + rb"STARTTLS\Z" if golden.starttls else rb"(?!)"


def _plain(text: bytes) -> bytes:
    """A text with no place to fill in, for an `Answer`."""
    return text.replace(b"%", b"%%")


def _rule(command: bytes, untagged: bytes, tagged: bytes) -> Rule:
    return Rule(_TAG + command, (Answer(untagged + b"\r\n" * bool(untagged) + b"%(tag)b " + tagged + b"\r\n"),))


def _features(golden: Golden, secure: bool, may_login: bool, logged_in: bool) -> bytes:
    words = ["IMAP4rev1", "ID", "ENABLE", "SASL-IR", "LITERAL+"]
    if golden.starttls and not secure:
        words.append("STARTTLS")
    if logged_in:
        words += ["NAMESPACE", "QUOTA", "UIDPLUS"]
    elif may_login:
        words += [f"AUTH={name}" for name in golden.mechanisms]
    else:
        words.append("LOGINDISABLED")
    return " ".join(words).encode()


def _no_login(logged_in: bool) -> tuple[Rule, ...]:
    text = b"BAD already authenticated" if logged_in else b"NO [PRIVACYREQUIRED] Plaintext login disallowed before TLS."
    return (_rule(rb"LOGIN ", b"", text), _rule(rb"AUTHENTICATE ", b"", text))


def _login(golden: Golden) -> tuple[Rule, ...]:
    names = "|".join(golden.mechanisms).encode()
    begin = rb"AUTHENTICATE (?P<mechanism>" + names + rb")(?: (?P<initial>\S+))?\Z"
    return (
        Rule(_TAG + begin, (Then(lambda memory: _authenticate(golden, memory)),)),
        _rule(rb"AUTHENTICATE ", b"", b"NO Unsupported authentication mechanism."),
        Rule(
            _TAG + rb"LOGIN (?P<user>" + _STRING + rb") (?P<secret>" + _STRING + rb")\Z",
            (Then(lambda memory: _login_command(golden, memory)),),
        ),
    )


def _authenticate(golden: Golden, memory: Memory) -> Script:
    assert memory.match is not None
    mechanism = memory.match["mechanism"].decode().upper()
    return exchange(golden, _dialect(golden), mechanism, memory.match["initial"] or b"")


def _login_command(golden: Golden, memory: Memory) -> Script:
    assert memory.match is not None
    login = Login("LOGIN-COMMAND", _text(memory.match["user"]), _text(memory.match["secret"]), memory.via)
    return judged(golden, _dialect(golden), login, memory.match["tag"])


def _text(word: bytes) -> bytes:
    """An atom, a quoted string or a literal, as the value it stands for."""
    if word.startswith(b"{"):
        return word.partition(b"\r\n")[2]
    if word.startswith(b'"'):
        return word[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    return word


def _dialect(golden: Golden) -> Dialect:
    return Dialect(
        prompt=b"+ ",
        accepted=lambda tag: (
            Send(tag + b" OK Logged in\r\n"),
            Respond(IMAP, rules(golden, secure=True, logged_in=True)),
        ),
        refused=lambda tag, text: (
            Send(tag + b" " + (text or b"NO [AUTHENTICATIONFAILED] Authentication failed.") + b"\r\n"),
        ),
        cancelled=lambda tag: (Send(tag + b" BAD Authentication cancelled\r\n"),),
    )


def _mailbox() -> tuple[Rule, ...]:
    opened = b"* FLAGS (\\Seen)\r\n* 2 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT 3] next"
    quota = b'* QUOTAROOT INBOX "user"\r\n* QUOTA "user" (STORAGE 320 1048576)'
    mails = b"\r\n".join(
        b'* %d FETCH (UID %d RFC822.SIZE 160 INTERNALDATE "24-Nov-2026 10:00:00 +0900")' % (number, number)
        for number in (1, 2)
    )
    return (
        _rule(rb"NAMESPACE\Z", b'* NAMESPACE (("" "/")) NIL NIL', b"OK done."),
        _rule(rb"LIST ", b'* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\Sent) "/" Sent', b"OK done."),
        _rule(rb"STATUS (?P<box>\S+) ", b"* STATUS %(box)b (MESSAGES 2 UNSEEN 0 UIDNEXT 3)", b"OK done."),
        _rule(rb"EXAMINE ", opened, b"OK [READ-ONLY] done."),
        _rule(rb"GETQUOTAROOT ", quota, b"OK done."),
        _rule(rb"FETCH ", mails, b"OK done."),
    )
