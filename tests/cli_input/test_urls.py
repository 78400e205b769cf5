"""Settings as URLs."""

from __future__ import annotations

import pytest

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.cli.urls import parse_url
from maildoctor.model.settings import Direction, Protocol, Security

EN = Speak("en")
SCHEMES = [
    ("imaps", Protocol.IMAP, Security.TLS, 993),
    ("imap+starttls", Protocol.IMAP, Security.STARTTLS, 143),
    ("imap", Protocol.IMAP, Security.NONE, 143),
    ("pop3s", Protocol.POP3, Security.TLS, 995),
    ("pop3+starttls", Protocol.POP3, Security.STARTTLS, 110),
    ("pop3", Protocol.POP3, Security.NONE, 110),
    ("smtps", None, Security.TLS, 465),
    ("smtp+starttls", None, Security.STARTTLS, 587),
    ("smtp", None, Security.NONE, 25),
]


@pytest.mark.parametrize(("scheme", "protocol", "security", "port"), SCHEMES)
def test_schemes(scheme: str, protocol: Protocol | None, security: Security, port: int) -> None:
    direction = Direction.OUTGOING if protocol is None else Direction.INCOMING
    other = Direction.INCOMING if protocol is None else Direction.OUTGOING
    found = parse_url(f"{scheme.upper()}://mail.example.jp", direction, EN)
    assert (found.protocol, found.security, found.port, found.username) == (protocol, security, port, None)
    assert parse_url(f"{scheme}://mail.example.jp:2525/", direction, EN).port == 2525
    with pytest.raises(ProblemError, match="must be one of"):
        parse_url(f"{scheme}://mail.example.jp", other, EN)


@pytest.mark.parametrize(
    ("rest", "username", "host"),
    [
        ("user@mail.example.jp", "user", "mail.example.jp"),
        ("user@example.jp@mail.example.jp", "user@example.jp", "mail.example.jp"),
        ("user%40example.jp@mail.example.jp", "user@example.jp", "mail.example.jp"),
        ("%E5%B1%B1@mail.example.jp", "山", "mail.example.jp"),
        ("user@[2001:db8::1]", "user", "2001:db8::1"),
        ("user@192.0.2.1", "user", "192.0.2.1"),
        ("2001:db8::1", None, "2001:db8::1"),
    ],
)
def test_places(rest: str, username: str | None, host: str) -> None:
    found = parse_url(f"imaps://{rest}", Direction.INCOMING, EN)
    assert (found.username, found.host, found.port) == (username, host, 993)
    assert parse_url("imaps://[::1]:9993", Direction.INCOMING, EN).port == 9993


@pytest.mark.parametrize(
    "url",
    [
        "imaps://user:hunter2@mail.example.jp",
        "imaps://user@example.jp:hunter2@mail.example.jp",
        "imaps://user:hunter2@x@mail.example.jp",
        "imaps://:hunter2@mail.example.jp",
        "imaps:/user:hunter2@mail.example.jp",
        "http://user:hunter2@mail.example.jp",
        "imaps://user:hunter2",
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_password_is_refused_and_not_repeated(url: str, lang: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_url(url, Direction.INCOMING, Speak(lang))
    assert caught.value.exit_code == 2
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "user@",
        "@mail.example.jp",
        "mail.example.jp:0",
        "mail.example.jp:65536",
        "mail.example.jp:x",
        "mail.example.jp:９９３",
        "mail.example.jp:" + "9" * 5000,
        "mail.example.jp/inbox",
        "a%0Ab",
        "u%0D%0Ax@h",
    ],
)
def test_what_is_wrong(rest: str) -> None:
    with pytest.raises(ProblemError, match="--incoming"):
        parse_url(f"imaps://{rest}", Direction.INCOMING, EN)
