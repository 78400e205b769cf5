"""DNSSEC of the lab: one key signs the root, what is registered below it, and the zones of worlds that are signed.

A zone without a DS at its parent stays insecure, and the parent's NSEC proves that there is none (RFC 4035 5.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import dns.dnssec
import dns.dnssectypes
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec

from tests.lab.world import World

_DAY = dt.timedelta(days=1)
_SECURE, _BOGUS = (-_DAY, 30 * _DAY), (-60 * _DAY, -30 * _DAY)
"""Inception and expiration from now on. Resolvers forgive a day: a signature that is to be dead is dead for long."""


class Signer:
    """The key of one lab. All zones have the same: it is the names and the DS records that chain them."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._public = dns.dnssec.make_dnskey(
            self._private.public_key(), dns.dnssectypes.Algorithm.ECDSAP256SHA256, flags=0x0101
        )
        self._now = dt.datetime.now(dt.UTC)

    def ds(self, name: str) -> str:
        """The DS record of the zone `name` ("" is the root), as a line of a zone file."""
        made = dns.dnssec.make_ds(f"{name}.", self._public, dns.dnssectypes.DSDigest.SHA256)
        return f"{name}. 300 IN DS {made.to_text()}"

    def signed(self, name: str, text: str, *, expired: bool = False) -> str:
        """The zone file `text` of the zone `name` with the key, signatures and NSEC records."""
        zone = dns.zone.from_text(text, origin=f"{name}.", relativize=False)
        begins, ends = (self._now + moment for moment in (_BOGUS if expired else _SECURE))
        dns.dnssec.sign_zone(zone, keys=[(self._private, self._public)], inception=begins, expiration=ends)
        written = zone.to_text(relativize=False)
        return written if isinstance(written, str) else written.decode()


def declared(worlds: Sequence[World]) -> set[str]:
    """The zones whose parent has a DS record for them."""
    return {world.domain for world in worlds if world.delegated and (world.signed or world.bogus)}


def secure(worlds: Sequence[World], zones: Mapping[str, object]) -> set[str]:
    """The zones to sign: the root, those registered directly below it, and what leads to a declared one."""
    wanted = {name for name in zones if "." not in name}
    for name in declared(worlds):
        labels = name.split(".")
        above = (".".join(labels[n:]) for n in range(1, len(labels)))
        wanted |= {zone for zone in above if zone in zones}
    unsigned = {world.domain for world in worlds if not world.signed}
    return (wanted | {world.domain for world in worlds if world.delegated and world.signed}) - unsigned
