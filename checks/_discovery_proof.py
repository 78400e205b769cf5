"""Whether the login was accepted by another server than the one that a source names."""

from __future__ import annotations

from maildoctor.api import Case, Contrasts, Direction, Evidence, Proof, Protocol, Refusal, addresses


def proved_elsewhere(case: Case, host: str, protocol: Protocol, evidence: Evidence, contrasts: Contrasts) -> str | None:
    """The host that accepted the login in this direction, where it is certainly another server than `host`.

    Two names of one address are one server. So are two names of one domain, as far as can be told, unless the other one
    refused the same login in this run.
    """
    direction = Direction.OUTGOING if protocol is Protocol.SMTP else Direction.INCOMING
    side = contrasts.sides.get(direction)
    if side is None or side.proof is not Proof.LOGIN or side.recommended is None:
        return None
    proved = side.recommended.host.lower()
    here, there = addresses(case, evidence, host), addresses(case, evidence, proved)
    refused = any(
        login.endpoint.host == host and login.endpoint.protocol is protocol and fact.refusal is Refusal.CREDENTIALS
        for login, fact in evidence.logins()
    )
    same_company = host.split(".")[-2:] == proved.split(".")[-2:] and not refused
    if proved == host or same_company or not here or not there or set(here) & set(there):
        return None
    return proved
