"""SASL exchanges: the published examples, servers that cheat, servers that ask again."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from maildoctor.model.fact import LoginFact, Outcome, Refusal
from maildoctor.model.secret import PLACEHOLDER, Secret
from maildoctor.model.settings import Auth, Protocol
from maildoctor.wire import smtp
from maildoctor.wire.dialogue import Hear, Say
from maildoctor.wire.sasl import Mechanism, UnacceptableError, choose, exchange, families
from tests.wire.driver import Played, play

USER, PASSWORD = "user@example.test", "pAss-word1"


def b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def login(mechanism: Mechanism, *answers: bytes, user: str = USER) -> Played[LoginFact]:
    dialogue = smtp.login(mechanism, user, Secret(PASSWORD), "mail.example.test", 587)
    return play(dialogue, Protocol.SMTP, [answer + b"\r\n" for answer in answers])


def fact_of(played: Played[LoginFact]) -> LoginFact:
    assert played.result is not None
    return played.result


RFC_5802 = (
    Mechanism.SCRAM_SHA_1,
    "fyko+d2lbbFgONRv9qkxdawL",
    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
)
RFC_7677 = (
    Mechanism.SCRAM_SHA_256,
    "rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
)


@pytest.mark.parametrize("example", [RFC_5802, RFC_7677], ids=["rfc5802", "rfc7677"])
def test_the_published_scram_examples(
    example: tuple[Mechanism, str, str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mechanism, nonce, server_first, client_final, server_final = example
    monkeypatch.setattr("os.urandom", lambda count: base64.b64decode(nonce))
    talk = exchange(mechanism, "user", Secret("pencil"), "h", 1)
    assert next(talk) == f"n,,n=user,r={nonce}".encode()
    assert talk.send(server_first.encode()) == client_final.encode()
    assert talk.send(server_final.encode()) == b""


class ScramServer:
    """RFC 5802 section 3, from the server's side, with what it does wrong."""

    def __init__(self, digest: str, password: str, iterations: str = "4096", salt: bytes = b"salt-of-mine") -> None:
        self.digest, self.iterations, self.salt = digest, iterations, salt
        self.salted = hashlib.pbkdf2_hmac(digest, password.encode(), salt, 4096)
        self.nonce = "theirs"
        self.signature = b""

    def first(self, client_first: bytes, keep_nonce: bool = True) -> bytes:
        assert client_first.startswith(b"n,,")
        self.bare = client_first[3:].decode()
        mine = self.bare.rpartition("r=")[2] if keep_nonce else "other"
        self.said = f"r={mine}{self.nonce},s={b64(self.salt).decode()},i={self.iterations}"
        return self.said.encode()

    def accepts(self, client_final: bytes) -> bool:
        without_proof, _, proof = client_final.decode().rpartition(",p=")
        message = f"{self.bare},{self.said},{without_proof}".encode()
        client_key = hmac.digest(self.salted, b"Client Key", self.digest)
        signature = hmac.digest(hashlib.new(self.digest, client_key).digest(), message, self.digest)
        self.signature = hmac.digest(hmac.digest(self.salted, b"Server Key", self.digest), message, self.digest)
        return base64.b64decode(proof) == bytes(a ^ b for a, b in zip(client_key, signature, strict=True))


@pytest.mark.parametrize("mechanism", [Mechanism.SCRAM_SHA_1, Mechanism.SCRAM_SHA_256])
@pytest.mark.parametrize("right", [True, False])
def test_scram_against_a_server(mechanism: Mechanism, right: bool) -> None:
    server = ScramServer("sha1" if mechanism is Mechanism.SCRAM_SHA_1 else "sha256", PASSWORD if right else "other")
    told: list[bytes] = []

    def answer(step: Hear | Say) -> bytes:
        assert isinstance(step, Say)
        told.append(step.data)
        if len(told) == 1:
            first = server.first(base64.b64decode(step.data.split()[2]))
            return b"334 " + b64(first) + b"\r\n"
        if len(told) == 2:
            final = base64.b64decode(step.data)
            if not server.accepts(final):
                return b"535 5.7.8 no\r\n"
            return b"334 " + b64(b"v=" + b64(server.signature)) + b"\r\n"
        assert step.data == b"\r\n"
        return b"235 2.7.0 in\r\n"

    played = play(smtp.login(mechanism, "a,b=c", Secret(PASSWORD), "h", 1), Protocol.SMTP, answer)
    fact = fact_of(played)
    assert fact.accepted is right
    assert fact.sent
    assert server.bare.startswith("n=a=2Cb=3Dc,r=")
    assert len(told) == (3 if right else 2)
    assert played.shown[1:] == [PLACEHOLDER] * (len(told) - 1)


@pytest.mark.parametrize(
    ("iterations", "keep_nonce", "nonce", "why"),
    [
        ("4095", True, "x", "iterations"),
        ("600001", True, "x", "iterations"),
        ("2147483648", True, "x", "iterations"),
        ("-4096", True, "x", "iterations"),
        ("many", True, "x", "bad-challenge"),
        ("4096", False, "x", "bad-nonce"),
        ("4096", True, "", "bad-nonce"),
    ],
)
def test_scram_servers_that_cheat(iterations: str, keep_nonce: bool, nonce: str, why: str) -> None:
    server = ScramServer("sha256", PASSWORD, iterations)
    server.nonce = nonce
    talk = exchange(Mechanism.SCRAM_SHA_256, "user", Secret(PASSWORD), "h", 1)
    with pytest.raises(UnacceptableError, match=why):
        talk.send(server.first(next(talk), keep_nonce))


