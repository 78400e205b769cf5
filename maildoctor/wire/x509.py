"""Certificates as values, and every reason why a chain is not good.

The handshake is the judge of what this PC accepts; this is the explainer, and the judge of the second opinion: the
chain *as it was sent* against the public roots. Sources: RFC 5280 section 6 (path), RFC 9525 (names), CA/Browser Forum
baseline requirements (key sizes).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import warnings
from collections.abc import Iterable, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from maildoctor.model.fact import Certificate, Fault
from maildoctor.wire.certificate_name import LONGEST_CHAIN, name_fits
from maildoctor.wire.readable import clean

_MOST_NAMES = 100


class Anchors:
    """A set of trusted roots, found by subject."""

    __slots__ = ("_by_subject",)

    def __init__(self, pems: Iterable[bytes]) -> None:
        self._by_subject: dict[bytes, list[x509.Certificate]] = {}
        with warnings.catch_warnings():
            # Some public roots break small rules (serial numbers); that is their makers' business, not our user's.
            warnings.simplefilter("ignore")
            for pem in pems:
                for root in x509.load_pem_x509_certificates(pem):
                    self._by_subject.setdefault(root.subject.public_bytes(), []).append(root)

    def holds(self, certificate: x509.Certificate) -> bool:
        """True where this very certificate is an anchor."""
        return certificate in self._by_subject.get(certificate.subject.public_bytes(), ())

    def issued(self, certificate: x509.Certificate) -> bool:
        """True where an anchor signed `certificate`."""
        return any(_signed(certificate, root) for root in self._by_subject.get(certificate.issuer.public_bytes(), ()))


def values(der: bytes) -> Certificate:
    """The values of one certificate.

    Raises:
        ValueError: it cannot be read.
    """
    certificate = x509.load_der_x509_certificate(der)
    try:
        signature = certificate.signature_hash_algorithm
        algorithm = signature.name if signature else "none"
    except UnsupportedAlgorithm:
        algorithm = "unknown"
    return Certificate(
        subject=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        names=tuple(clean(name) for name in dns_names(certificate)[:_MOST_NAMES]),
        not_before=certificate.not_valid_before_utc.isoformat(),
        not_after=certificate.not_valid_after_utc.isoformat(),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        key=_key(certificate),
        signature=algorithm,
        spki=_spki(certificate),
    )


def _spki(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        return ""
    return hashlib.sha256(key).hexdigest()


def chain_faults(chain: Sequence[bytes], host: str, now: dt.datetime, anchors: Anchors | None) -> tuple[Fault, ...]:
    """Every reason why `chain` (DER, leaf first, as sent) is not good for `host` at `now`.

    With `anchors` None the root is not judged, only how the chain ends: then SELF_SIGNED, UNKNOWN_ROOT or
    ISSUER_NOT_SENT says what was sent in place of a known root. Order: dates, name, key, purpose, root.
    """
    try:
        certificates = [x509.load_der_x509_certificate(der) for der in chain[:LONGEST_CHAIN]]
    except ValueError:
        return (Fault.UNREADABLE,)
    if not certificates:
        return (Fault.ISSUER_NOT_SENT,)
    path, end = _path(certificates, anchors)
    found: dict[Fault, None] = {}
    for certificate in path:
        if certificate.not_valid_after_utc < now:
            found[Fault.EXPIRED] = None
        if certificate.not_valid_before_utc > now:
            found[Fault.NOT_YET_VALID] = None
    if not name_fits(dns_names(path[0]), ip_names(path[0]), host):
        found[Fault.NAME] = None
    for certificate in path:
        if _weak_key(certificate):
            found[Fault.WEAK_KEY] = None
        if _weak_signature(certificate) and certificate.issuer != certificate.subject:
            found[Fault.WEAK_SIGNATURE] = None
    if not _for_servers(path[0]) or not all(_is_ca(issuer) for issuer in path[1:]):
        found[Fault.KEY_USAGE] = None
    if end is not None:
        found[end] = None
    return tuple(found)


def _path(
    certificates: Sequence[x509.Certificate], anchors: Anchors | None
) -> tuple[list[x509.Certificate], Fault | None]:
    """The certificates actually used, leaf first, and what is wrong with the end of the path."""
    path = [certificates[0]]
    while True:
        last = path[-1]
        if anchors is not None and (anchors.holds(last) or anchors.issued(last)):
            return path, None
        if last.issuer == last.subject:
            return path, Fault.SELF_SIGNED if len(path) == 1 else Fault.UNKNOWN_ROOT
        issuer = next((c for c in certificates[1:] if c not in path and _signed(last, c)), None)
        if issuer is None:
            return path, Fault.ISSUER_NOT_SENT
        path.append(issuer)


def _signed(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def dns_names(certificate: x509.Certificate) -> list[str]:
    """The DNS names in subjectAltName, lower case. The common name is no name (RFC 9525 section 2)."""
    return [name.lower() for name in _alternative_names(certificate, x509.DNSName)]


def ip_names(certificate: x509.Certificate) -> list[str]:
    """The IP addresses in subjectAltName."""
    return [str(address) for address in _alternative_names(certificate, x509.IPAddress)]


def _alternative_names(certificate: x509.Certificate, kind: type[x509.GeneralName]) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [str(name.value) for name in names if isinstance(name, kind)]


def _common_name(name: x509.Name) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(oid)
        if found:
            return clean(str(found[0].value), 256)
    return clean(name.rfc4514_string(), 256)


def _key(certificate: x509.Certificate) -> str:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "unknown"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.key_size}"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}"
    return {ed25519.Ed25519PublicKey: "Ed25519", ed448.Ed448PublicKey: "Ed448"}.get(type(key), "unknown")


def _weak_key(certificate: x509.Certificate) -> bool:
    kind, _, size = _key(certificate).partition(" ")
    return (kind in ("RSA", "DSA") and int(size) < 2048) or (kind == "EC" and int(size) < 224)


def _weak_signature(certificate: x509.Certificate) -> bool:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return False
    return isinstance(algorithm, hashes.SHA1 | hashes.MD5)


def _for_servers(certificate: x509.Certificate) -> bool:
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return ExtendedKeyUsageOID.SERVER_AUTH in usages or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
