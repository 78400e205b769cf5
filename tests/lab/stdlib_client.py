"""A mail client of the standard library, to be run at the client's place: the witness that owes nothing to maildoctor.

Reads trials as JSON from stdin and writes a JSON list of outcomes; see `trial` for both. It imports nothing but
the standard library, because it is started as a file.
"""

from __future__ import annotations

import base64
import concurrent.futures
import contextlib
import hashlib
import hmac
import imaplib
import json
import poplib
import smtplib
import ssl
import sys
import time
from collections.abc import Callable
from typing import Any

_TIMEOUT_S = 10


class _RefusedError(Exception):
    """The server did not take the login; the text is its answer."""


def main() -> None:
    """Try everything on stdin."""
    asked = json.load(sys.stdin)
    with concurrent.futures.ThreadPoolExecutor(asked["at_once"]) as pool:
        json.dump(list(pool.map(_attempt, asked["trials"])), sys.stdout)


def _attempt(trial: dict[str, Any]) -> dict[str, Any]:
    start = time.monotonic()
    outcome: dict[str, Any] = {"stage": "connect", "reply": "", "details": {}}
    try:
        _SPEAKERS[trial["protocol"]](trial, outcome)
    except (OSError, imaplib.IMAP4.error, poplib.error_proto, smtplib.SMTPException, _RefusedError, EOFError) as error:
        outcome["reply"] = f"{type(error).__name__}: {error}"
    return outcome | {"seconds": time.monotonic() - start}


def _context(trial: dict[str, Any]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=trial["ca_file"])
    if not trial["verify"]:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _imap(trial: dict[str, Any], outcome: dict[str, Any]) -> None:
    host, port, security = trial["host"], trial["port"], trial["security"]
    client: imaplib.IMAP4
    if security == "tls":
        client = imaplib.IMAP4_SSL(host, port, ssl_context=_context(trial), timeout=_TIMEOUT_S)
    else:
        client = imaplib.IMAP4(host, port, timeout=_TIMEOUT_S)
    try:
        outcome["stage"] = "tls"
        if security == "starttls":
            client.starttls(_context(trial))
        outcome["stage"], outcome["details"]["capabilities"] = "capabilities", list(client.capabilities)
        if trial["password"] is None:
            return
        outcome["stage"] = "login"
        mechanism = _mechanism(trial["auth"], {c[5:] for c in client.capabilities if c.startswith("AUTH=")})
        if mechanism == "PLAIN":
            client.login(trial["username"], trial["password"])
        else:
            answers = _answers(mechanism, trial)
            client.authenticate(mechanism, lambda challenge: answers(challenge))
        outcome["stage"] = "mailbox"
        folders, quota = client.list()[1], client.getquotaroot("INBOX")[1]
        _, data = client.select("INBOX", readonly=True)
        count = data[0] or b""
        outcome["details"] |= {"folders": repr(folders), "quota": repr(quota), "messages": int(count)}
        outcome["stage"] = "done"
    finally:
        _leave(client.logout)


def _pop3(trial: dict[str, Any], outcome: dict[str, Any]) -> None:
    host, port, security = trial["host"], trial["port"], trial["security"]
    client: poplib.POP3
    if security == "tls":
        client = poplib.POP3_SSL(host, port, context=_context(trial), timeout=_TIMEOUT_S)
    else:
        client = poplib.POP3(host, port, timeout=_TIMEOUT_S)
    try:
        outcome["stage"] = "tls"
        if security == "starttls":
            client.stls(_context(trial))
        offered = client.capa()
        outcome["stage"], outcome["details"]["capabilities"] = "capabilities", sorted(offered)
        if trial["password"] is None:
            return
        outcome["stage"] = "login"
        mechanism = "APOP" if trial["auth"] == "apop" else _mechanism(trial["auth"], set(offered.get("SASL", [])))
        if mechanism == "PLAIN":
            client.user(trial["username"])
            client.pass_(trial["password"])
        elif mechanism == "APOP":
            client.apop(trial["username"], trial["password"])
        else:
            _pop3_sasl(client, mechanism, _answers(mechanism, trial))
        outcome["stage"] = "mailbox"
        outcome["details"]["messages"] = client.stat()[0]
        outcome["stage"] = "done"
    finally:
        _leave(client.quit)


def _leave(farewell: Callable[[], object]) -> None:
    """Say goodbye, without a second error hiding the first."""
    with contextlib.suppress(OSError, EOFError, imaplib.IMAP4.error, poplib.error_proto):
        farewell()


