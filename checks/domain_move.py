"""Is the domain between two companies: some of its names with the one, some with the other?

Told where both companies are known by the names that they use, and nothing of theirs is shared; or where two companies
that nobody knows share neither names nor addresses, and the exchanger is seen to have mailboxes of its own. Only the
incoming server counts: sending through another company's server, the internet provider's for instance, is ordinary.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Lookup,
    Probe,
    Provider,
    Said,
    Status,
    Title,
    companies,
    side_of,
)

from . import _companies, _mx, _mx_targets, _unknown_companies
from . import _move_codes as say


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """MX and NS, the list of senders, which often tells where a move leads, and mailboxes at hosts nobody knows."""
    yield from _mx.lookups(case, evidence)
    yield Lookup(case.domain, "NS")
    yield Lookup(case.domain, "TXT")
    yield from _unknown_companies.probes(case, evidence)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """The records themselves first; the client is compared only with an MX that is clear."""
    mx, ns = _mx.question(case), Lookup(case.domain, "NS")
    hosts = companies.exchangers(case, evidence)
    yield from _placeholder(case, evidence, hosts)
    owned = [(host, found) for host in hosts if (found := companies.owners(case, evidence, "mx", host))]
    if not owned:
        yield from _between_unknown(case, evidence)
        return
    first, company = owned[0]
    other = next(((host, found) for host, found in owned if companies.strangers(company, found)), None)
    if other is not None:
        yield say.MIXED(
            mx, domain=case.domain, host=first, company=company[0].id, other=other[0], second=other[1][0].id
        )  # fmt: skip
        return
    client = tuple(_client(case, evidence, first, company))
    yield from client
    if (
        not client
        and not _foreign_certificate(case, evidence, company)
        and company[0].kind.has_mailboxes
        and len(owned) == len(hosts)
    ):
        yield say.GOOD(mx, domain=case.domain, mail=company[0].id)
    for server in _companies.name_servers(case, evidence):
        dns = companies.owners(case, evidence, "ns", server)
        if companies.strangers(dns, company):
            yield say.ELSEWHERE(mx, ns, domain=case.domain, dns=dns[0].id, mail=company[0].id)
            return


def _placeholder(case: Case, evidence: Evidence, hosts: tuple[str, ...]) -> Iterator[Said]:
    found = next((host for host in hosts if _mx_targets.PLACEHOLDER.fullmatch(host)), None)
    if found is not None:
        good = any(e.addresses and not e.private for e in _mx.exchangers(case, evidence))
        yield say.PLACEHOLDER(
            _mx.question(case), status=Status.WARN if good else Status.FAIL, domain=case.domain, host=found
        )  # fmt: skip


def _between_unknown(case: Case, evidence: Evidence) -> Iterator[Said]:
    """Companies without an entry: told only where each exchanger in question is seen to have mailboxes."""
    mx, pair = _mx.question(case), _unknown_companies.mixed(case, evidence)
    if pair is not None and all(_unknown_companies.has_mailboxes(evidence, host) for host in pair):
        asked = (_unknown_companies.question(host) for host in pair)
        yield say.MIXED_HOSTS(mx, *asked, domain=case.domain, host=pair[0], other=pair[1])
        return
    client = _unknown_companies.elsewhere(case, evidence)
    if client is not None and _unknown_companies.has_mailboxes(evidence, client[0]):
        exchanger, host = client
        seen = (_unknown_companies.question(exchanger), *_unknown_companies.answering(case, evidence, host))
        server = _unknown_companies.behind(case, evidence, host)[0]
        yield say.PROGRESS_HOSTS(mx, *seen, mail=exchanger, host=host, server=server)


def _client(case: Case, evidence: Evidence, exchanger: str, company: tuple[Provider, ...]) -> Iterator[Said]:
    """The incoming server of another company, as long as it answers: else it is the search's business."""
    host = side_of(case, Direction.INCOMING).host
    if case.address is None or host is None:
        return
    theirs = companies.owners(case, evidence, "host", host) or _by_certificate(case, evidence, host)
    answering = _unknown_companies.answering(case, evidence, host)
    if not answering or not companies.strangers(company, theirs):
        return
    if _unknown_companies.share_an_address(evidence, exchanger, host):
        return
    behind = companies.sends_only_by(case, evidence, company, theirs)
    asked: tuple[Probe, ...] = (_mx.question(case), *answering, Lookup(case.domain, "TXT"))
    code = say.CLIENT_OLD if behind else say.PROGRESS
    yield code(*asked, mail=company[0].id, client=theirs[0].id, host=host)


def _by_certificate(case: Case, evidence: Evidence, host: str) -> tuple[Provider, ...]:
    """Whose server a name of the domain's own leads to, by the names that its certificate carries."""
    names = _unknown_companies.behind(case, evidence, host)
    found = (companies.owners(case, evidence, "certificate", name) for name in names if name != host)
    return next((owners for owners in found if owners), ())


def _foreign_certificate(case: Case, evidence: Evidence, company: tuple[Provider, ...]) -> bool:
    """True where the incoming host shows names of a house that is not known to be the exchangers' company's."""
    host = side_of(case, Direction.INCOMING).host
    if host and companies.owners(case, evidence, "host", host):
        return False
    names = _unknown_companies.behind(case, evidence, host) if host else ()
    shown = {companies.family(name) for name in names if name != host}
    return bool(shown) and not any(shown & companies.families(p) for p in company)


CHECK = Check(
    "domain.move",
    Title("会社の引っ越し", "Move between companies"),
    (Lookup, Endpoint),
    probes,
    judge,
    say.ALL,
    lambda case, evidence, contrasts: case.domain,
)
