"""Why a login was not accepted: read from the response code first, from the enhanced code next, from words last.

The reading decides what is said about the password, so everything that is not certainly about the credentials has a
reading of its own. Sources: RFC 4954 section 6, RFC 5530 section 3, RFC 3206, RFC 2449 section 8.1; the texts of
Microsoft 365 (535 5.7.139, 550 5.7.30), Google (534 5.7.9, 534 5.7.14) and Dovecot as met in the field.
"""

from __future__ import annotations

import re

from maildoctor.model.fact import Refusal
from maildoctor.wire.reply import Reply, Standing

_RESPONSE_CODES = {
    "AUTHENTICATIONFAILED": Refusal.CREDENTIALS,
    "AUTHORIZATIONFAILED": Refusal.CREDENTIALS,
    "AUTH": Refusal.CREDENTIALS,
    "PRIVACYREQUIRED": Refusal.PRIVACY,
    "EXPIRED": Refusal.EXPIRED,
    "UNAVAILABLE": Refusal.TEMPORARY,
    "SYS/TEMP": Refusal.TEMPORARY,
    "SYS/PERM": Refusal.BROKEN,
    "SERVERBUG": Refusal.TEMPORARY,
    "INUSE": Refusal.IN_USE,
    "IN-USE": Refusal.IN_USE,
    "LIMIT": Refusal.THROTTLED,
    "LOGIN-DELAY": Refusal.THROTTLED,
    "CONTACTADMIN": Refusal.DISABLED,
    "NOPERM": Refusal.DISABLED,
}

_ENHANCED = {
    "5.7.8": Refusal.CREDENTIALS,
    "5.7.9": Refusal.APP_PASSWORD,
    "5.7.11": Refusal.PRIVACY,
    "5.7.14": Refusal.WEB_LOGIN,
    "5.7.30": Refusal.TOKEN_ONLY,
    "5.7.139": Refusal.TOKEN_ONLY,
    "4.7.0": Refusal.TEMPORARY,
}

_WORDS = (
    (r"application[- ]specific password|app(lication)? password|アプリ.?パスワード", Refusal.APP_PASSWORD),
    (
        r"plaintext auth\w* (is )?(disallowed|not allowed|disabled)|plain ?text authentication disallowed"
        r"|must issue a starttls|encryption required|tls required|requires? (tls|ssl|encryption)|secure connection",
        Refusal.PRIVACY,
    ),
    (r"basic auth\w* is (disabled|not supported)|smtpclientauthentication is disabled", Refusal.TOKEN_ONLY),
    (r"unsupported auth\w* mechanism|mechanism (is )?not (supported|available)", Refusal.MECHANISM),
    (r"web login required|webalert|log in via your web browser|verify your identity", Refusal.WEB_LOGIN),
    (
        r"too many (login|auth|fail|attempt|connection|simultaneous|bad)\w*|rate.?limit|throttl\w*|try again later"
        r"|temporarily (blocked|banned)|maximum number of (login|connection)",
        Refusal.THROTTLED,
    ),
    (
        r"(account|user|mailbox)( \S+)? (is |has been |was )?(temporarily )?(locked|suspended|blocked)|locked out",
        Refusal.LOCKED,
    ),
    (
        r"(account|user|mailbox|imap|pop3?|smtp|access)( \S+)?( access)? (is |has been |was )?(currently )?"
        r"(disabled|not enabled|deactivated|inactive)"
        r"|not enabled for (imap|pop|smtp)|disabled account",
        Refusal.DISABLED,
    ),
    (r"password (has |is )?expired", Refusal.EXPIRED),
    (r"lock busy|mailbox (is )?(in use|locked|busy)|another (session|pop3 session)|maildrop", Refusal.IN_USE),
    (r"temporar\w+|unavailable|internal error", Refusal.TEMPORARY),
)  # fmt: skip
_COMPILED = tuple((re.compile(words, re.IGNORECASE), reading) for words, reading in _WORDS)

_SMTP_CODES = {
    "454": Refusal.TEMPORARY,
    "432": Refusal.EXPIRED,
    "421": Refusal.TEMPORARY,
    "530": Refusal.PRIVACY,
    "534": Refusal.MECHANISM,
    "538": Refusal.PRIVACY,
    "502": Refusal.MECHANISM,
    "503": Refusal.MECHANISM,
    "504": Refusal.MECHANISM,
    "500": Refusal.MECHANISM,
    "535": Refusal.CREDENTIALS,
}


def read_refusal(reply: Reply) -> Refusal:
    """The reason behind a reply that did not accept a login."""
    words = next((reading for pattern, reading in _COMPILED if pattern.search(reply.text)), None)
    if reply.code[:1].isdigit():
        return _smtp(reply, words)
    code = reply.detail.split(" ", 1)[0]
    known = _RESPONSE_CODES.get(code)
    if known is Refusal.CREDENTIALS and words in _TELLING:
        return words
    if known is not None:
        return known
    if words is not None:
        return words
    if reply.standing is Standing.BAD:
        return Refusal.MECHANISM
    return Refusal.TEMPORARY if reply.standing is Standing.LATER else Refusal.CREDENTIALS


_TELLING = frozenset(
    (
        Refusal.APP_PASSWORD,
        Refusal.TOKEN_ONLY,
        Refusal.WEB_LOGIN,
        Refusal.LOCKED,
        Refusal.DISABLED,
        Refusal.PRIVACY,
        Refusal.THROTTLED,
        Refusal.EXPIRED,
        Refusal.MECHANISM,
    )
)
"""Readings by words that are more precise than "authentication failed"."""


def _smtp(reply: Reply, words: Refusal | None) -> Refusal:
    by_enhanced = _ENHANCED.get(reply.detail)
    if by_enhanced in (Refusal.APP_PASSWORD, Refusal.TOKEN_ONLY, Refusal.WEB_LOGIN, Refusal.PRIVACY):
        return by_enhanced
    if words in _TELLING:
        return words
    if reply.standing is Standing.LATER:
        return words or _SMTP_CODES.get(reply.code, Refusal.TEMPORARY)
    if by_enhanced is not None:
        return by_enhanced
    return _SMTP_CODES.get(reply.code) or words or Refusal.CREDENTIALS
