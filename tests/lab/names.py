"""DNS of the lab: nsd serves a root of its own and everything below, unbound resolves for the client.

The root and the zones directly below it are the registry's, which has a server of its own, as in the world outside: so
whoever asks a parent gets a referral and not the child's answer.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.lab import signing
from tests.lab.network import (
    AUTHORITY,
    CARELESS_RESOLVER,
    LAME_AUTHORITY,
    REGISTRY,
    RESOLVER,
    RESOLVER6,
    SECOND_AUTHORITY,
    WHOIS,
)
from tests.lab.reverse import reverse_zones
from tests.lab.signing import Signer
from tests.lab.world import World

NAMESERVER, SECOND_NAMESERVER = "ns.lab.example", "ns2.lab.example"
"""Both serve all zones of worlds."""
LAME_NAMESERVER = "lame.lab.example"
"""Serves nothing."""
_REGISTRY = "registry.lab.example"
SOA = f"{NAMESERVER}. hostmaster.lab.example. 1 3600 600 86400 60"
_GLUE = tuple(
    f"{host}. 3600 IN A {address}"
    for host, address in (
        (_REGISTRY, REGISTRY),
        (NAMESERVER, AUTHORITY),
        (SECOND_NAMESERVER, SECOND_AUTHORITY),
        (LAME_NAMESERVER, LAME_AUTHORITY),
    )
)


def zones(worlds: Sequence[World]) -> dict[str, tuple[str, ...]]:
    """All zones by name ("" is the root), each with its records, its NS and the delegations of those below it.

    A zone that several worlds declare has the records of all of them, and none may add to a name of another's.
    """
    served: dict[str, list[str]] = {"": [], "example": [*_GLUE]}
    delegations: dict[str, tuple[str, ...]] = {}
    for name, records, lame in _declared(worlds):
        served.setdefault(name.rpartition(".")[2], [])
        if lame:
            delegations[name] = (LAME_NAMESERVER,)
        else:
            _agree(name, served.get(name, ()), records)
            served[name] = [*served.get(name, []), *records]
    own = {world.domain: world.nameservers for world in worlds if world.nameservers}
    parents = {world.domain: world.parent_nameservers for world in worlds if world.parent_nameservers}
    for name in [name for name in served if name]:
        hosts = own.get(name, (NAMESERVER if "." in name else _REGISTRY,))
        delegations[name] = parents.get(name, hosts)
        served[name] += (f"@ IN NS {host}." for host in hosts)
    for name, hosts in delegations.items():
        served[_parent(name, served)] += (f"{name}. 300 IN NS {host}." for host in hosts)
    for world in worlds:
        served[_parent(world.domain, served)] += world.glue
    served[""] += (f"@ IN NS {_REGISTRY}.", *_GLUE)
    return {name: tuple(dict.fromkeys(records)) for name, records in served.items()}


def _agree(zone: str, some: Iterable[str], others: Iterable[str]) -> None:
    known, told = _by_owner(some), _by_owner(others)
    for owner in known.keys() & told.keys():
        if known[owner] != told[owner]:
            raise ValueError(f"two worlds have different records of {owner} in the zone {zone}")


def _by_owner(records: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        found.setdefault(record.split()[0], set()).add(record)
    return found


def _declared(worlds: Sequence[World]) -> Iterable[tuple[str, tuple[str, ...], bool]]:
    for world in worlds:
        if world.delegated:
            yield world.domain, world.records, False
        for zone in world.extra_zones:
            yield zone.name, zone.records, zone.lame
    if any(world.whois for world in worlds):
        yield "jprs.jp", (f"whois IN A {WHOIS}",), False
    for zone in reverse_zones(worlds):
        yield zone.name, zone.records, zone.lame


def _parent(name: str, served: Mapping[str, object]) -> str:
    while name:
        name = name.partition(".")[2]
        if name in served:
            return name
    return ""


def zone_files(worlds: Sequence[World], signer: Signer) -> dict[str, str]:
    """The text of every zone, signed where it has to be."""
    served = zones(worlds)
    secure, broken = signing.secure(worlds, served), {world.domain for world in worlds if world.bogus}
    for name in {*signing.declared(worlds), *secure} - {""}:
        parent = _parent(name, served)
        served[parent] = (*served[parent], signer.ds(name))
    texts = {name: _zone_text(name, records) for name, records in served.items()}
    return texts | {name: signer.signed(name, texts[name], expired=name in broken) for name in secure}


def start_authorities(
    prefix: Sequence[str], directory: Path, worlds: Sequence[World], signer: Signer
) -> tuple[subprocess.Popen[bytes], ...]:
    """Run nsd in the foreground: the registry, all other zones twice, and one that is asked and has none."""
    texts = zone_files(worlds, signer)
    directory.mkdir()
    registry = {name: text for name, text in texts.items() if "." not in name}
    others = {name: text for name, text in texts.items() if name not in registry}
    return (
        _nsd(prefix, directory / "registry", REGISTRY, registry),
        _nsd(prefix, directory / "zones", AUTHORITY, others),
        _nsd(prefix, directory / "copies", SECOND_AUTHORITY, others | _old_copies(worlds)),
        _nsd(prefix, directory / "lame", LAME_AUTHORITY, {}),
    )


def _old_copies(worlds: Sequence[World]) -> dict[str, str]:
    served = zones([replace(world, records=world.second_records) for world in worlds if world.second_records])
    old = {world.domain for world in worlds if world.second_records}
    return {name: _zone_text(name, records) for name, records in served.items() if name in old}


def _nsd(prefix: Sequence[str], directory: Path, address: str, served: Mapping[str, str]) -> subprocess.Popen[bytes]:
    directory.mkdir()
    lines = [
        "server:",
        f"  ip-address: {address}",
        "  username: nsd",
        '  chroot: ""',
        '  database: ""',
        f"  zonesdir: {directory}",
        f"  pidfile: {directory}/nsd.pid",
        f"  xfrdfile: {directory}/xfrd.state",
        f"  zonelistfile: {directory}/zone.list",
        f"  xfrdir: {directory}",
        "  server-count: 1",
        "  rrl-ratelimit: 0",
        "remote-control:",
        "  control-enable: no",
    ]
    for number, (name, text) in enumerate(sorted(served.items())):
        (directory / f"{number}.zone").write_text(text)
        lines += ["zone:", f'  name: "{name or "."}"', f"  zonefile: {number}.zone"]
    return _start(prefix, directory, lines, "nsd", "-d", "-c")


def start_resolvers(prefix: Sequence[str], directory: Path, signer: Signer) -> tuple[subprocess.Popen[bytes], ...]:
    """Run unbound in the foreground twice: the client's, which trusts the lab's own root, and one that trusts all."""
    directory.mkdir()
    anchor = f'trust-anchor: "{signer.ds("")}"'
    return (
        _unbound(prefix, directory / CAREFUL, (RESOLVER, RESOLVER6), 'module-config: "validator iterator"', anchor),
        _unbound(prefix, directory / "careless", (CARELESS_RESOLVER,), 'module-config: "iterator"'),
    )


CAREFUL = "careful"
"""The directory of the client's resolver."""


