"""Settings that a source gives and that could not be tried, or were not reached: better than nothing, and said so."""

from __future__ import annotations

from maildoctor.diagnosis import places
from maildoctor.diagnosis.side import Side
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.settings import Auth, Recommended, Security


def documented(case: Case, side: Side, evidence: Evidence) -> Recommended | None:
    """The settings of the most trusted source that gives them whole and with encryption; None where none does."""
    if case.address is None:
        return None
    for proposal in places.proposals(case, side, evidence):
        protocol, port, security = proposal.protocol, proposal.port, proposal.security
        if protocol not in side.protocols or port is None or security in (None, Security.NONE) or proposal.hint:
            continue
        assert protocol is not None
        assert security is not None
        username = proposal.username or side.username or str(case.address)
        auth = proposal.auths[0] if proposal.auths else side.auth or Auth.PASSWORD
        return Recommended(protocol, proposal.host, port, security, username, auth)
    return None
