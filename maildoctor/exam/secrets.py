"""What a judge may know of the secrets of a run: that they were there, never what they are."""

from __future__ import annotations

from maildoctor.model.case import Options
from maildoctor.model.evidence import Evidence


def secrets_seen(evidence: Evidence, options: Options) -> frozenset[str]:
    """The secrets of a run as far as its evidence knows them: what a judge may go by, live and from a file."""
    used = frozenset(login.secret for login, _ in evidence.logins())
    if options.login != "given":
        return frozenset()
    return used or frozenset(("password",))
