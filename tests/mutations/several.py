"""Holding the report of a combination against the contract: every fault named, the edits whole, nobody blamed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.lab.pairs import working_pairs
from tests.lab.world import Direction
from tests.mutations.combinations import Combination, fields_of
from tests.mutations.trial import Report


@dataclass(frozen=True, slots=True)
class Held:
    """One combination as judged."""

    combination: Combination
    named: tuple[str, ...]
    field_right: bool
    all_named: bool
    edits_right: bool
    blamed: tuple[str, ...]
    report: Report = field(repr=False)


def hold(combination: Combination, report: Report) -> Held:
    """Hold `report` against what the faults ask for."""
    fails = [d for d in report["diagnoses"] if d["severity"] == "fail"]
    named = tuple(d["field"] for d in fails)
    wanted, allowed = fields_of(combination)
    accused = set(named) | {e["field"] for d in fails for e in d["edits"]}
    return Held(
        combination,
        named,
        bool(named) and named[0] in wanted,
        set(named) == wanted,
        all(_works(combination, direction, fails) for direction in ("incoming", "outgoing")),
        tuple(sorted(accused - allowed)),
        report,
    )


def _works(combination: Combination, direction: Direction, fails: list[Report]) -> bool:
    """The settings of one direction with all edits applied get in."""
    edits = {e["field"]: e["to"] for d in fails for e in d["edits"]}
    side = combination.side(direction)
    for name in ("protocol", "host", "port", "security", "username", "auth"):
        if f"{direction}.{name}" in edits:
            side = replace(side, **{name: edits[f"{direction}.{name}"]})
    if side.username != combination.world.account.login:
        return False
    return any(
        (p.protocol, p.host, p.port, p.security) == (side.protocol, side.host, side.port, side.security)
        and side.auth in p.auths
        for p in working_pairs(combination.world, direction)
    )
