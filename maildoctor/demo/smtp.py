"""SMTP submission and reception from the server's side (RFC 5321, 3207, 4954). No message is ever taken."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.demo.grammar import Answer, Grammar, State, Turn, after_login, decoded, plain_opens, say, shown

_DENIED = "535 5.7.8 Error: authentication failed"


def _greet(state: State) -> Answer:
    return Answer((f"220 {state.host} ESMTP",))


def _hear(state: State, line: str, relay: bool) -> Turn:
    if state.awaits:
        return _challenge_answered(state, line)
    verb, _, rest = line.partition(" ")
    verb = verb.upper()
    if verb == "EHLO":
        return say(state, *_offer(state, relay))
    if verb == "HELO":
        return say(state, f"250 {state.host}")
    if verb == "STARTTLS" and not state.encrypted:
        return state, Answer(("220 2.0.0 Ready to start TLS",), upgrade=True)
    if verb == "AUTH" and not relay:
        return _auth(state, rest)
    if verb == "MAIL":
        return _mail(state, rest, relay)
    if verb == "RCPT":
        return _recipient(state, rest, relay)
    if verb in ("RSET", "NOOP"):
        return replace(state, sender=""), Answer(("250 2.0.0 Ok",))
    if verb == "QUIT":
        return state, Answer(("221 2.0.0 Bye",), close=True)
    return say(state, "502 5.5.2 Error: command not recognized")


def _offer(state: State, relay: bool) -> tuple[str, ...]:
    words = [f"{state.host} greets [192.0.2.200]", "SIZE 20971520", "ENHANCEDSTATUSCODES", "8BITMIME"]
    if not state.encrypted:
        words.append("STARTTLS")
    elif not relay:
        words.append("AUTH PLAIN LOGIN")
    return (*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}")


def _auth(state: State, rest: str) -> Turn:
    if not state.encrypted:
        return say(state, "530 5.7.0 Must issue a STARTTLS command first")
    if state.inside:
        return say(state, "503 5.5.1 Error: already authenticated")
    mechanism, _, initial = rest.partition(" ")
    if mechanism.upper() == "PLAIN":
        return _decide(state, plain_opens(state, initial)) if initial else _ask(state, "plain", "")
    if mechanism.upper() == "LOGIN":
        return _ask(state, "name", "Username:")
    return say(state, "535 5.7.8 Error: authentication failed: no mechanism available")


def _ask(state: State, what: str, prompt: str) -> Turn:
    return replace(state, awaits=what), Answer((f"334 {shown(prompt)}",))


def _challenge_answered(state: State, line: str) -> Turn:
    if line.strip() == "*":
        return after_login(state, False), Answer(("501 5.7.0 Authentication aborted",))
    if state.awaits == "plain":
        return _decide(state, plain_opens(state, line))
    text = decoded(line) or ""
    if state.awaits == "name":
        return _ask(replace(state, username=text), "password", "Password:")
    return _decide(state, state.account.opens(state.username, text))


def _decide(state: State, accepted: bool) -> Turn:
    return after_login(state, accepted), Answer(("235 2.7.0 Authentication successful" if accepted else _DENIED,))


def _mail(state: State, rest: str, relay: bool) -> Turn:
    if not relay and not state.encrypted:
        return say(state, "530 5.7.0 Must issue a STARTTLS command first")
    if not relay and not state.inside:
        return say(state, "530 5.7.0 Authentication required")
    return replace(state, sender=rest), Answer(("250 2.1.0 Ok",))


def _recipient(state: State, rest: str, relay: bool) -> Turn:
    if not state.sender:
        return say(state, "503 5.5.1 Error: need MAIL command")
    domain = state.account.username.rpartition("@")[2]
    if relay and f"@{domain}>" not in rest.lower():
        return say(state, "554 5.7.1 Relay access denied")
    return say(state, "250 2.1.5 Ok")


SUBMISSION = Grammar(_greet, lambda state, line: _hear(state, line, relay=False))
RELAY = Grammar(_greet, lambda state, line: _hear(state, line, relay=True))