def _unbound(
    prefix: Sequence[str], directory: Path, addresses: Iterable[str], *settings: str
) -> subprocess.Popen[bytes]:
    directory.mkdir()
    (directory / "root.hints").write_text(f". 3600 IN NS {_REGISTRY}.\n{_GLUE[0]}\n")
    lines = [
        "server:",
        *(f"  interface: {address}" for address in addresses),
        "  access-control: 0.0.0.0/0 allow",
        "  access-control: ::/0 allow",
        "  username: unbound",
        '  chroot: ""',
        f"  directory: {directory}",
        f"  pidfile: {directory}/unbound.pid",
        "  use-syslog: no",
        f'  logfile: "{directory}/unbound.log"',
        "  num-threads: 1",
        *(f"  {setting}" for setting in settings),
        f"  root-hints: {directory}/root.hints",
        "  prefer-ip4: yes",
        # Names and reverse names that unbound answers by itself, and that the lab's own root has to answer here.
        *(f'  local-zone: "{name}" nodefault' for name in _NOT_BUILT_IN),
        "remote-control:",
        "  control-enable: yes",
        f"  control-interface: {directory}/control",
        "  control-use-cert: no",
    ]
    return _start(prefix, directory, lines, "unbound", "-d", "-c")


_NOT_BUILT_IN = (
    "test.",
    "2.0.192.in-addr.arpa.",
    "100.51.198.in-addr.arpa.",
    "113.0.203.in-addr.arpa.",
    "8.b.d.0.1.0.0.2.ip6.arpa.",
)


def _zone_text(name: str, records: Iterable[str]) -> str:
    head = (
        f"$ORIGIN {name}.",
        "$TTL 300",
        f"@ IN SOA {SOA}",
    )
    return "\n".join((*head, *records)) + "\n"


def _start(
    prefix: Sequence[str], directory: Path, lines: Iterable[str], program: str, *options: str
) -> subprocess.Popen[bytes]:
    config = directory / f"{program}.conf"
    config.write_text("\n".join(lines) + "\n")
    directory.chmod(0o777)  # the server writes here after it has become another user
    with (directory / "output").open("wb") as output:
        return subprocess.Popen(
            [*prefix, f"/usr/sbin/{program}", *options, str(config)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
