"""Two and three faults at once: every combination is made of single ones that each break something by themselves."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.lab.pairs import Pair
from tests.lab.pairs import working_pairs as computed_pairs
from tests.lab.world import Direction, World
from tests.mutations.operators import Mutation, Setting, expected, healthy, mutations

ENDPOINT = ("security", "port", "host", "protocol")
_SOME = 9


@dataclass(frozen=True, slots=True)
class Combination:
    """Several faults in one account. `faults` are (direction, kind), incoming first, in the order of the links."""

    world: World
    faults: tuple[tuple[Direction, str], ...]
    incoming: Setting
    outgoing: Setting

    @property
    def name(self) -> str:
        """For the table."""
        what = " + ".join(f"{direction}.{kind}" for direction, kind in self.faults)
        i, o = self.incoming, self.outgoing
        return f"{self.world.name}: {what} ({i.protocol} {i.port} {i.security}; {o.port} {o.security})"

    @property
    def as_mutation(self) -> Mutation:
        """The same settings in the form that a run takes."""
        return Mutation(self.world, "several", "incoming", self.incoming, self.outgoing)

    def side(self, direction: Direction) -> Setting:
        """The settings of one direction."""
        return self.incoming if direction == "incoming" else self.outgoing


@functools.cache
def working_pairs(world: World, direction: Direction) -> tuple[Pair, ...]:
    """As computed from the services, kept: combining asks for them thousands of times."""
    return computed_pairs(world, direction)


def singles(world: World) -> list[Mutation]:
    """The single faults of `world` that really break something and need no table of their own when combined."""
    found = []
    for mutation in mutations(world):
        wanted = expected(mutation)
        plain = mutation.side.auth not in ("none", "pop-before-smtp")
        if wanted.field is not None and not mutation.wrong_secret and plain and mutation.side.security != "none":
            found.append(mutation)
    return found


def doubles(world: World) -> Iterator[Combination]:
    """All pairs: one fault in each direction, or two in one direction at two links, or host and port together."""
    yield from (c for a, b in itertools.combinations(singles(world), 2) if (c := combined(world, a, b)) is not None)


def triples(world: World) -> Iterator[Combination]:
    """Two in one direction and one in the other, or host, port and security of one server; of some of the single ones.

    All of them would be tens of thousands.
    """
    found = sorted(singles(world), key=lambda m: hashlib.sha256(m.name.encode()).hexdigest())[:_SOME]
    for a, b in itertools.combinations(found, 2):
        if combined(world, a, b) is None:
            continue
        for c in found:
            if (three := combined(world, a, b, c)) is not None and c not in (a, b):
                yield three


def combined(world: World, *parts: Mutation) -> Combination | None:
    """The faults in one account; None where two of them touch the same box, or where they make each other good."""
    faults = [(part.direction, part.kind) for part in parts]
    if len(set(faults)) < len(faults) or not _apart(faults):
        return None
    incoming, outgoing = healthy(world)
    sides: dict[Direction, Setting] = {"incoming": incoming, "outgoing": outgoing}
    for part in parts:
        changed = part.side
        base = sides[part.direction]
        sides[part.direction] = replace(base, **{part.kind: getattr(changed, part.kind)})
    order = ("host", "protocol", "port", "security", "auth", "username")
    faults.sort(key=lambda fault: (fault[0] != "incoming", order.index(fault[1])))
    made = Combination(world, tuple(faults), sides["incoming"], sides["outgoing"])
    return made if _all_broken(made) else None


def _apart(faults: list[tuple[Direction, str]]) -> bool:
    """One mistake in each of two different boxes of a login cannot be told apart by anybody with two tries."""
    for direction in ("incoming", "outgoing"):
        kinds = {kind for d, kind in faults if d == direction}
        if {"username", "auth"} <= kinds or ("protocol" in kinds and kinds & {"port", "security", "host", "auth"}):
            return False
    hosts = [d for d, kind in faults if kind == "host"]
    names = [d for d, kind in faults if kind == "username"]
    return len(hosts) < 2 and len(names) < 2


def _all_broken(made: Combination) -> bool:
    """Every named fault still breaks something beside the others."""
    for direction in ("incoming", "outgoing"):
        kinds = [kind for d, kind in made.faults if d == direction and kind in ENDPOINT]
        side = made.side(direction)
        ways = {(p.protocol, p.host, p.port, p.security) for p in working_pairs(made.world, direction)}
        if kinds and (side.protocol, side.host, side.port, side.security) in ways:
            return False
        if len(kinds) > 1:
            for kind in kinds:
                right = replace(side, **{kind: getattr(healthy(made.world)[direction == "outgoing"], kind)})
                if (right.protocol, right.host, right.port, right.security) in ways:
                    return False
    return True


def fields_of(made: Combination) -> tuple[set[str], set[str]]:
    """(the fields that must be named, all that may be blamed), by the contract's table, direction by direction."""
    named: set[str] = set()
    allowed: set[str] = set()
    for direction in ("incoming", "outgoing"):
        kinds = [kind for d, kind in made.faults if d == direction]
        for group in (ENDPOINT, ("auth",), ("username",)):
            mine = [kind for kind in kinds if kind in group]
            if not mine:
                continue
            kind = "host" if "host" in mine else mine[0]
            wanted = expected(
                Mutation(made.world, kind, direction, made.incoming, made.outgoing)
                if group is ENDPOINT
                else _alone(made, direction, kind)
            )
            if wanted.field is not None:
                named.add(wanted.field)
            allowed |= wanted.fields
    return named, allowed


def _alone(made: Combination, direction: Direction, kind: str) -> Mutation:
    """The same mistake in otherwise healthy settings: what the login says does not depend on how it was reached."""
    incoming, outgoing = healthy(made.world)
    value = getattr(made.side(direction), kind)
    if direction == "incoming":
        incoming = replace(incoming, **{kind: value})
    else:
        outgoing = replace(outgoing, **{kind: value})
    return Mutation(made.world, kind, direction, incoming, outgoing)


def chosen(of: Iterator[Combination], size: int) -> list[Combination]:
    """The same ones on every machine, as many different kinds as there are."""
    by_kind: dict[tuple[tuple[Direction, str], ...], list[Combination]] = {}
    for made in sorted(of, key=lambda c: hashlib.sha256(c.name.encode()).hexdigest()):
        by_kind.setdefault(made.faults, []).append(made)
    found: list[Combination] = []
    while len(found) < size and any(by_kind.values()):
        found += [group.pop() for group in by_kind.values() if group]
    return found[:size]
