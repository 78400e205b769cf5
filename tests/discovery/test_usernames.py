"""User names as documents write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.discovery.usernames import filled, form_of
from maildoctor.model.case import Address

HANAKO = Address("hanako", "example.co.jp", "example.co.jp")


@pytest.mark.parametrize(
    ("template", "name", "form"),
    [
        ("%EMAILADDRESS%", "hanako@example.co.jp", "full"),
        ("%EMAILLOCALPART%@%EMAILDOMAIN%", "hanako@example.co.jp", "full"),
        ("%EMAILLOCALPART%", "hanako", "local"),
        ("%EMAILLOCALPART%%%EMAILDOMAIN%", "hanako%example.co.jp", "other"),
        ("%EMAILLOCALPART%.%EMAILDOMAIN%", "hanako.example.co.jp", "other"),
        ("pop12345", "pop12345", "other"),
        ("hanako%example.co.jp", "hanako%example.co.jp", "other"),
        ("%REALNAME%", None, "other"),
        ("%EMAILLOCALPART%-%LOGIN_2%", None, "other"),
        ("%emailaddress%", None, "other"),
        ("", None, ""),
    ],
)
def test_forms(template: str, name: str | None, form: str) -> None:
    assert (filled(template, HANAKO), form_of(template)) == (name, form)


def test_an_address_is_not_read_as_a_template() -> None:
    odd = Address("%EMAILDOMAIN%", "example.jp", "example.jp")
    assert filled("%EMAILLOCALPART%", odd) == "%EMAILDOMAIN%"
    assert filled("%EMAILADDRESS%", odd) == "%EMAILDOMAIN%@example.jp"


@given(st.text(max_size=80))
def test_never_raises(template: str) -> None:
    assert filled(template, HANAKO) is None or template
    assert form_of(template) in ("full", "local", "other", "")
