"""What a refused login means: codes first, words last."""

from __future__ import annotations

import pytest

from maildoctor.model.fact import Outcome, Refusal
from maildoctor.model.settings import Protocol
from maildoctor.wire.authenticate import verdict
from maildoctor.wire.refusal import read_refusal
from maildoctor.wire.reply import Reply, reader_for
from maildoctor.wire.sasl import Mechanism

SMTP = [
    ("535 5.7.8 Error: authentication failed", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("535 5.7.8 Error: authentication failed: (reason unavailable)", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("535 authentication failed", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("534 5.7.9 Application-specific password required", Refusal.APP_PASSWORD, Outcome.REJECTED),
    ("534-5.7.9 x\r\n534 5.7.9 y", Refusal.APP_PASSWORD, Outcome.REJECTED),
    ("534 5.7.14 Please log in via your web browser", Refusal.WEB_LOGIN, Outcome.REJECTED),
    ("534 weak", Refusal.MECHANISM, Outcome.REJECTED),
    (
        "535 5.7.139 Authentication unsuccessful, basic auth is disabled.",
        Refusal.TOKEN_ONLY,
        Outcome.REJECTED,
    ),
    ("535 5.7.139 user is locked by a policy", Refusal.TOKEN_ONLY, Outcome.REJECTED),
    ("550 5.7.30 Basic authentication is not supported for Client Submission.", Refusal.TOKEN_ONLY, Outcome.REJECTED),
    ("454 4.7.0 Temporary authentication failure", Refusal.TEMPORARY, Outcome.DEFERRED),
    ("421 4.7.0 closing", Refusal.TEMPORARY, Outcome.DEFERRED),
    ("421 4.7.0 Too many login attempts", Refusal.THROTTLED, Outcome.DEFERRED),
    ("454 4.7.0 Too many failures, try again later", Refusal.THROTTLED, Outcome.DEFERRED),
    ("432 4.7.12 a password transition is needed", Refusal.EXPIRED, Outcome.DEFERRED),
    ("530 5.7.0 Must issue a STARTTLS command first", Refusal.PRIVACY, Outcome.REJECTED),
    ("538 5.7.11 Encryption required", Refusal.PRIVACY, Outcome.REJECTED),
    ("504 5.5.4 what", Refusal.MECHANISM, Outcome.REJECTED),
    ("503 5.5.1 no AUTH here", Refusal.MECHANISM, Outcome.REJECTED),
    ("535 5.7.8 account is locked", Refusal.LOCKED, Outcome.LOCKED),
    ("535 5.7.8 this user account is disabled", Refusal.DISABLED, Outcome.REJECTED),
    ("535 5.7.8 password has expired", Refusal.EXPIRED, Outcome.REJECTED),
]
IMAP = [
    ("a1 NO [AUTHENTICATIONFAILED] Authentication failed.", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("a1 NO Login failed.", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("a1 NO [UNAVAILABLE] Temporary authentication failure.", Refusal.TEMPORARY, Outcome.DEFERRED),
    ("a1 NO [PRIVACYREQUIRED] no", Refusal.PRIVACY, Outcome.REJECTED),
    ("a1 NO [ALERT] This account is disabled.", Refusal.DISABLED, Outcome.REJECTED),
    ("a1 NO [ALERT] Application-specific password required", Refusal.APP_PASSWORD, Outcome.REJECTED),
    ("a1 NO [AUTHENTICATIONFAILED] Web login required", Refusal.WEB_LOGIN, Outcome.REJECTED),
    ("a1 NO [EXPIRED] no", Refusal.EXPIRED, Outcome.REJECTED),
    ("a1 NO [CONTACTADMIN] no", Refusal.DISABLED, Outcome.REJECTED),
    ("a1 NO [LIMIT] no", Refusal.THROTTLED, Outcome.DEFERRED),
    ("a1 NO [INUSE] no", Refusal.IN_USE, Outcome.LOCKED),
    ("a1 NO [SERVERBUG] no", Refusal.TEMPORARY, Outcome.DEFERRED),
    ("a1 BAD what", Refusal.MECHANISM, Outcome.REJECTED),
    ("a1 NO Plaintext authentication disallowed on non-secure connections.", Refusal.PRIVACY, Outcome.REJECTED),
]
POP3 = [
    ("-ERR [AUTH] Authentication failed.", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("-ERR authorization failed", Refusal.CREDENTIALS, Outcome.REJECTED),
    ("-ERR [SYS/TEMP] later", Refusal.TEMPORARY, Outcome.DEFERRED),
    ("-ERR [SYS/PERM] broken", Refusal.BROKEN, Outcome.REJECTED),
    ("-ERR [IN-USE] mailbox is locked by another session", Refusal.IN_USE, Outcome.LOCKED),
    ("-ERR [LOGIN-DELAY] wait", Refusal.THROTTLED, Outcome.DEFERRED),
    ("-ERR [AUTH] Plaintext authentication disallowed", Refusal.PRIVACY, Outcome.REJECTED),
    ("-ERR POP3 access is disabled", Refusal.DISABLED, Outcome.REJECTED),
    ("-ERR Lock busy! Is another session active?", Refusal.IN_USE, Outcome.LOCKED),
]
TABLE = [(p, *row) for p, rows in ((Protocol.SMTP, SMTP), (Protocol.IMAP, IMAP), (Protocol.POP3, POP3)) for row in rows]


@pytest.mark.parametrize(("protocol", "said", "refusal", "outcome"), TABLE)
def test_reading(protocol: Protocol, said: str, refusal: Refusal, outcome: Outcome) -> None:
    reader = reader_for(protocol)
    reader.expect("a1")
    (reply,) = reader.feed(said.encode() + b"\r\n")
    assert isinstance(reply, Reply)
    assert read_refusal(reply) is refusal
    assert verdict(Mechanism.PLAIN, reply, True).outcome is outcome
