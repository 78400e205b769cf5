"""TLSA records against chains made here."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire.tlsa import Match, compare, read_tlsa, record_for, record_of
from maildoctor.wire.x509 import values


def _certificate(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey) -> bytes:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    built = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(1000)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=900))
    )
    return built.sign(by, hashes.SHA256()).public_bytes(Encoding.DER)


_ROOT_KEY, _KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
ROOT = _certificate("Issuer", "Issuer", _ROOT_KEY, _ROOT_KEY)
LEAF = _certificate("mail.example.jp", "Issuer", _KEY, _ROOT_KEY)
RENEWED = _certificate("renewed", "Issuer", _KEY, _ROOT_KEY)
CHAIN = (LEAF, ROOT)


def _data(der: bytes, selector: int, matching: int) -> str:
    if selector:
        key = x509.load_der_x509_certificate(der).public_key()
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return (der, hashlib.sha256(der).digest(), hashlib.sha512(der).digest())[matching].hex()


def _compare(text: str, chain: tuple[bytes, ...] = CHAIN) -> Match:
    record = read_tlsa(text)
    assert record is not None
    return compare(record, chain)


@pytest.mark.parametrize("selector", [0, 1])
@pytest.mark.parametrize("matching", [0, 1, 2])
def test_every_form_of_a_record(selector: int, matching: int) -> None:
    leaf, root = _data(LEAF, selector, matching), _data(ROOT, selector, matching)
    assert _compare(f"3 {selector} {matching} {leaf}") is Match.YES
    assert _compare(f"2 {selector} {matching} {root.upper()}") is Match.YES
    assert _compare(f"3 {selector} {matching} {root}") is Match.NO
    # An issuer that is given in full need not be sent.
    assert _compare(f"2 {selector} {matching} {root}", (LEAF,)) is (Match.UNSURE if matching == 0 else Match.NO)


def test_a_key_that_stays_outlives_a_renewal() -> None:
    assert _compare(f"3 1 1 {_data(LEAF, 1, 1)}", (RENEWED, ROOT)) is Match.YES
    assert _compare(f"3 0 1 {_data(LEAF, 0, 1)}", (RENEWED, ROOT)) is Match.NO


def test_an_issuers_record_for_the_servers_own_certificate_is_nobodys_business() -> None:
    assert _compare(f"2 0 1 {_data(LEAF, 0, 1)}", (LEAF,)) is Match.UNSURE


@pytest.mark.parametrize(
    "text",
    [
        f"0 0 1 {'ab' * 32}",
        f"1 1 1 {'ab' * 32}",
        f"3 2 1 {'ab' * 32}",
        f"3 1 3 {'ab' * 32}",
        f"3 1 1 {'ab' * 31}",
        f"3 1 2 {'ab' * 32}",
    ],
)
def test_records_that_mail_servers_leave_aside(text: str) -> None:
    record = read_tlsa(text)
    assert record is not None
    assert not record.usable
    assert compare(record, CHAIN) is Match.NO


@pytest.mark.parametrize("text", ["", "3 1 1", "3 1 1 xyz", "3 1 1 abc", "three 1 1 ab"])
def test_what_is_no_record(text: str) -> None:
    assert read_tlsa(text) is None


def test_data_may_stand_in_pieces() -> None:
    value = _data(LEAF, 1, 1)
    assert _compare(f"3 1 1 {value[:20]} {value[20:]}") is Match.YES


def test_of_a_chain_without_its_bytes_only_the_fingerprints_are_known() -> None:
    digests = tuple(hashlib.sha256(der).hexdigest() for der in CHAIN)
    whole, other, key = (read_tlsa(f"3 {s} 1 {v}") for s, v in ((0, digests[0]), (0, "00" * 32), (1, "00" * 32)))
    assert whole is not None
    assert other is not None
    assert key is not None
    assert compare(whole, (), digests) is Match.YES
    assert compare(other, (), digests) is Match.NO
    assert compare(key, (), digests) is Match.UNSURE
    assert compare(whole, ()) is Match.UNSURE


def test_the_values_of_the_keys_are_as_good_as_the_bytes_for_the_usual_record() -> None:
    keys = tuple(values(der).spki for der in CHAIN)
    usual, other, full = (read_tlsa(text) for text in (f"3 1 1 {keys[0]}", f"3 1 1 {keys[1]}", f"3 1 2 {'ab' * 64}"))
    assert usual is not None
    assert other is not None
    assert full is not None
    assert record_of(keys[0]) == record_for(LEAF) == record_for(RENEWED)
    assert compare(usual, CHAIN) is compare(usual, (), (), keys) is Match.YES
    assert compare(other, CHAIN) is compare(other, (), (), keys) is Match.NO
    assert compare(full, (), (), keys) is Match.UNSURE
    assert compare(usual, (), (), ("", "")) is Match.UNSURE


def test_the_record_to_publish_fits() -> None:
    found = record_for(LEAF)
    assert found is not None
    assert found.startswith("3 1 1 ")
    assert _compare(found) is Match.YES
    assert record_for(b"no certificate") is None


@given(st.text(max_size=80), st.binary(max_size=40))
def test_nothing_raises(text: str, der: bytes) -> None:
    for candidate in (text, f"3 1 1 {text}", f"2 1 0 {der.hex()}", f"3 1 1 {'ab' * 32}"):
        record = read_tlsa(candidate)
        assert record is None or compare(record, (der,)) in Match