@pytest.mark.parametrize("said", [b"", b"x", b"\xff\xfe", b"r=", b"s=AA==,i=4096", b"r=x,s=?,i=4096"])
def test_scram_nonsense(said: bytes) -> None:
    talk = exchange(Mechanism.SCRAM_SHA_256, "user", Secret(PASSWORD), "h", 1)
    next(talk)
    with pytest.raises(UnacceptableError):
        talk.send(said)


def test_a_scram_server_that_does_not_know_the_secret() -> None:
    server = ScramServer("sha256", PASSWORD)
    talk = exchange(Mechanism.SCRAM_SHA_256, "user", Secret(PASSWORD), "h", 1)
    talk.send(server.first(next(talk)))
    with pytest.raises(UnacceptableError, match="server-signature"):
        talk.send(b"v=" + b64(b"x" * 32))


def test_login_mechanism() -> None:
    played = login(Mechanism.LOGIN, b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6", b"235 2.7.0 in")
    assert played.sent == [b"AUTH LOGIN\r\n", b64(USER.encode()) + b"\r\n", b64(PASSWORD.encode()) + b"\r\n"]
    assert played.shown == ["AUTH LOGIN", b64(USER.encode()).decode(), PLACEHOLDER]
    assert fact_of(played).accepted
    at_name = fact_of(login(Mechanism.LOGIN, b"334 VXNlcm5hbWU6", b"535 5.7.8 no such user"))
    assert not at_name.sent
    assert fact_of(login(Mechanism.LOGIN, b"504 5.5.4 what")).refusal is Refusal.MECHANISM


def test_login_asked_again_and_again() -> None:
    again = (b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6", b"334 UGFzc3dvcmQ6", b"501 cancelled")
    played = login(Mechanism.LOGIN, *again)
    assert played.sent[-1] == b"*\r\n"
    assert played.sent.count(b64(PASSWORD.encode()) + b"\r\n") == 1
    fact = fact_of(played)
    assert (fact.outcome, fact.refusal, fact.trouble, fact.sent) == (
        Outcome.GARBLED,
        Refusal.BROKEN,
        "asks-again",
        True,
    )


def test_plain_asked_again() -> None:
    played = login(Mechanism.PLAIN, b"334 ", b"501 cancelled")
    assert played.sent[-1] == b"*\r\n"
    assert fact_of(played).trouble == "asks-again"
    assert played.shown[0] == f"AUTH PLAIN {PLACEHOLDER}"


@pytest.mark.parametrize("mechanism", [Mechanism.LOGIN, Mechanism.CRAM_MD5])
@pytest.mark.parametrize("asked", [b"334 ?", b"334 abc", b"334 ======"])
def test_a_bad_challenge(mechanism: Mechanism, asked: bytes) -> None:
    played = login(mechanism, asked, b"501 cancelled")
    fact = fact_of(played)
    assert played.sent[-1] == b"*\r\n"
    assert (fact.outcome, fact.trouble, fact.sent) == (Outcome.GARBLED, "bad-challenge", False)


def test_cram_md5() -> None:
    talk = exchange(Mechanism.CRAM_MD5, "tim", Secret("tanstaaftanstaaf"), "h", 1)
    assert next(talk) == b""
    said = talk.send(b"<1896.697170952@postoffice.reston.mci.net>")
    assert said == b"tim b913a602c7eda7a495b4e6e7334d3890"  # RFC 2195 section 2
    played = login(Mechanism.CRAM_MD5, b"334 " + b64(b"<1@example.test>"), b"535 5.7.8 no")
    assert fact_of(played).sent
    assert played.shown == ["AUTH CRAM-MD5", PLACEHOLDER]


def test_tokens() -> None:
    assert next(exchange(Mechanism.XOAUTH2, "u@x", Secret("tok"), "h", 1)) == b"user=u@x\1auth=Bearer tok\1\1"
    bearer = next(exchange(Mechanism.OAUTHBEARER, "u=,@x", Secret("tok"), "h", 143))
    assert bearer == b"n,a=u=3D=2C@x,\1host=h\1port=143\1auth=Bearer tok\1\1"


@pytest.mark.parametrize("mechanism", [Mechanism.XOAUTH2, Mechanism.OAUTHBEARER])
def test_a_refused_token_comes_with_a_challenge(mechanism: Mechanism) -> None:
    played = login(mechanism, b"334 " + b64(b'{"status":"401"}'), b"535 5.7.8 no")
    assert played.sent[-1] == b"\r\n"
    assert fact_of(played).refusal is Refusal.CREDENTIALS


@pytest.mark.parametrize("mechanism", [Mechanism.XOAUTH2, Mechanism.OAUTHBEARER])
def test_a_token_server_that_asks_for_ever(mechanism: Mechanism) -> None:
    more = b"334 " + b64(b"{}")
    played = login(mechanism, more, more, b"501 cancelled")
    assert played.sent[-1] == b"*\r\n"
    assert fact_of(played).trouble == "asks-again"


def test_what_is_chosen() -> None:
    everything = frozenset(m.value for m in Mechanism)
    assert choose(Auth.PASSWORD, everything) is Mechanism.PLAIN
    assert choose(Auth.PASSWORD, frozenset({"SCRAM-SHA-1", "SCRAM-SHA-256"})) is Mechanism.SCRAM_SHA_256
    assert choose(Auth.PASSWORD, frozenset({"NTLM", "GSSAPI", "CRAM-MD5"})) is None
    for auth in (Auth.NTLM, Auth.NONE, Auth.POP_BEFORE_SMTP):
        assert choose(auth, everything | {"NTLM"}) is None
    assert families(everything)[0] is Auth.PASSWORD
    assert families(frozenset({"NTLM"})) == ()
    with pytest.raises(ValueError, match="no SASL exchange"):
        exchange(Mechanism.APOP, "u", Secret("p"), "h", 1)
