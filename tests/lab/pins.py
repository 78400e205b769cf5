"""TLSA records: what a domain's DNS says of a certificate that exists only when the lab is up."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificates

from tests.lab.certificates import Cabinet
from tests.lab.world import Pin, World


def with_pins(world: World, cabinet: Cabinet) -> World:
    """The world with the TLSA records of its pins: usage 3, the server's own key, SHA-256 (RFC 7672 section 3.1)."""
    return replace(world, records=(*world.records, *(_record(pin, cabinet) for pin in world.pins)))


def _record(pin: Pin, cabinet: Cabinet) -> str:
    shown = load_pem_x509_certificates(cabinet.files(pin.certificate).chain.read_bytes())[0]
    key = shown.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(key if pin.matches else key + b"of yesterday").hexdigest()
    return f"{pin.owner} TLSA 3 1 1 {digest}"
