"""What is worth asking now: derived anew from the evidence each time, without clock or memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.diagnosis import attempts
from maildoctor.diagnosis.search import routes_of
from maildoctor.diagnosis.way import Route
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import Endpoint, Probe
from maildoctor.model.settings import Auth, Direction


@dataclass(frozen=True, slots=True)
class Plan:
    """`wanted`: to be asked unless it was already. `moot`: running, and its answer no longer matters.

    `waiting_room`: the endpoints whose conversations are to be kept for a login.
    """

    wanted: tuple[Probe, ...]
    moot: tuple[Probe, ...]
    waiting_room: frozenset[Endpoint]


def plan(case: Case, evidence: Evidence, of_checks: Iterator[Probe]) -> Plan:
    """The plan for this moment. `of_checks` are the questions of the checks themselves."""
    routes = routes_of(case, evidence)
    wanted = dict.fromkeys(of_checks)
    for way in routes.values():
        wanted.update(dict.fromkeys(way.asks))
    login = attempts.next_login(case, routes, evidence)
    if login is not None:
        wanted[login] = None
    wanted.update(dict.fromkeys(attempts.followers(case, routes, evidence)))
    moot = tuple(probe for way in routes.values() for probe in way.moot)
    room = frozenset(
        way.now for way in routes.values() if way.now is not None and _may_go_on(case, way, evidence, routes)
    )
    return Plan(tuple(wanted), moot, room)


def _may_go_on(case: Case, way: Route, evidence: Evidence, routes: dict[Direction, Route]) -> bool:
    """True where something may still continue the connection at which `way` stands."""
    side = way.side
    asked = attempts.tried(way, evidence)
    envelope = side.direction is Direction.OUTGOING and attempts.envelope_fact(case, way, evidence) is None
    if side.auth in (Auth.NONE, Auth.POP_BEFORE_SMTP) and envelope:
        return True
    if not case.may_log_in:
        return False
    if asked.accepted is not None:
        return False
    incoming = routes.get(Direction.INCOMING)
    if incoming is None:
        return True
    refused = [f for _, f in attempts.tried(incoming, evidence).attempts if f.final and not f.accepted]
    return not (len(refused) > 1 and attempts.tried(incoming, evidence).accepted is None)
