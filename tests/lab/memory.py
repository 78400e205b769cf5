"""What the resolver of a lab still knows from before: records, and that there were none."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import dns.rdatatype
import dns.zone

from tests.lab.names import SOA
from tests.lab.world import World

_ANSWER, _OF_THE_ANSWER, _INSECURE, _NEGATIVE_S = 0x8180, 8, 3, 600
"""Header of an answer (QR, RD, RA); unbound's numbers for what an authority answered, and for what nobody signed; and
how long it is remembered that there is nothing."""

_Kept = tuple[list[str], list[str]]
"""Lines for the cache of record sets, and for that of answers, in the form in which unbound writes and reads them."""


def remember(directory: Path, worlds: Sequence[World]) -> None:
    """Put the stale records of worlds into the cache of the running resolver, as if it had learnt them before.

    They are forgotten when their time to live has run out. All that a world does not call stale, also other types of
    the same name, is resolved.
    """
    kept = [one for world in worlds if world.stale or world.stale_absent for one in (*_kept(world), *_missed(world))]
    if kept:
        command = ["/usr/sbin/unbound-control", "-c", str(directory / "unbound.conf"), "load_cache"]
        done = subprocess.run(command, input=_cache(kept), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the resolver does not take its cache: {done.stdout}{done.stderr}")


def _kept(world: World) -> Iterator[_Kept]:
    """The stale records of a world, one of each owner and type, as answers without the AA bit."""
    text = "\n".join(("$TTL 300", *world.stale)) + "\n"
    zone = dns.zone.from_text(text, origin=world.domain, relativize=False, check_origin=False)
    for owner, ttl, record in zone.iterate_rdatas():
        name, kind = owner.to_text(), dns.rdatatype.to_text(record.rdtype)
        yield (
            _set(name, kind, ttl, record.to_text()),
            [f"msg {name} IN {kind} {_ANSWER} 1 {ttl} {_INSECURE} 1 0 0", f"{name} IN {kind} 0"],
        )


def _missed(world: World) -> Iterator[_Kept]:
    """The answers "there is none", each with the SOA that says for how long (RFC 2308 section 5)."""
    name = f"{world.domain}."
    for kind in world.stale_absent:
        yield (
            _set(name, "SOA", _NEGATIVE_S, SOA),
            [f"msg {name} IN {kind} {_ANSWER} 1 {_NEGATIVE_S} {_INSECURE} 0 1 0", f"{name} IN SOA 0"],
        )


def _set(name: str, kind: str, ttl: int, data: str) -> list[str]:
    return [f";rrset {ttl} 1 0 {_OF_THE_ANSWER} {_INSECURE}", f"{name}\t{ttl}\tIN\t{kind}\t{data}"]


def _cache(kept: Iterable[_Kept]) -> str:
    pairs = list(kept)
    sets, answers = ([line for pair in pairs for line in pair[side]] for side in (0, 1))
    parts = ("START_RRSET_CACHE", *sets, "END_RRSET_CACHE", "START_MSG_CACHE", *answers, "END_MSG_CACHE", "EOF")
    return "\n".join(parts) + "\n"
