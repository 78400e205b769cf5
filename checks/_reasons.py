"""Which findings have a reason that another check of this run tells: they give way, so that nothing is said twice."""

from __future__ import annotations

from maildoctor.api import Case, Evidence

from . import _companies, _mx, _mx_targets, _own_word, _registration, _zone


def runs(case: Case, identifier: str) -> bool:
    """True where the check `identifier` is part of this run: a check left out takes no finding with it."""
    options = case.options
    chosen = not options.only or any(_covers(wanted, identifier) for wanted in options.only)
    return chosen and not any(_covers(unwanted, identifier) for unwanted in options.skip)


def _covers(chosen: str, identifier: str) -> bool:
    return identifier == chosen or identifier.startswith(f"{chosen}.")


def of_no_answer(case: Case, evidence: Evidence) -> bool:
    """Why the domain's name servers "do not answer properly": signatures that do not hold, or servers not serving."""
    return (runs(case, "domain.dnssec") and _zone.bogus(case, evidence)) or (
        runs(case, "domain.delegation") and _zone.dead(case, evidence)
    )


def of_no_domain(case: Case, evidence: Evidence) -> bool:
    """Why "there is no such domain": the resolver is behind, or the registry says how it came out of the DNS."""
    if runs(case, "domain.resolver") and _own_word.remembers_none(case, evidence):
        return True
    if not runs(case, "domain.registration"):
        return False
    return _registration.ended(case, evidence) or _registration.unserved(case, evidence)


def registered_all_the_same(case: Case, evidence: Evidence) -> bool:
    """True where "there is no such domain" in the DNS, and the registry says that it is registered."""
    return runs(case, "domain.registration") and _registration.running(case, evidence)


def of_no_mx(case: Case, evidence: Evidence) -> bool:
    """Why the domain "has no mail server": the resolver is behind."""
    return runs(case, "domain.resolver") and _own_word.remembers_none(case, evidence)


def of_no_reception(case: Case, evidence: Evidence) -> bool:
    """Why no exchanger "accepts mail": the domain is parked, or its only exchanger is its own web server."""
    if not runs(case, "mx.names"):
        return False
    hosts = [exchanger.host for exchanger in _mx.exchangers(case, evidence)]
    return _companies.parking(case, evidence) is not None or hosts == [case.domain]


def of_no_address(case: Case, evidence: Evidence, host: str) -> bool:
    """Why the mail server `host` "has no address": its name is mistyped, or stands for nothing, or the domain ended."""
    if runs(case, "mx.names") and _companies.parking(case, evidence) is not None:
        return True
    if _mx_targets.PLACEHOLDER.fullmatch(host):
        return runs(case, "domain.move") and _mx_targets.told(case, evidence, host)
    return runs(case, "mx.names") and _mx_targets.told(case, evidence, host)
