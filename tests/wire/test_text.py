"""Text of servers and of people: made readable, searched for credentials, read as addresses."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.model.secret import Secret
from maildoctor.wire.address import (
    AddressError,
    parse_address,
    parse_domain,
    parse_subject,
    repaired_host,
    repaired_username,
)
from maildoctor.wire.echo import Echoes
from maildoctor.wire.readable import clean, readable
from tests.support.hostile import ECHOES, TEXTS
from tests.support.records import Login, Via

WORDS = "ようこそ株式会社ー表示予定"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "iso-2022-jp"])
def test_japanese(encoding: str) -> None:
    assert readable(WORDS.encode(encoding) + b"\r\n") == WORDS


def test_euc_jp() -> None:
    assert readable("認証に失敗しました".encode("euc-jp")) != ""
    assert readable("ﾖｳｺｿ".encode("cp932")) == "ﾖｳｺｿ"


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_steers_a_terminal(name: str) -> None:
    shown = readable(TEXTS[name])
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert not any(c in shown for c in "\u202e\u2066\u2069\u200b\ufeff\U000e0041")
    assert shown.encode()  # no lone surrogate


def test_escapes() -> None:
    assert readable(b"\x1b[31mred") == "\\x1b[31mred"
    assert readable("a\u202eb".encode()) == "a\\u202eb"
    assert readable(b"x" * 600) == "x" * 509 + "..."


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    shown = readable(data)
    assert len(shown) <= 512
    assert shown.isprintable() or any(c.isspace() for c in shown)


@given(st.text(max_size=300), st.integers(4, 600))
def test_clean_twice_is_clean_once(text: str, longest: int) -> None:
    once = clean(text, longest)
    assert clean(once, longest) == once


USER, PASSWORD = "user@example.test", 'pA"ss\\w0rd/+9'
FORMS: dict[str, Callable[[Login], bytes]] = {
    **ECHOES,
    "user+pw": lambda login: base64.b64encode(login.user + login.secret),
    "url-safe": lambda login: base64.urlsafe_b64encode(login.secret).rstrip(b"="),
    "shifted": lambda login: base64.b64encode(b"x" + login.secret),
    "lower": lambda login: login.secret.lower(),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_echo_is_found(form: str) -> None:
    echoes = Echoes(Secret(PASSWORD), USER)
    said = FORMS[form](Login("PLAIN", USER.encode(), PASSWORD.encode(), Via.TLS))
    assert echoes.in_(b"535 5.7.8 failed: " + said + b" (again)")
    assert not echoes.in_(b"535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6")


@pytest.mark.parametrize("word", ["password", "failed", "123456", "abc"])
def test_ordinary_words_are_not_withheld(word: str) -> None:
    assert not Echoes(Secret(word), USER).in_(b"535 the password failed 123456 abc")


@given(st.text(max_size=20), st.binary(max_size=50))
def test_echoes_never_raise(secret: str, said: bytes) -> None:
    Echoes(Secret(secret.encode("utf-8", "replace").decode()), USER).in_(said)


@pytest.mark.parametrize(
    ("typed", "address", "notes"),
    [
        ("user@example.jp", "user@example.jp", ()),
        ("User@Example.JP.", "User@example.jp", ()),
        (" user@example.jp\u200b", "user@example.jp", ("space",)),
        ("user＠example．co．jp", "user@example.co.jp", ("full-width",)),
        ("mailto:user@example.jp?subject=x", "user@example.jp", ("mailto",)),
        ("山田 太郎 <user@example.jp>", "user@example.jp", ("name",)),
        ('"Yamada" <user@example.jp>', "user@example.jp", ("name",)),
        ("a..b.@example.jp", "a..b.@example.jp", ("dots",)),
        ('"a@b"@example.jp', '"a@b"@example.jp', ()),
        ("user@日本語.jp", "user@xn--wgv71a119e.jp", ("idn",)),
    ],
)
def test_addresses(typed: str, address: str, notes: tuple[str, ...]) -> None:
    parsed, said = parse_address(typed)
    assert (str(parsed), said) == (address, notes)
    assert parse_subject(typed)[0] == parsed


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("user", "no-at"),
        ("", "no-at"),
        ("@example.jp", "no-local-part"),
        ("a@b@example.jp", "two-ats"),
        ("a b@example.jp", "space-inside"),
        ("a\r\n@example.jp", "space-inside"),
        ("a\0b@example.jp", "space-inside"),
        ("a(b@example.jp", "local-part"),
        ("x" * 65 + "@example.jp", "local-part"),
        ("user@localhost", "domain"),
        ("user@-a.jp", "domain"),
        ("user@192.0.2.1", "domain"),
        ("user@a..jp", "domain"),
        ("user@" + "a" * 64 + ".jp", "domain"),
    ],
)
def test_no_addresses(typed: str, kind: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(typed)
    assert caught.value.args[0] == kind


@given(st.text(max_size=40))
def test_an_address_or_an_address_error(typed: str) -> None:
    try:
        address, _ = parse_address(typed)
    except AddressError:
        return
    assert address.domain.isascii()
    assert parse_domain(address.domain)[0] == address.domain


def test_a_bare_domain() -> None:
    assert parse_subject("Example.JP") == (None, "example.jp", "example.jp", ())
    with pytest.raises(AddressError):
        parse_subject("example")


def test_names_in_a_client() -> None:
    assert repaired_host(" ｍail.example.jp ") == ("mail.example.jp", ("full-width", "space"))
    assert repaired_host("https://mail.example.jp/x") == ("mail.example.jp", ("scheme", "path"))
    assert repaired_username("ｕser@example.jp ") == ("user@example.jp", ("full-width", "space"))
    assert repaired_username("mailto:a@b.jp") == ("a@b.jp", ("scheme",))
