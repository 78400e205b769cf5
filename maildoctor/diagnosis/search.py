"""The heart: at which link do the settings break, and which change was seen to work?

The links of a direction are walked in order. The first broken one gets one contrast; with its edits applied the walk
goes on, and the next broken one gets the next. So two faults are two contrasts exactly where they sit at two links or
in two directions; what one cause breaks in both directions is told once.
"""

from __future__ import annotations

from maildoctor.diagnosis import certificates
from maildoctor.diagnosis.documented import documented
from maildoctor.diagnosis.login_link import from_capabilities_on
from maildoctor.diagnosis.merge import merged
from maildoctor.diagnosis.proof import with_proof
from maildoctor.diagnosis.route import route
from maildoctor.diagnosis.side import address_differs, side_of
from maildoctor.diagnosis.steps import contrast_of_step
from maildoctor.diagnosis.walk import Walk
from maildoctor.diagnosis.way import Route
from maildoctor.model.case import Case
from maildoctor.model.contrast import (
    Break,
    Certainty,
    Contrast,
    Contrasts,
    Edit,
    Proof,
)
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact, Outcome
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Endpoint, Lookup, Probe
from maildoctor.model.settings import Direction


def search(case: Case, evidence: Evidence) -> Contrasts:
    """All that the evidence proves about the account's two directions."""
    routes = routes_of(case, evidence)
    walks = [_walk(case, way, routes, evidence) for way in routes.values()]
    found = [*_mistyped_address(case, walks), *(c for walk in walks for c in walk.found)]
    joined = merged(case, found, evidence, routes)
    return Contrasts(with_proof(joined, walks, case), (walk.result for walk in walks))


def routes_of(case: Case, evidence: Evidence) -> dict[Direction, Route]:
    """The ways of both directions, incoming first."""
    return {direction: route(case, side_of(case, direction), evidence) for direction in case.sides}


def _walk(case: Case, way: Route, routes: dict[Direction, Route], evidence: Evidence) -> Walk:
    walk = Walk(case, way, evidence)
    _spelling(walk)
    if way.lookups_failed and way.now is None:
        walk.unexamined = "resolver"
        return walk
    for step in way.steps:
        if step.what is Break.CERTIFICATE_NAME and step.new is None:
            continue
        if step.what is Break.AUTH_NEEDED:
            continue
        walk.holds(_before(step.link))
        walk.add(contrast_of_step(walk, step))
    if way.now is None:
        _nothing(walk)
        return walk
    fact = evidence.get(way.now)
    if fact is None or not fact.final or fact.outcome is Outcome.CUT_OFF:
        walk.unexamined = "deadline"
        return walk
    _certificate(walk, way.now, fact)
    if fact.ready:
        from_capabilities_on(walk, way.now, fact, routes)
    return walk


def _before(link: Link) -> Link:
    return Link(max(link - 1, 1))


def _nothing(walk: Walk) -> None:
    """There is nowhere to go on from. What a source says may still be told, as what it is."""
    walk.documented = documented(walk.case, walk.side, walk.evidence)
    if walk.documented is not None:
        walk.proof = Proof.DOCUMENTED
    if walk.side.host is None:
        if not walk.way.settled and any(_cut(walk, probe) for probe in walk.way.asks):
            walk.unexamined = "deadline"
            return
        if not _answered(walk, Lookup(walk.case.domain, "MX")):
            # Whatever else was heard, nobody could say where the domain's mail goes: that is no fault of any box.
            walk.unexamined = "resolver"
            return
        walk.add(
            Contrast(
                Break.NOTHING_FOUND,
                (walk.direction,),
                Link.NAME,
                walk.of("host"),
                certainty=Certainty.POSSIBLE,
                probes=walk.way.asks,
                seen=(("domain", walk.case.domain),),
            )
        )
    elif not walk.found:
        walk.unexamined = "deadline"


def _answered(walk: Walk, probe: Probe) -> bool:
    found = walk.evidence.observation(probe)
    return found is not None and found.fact.outcome is Outcome.ANSWERED


def _cut(walk: Walk, probe: Probe) -> bool:
    found = walk.evidence.observation(probe)
    return found is None or not found.fact.final or found.fact.outcome is Outcome.CUT_OFF


def _mistyped_address(case: Case, walks: list[Walk]) -> list[Contrast]:
    """The address in the client is not the account: with it, the user names that repeat the mistake."""
    if not address_differs(case) or case.address is None:
        return []
    typed = case.settings.address
    edits = [Edit(Field.ADDRESS, typed, str(case.address))]
    for walk in walks:
        name = walk.side.typed.username
        if name is not None and walk.side.username not in (None, name) and not walk.side.username_notes:
            edits.append(Edit(walk.of("username"), name, walk.side.username))
    return [
        Contrast(
            Break.ADDRESS_DIFFERS,
            tuple(walk.direction for walk in walks),
            Link.NAME,
            Field.ADDRESS,
            edits=tuple(edits),
            seen=(("typed", typed), ("address", str(case.address))),
        )
    ]


def _spelling(walk: Walk) -> None:
    """Full-width letters, spaces and "https://" in a name: no client can use it as it stands."""
    side = walk.side
    if side.host_notes and side.typed.host is not None:
        walk.add(
            Contrast(
                Break.SPELLING,
                (walk.direction,),
                Link.NAME,
                walk.of("host"),
                edits=(Edit(walk.of("host"), side.typed.host, side.host),),
                seen=(("typed", side.typed.host), ("repaired", side.host), ("notes", side.host_notes)),
            )
        )
    own = not (side.direction is Direction.OUTGOING and side.typed.same_as_incoming)
    if side.username_notes and side.typed.username is not None and own:
        walk.add(
            Contrast(
                Break.SPELLING,
                (walk.direction,),
                Link.LOGIN,
                walk.of("username"),
                certainty=Certainty.LIKELY,
                edits=(Edit(walk.of("username"), side.typed.username, side.username),),
                seen=(("typed", side.typed.username), ("repaired", side.username), ("notes", side.username_notes)),
            )
        )


def _certificate(walk: Walk, endpoint: Endpoint, fact: EndpointFact) -> None:
    """The certificate of the endpoint where the way stands."""
    if fact.reached is not None and fact.reached >= Link.CERTIFICATE:
        walk.holds(Link.CERTIFICATE)
        return
    if fact.outcome is not Outcome.UNTRUSTED:
        return
    walk.holds(Link.GREETING)
    walk.proof = Proof.CONNECTED
    if any(step.what is Break.CERTIFICATE_STRANGER and step.old == endpoint for step in walk.way.steps):
        walk.useless = True
        return
    asked: tuple[Probe, ...] = (endpoint,)
    for step in walk.way.steps:
        if step.what is Break.CERTIFICATE_NAME:
            asked = step.asked
    walk.add(certificates.contrast(walk.direction, endpoint, fact, walk.evidence, asked, walk.case.now))
