"""IMAP from the server's side (RFC 9051, 3501, 9208): one mailbox with three folders, nothing to read in it."""

from __future__ import annotations

import re
from dataclasses import replace

from maildoctor.demo.grammar import Answer, Grammar, State, Turn, after_login, plain_opens, say

_PAIR = re.compile(r'"?([^"]*?)"? "?([^"]*?)"?\s*')
_FOLDERS = ("INBOX", "Sent", "Trash")
_LETTERS = 12


def _greet(state: State) -> Answer:
    return Answer((f"* OK {state.host} ready",))


def _hear(state: State, line: str) -> Turn:
    if state.awaits:
        if line.strip() == "*":
            return after_login(state, False), Answer((f"{state.tag} BAD cancelled",))
        return _decide(state, state.tag, plain_opens(state, line))
    tag, _, command = line.partition(" ")
    verb, _, rest = command.partition(" ")
    verb = verb.upper()
    if not verb:
        return say(state, "* BAD no command")
    if verb == "CAPABILITY":
        return say(state, f"* CAPABILITY {_offer(state)}", f"{tag} OK done")
    if verb == "NOOP":
        return say(state, f"{tag} OK done")
    if verb == "LOGOUT":
        return state, Answer(("* BYE logging out", f"{tag} OK done"), close=True)
    if verb == "STARTTLS" and not state.encrypted:
        return state, Answer((f"{tag} OK begin TLS",), upgrade=True)
    if state.inside:
        return _inside(state, tag, verb)
    if verb in ("LOGIN", "AUTHENTICATE"):
        return _login(state, tag, verb, rest)
    return say(state, f"{tag} BAD not now")


def _offer(state: State) -> str:
    if not state.encrypted:
        return "IMAP4rev1 SASL-IR STARTTLS LOGINDISABLED"
    return "IMAP4rev1 SASL-IR NAMESPACE QUOTA" + ("" if state.inside else " AUTH=PLAIN")


def _login(state: State, tag: str, verb: str, rest: str) -> Turn:
    if not state.encrypted:
        return say(state, f"{tag} NO [PRIVACYREQUIRED] plain text logins need TLS")
    if verb == "LOGIN":
        pair = _PAIR.fullmatch(rest)
        return _decide(state, tag, pair is not None and state.account.opens(pair[1], pair[2]))
    mechanism, _, initial = rest.partition(" ")
    if mechanism.upper() != "PLAIN":
        return say(state, f"{tag} NO unsupported mechanism")
    if initial:
        return _decide(state, tag, plain_opens(state, initial))
    return replace(state, awaits="plain", tag=tag), Answer(("+ ",))


def _decide(state: State, tag: str, accepted: bool) -> Turn:
    new = after_login(state, accepted)
    if accepted:
        return new, Answer((f"{tag} OK [CAPABILITY {_offer(new)}] logged in",))
    return new, Answer((f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.",))


def _inside(state: State, tag: str, verb: str) -> Turn:
    dates = (f"{day:2d}-Jun-2026 09:00:00 +0900" for day in range(1, _LETTERS + 1))
    told: dict[str, tuple[str, ...]] = {
        "NAMESPACE": ('* NAMESPACE (("" "/")) NIL NIL',),
        "LIST": tuple(f'* LIST (\\HasNoChildren) "/" {folder}' for folder in _FOLDERS),
        "STATUS": ("* STATUS Sent (MESSAGES 5)",),
        "EXAMINE": (f"* {_LETTERS} EXISTS", "* 0 RECENT", f"* OK [UIDNEXT {_LETTERS + 1}] next"),
        "FETCH": tuple(
            f'* {n} FETCH (UID {n} RFC822.SIZE 28806 INTERNALDATE "{date}")' for n, date in enumerate(dates, 1)
        ),
        "GETQUOTAROOT": ('* QUOTAROOT INBOX "User quota"', '* QUOTA "User quota" (STORAGE 20480 1048576)'),
    }
    if verb not in told:
        return say(state, f"{tag} BAD unknown command")
    return say(state, *told[verb], f"{tag} OK done")


IMAP = Grammar(_greet, _hear)
