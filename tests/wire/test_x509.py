"""Certificates: every planted fault is found, names as RFC 9525 has them."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509 as crypto
from cryptography.hazmat.primitives.serialization import Encoding

from maildoctor.demo.ca import Authority, CertificateFault
from maildoctor.model.fact import Fault
from maildoctor.wire.certificate_name import name_fits
from maildoctor.wire.x509 import Anchors, chain_faults, values

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
AUTHORITY = Authority("x509", NOW)
ANCHORS = Anchors([AUTHORITY.root_pem])
HOST = "mail.example.test"


def ders(*pems: bytes) -> list[bytes]:
    return [c.public_bytes(Encoding.DER) for pem in pems for c in crypto.load_pem_x509_certificates(pem)]


def chain(fault: CertificateFault = CertificateFault.NONE, names: tuple[str, ...] = (HOST,)) -> list[bytes]:
    return ders(AUTHORITY.issue(names, fault).chain_pem)


EXPECTED = {
    CertificateFault.NONE: (),
    CertificateFault.ENDS_SOON: (),
    CertificateFault.EXPIRED: (Fault.EXPIRED,),
    CertificateFault.NOT_YET_VALID: (Fault.NOT_YET_VALID,),
    CertificateFault.SELF_SIGNED: (Fault.SELF_SIGNED,),
    CertificateFault.UNKNOWN_ROOT: (Fault.ISSUER_NOT_SENT,),  # only the leaf is sent: its root cannot be seen
    CertificateFault.ISSUER_NOT_SENT: (Fault.ISSUER_NOT_SENT,),
    CertificateFault.WEAK_KEY: (Fault.WEAK_KEY,),
}


@pytest.mark.parametrize("fault", list(CertificateFault))
def test_planted_faults(fault: CertificateFault) -> None:
    assert chain_faults(chain(fault), HOST, NOW, ANCHORS) == EXPECTED[fault]
    wrong = chain_faults(chain(fault), "other.example.test", NOW, ANCHORS)
    assert set(wrong) == {*EXPECTED[fault], Fault.NAME}


def test_ends_of_chains() -> None:
    good = chain()
    root = ders(AUTHORITY.root_pem)
    assert chain_faults([*good, *root], HOST, NOW, ANCHORS) == ()
    assert chain_faults([good[0], *root, good[1]], HOST, NOW, ANCHORS) == ()  # out of order
    assert chain_faults([*good, *root], HOST, NOW, Anchors([])) == (Fault.UNKNOWN_ROOT,)
    assert chain_faults(good, HOST, NOW, None) == (Fault.ISSUER_NOT_SENT,)
    assert chain_faults([], HOST, NOW, ANCHORS) == (Fault.ISSUER_NOT_SENT,)
    assert chain_faults([b"junk"], HOST, NOW, ANCHORS) == (Fault.UNREADABLE,)
    stranger = ders(Authority("x509", NOW).issue((HOST,)).chain_pem)  # same names, other keys
    assert chain_faults([stranger[0], good[1]], HOST, NOW, ANCHORS) == (Fault.ISSUER_NOT_SENT,)
    assert Fault.KEY_USAGE in chain_faults(root, HOST, NOW, ANCHORS) or Fault.NAME in chain_faults(
        root, HOST, NOW, ANCHORS
    )


def test_a_wildcard_certificate() -> None:
    sent = chain(names=("*.example.test",))
    assert chain_faults(sent, HOST, NOW, ANCHORS) == ()
    assert chain_faults(sent, "a.b.example.test", NOW, ANCHORS) == (Fault.NAME,)
    assert chain_faults(sent, "example.test", NOW, ANCHORS) == (Fault.NAME,)


@pytest.mark.parametrize(
    ("names", "addresses", "host", "fits"),
    [
        (["mail.example.jp"], [], "MAIL.example.jp.", True),
        (["*.example.jp"], [], "mail.example.jp", True),
        (["m*.example.jp"], [], "mail.example.jp", False),
        (["*"], [], "mail", False),
        (["*.jp"], [], "example.jp", False),
        (["192.0.2.1"], [], "192.0.2.1", False),
        ([], ["192.0.2.1"], "192.0.2.1", True),
        ([], ["2001:db8::1"], "2001:DB8:0::1", True),
        ([], [], "mail.example.jp", False),
    ],
)
def test_names(names: list[str], addresses: list[str], host: str, fits: bool) -> None:
    assert name_fits(names, addresses, host) is fits


def test_values() -> None:
    told = values(chain()[0])
    assert (told.subject, told.names, told.key, told.signature) == (HOST, (HOST,), "EC 256", "sha256")
    assert told.not_after == (NOW + dt.timedelta(days=90)).isoformat()
    assert values(chain(CertificateFault.WEAK_KEY)[0]).key == "RSA 1024"
    with pytest.raises(ValueError, match=r".+"):
        values(b"junk")
