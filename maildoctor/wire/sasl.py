"""SASL mechanisms: what a client sends for a name and a secret, and which of a server's offer is used.

Sources: PLAIN RFC 4616, LOGIN (draft-murchison-sasl-login), CRAM-MD5 RFC 2195, SCRAM RFC 5802 and 7677, XOAUTH2
(Google's and Microsoft's pages), OAUTHBEARER RFC 7628, APOP RFC 1939 section 7.
A conversation is a generator: it yields what to send (bytes before base64) and is sent the server's challenges.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Generator
from enum import StrEnum

from maildoctor.model.secret import Secret
from maildoctor.model.settings import Auth

FEWEST_ITERATIONS = 4096
"""RFC 7677 section 4: fewer make the password cheap to guess for whoever asked."""
MOST_ITERATIONS = 600_000
"""More is a server that burns our time."""


class Mechanism(StrEnum):
    """What stands in a server's offer. `USER` is USER/PASS of POP3 and LOGIN of IMAP: the same family as PLAIN."""

    PLAIN = "PLAIN"
    LOGIN = "LOGIN"
    USER = "USER"
    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_1 = "SCRAM-SHA-1"
    CRAM_MD5 = "CRAM-MD5"
    APOP = "APOP"
    XOAUTH2 = "XOAUTH2"
    OAUTHBEARER = "OAUTHBEARER"


_OF_FAMILY = {
    Auth.PASSWORD: (
        Mechanism.PLAIN,
        Mechanism.LOGIN,
        Mechanism.SCRAM_SHA_256,
        Mechanism.SCRAM_SHA_1,
        Mechanism.USER,
    ),
    Auth.CRAM_MD5: (Mechanism.CRAM_MD5,),
    Auth.APOP: (Mechanism.APOP,),
    Auth.XOAUTH2: (Mechanism.XOAUTH2,),
    Auth.OAUTHBEARER: (Mechanism.OAUTHBEARER,),
}

FAMILIES = (Auth.PASSWORD, Auth.CRAM_MD5, Auth.APOP, Auth.XOAUTH2, Auth.OAUTHBEARER)
"""The families maildoctor can use, in its order of preference."""


class UnacceptableError(Exception):
    """The server's part of the exchange cannot be accepted; the client must give up with "*". `args[0]`: why."""


Exchange = Generator[bytes, bytes, None]


def choose(family: Auth, offered: frozenset[str]) -> Mechanism | None:
    """The mechanism of `family` to use with this offer (upper-case names), None where none fits.

    Plain text goes first: it is what the customer's client uses inside TLS, so its answer is the client's answer.
    """
    return next((m for m in _OF_FAMILY.get(family, ()) if m.value in offered), None)


def families(offered: frozenset[str]) -> tuple[Auth, ...]:
    """The families that `offered` allows, in our order of preference."""
    return tuple(family for family in FAMILIES if choose(family, offered) is not None)


def exchange(mechanism: Mechanism, username: str, secret: Secret, host: str, port: int) -> Exchange:
    """The client's side of one exchange. The first value is the initial response where the mechanism has one."""
    if mechanism is Mechanism.PLAIN:
        return _once(b"\0" + username.encode() + b"\0" + secret.reveal().encode())
    if mechanism is Mechanism.LOGIN:
        return _login(username, secret)
    if mechanism is Mechanism.CRAM_MD5:
        return _cram(username, secret)
    if mechanism is Mechanism.XOAUTH2:
        return _token(b"user=" + username.encode() + b"\1auth=Bearer " + secret.reveal().encode() + b"\1\1")
    if mechanism is Mechanism.OAUTHBEARER:
        head = f"n,a={_saslname(username)},\1host={host}\1port={port}\1auth=Bearer ".encode()
        return _token(head + secret.reveal().encode() + b"\1\1")
    if mechanism in (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1):
        return _scram(username, secret, "sha256" if mechanism is Mechanism.SCRAM_SHA_256 else "sha1")
    raise ValueError(f"{mechanism} is no SASL exchange")


def server_first(mechanism: Mechanism) -> bool:
    """True where the client waits for a challenge before it says anything (no initial response)."""
    return mechanism in (Mechanism.LOGIN, Mechanism.CRAM_MD5)


def proves_server(mechanism: Mechanism) -> bool:
    """True where the server has to show that it knows the secret too (RFC 5802 section 3): without that, no success."""
    return mechanism in (Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1)


def encode(data: bytes) -> bytes:
    """Base64 for the wire; an empty response is "=" only as an initial response (RFC 4954), so never here."""
    return base64.b64encode(data)


def challenge(text: str) -> bytes:
    """The bytes of a base64 challenge.

    Raises:
        UnacceptableError: it is no base64.
    """
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise UnacceptableError("bad-challenge") from None


def apop_digest(stamp: str, secret: Secret) -> str:
    """RFC 1939 section 7: the MD5 of the greeting's time stamp and the shared secret, in hex."""
    return hashlib.md5(stamp.encode() + secret.reveal().encode(), usedforsecurity=False).hexdigest()


def _once(message: bytes) -> Exchange:
    yield message


def _token(message: bytes) -> Exchange:
    """A refused token comes with an error in a challenge, to be answered by nothing, once (RFC 7628 section 3.2.3)."""
    yield message
    yield b""


def _login(username: str, secret: Secret) -> Exchange:
    yield b""
    yield username.encode()
    yield secret.reveal().encode()


def _cram(username: str, secret: Secret) -> Exchange:
    asked = yield b""
    digest = hmac.new(secret.reveal().encode(), asked, hashlib.md5).hexdigest()
    yield username.encode() + b" " + digest.encode()


def _saslname(name: str) -> str:
    return name.replace("=", "=3D").replace(",", "=2C")


def _scram(username: str, secret: Secret, digest: str) -> Exchange:
    """RFC 5802 section 3. The server's signature is checked: a server that does not know the secret is no success."""
    nonce = base64.b64encode(os.urandom(18)).decode()
    first_bare = f"n={_saslname(unicodedata.normalize('NFKC', username))},r={nonce}"
    server_message = (yield f"n,,{first_bare}".encode()).decode("utf-8", "replace")
    parts = dict(part.split("=", 1) for part in server_message.split(",") if "=" in part)
    try:
        server_nonce, salt, iterations = parts["r"], base64.b64decode(parts["s"], validate=True), int(parts["i"])
    except (KeyError, ValueError):
        raise UnacceptableError("bad-challenge") from None
    if not server_nonce.startswith(nonce) or server_nonce == nonce:
        raise UnacceptableError("bad-nonce")
    if not FEWEST_ITERATIONS <= iterations <= MOST_ITERATIONS:
        raise UnacceptableError("iterations")
    prepared = unicodedata.normalize("NFKC", secret.reveal()).encode()
    salted = hashlib.pbkdf2_hmac(digest, prepared, salt, iterations)
    without_proof = f"c=biws,r={server_nonce}"
    message = f"{first_bare},{server_message},{without_proof}".encode()
    client_key = hmac.digest(salted, b"Client Key", digest)
    signature = hmac.digest(hashlib.new(digest, client_key).digest(), message, digest)
    proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
    final = yield f"{without_proof},p={base64.b64encode(proof).decode()}".encode()
    expected = hmac.digest(hmac.digest(salted, b"Server Key", digest), message, digest)
    said = final.decode("utf-8", "replace")
    if said.startswith("e="):
        yield b""
        return
    if not hmac.compare_digest(said.encode(), b"v=" + base64.b64encode(expected)):
        raise UnacceptableError("server-signature")
    yield b""
