"""POP3 from the server's side (RFC 1939, 2449, 2595, 5034): a mailbox that can be counted, nothing more."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.demo.grammar import Answer, Grammar, State, Turn, after_login, plain_opens, say

_DENIED = "-ERR [AUTH] Authentication failed."
_LETTERS, _SIZE = 12, 28806


def _greet(state: State) -> Answer:
    return Answer((f"+OK {state.host} ready",))


def _hear(state: State, line: str) -> Turn:
    if state.awaits:
        return _decide(state, line.strip() != "*" and plain_opens(state, line))
    verb, _, rest = line.partition(" ")
    verb = verb.upper()
    if verb == "CAPA":
        return say(state, "+OK", *_offer(state), ".")
    if verb == "STLS" and not state.encrypted:
        return state, Answer(("+OK Begin TLS negotiation now.",), upgrade=True)
    if verb == "QUIT":
        return state, Answer(("+OK Bye",), close=True)
    if verb in ("STAT", "LIST", "UIDL") and state.inside:
        return say(state, *_inside(verb, rest))
    if verb in ("USER", "PASS", "AUTH") and not state.inside:
        return _login(state, verb, rest)
    return say(state, "-ERR Unknown command.")


def _inside(verb: str, rest: str) -> tuple[str, ...]:
    if verb == "STAT":
        return (f"+OK {_LETTERS} {_LETTERS * _SIZE}",)
    told = [f"{n} {_SIZE if verb == 'LIST' else f'letter-{n}'}" for n in range(1, _LETTERS + 1)]
    if not rest:
        return ("+OK", *told, ".")
    return (f"+OK {told[int(rest) - 1]}" if rest.isdigit() and 1 <= int(rest) <= _LETTERS else "-ERR No such message.",)


def _offer(state: State) -> tuple[str, ...]:
    return ("TOP", "UIDL", "RESP-CODES", *(("USER", "SASL PLAIN") if state.encrypted else ("STLS",)))


def _login(state: State, verb: str, rest: str) -> Turn:
    if not state.encrypted:
        return say(state, "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.")
    if verb == "USER":
        return replace(state, username=rest), Answer(("+OK",))
    if verb == "PASS":
        return _decide(state, state.account.opens(state.username, rest))
    mechanism, _, initial = rest.partition(" ")
    if mechanism.upper() != "PLAIN":
        return say(state, "-ERR Unsupported mechanism.")
    if initial:
        return _decide(state, plain_opens(state, initial))
    return replace(state, awaits="plain"), Answer(("+ ",))


def _decide(state: State, accepted: bool) -> Turn:
    return after_login(state, accepted), Answer(("+OK Logged in." if accepted else _DENIED,))


POP3 = Grammar(_greet, _hear)
