"""DANE for mail: TLSA records against the certificates that a mail exchanger shows on port 25.

Sources: RFC 6698 section 2 (the record), RFC 7671 section 5 (what each usage demands), RFC 7672 section 3.1 (of the
usages only 2 and 3 are used for mail between servers). Nothing here raises.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_RECORD = re.compile(r"(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+([0-9A-Fa-f\s]+)")
_LENGTHS = {1: 32, 2: 64}
"""Octets of a SHA-256 and a SHA-512 value, by matching type."""

ISSUER, SERVER = 2, 3
"""Usages: the certificate of an issuer that the server sends along (DANE-TA), or the server's own (DANE-EE)."""


class Match(Enum):
    """Whether a record and a chain belong together. `UNSURE`: cannot be told from what is known of the chain."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Association:
    """One TLSA record. `data` is a whole certificate or key (matching type 0), or its SHA-256 (1) or SHA-512 (2)."""

    usage: int
    selector: int
    matching: int
    data: bytes

    @property
    def usable(self) -> bool:
        """True where mail servers can use it; the others they leave aside (RFC 7672 sections 2.2 and 3.1.3)."""
        return (
            self.usage in (ISSUER, SERVER)
            and self.selector in (0, 1)
            and self.matching in (0, 1, 2)
            and len(self.data) == _LENGTHS.get(self.matching, len(self.data))
        )


def read_tlsa(text: str) -> Association | None:
    """The record in presentation form ("3 1 1 abcd…"), None where it has another form."""
    match = _RECORD.fullmatch(text.strip())
    if match is None:
        return None
    digits = re.sub(r"\s", "", match[4])
    if len(digits) % 2:
        return None
    return Association(int(match[1]), int(match[2]), int(match[3]), bytes.fromhex(digits))


def compare(record: Association, chain: Sequence[bytes], sha256: Sequence[str] = (), keys: Sequence[str] = ()) -> Match:
    """Whether `record` belongs to `chain` (DER, the server's own certificate first, as sent).

    Only the record itself is compared: for usage 2 name and dates of the server's certificate count as well, for usage
    3 they do not (RFC 7671 sections 5.1 and 5.2). `sha256` are the hex values of the certificates and `keys` those of
    their public keys, in the same order, for a chain of which no more is left; "" where a key could not be read.
    """
    if not record.usable:
        return Match.NO
    found = [_same(record, der) for der in chain] or [
        _same_value(record, value) for value in (keys if record.selector == 1 else sha256)
    ]
    if not found:
        return Match.UNSURE
    if record.usage == SERVER:
        return found[0]
    if Match.YES in found[1:]:
        return Match.YES
    # An issuer given in full need not be sent, and some software takes a self-made certificate for its own issuer.
    if record.matching == 0 or Match.YES in found or Match.UNSURE in found:
        return Match.UNSURE
    return Match.NO


def _same(record: Association, der: bytes) -> Match:
    data = der if record.selector == 0 else _key(der)
    if data is None:
        return Match.UNSURE
    if record.matching:
        data = (hashlib.sha256 if record.matching == 1 else hashlib.sha512)(data).digest()
    return Match.YES if data == record.data else Match.NO


def _same_value(record: Association, sha256: str) -> Match:
    if record.matching != 1 or not sha256:
        return Match.UNSURE
    return Match.YES if record.data.hex() == sha256.lower() else Match.NO


def _key(der: bytes) -> bytes | None:
    """The public key of a certificate with its algorithm (SubjectPublicKeyInfo), None where it cannot be read."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        key = x509.load_der_x509_certificate(der).public_key()
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        return None


def record_for(der: bytes) -> str | None:
    """The record to publish for a server's own certificate, None where its key cannot be read.

    "3 1 1", the form that RFC 7672 section 3.1 recommends: it outlives renewals that keep the key.
    """
    key = _key(der)
    return None if key is None else record_of(hashlib.sha256(key).hexdigest())


def record_of(spki: str) -> str:
    """The record to publish for a server's key, from the SHA-256 of it (hex)."""
    return f"{SERVER} 1 1 {spki}"
