"""Which companies the names of the domain belong to, name by name: shared by the checks about moves and parking.

`recognised` gives each company once; who of them a single name belongs to is read from the same rules. A company is
only told from another where no name and no server of theirs is shared: one house has many brands.
"""

from __future__ import annotations

from maildoctor.api import Case, Evidence, Lookup, Provider, mx_hosts, recognised

PARKING = "parking"
_SECOND_LEVEL = frozenset(("ac", "ad", "co", "com", "ed", "go", "gr", "lg", "ne", "net", "or", "org"))


def owners(case: Case, evidence: Evidence, by: str, name: str) -> tuple[Provider, ...]:
    """The companies that `name` shows, seen as an exchanger ("mx"), a configured server ("host") or an "ns"."""
    plain = name.strip().rstrip(".").lower()
    matches = [
        (len(suffix), found.provider)
        for found in recognised(case, evidence)
        for rule in found.provider.recognise
        if rule.by.value == by and (suffix := rule.longest(plain)) is not None
    ]
    longest = max((length for length, _ in matches), default=0)
    return tuple(provider for length, provider in matches if length == longest)


def exchangers(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The targets of the MX records, best preference first."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    return mx_hosts(answer.values if answer is not None and answer.final else ())


def name_servers(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The name servers that the resolver gives for the domain itself."""
    answer = evidence.get(Lookup(case.domain, "NS"))
    return tuple(v.lower() for v in answer.values) if answer is not None and answer.final else ()


def parking(case: Case, evidence: Evidence) -> tuple[str, str] | None:
    """(company, name) where every exchanger, or else every name server, is a parking company's; None otherwise."""
    for by, names in (("mx", exchangers(case, evidence)), ("ns", name_servers(case, evidence))):
        found = [next((p for p in owners(case, evidence, by, n) if p.kind.value == PARKING), None) for n in names]
        if found and found[0] is not None and all(found):
            return found[0].id, names[0]
    return None


def family(name: str) -> str:
    """The registrable part of a company's host name, near enough to tell one house from another."""
    labels = name.strip().rstrip(".").lower().split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if three else -2 :])


def families(provider: Provider) -> frozenset[str]:
    """Every house whose names this company uses, for recognition and for its servers."""
    names = [suffix for rule in provider.recognise if rule.by.value != "ns" for suffix in rule.suffixes]
    return frozenset(family(n) for n in (*names, *(s.host for s in provider.servers)) if "{" not in n)


def strangers(ours: tuple[Provider, ...], theirs: tuple[Provider, ...]) -> bool:
    """True where both are known, both have mailboxes, and they share no name at all."""
    if not ours or not theirs or not all(p.kind.has_mailboxes for p in (*ours, *theirs)):
        return False
    return not any(one.id == other.id or families(one) & families(other) for one in ours for other in theirs)
