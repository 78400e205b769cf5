"""DKIM key records: good, called back, short, and broken in the ways in which they are pasted."""

from __future__ import annotations

import base64
import random

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire.dkim_key import FAULTS, is_meant_as_key, read_dkim_key, repaired_dkim_key


def rsa_key(bits: int, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    """A public key of `bits` bits in base64. Nobody has its private half."""
    modulus = random.Random(bits).getrandbits(bits) | 1 << (bits - 1) | 1
    der = rsa.RSAPublicNumbers(65537, modulus).public_key().public_bytes(Encoding.DER, form)
    return base64.b64encode(der).decode()


P2048 = rsa_key(2048)
ED25519 = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize("bits", [512, 768, 1023, 1024, 2048, 4096])
def test_length_of_rsa_keys(bits: int) -> None:
    key = read_dkim_key(f"v=DKIM1; k=rsa; p={rsa_key(bits)}")
    assert (key.bits, key.faults) == (bits, ())
    assert key.too_short is (bits < 1024)
    assert key.usable is (bits >= 1024)


@pytest.mark.parametrize(
    "text",
    [
        f"p={P2048}",
        f"v=DKIM1;p={P2048[:200]} {P2048[200:]};",
        f"v=DKIM1; h=sha1:sha256; s=email:other; t=s; n=note; p={P2048}",
        f"v=DKIM1; x=1; k=rsa; p={P2048}",
        f"v=DKIM1; p={rsa_key(2048, PublicFormat.PKCS1)}",
        f"v=DKIM1; k=ed25519; p={ED25519}",
    ],
)
def test_good_keys(text: str) -> None:
    key = read_dkim_key(text)
    assert key.usable, key
    assert is_meant_as_key(text)


def test_flags() -> None:
    key = read_dkim_key(f"v=DKIM1; t=y:s; p={P2048}")
    assert (key.testing, key.strict) == (True, True)
    assert not read_dkim_key(f"v=DKIM1; p={P2048}").testing


@pytest.mark.parametrize("text", ["v=DKIM1; p=", "p=", "v=DKIM1; k=rsa; p= ; t=s"])
def test_called_back(text: str) -> None:
    key = read_dkim_key(text)
    assert (key.revoked, key.usable, key.faults) == (True, False, ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("v=DKIM1; k=rsa", "no-key"),
        (f"k=rsa; v=DKIM1; p={P2048}", "version-not-first"),
        (f"v=DKIM2; p={P2048}", "bad-version"),
        (f"v=dkim1; p={P2048}", "bad-version"),
        (f"v=DKIM1\\; k=rsa\\; p={P2048}", "bad-version"),
        (f'"v=DKIM1; p={P2048}"', "quotes"),
        (f'v=DKIM1; p={P2048[:200]}" "{P2048[200:]}', "quotes"),
        (f"v=DKIM1; p={P2048[:100]}-{P2048[101:]}", "bad-base64"),
        (f"v=DKIM1; p={P2048[:-3]}", "bad-base64"),
        ("v=DKIM1; p=-----BEGIN PUBLIC KEY-----" + P2048, "bad-base64"),
        (f"v=DKIM1; p={P2048[:200]}", "key-cut-off"),
        ("v=DKIM1; p=MIGf", "key-cut-off"),
        ("v=DKIM1; p=aGVsbG8gd29ybGQh", "bad-key"),
        (f"v=DKIM1; p={ED25519}", "bad-key"),
        (f"v=DKIM1; k=ed25519; p={P2048}", "bad-key"),
        (f"v=DKIM1; k=dsa; p={P2048}", "unknown-key-type"),
        (f"v=DKIM1; h=sha1; p={P2048}", "no-sha256"),
        (f"v=DKIM1; s=other; p={P2048}", "not-for-mail"),
        (f"v=DKIM1; p={P2048}; p={P2048}", "duplicate-tag"),
        (f"v=DKIM1; rsa; p={P2048}", "no-equals"),
        (f"v=DKIM1;; p={P2048}", "empty-term"),
    ],
)
def test_faults(text: str, kind: str) -> None:
    key = read_dkim_key(text)
    assert kind in {fault.kind for fault in key.faults}
    assert not key.usable
    assert is_meant_as_key(text)


def test_the_place_of_the_wrong_letter() -> None:
    text = f"v=DKIM1; p={P2048[:100]}-{P2048[101:]}"
    (fault,) = read_dkim_key(text).faults
    assert text[fault.at] == "-"


@pytest.mark.parametrize("text", ["v=spf1 include:_spf.example.jp -all", "site-verification=abc", "", "hello; world"])
def test_other_records_are_no_keys(text: str) -> None:
    assert not is_meant_as_key(text)


@pytest.mark.parametrize(
    "text",
    [
        f'"v=DKIM1; k=rsa; p={P2048}"',
        f'v=DKIM1; k=rsa; p={P2048[:200]}" "{P2048[200:]}',
        f"v=DKIM1\\; k=rsa\\; p={P2048}",
        f"v=dkim1; k=rsa; p={P2048}",
        f"k=rsa; v=DKIM1; p={P2048}",
        f"v=DKIM1 k=rsa p={P2048}",
        f"v=DKIM1;; k=rsa; ; p={P2048}",
        f"v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----{P2048}-----END PUBLIC KEY-----",
        f"v=DKIM1; k=rsa; p={P2048[:64]}\n{P2048[64:]}",
    ],
)
def test_what_only_the_writing_broke_is_put_right(text: str) -> None:
    assert repaired_dkim_key(text) == f"v=DKIM1; k=rsa; p={P2048}"


@pytest.mark.parametrize(
    "text",
    [
        "v=DKIM1; p=",
        "v=DKIM1; k=rsa",
        f"v=DKIM1; p={P2048[:200]}",
        f"v=DKIM1; p={rsa_key(512)}",
        f"v=DKIM1; s=other; p={P2048}",
        "v=DKIM1; p=-----BEGIN RSA PRIVATE KEY-----" + P2048,
    ],
)
def test_what_is_lost_is_not_made_up(text: str) -> None:
    assert repaired_dkim_key(text) is None


TERMS = st.sampled_from(
    ["v=DKIM1", "k=rsa", "p=", f"p={P2048}", "p=MIIB", "h=sha1", "t=y", '"', "\\", "k=ed25519", "s=*"]
)


@given(st.one_of(st.text(max_size=120), st.lists(TERMS, max_size=7).map(";".join)))
def test_nothing_raises(text: str) -> None:
    key = read_dkim_key(text)
    assert all(0 <= problem.at <= len(text) for problem in key.problems)
    assert {problem.kind for problem in key.faults} <= FAULTS
    assert key.usable is not key.revoked or not key.usable
    meant = repaired_dkim_key(text)
    if meant is not None:
        assert read_dkim_key(meant).usable
        assert repaired_dkim_key(meant) == meant
