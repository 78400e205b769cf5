"""What the line does to everybody alike, and what a server says of the line's own address."""

from __future__ import annotations

import re

from maildoctor.diagnosis import places
from maildoctor.discovery.domains import registrable_domain
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact, Outcome
from maildoctor.model.probe import Endpoint

_TURNED_AWAY = (Outcome.REFUSED, Outcome.RESET)
_OF_THIS_ADDRESS = re.compile(
    r"client host (rejected|blocked|\S+ blocked)|client host \[|your (ip|host|address)\b|"
    r"(blocked|listed|rejected) (using|by|in|at) \S+\.\S+|(blacklist|blocklist|block list|black list)|"
    r"access denied|not allowed from",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(r"[0-9]{3}[ -][45]\.3\.5\b")
"""The server says that it is set up wrongly (RFC 3463 section 3.4). Postfix puts "Client host rejected" around it."""


def turned_away_everywhere(evidence: Evidence, port: int) -> tuple[Endpoint, ...]:
    """The endpoints at `port`, where hosts of several owners all turn it away and answer on another port.

    Some lines block a port by answering in the servers' place: at one host alone nobody can tell it from a closed port.
    """
    found = {e: fact for e, fact in evidence.endpoints() if e.port == port and fact.final}
    if any(fact.connected or fact.outcome not in _TURNED_AWAY for fact in found.values()):
        return ()
    hosts = {e.host for e in found}
    alive = {e.host for e, fact in evidence.endpoints() if e.port != port and fact.connected}
    owners = {registrable_domain(host) for host in hosts & alive if not places.is_address(host)}
    return tuple(found) if len(owners) > 1 else ()


def speaks_of_this_address(fact: EndpointFact) -> bool:
    """True where a server refuses with words about the address that it is called from: others may be let in."""
    words = fact.reply or fact.greeting
    if words[:1] not in ("4", "5") or _OF_ITSELF.match(words):
        return False
    return _OF_THIS_ADDRESS.search(words) is not None