def _pop3_sasl(client: poplib.POP3, mechanism: str, answers: Callable[[bytes], bytes]) -> None:
    socket, lines = client.sock, client.file
    socket.sendall(f"AUTH {mechanism}\r\n".encode())
    while (line := lines.readline()).startswith(b"+ "):
        socket.sendall(base64.b64encode(answers(base64.b64decode(line[2:]))) + b"\r\n")
    if not line.startswith(b"+OK"):
        raise _RefusedError(line.decode().strip())


def _smtp(trial: dict[str, Any], outcome: dict[str, Any]) -> None:
    host, port, security = trial["host"], trial["port"], trial["security"]
    client: smtplib.SMTP
    if security == "tls":
        client = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=_context(trial))
    else:
        client = smtplib.SMTP(host, port, timeout=_TIMEOUT_S)
    with client:
        outcome["stage"] = "tls"
        client.ehlo("client.example")
        if security == "starttls":
            client.starttls(context=_context(trial))
            client.ehlo("client.example")
        offered = set(client.esmtp_features.get("auth", "").split())
        outcome["stage"], outcome["details"]["capabilities"] = "capabilities", sorted(client.esmtp_features)
        if trial["password"] is not None:
            outcome["stage"] = "login"
            mechanism = _mechanism(trial["auth"], offered)
            answers = _answers(mechanism, trial)
            code, words = _smtp_sasl(client, mechanism, answers)
            if code != 235:
                raise _RefusedError(f"{code} {words.decode()}")
        outcome["stage"] = "envelope"
        outcome["details"]["envelopes"] = [_envelope(client, *envelope) for envelope in trial["envelopes"]]
        outcome["stage"] = "done"


def _smtp_sasl(client: smtplib.SMTP, mechanism: str, answers: Callable[[bytes], bytes]) -> tuple[int, bytes]:
    code, words = client.docmd("AUTH", mechanism)
    while code == 334:
        code, words = client.docmd(base64.b64encode(answers(base64.b64decode(words))).decode())
    return code, words


def _envelope(client: smtplib.SMTP, sender: str, recipient: str) -> str:
    """The answer to the recipient, or to the sender where that was refused."""
    code, words = client.mail(sender)
    if code == 250:
        code, words = client.rcpt(recipient)
    client.rset()
    return f"{code} {words.decode()}"


def _mechanism(auth: str, offered: set[str]) -> str:
    wanted = {"cram-md5": ["CRAM-MD5"], "xoauth2": ["XOAUTH2"], "oauthbearer": ["OAUTHBEARER"]}
    for name in wanted.get(auth, ["SCRAM-SHA-256", "PLAIN"]):
        if name in offered:
            return name
    return wanted.get(auth, ["PLAIN"])[0]


def _answers(mechanism: str, trial: dict[str, Any]) -> Callable[[bytes], bytes]:
    """A function from the server's challenges, in their order, to the client's answers."""
    user, secret = trial["username"], trial["password"]
    if mechanism == "CRAM-MD5":
        return lambda challenge: f"{user} {hmac.new(secret.encode(), challenge, hashlib.md5).hexdigest()}".encode()
    if mechanism == "XOAUTH2":
        return lambda challenge: b"" if challenge else f"user={user}\1auth=Bearer {secret}\1\1".encode()
    if mechanism == "OAUTHBEARER":
        return lambda challenge: b"\1" if challenge else f"n,a={user},\1auth=Bearer {secret}\1\1".encode()
    if mechanism == "SCRAM-SHA-256":
        return _Scram(user, secret)
    return lambda challenge: f"\0{user}\0{secret}".encode()


class _Scram:
    """SCRAM-SHA-256 (RFC 7677), just enough for a test."""

    def __init__(self, user: str, secret: str) -> None:
        self._first = f"n={user},r=lab-nonce"
        self._secret = secret.encode()

    def __call__(self, challenge: bytes) -> bytes:
        if not challenge:
            return f"n,,{self._first}".encode()
        if challenge.startswith(b"v="):
            return b""
        parts = dict(part.split("=", 1) for part in challenge.decode().split(","))
        salted = hashlib.pbkdf2_hmac("sha256", self._secret, base64.b64decode(parts["s"]), int(parts["i"]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        last = f"c=biws,r={parts['r']}"
        signed = ",".join((self._first, challenge.decode(), last)).encode()
        signature = hmac.digest(hashlib.sha256(key).digest(), signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
        return f"{last},p={base64.b64encode(proof).decode()}".encode()


_SPEAKERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {"imap": _imap, "pop3": _pop3, "smtp": _smtp}

if __name__ == "__main__":
    main()
