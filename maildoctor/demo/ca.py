"""A throw-away certificate authority: healthy certificates, and certificates with one planted fault.

Everything is made in memory for one demo or one test session; nothing here is ever trusted outside of it.
Certificate profile: RFC 5280 section 4.2 (extensions), RFC 9525 (names in subjectAltName only).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_DAY = dt.timedelta(days=1)


class CertificateFault(StrEnum):
    """What can be wrong with a certificate, one at a time. A wrong name is planted by asking for other names."""

    NONE = "none"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    SELF_SIGNED = "self-signed"
    UNKNOWN_ROOT = "unknown-root"
    ISSUER_NOT_SENT = "issuer-not-sent"
    WEAK_KEY = "weak-key"
    ENDS_SOON = "ends-soon"


@dataclass(frozen=True, slots=True)
class Issued:
    """A private key and the chain a server sends with it (leaf first), both as PEM."""

    key_pem: bytes
    chain_pem: bytes


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass(frozen=True, slots=True)
class _Signer:
    name: x509.Name
    key: _Key
    certificate: x509.Certificate


class Authority:
    """A root, an intermediate below it, and a second root that nobody trusts.

    `now` is the moment the certificates are valid around; it defaults to the clock.
    """

    def __init__(self, label: str = "maildoctor demo", now: dt.datetime | None = None) -> None:
        self._now = now or dt.datetime.now(dt.UTC)
        self._root = self._make_root(f"{label} root")
        self._middle = self._make_intermediate(f"{label} intermediate", self._root)
        self._stranger = self._make_root("Unknown root")

    @property
    def root_pem(self) -> bytes:
        """The trust anchor, PEM."""
        return self._root.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, names: tuple[str, ...], fault: CertificateFault = CertificateFault.NONE) -> Issued:
        """A server certificate for `names` (DNS names, wildcards allowed) with one planted fault."""
        key: _Key
        if fault is CertificateFault.WEAK_KEY:
            key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        start, end = self._now - 30 * _DAY, self._now + 90 * _DAY
        if fault is CertificateFault.EXPIRED:
            start, end = self._now - 100 * _DAY, self._now - 3 * _DAY
        elif fault is CertificateFault.NOT_YET_VALID:
            start, end = self._now + 3 * _DAY, self._now + 90 * _DAY
        elif fault is CertificateFault.ENDS_SOON:
            end = self._now + 5 * _DAY
        subject = _name(names[0])
        if fault is CertificateFault.SELF_SIGNED:
            leaf = self._sign(subject, key, subject, key, start, end, names)
            return _issued(key, leaf)
        signer = self._stranger if fault is CertificateFault.UNKNOWN_ROOT else self._middle
        leaf = self._sign(subject, key, signer.name, signer.key, start, end, names)
        if fault in (CertificateFault.UNKNOWN_ROOT, CertificateFault.ISSUER_NOT_SENT):
            return _issued(key, leaf)
        return _issued(key, leaf, self._middle.certificate)

    def _make_root(self, label: str) -> _Signer:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(label)
        start, end = self._now - 400 * _DAY, self._now + 3650 * _DAY
        return _Signer(name, key, self._sign(name, key, name, key, start, end, (), ca_depth=1))

    def _make_intermediate(self, label: str, root: _Signer) -> _Signer:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(label)
        start, end = self._now - 400 * _DAY, self._now + 1800 * _DAY
        return _Signer(name, key, self._sign(name, key, root.name, root.key, start, end, (), ca_depth=0))

    def _sign(
        self,
        subject: x509.Name,
        subject_key: _Key,
        issuer: x509.Name,
        issuer_key: _Key,
        start: dt.datetime,
        end: dt.datetime,
        names: tuple[str, ...],
        ca_depth: int | None = None,
    ) -> x509.Certificate:
        is_ca = ca_depth is not None
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(subject_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=ca_depth), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject_key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .add_extension(_usage(is_ca), critical=True)
        )
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False
            ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        return builder.sign(issuer_key, hashes.SHA256())


def _usage(is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=False,
        key_encipherment=not is_ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _issued(key: _Key, *chain: x509.Certificate) -> Issued:
    return Issued(
        key_pem=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        chain_pem=b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in chain),
    )
