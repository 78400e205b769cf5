"""Names of addresses (PTR): every server of a world has one that leads back to it, as providers see to."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence

import dns.reversename

from tests.lab.pairs import host_names
from tests.lab.world import World, Zone


def reverse_zones(worlds: Sequence[World]) -> Iterator[Zone]:
    """Zones with the reverse names of all worlds, but for those that a world declares in a zone of its own."""
    declared = {
        f"{record.split()[0]}.{zone.name}" for world in worlds for zone in world.extra_zones for record in zone.records
    }
    named: dict[str, str] = {}
    for world in worlds:
        for address, host in _names(world):
            named.setdefault(address, host)
    for address, host in named.items():
        pointer = dns.reversename.from_address(address).to_text(omit_final_dot=True)
        if host and pointer not in declared:
            depth = 1 if ipaddress.ip_address(address).version == 4 else _LABELS_BELOW_THE_NET6
            labels = pointer.split(".")
            yield Zone(".".join(labels[depth:]), (f"{'.'.join(labels[:depth])} PTR {host}.",))


_LABELS_BELOW_THE_NET6 = 24


def _names(world: World) -> Iterable[tuple[str, str]]:
    """The world's own reverse names, those it declares before those that follow from its zones."""
    yield from world.reverse
    # What the resolver remembers was true once, and had its name then.
    for owner, _, kind, *value in (record.split() for record in world.stale):
        if kind in ("A", "AAAA"):
            yield value[0], world.domain if owner == "@" else f"{owner}.{world.domain}"
    exchangers = [record.split()[-1].removesuffix(".") for record in world.records if " MX " in record]
    published = [line.split()[-1] for line in world.records if {"A", "AAAA"} & set(line.split()[1:-1])]
    for address in dict.fromkeys((*(service.address for service in world.services), *published)):
        hosts = host_names(world, address)
        # What is an exchanger speaks by that name; among the others the first in the alphabet.
        yield address, next((host for host in hosts if host in exchangers), hosts[0] if hosts else "")
