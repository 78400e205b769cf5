"""What the sources propose, in order of trust. A proposal is never more than that: the servers decide.

Trust order: the domain's own autoconfig, the bundled facts about a recognised provider, SRV records, Autodiscover, the
exchanger's autoconfig, the ISPDB (whose entries for Japan are mostly from 2010). Exchanger hosts and guesses come last
and are made where names are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.discovery import questions
from maildoctor.discovery.recognition import certificate_names, recognised
from maildoctor.discovery.records import mx_hosts, srv_targets
from maildoctor.discovery.usernames import filled
from maildoctor.knowledge.provider import GotchaKind
from maildoctor.knowledge.providers import server_rules
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import Fetch, Lookup
from maildoctor.model.settings import Auth, Protocol, Security


@dataclass(frozen=True, slots=True)
class Proposal:
    """A server that some source proposes. None: the source does not say.

    `asked` is the question in the words of the report. `username` is filled in for the account. `vouched`: the source
    may name hosts that are given the password (contract, "A password goes only to", c). `hint`: the source gives no
    proof of its own words, so it is never more than something to try. `own_name`: the user name is one of the
    provider's own, which no form of the address gives.
    """

    source: str
    host: str
    protocol: Protocol | None = None
    port: int | None = None
    security: Security | None = None
    username: str | None = None
    auths: tuple[Auth, ...] = ()
    asked: str = ""
    vouched: bool = False
    hint: bool = False
    own_name: bool = False


def proposed(case: Case, protocols: tuple[Protocol, ...], evidence: Evidence) -> Iterator[Proposal]:
    """Everything that documents, records and knowledge propose for `protocols`, the most trusted first."""
    for probe in questions.autoconfig(case):
        yield from _document("autoconfig", probe, case, protocols, evidence, vouched=True)
    yield from _providers(case, protocols, evidence)
    for protocol in protocols:
        for service, security in questions.SERVICES[protocol]:
            question = Lookup(f"{service}.{case.domain}", "SRV")
            fact = evidence.get(question)
            for host, port in srv_targets(fact.values if fact is not None else ()):
                yield Proposal("srv", host, protocol, port, security, asked=f"SRV {question.name}")
    for probe in questions.autodiscover(case):
        yield from _document("autodiscover", probe, case, protocols, evidence)
    for probe in questions.of_the_exchangers(case, evidence) if _exchangers_known(case, evidence) else ():
        yield from _document("mx-autoconfig", probe, case, protocols, evidence)
    for probe in questions.ispdb(case, evidence) if _exchangers_known(case, evidence) else ():
        yield from _document("ispdb", probe, case, protocols, evidence)


def vouched_hosts(case: Case, evidence: Evidence) -> frozenset[str]:
    """The hosts that the domain itself, or a sourced provider entry, names for it: they may be given the password."""
    return frozenset(p.host for p in proposed(case, tuple(Protocol), evidence) if p.vouched)


def documented_form(case: Case, protocol: Protocol, host: str, evidence: Evidence) -> tuple[str | None, bool]:
    """The user name that the sources give for this server: (name, True where it is one of the provider's own).

    (None, False) where no source says. What is said of this very host goes before what is said of the provider.
    """
    sourced = [p for p in proposed(case, (protocol,), evidence) if not p.hint and (p.username or p.own_name)]
    here = [p for p in sourced if p.host == host]
    best = next(iter(here), None) or next((p for p in sourced if p.source == "provider"), None)
    if best is not None:
        return best.username, best.own_name
    return None, any(
        found.sourced and gotcha.verified and gotcha.kind is GotchaKind.OWN_USER_ID
        for found in recognised(case, evidence)
        for gotcha in found.provider.gotchas
    )


def _exchangers_known(case: Case, evidence: Evidence) -> bool:
    """Whether the questions that need the exchangers can have been asked: spares the look into the suffix list."""
    return any(isinstance(o.probe, Fetch) and not _own(o.probe, case) for o in evidence)


def _own(probe: Fetch, case: Case) -> bool:
    return probe.within == case.domain


def _document(
    source: str, probe: Fetch, case: Case, protocols: tuple[Protocol, ...], evidence: Evidence, vouched: bool = False
) -> Iterator[Proposal]:
    fact = evidence.get(probe)
    if fact is None or not fact.verified:
        return
    for server in fact.servers:
        if server.protocol in protocols:
            username = filled(server.username, case.address) if server.username and case.address else None
            yield Proposal(
                source, server.host, server.protocol, server.port, server.security, username, server.auths,
                probe.url.partition("?")[0], vouched,
            )  # fmt: skip


def _providers(case: Case, protocols: tuple[Protocol, ...], evidence: Evidence) -> Iterator[Proposal]:
    answer = evidence.get(Lookup(case.domain, "MX"))
    mx = mx_hosts(answer.values if answer is not None else ())
    local = case.address.local if case.address is not None else ""
    names = certificate_names(case, evidence)
    for found in recognised(case, evidence):
        for rule in server_rules(found, case.domain, mx, names, local):
            if rule.protocol in protocols:
                sourced = found.sourced and rule.sourced
                yield Proposal(
                    "provider", rule.host, rule.protocol, rule.port, rule.security, rule.username, rule.auths,
                    found.provider.id, sourced, not sourced, rule.username_form == "id",
                )  # fmt: skip
