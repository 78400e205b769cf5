"""Faults are made, not picked: each operator puts one wrong value of its kind into healthy settings.

What must be said is computed from the operator and the world by the contract's table "Which field is named": a fault
that happens to work must come out healthy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.lab.pairs import Pair, working_pairs
from tests.lab.world import Direction, World

PORTS = {"imap": (993, 143), "pop3": (995, 110), "smtp": (465, 587)}
WRONG_PORTS = {"incoming": (993, 143, 995, 110, 587, 1993), "outgoing": (465, 587, 993, 1587)}
SECURITIES = ("tls", "starttls", "none")
AUTHS = {
    "incoming": ("password", "cram-md5", "apop", "ntlm", "xoauth2", "oauthbearer"),
    "outgoing": ("password", "cram-md5", "ntlm", "xoauth2", "oauthbearer", "none", "pop-before-smtp"),
}
OF_ACCOUNT = ("auth", "username", "password")


@dataclass(frozen=True, slots=True)
class Setting:
    """One direction as it stands in the client. Outgoing protocol is "smtp"."""

    protocol: str
    host: str
    port: int
    security: str
    username: str
    auth: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """One account with wrong values. `direction` is the one mutated, `kind` the field the operator touched."""

    world: World
    kind: str
    direction: Direction
    incoming: Setting
    outgoing: Setting
    wrong_secret: bool = False
    with_login: bool = True

    @property
    def name(self) -> str:
        side = self.side
        login = "" if self.with_login else ", no password"
        return (
            f"{self.world.name}: {self.direction}.{self.kind} ({side.protocol} {side.port} {side.security} "
            f"{side.auth}{login})"
        )

    @property
    def side(self) -> Setting:
        return self.incoming if self.direction == "incoming" else self.outgoing


@dataclass(frozen=True, slots=True)
class Expected:
    """What the contract's table asks for. `field` None: healthy. `fields`: the only boxes that may be blamed."""

    field: str | None
    fields: frozenset[str] = dataclasses.field(default_factory=frozenset)


def healthy(world: World) -> tuple[Setting, Setting]:
    """The settings the provider of `world` hands out."""
    i, o = world.client.incoming, world.client.outgoing
    return (
        Setting(i.protocol, i.host, i.port, i.security, i.username, i.auth),
        Setting("smtp", o.host, o.port, o.security, o.username, o.auth),
    )


def mutations(world: World) -> Iterator[Mutation]:
    """Every single fault of every kind, in each direction of `world`."""
    incoming, outgoing = healthy(world)
    base = Mutation(world, "", "incoming", incoming, outgoing)
    for direction in ("incoming", "outgoing"):
        side = incoming if direction == "incoming" else outgoing
        for kind, wrong in _wrong(world, direction, side):
            changed = replace(base, kind=kind, direction=direction)
            yield replace(changed, incoming=wrong) if direction == "incoming" else replace(changed, outgoing=wrong)
    yield replace(base, kind="password", wrong_secret=True)


def _wrong(world: World, direction: Direction, side: Setting) -> Iterator[tuple[str, Setting]]:
    for security in SECURITIES:
        if security != side.security:
            yield "security", replace(side, security=security)
    for port in WRONG_PORTS[direction]:
        if port != side.port:
            yield "port", replace(side, port=port)
    yield "host", replace(side, host=side.host.replace(".", "x.", 1))
    if direction == "incoming" and side.auth != "apop":  # APOP with IMAP is refused as a settings file
        other = "pop3" if side.protocol == "imap" else "imap"
        yield "protocol", replace(side, protocol=other)
    local, full = world.account.address.partition("@")[0], world.account.address
    yield "username", replace(side, username=local if side.username == full else full)
    for auth in AUTHS[direction]:
        if auth != side.auth and not (auth == "apop" and side.protocol != "pop3"):
            yield "auth", replace(side, auth=auth)


def expected(mutation: Mutation) -> Expected:
    """The field the table names, and the fields that may be blamed with it."""
    if mutation.wrong_secret:
        return Expected("incoming.password", frozenset(("incoming.password", "outgoing.password")))
    d, side, world = mutation.direction, mutation.side, mutation.world
    pairs = working_pairs(world, d)
    here = [p for p in pairs if p.host == side.host]

    def named(*names: str) -> Expected:
        return Expected(f"{d}.{names[0]}", frozenset(f"{d}.{name}" for name in names))

    if mutation.kind == "username":
        if not mutation.with_login:
            return Expected(None)
        return Expected(None) if side.username == world.account.login else named("username")
    works = next((p for p in here if (p.protocol, p.port, p.security) == _way(side)), None)
    if mutation.kind == "auth":
        if side.auth in ("none", "pop-before-smtp"):
            return named("auth", "username", "password")
        offered = works.auths if works is not None else ()
        return Expected(None) if side.auth in offered else named("auth")
    if works is not None:
        return Expected(None)
    in_clear = next(
        (p for p in working_pairs(world, d, plaintext=True) if (p.host, *_of(p)) == (side.host, *_way(side))), None
    )
    if in_clear is not None:
        return named("security", "port")
    if any(p.port == side.port and p.protocol == side.protocol for p in here):
        return named("security")
    if any(p.protocol == side.protocol for p in here):
        return named("port", "security")
    if here and d == "incoming" and mutation.kind != "host":
        return named("protocol", "port", "security")
    return named("host", "port", "security")


def _way(side: Setting) -> tuple[str, int, str]:
    return side.protocol, side.port, side.security


def _of(pair: Pair) -> tuple[str, int, str]:
    return pair.protocol, pair.port, pair.security


def fewest_edits(mutation: Mutation) -> int:
    """How many boxes of the endpoint have to change at the least."""
    side = mutation.side
    return min(
        sum(
            a != b
            for a, b in zip(
                (p.protocol, p.host, p.port, p.security),
                (side.protocol, side.host, side.port, side.security),
                strict=True,
            )
        )
        for p in working_pairs(mutation.world, mutation.direction)
    )
