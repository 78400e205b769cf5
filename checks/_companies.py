"""Names of the domain that belong to a company which only parks it, and the name servers it is kept at."""

from __future__ import annotations

from maildoctor.api import Case, Evidence, Lookup, companies

PARKING = "parking"


def name_servers(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The name servers that the resolver gives for the domain itself."""
    answer = evidence.get(Lookup(case.domain, "NS"))
    return tuple(v.lower() for v in answer.values) if answer is not None and answer.final else ()


def parking(case: Case, evidence: Evidence) -> tuple[str, str] | None:
    """(company, name) where every exchanger, or else every name server, is a parking company's; None otherwise."""
    for by, names in (("mx", companies.exchangers(case, evidence)), ("ns", name_servers(case, evidence))):
        owned = [companies.owners(case, evidence, by, name) for name in names]
        found = [next((p for p in owners if p.kind.value == PARKING), None) for owners in owned]
        if found and found[0] is not None and all(found):
            return found[0].id, names[0]
    return None
