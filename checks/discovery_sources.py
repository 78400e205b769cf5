"""What the domain publishes for setting up a mail client: does it agree with the servers, and with itself?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Fetch,
    Link,
    Login,
    Lookup,
    Probe,
    Proposal,
    Protocol,
    Refusal,
    Said,
    Security,
    Title,
    is_host,
    lookups,
    own_sources,
    proposed,
)

from . import _discovery_documents as documents
from . import _discovery_records as records
from ._discovery_codes import (
    CODES,
    LOGIN_REFUSED,
    LOGIN_WITHHELD,
    NOT_USABLE,
    NOTHING_FOUND,
    NOTHING_PUBLISHED,
    SOURCES_DISAGREE,
)

_MOST_ENDPOINTS = 6
_OWN = ("autoconfig", "srv", "autodiscover")


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The domain's own sources, and the servers they name: up to the capabilities, never with a login."""
    yield from own_sources(case)
    for endpoint in _named(case, evidence)[:_MOST_ENDPOINTS]:
        yield from lookups(endpoint.host)
        yield endpoint


def _named(case: Case, evidence: Evidence) -> list[Endpoint]:
    """The encrypted endpoints that the domain itself names."""
    found = (endpoint_of(p) for p in proposed(case, tuple(Protocol), evidence) if p.source in _OWN)
    return list(dict.fromkeys(e for e in found if e is not None))


def endpoint_of(proposal: Proposal) -> Endpoint | None:
    """The endpoint that a proposal names whole and encrypted; None where it does not, or names no host at all."""
    port, protocol, security = proposal.port, proposal.protocol, proposal.security
    if port is None or protocol is None or security in (None, Security.NONE) or not is_host(proposal.host):
        return None
    assert security is not None
    return Endpoint(proposal.host, port, protocol, security)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Each source by itself, then all of them together."""
    yield from documents.judge(case, evidence, contrasts)
    yield from records.judge(case, evidence, contrasts)
    yield from _together(case, evidence)
    if case.discovering:
        yield from _in_place_of_the_others(evidence, contrasts)


def _together(case: Case, evidence: Evidence) -> Iterator[Said]:
    """Whether the sources say the same of each direction."""
    by_direction: dict[Direction, dict[str, str]] = {}
    for p in proposed(case, tuple(Protocol), evidence):
        if p.hint or p.protocol is None or p.source == "provider":
            continue
        direction = Direction.OUTGOING if p.protocol is Protocol.SMTP else Direction.INCOMING
        by_direction.setdefault(direction, {}).setdefault(p.source, p.host)
    for direction, said in by_direction.items():
        if len(set(said.values())) > 1:
            yield SOURCES_DISAGREE(
                direction=direction.value, sources=tuple(f"{source}: {host}" for source, host in said.items())
            )
    asked = [evidence.get(p) for p in own_sources(case) if isinstance(p, Fetch | Lookup)]
    if not by_direction and asked and all(fact is not None and fact.final for fact in asked):
        yield NOTHING_PUBLISHED(domain=case.domain)


def _in_place_of_the_others(evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """`discover` runs this check alone: so it explains what the search found, in its own words."""
    for contrast in contrasts:
        code = NOT_USABLE
        if contrast.what is Break.NOTHING_FOUND:
            code = NOTHING_FOUND
        elif contrast.link >= Link.LOGIN:
            code = LOGIN_REFUSED
        yield code.of(contrast, direction=contrast.directions[0].value)
    for side in contrasts.sides.values():
        login = side.login
        fact = evidence.get(login) if isinstance(login, Login) else None
        if isinstance(login, Login) and fact is not None and fact.refusal is Refusal.HOST_NOT_ALLOWED:
            yield LOGIN_WITHHELD(login, host=login.endpoint.host)


CHECK = Check(
    "discovery.sources",
    Title("自動設定の案内", "Published settings"),
    (Lookup, Fetch, Endpoint),
    probes,
    judge,
    CODES,
    lambda case, evidence, contrasts: case.domain,
)
