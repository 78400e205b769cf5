"""The documents of settings (autoconfig, Autodiscover, the ISPDB), each judged by itself."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Code,
    Contrasts,
    Document,
    Endpoint,
    EndpointFact,
    Evidence,
    Fetch,
    FetchFact,
    Field,
    Outcome,
    Said,
    Security,
    Served,
    autoconfig_questions,
    autodiscover_questions,
    ispdb_questions,
)

from ._discovery_codes import (
    AGREES,
    AUTODISCOVER_AGREES,
    AUTODISCOVER_OTHER,
    AUTODISCOVER_PLAIN,
    AUTODISCOVER_STALE,
    BROKEN,
    ISPDB_STALE,
    NO_DOCUMENT,
    OTHER,
    PLAIN,
    REDIRECT,
    SILENT,
    STALE,
    UNTRUSTED,
    WANTS_CREDENTIALS,
)
from ._discovery_proof import proved_elsewhere

_BLOCKED = frozenset(
    ("private-address", "redirect-to-http", "redirect-to-other-scheme", "redirect-elsewhere", "redirect-loop",
     "too-many-hops")
)  # fmt: skip
_NO_DOCUMENT = frozenset(("html", "not-xml", "not-json", "empty", "no-servers", "no-such-address"))


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """What each document that was asked for turned out to be."""
    for probe in autoconfig_questions(case):
        fact = evidence.get(probe)
        if fact is not None and fact.final:
            yield from _autoconfig(case, probe, fact, evidence, contrasts)
    for probe in autodiscover_questions(case):
        fact = evidence.get(probe)
        if fact is not None and fact.final:
            if fact.trouble == "wants-credentials":
                yield WANTS_CREDENTIALS(probe, host=probe.host)
            elif fact.trouble in _BLOCKED and fact.trouble != "redirect-elsewhere":
                yield REDIRECT(probe, url=_shown(probe), target=fact.redirect or probe.host, kind=fact.trouble)
            elif fact.verified and fact.servers:
                yield from _servers(case, probe, fact, evidence, contrasts)
    for probe in ispdb_questions(case, evidence) if _asked_elsewhere(case, evidence) else ():
        fact = evidence.get(probe)
        if fact is not None and fact.verified:
            yield from _ispdb(probe, fact, evidence)


def _asked_elsewhere(case: Case, evidence: Evidence) -> bool:
    return any(isinstance(o.probe, Fetch) and o.probe.within != case.domain for o in evidence)


def _autoconfig(case: Case, probe: Fetch, fact: FetchFact, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    own_host = probe.host != case.domain
    if fact.trouble in _BLOCKED:
        if own_host or fact.trouble != "redirect-elsewhere":
            yield REDIRECT(probe, url=_shown(probe), target=fact.redirect or probe.host, kind=fact.trouble)
    elif fact.outcome is Outcome.UNTRUSTED and own_host:
        yield UNTRUSTED(probe, host=probe.host)
    elif fact.outcome in (Outcome.SILENT, Outcome.REFUSED) and own_host:
        yield SILENT(probe, host=probe.host)
    elif fact.trouble in _NO_DOCUMENT and own_host:
        yield NO_DOCUMENT(probe, url=_shown(probe))
    elif fact.trouble and fact.status == 200 and fact.trouble not in _NO_DOCUMENT:
        yield BROKEN(probe, url=_shown(probe), kind=fact.trouble)
    elif fact.verified and fact.servers:
        yield from _servers(case, probe, fact, evidence, contrasts)


_OF_AUTODISCOVER = {
    STALE: AUTODISCOVER_STALE,
    OTHER: AUTODISCOVER_OTHER,
    PLAIN: AUTODISCOVER_PLAIN,
    AGREES: AUTODISCOVER_AGREES,
}


def _named_for(probe: Fetch, code: Code) -> Code:
    """The code for the kind of document that `probe` asked for."""
    return code if probe.document is Document.AUTOCONFIG else _OF_AUTODISCOVER[code]


def _servers(case: Case, probe: Fetch, fact: FetchFact, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    by_protocol: dict[str, list[Served]] = {}
    for server in fact.servers:
        by_protocol.setdefault(server.protocol.value, []).append(server)
    in_clear = [o[0] for o in by_protocol.values() if all(s.security is Security.NONE for s in o)]
    if in_clear:
        yield _named_for(probe, PLAIN)(probe, url=_shown(probe), host=in_clear[0].host, port=in_clear[0].port)
    alive = dead = 0
    for offered in by_protocol.values():
        for server in offered:
            endpoint, seen = _tried(server, evidence)
            if seen is None:
                continue
            if _dead(seen) and server.host in _told_dead(contrasts):
                continue
            if _dead(seen):
                dead += 1
                yield _named_for(probe, STALE)(probe, endpoint, url=_shown(probe), host=server.host, port=server.port)
            elif seen.connected:
                alive += 1
    others = {s.host: p for s in fact.servers if (p := proved_elsewhere(case, s.host, s.protocol, evidence, contrasts))}
    for host, proved in list(others.items())[:1]:
        yield _named_for(probe, OTHER)(probe, url=_shown(probe), host=host, proved=proved)
    if alive and not dead and not others:
        yield _named_for(probe, AGREES)(probe, url=_shown(probe))


def _ispdb(probe: Fetch, fact: FetchFact, evidence: Evidence) -> Iterator[Said]:
    for server in fact.servers:
        endpoint, seen = _tried(server, evidence)
        if server.security is Security.NONE or (seen is not None and _dead(seen)):
            yield ISPDB_STALE(probe, endpoint, url=_shown(probe), host=server.host, port=server.port)
            return


def _tried(server: Served, evidence: Evidence) -> tuple[Endpoint, EndpointFact | None]:
    endpoint = Endpoint(server.host, server.port, server.protocol, server.security)
    fact = evidence.get(endpoint)
    return endpoint, fact if fact is not None and fact.final else None


def _dead(fact: EndpointFact) -> bool:
    """Refused, silent or unreachable. A line that blocks the port looks the same, but then others are silent too."""
    return not fact.connected and fact.outcome is not Outcome.CUT_OFF


def _told_dead(contrasts: Contrasts) -> frozenset[object]:
    """The hosts that are out of reach for a reason told already: then a document that names them is not to blame."""
    out_of_reach = (Field.SERVER_SERVICE, Field.NETWORK_PORT, Field.NETWORK_PORT25)
    return frozenset(dict(c.seen).get("host") for c in contrasts if c.field in out_of_reach)


def _shown(probe: Fetch) -> str:
    return probe.url.partition("?")[0]
