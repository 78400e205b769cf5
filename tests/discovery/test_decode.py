"""Bytes of documents as text: by mark, by header, by declaration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.discovery.decode import LARGEST, decode

NAME = "鈴木商店"


def _document(encoding: str, name: str = NAME) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<clientConfig><displayName>{name}</displayName></clientConfig>'
    )


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("Shift_JIS", "cp932"),
        ("windows-31J", "cp932"),
        ("EUC-JP", "euc_jp"),
        ("ISO-2022-JP", "iso2022_jp"),
    ],
)
def test_declared(declared: str, codec: str) -> None:
    text = _document(declared)
    assert decode(text.encode(codec)) == (text, "")
    assert decode(b"\r\n" + text.encode(codec), "text/xml") == ("\r\n" + text, "")


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_told_by_the_server(codec: str) -> None:
    charset = {"cp932": "Shift_JIS", "euc_jp": "euc-jp", "iso2022_jp": "ISO-2022-JP"}.get(codec, "utf-8")
    text = f"<a>{NAME}</a>"
    for header in (f"text/xml; charset={charset}", f'application/xml;CHARSET = "{charset}"; x=y'):
        assert decode(text.encode(codec), header) == (text, "")


def test_the_server_goes_before_the_document() -> None:
    text = _document("UTF-8")
    assert decode(text.encode("cp932"), "text/xml; charset=shift_jis") == (text, "")
    assert decode(_document("Shift_JIS").encode("cp932"), "text/xml; charset=utf-8") == ("", "bad-encoding")


def test_a_charset_that_nobody_knows_is_as_good_as_none() -> None:
    text = _document("EUC-JP")
    assert decode(text.encode("euc_jp"), "text/xml; charset=none-such") == (text, "")


def test_marks() -> None:
    text = _document("UTF-16")
    assert decode(b"\xff\xfe" + text.encode("utf-16-le")) == (text, "")
    assert decode(b"\xfe\xff" + text.encode("utf-16-be"), "text/xml; charset=utf-8") == (text, "")
    text = _document("Shift_JIS")
    assert decode(b"\xef\xbb\xbf" + text.encode()) == (text, "")


@pytest.mark.parametrize(
    "body",
    [
        _document("UTF-8").encode("cp932"),
        _document("UTF-8").encode("euc_jp"),
        _document("EUC-JP").encode("cp932"),
        _document("ISO-2022-JP").encode(),
        _document("UTF-8", "mail").encode("utf-16-le"),
        _document("UTF-8", "mail").encode("utf-16-be"),
        _document("UTF-16").encode(),
        _document("UTF-16").encode("utf-16-be"),
        _document("none-such").encode(),
        _document("idna").encode(),
        _document("").encode(),
        b"\xff\xfe<\x00a",
        b"\xff\xfe\x00\xd8",
        b"\xef\xbb\xbf\xff",
        b"\xff",
    ],
)
def test_wrong_declarations(body: bytes) -> None:
    assert decode(body) == ("", "bad-encoding")


@pytest.mark.parametrize("charset", ["us-ascii", "ISO-8859-1", "windows-1252"])
def test_western_charsets_that_servers_add_to_everything(charset: str) -> None:
    text, trouble = decode(b"<hostname>mail.example.jp</hostname>\xe9", f"text/xml; charset={charset}")
    assert (text, trouble) == ("<hostname>mail.example.jp</hostname>é", "")


def test_company_signs_are_no_wrong_declaration() -> None:
    assert decode(_document("Shift_JIS", "㈱鈴木").encode("cp932"))[0].count("㈱鈴木") == 1
    assert decode(_document("EUC-JP", "㈱鈴木").encode("euc_jis_2004"))[0].count("㈱鈴木") == 1
    seven_bit = _document("ISO-2022-JP", "@").encode().replace(b"@", b"\x1b$B-jNkLZ\x1b(B")
    text, trouble = decode(seven_bit)
    assert (trouble, text.count("鈴木</displayName>")) == ("", 1)


def test_too_much() -> None:
    assert decode(b" " * LARGEST) == (" " * LARGEST, "")
    assert decode(b" " * (LARGEST + 1)) == ("", "too-big")
    assert decode(b"") == ("", "")


@given(st.binary(max_size=400), st.text(max_size=60))
def test_never_raises(body: bytes, content_type: str) -> None:
    text, trouble = decode(body, content_type)
    assert trouble in ("", "bad-encoding")
    assert not (text and trouble)


@given(
    st.binary(max_size=200), st.sampled_from(["iso-2022-jp", "euc-jp", "shift_jis", "utf-16le", "utf-8", "us-ascii"])
)
def test_never_raises_in_any_encoding(body: bytes, charset: str) -> None:
    assert decode(body, f"text/xml; charset={charset}")[1] in ("", "bad-encoding")
