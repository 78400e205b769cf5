"""The form of a row: what is told of one failure of the catalogue, by which code, in which scenario; or why nothing is.

A row is of exactly one kind. `seen`: a code says it, and a scenario shows it (a question may narrow it down further).
`asked`: no tool can tell it from outside, so the report asks, and `settled_by` is the observation that would settle it.
`unseen`: no tool can see it, with the reason. `missing`: it could be seen and is not yet; the test refuses such rows.
"""

from __future__ import annotations

from dataclasses import dataclass

SPF = "tests/checks/test_domain_spf.py::"
DKIM = "tests/checks/test_domain_dkim.py::"
DMARC = "tests/checks/test_domain_dmarc.py::"
MTA_STS = "tests/checks/test_domain_mta_sts.py::"
DANE = "tests/checks/test_mx_dane.py::"
NAMES = "tests/checks/test_mx_names.py::"
MOVE = "tests/checks/test_domain_move.py::"
RESOLVER = "tests/checks/test_domain_resolver.py::"
REGISTRATION = "tests/checks/test_domain_registration.py::"
PLACE = "tests/checks/test_network_place.py::"
MAILBOX = "tests/checks/test_incoming_mailbox.py::"
IN = "tests/failures/test_scenarios_incoming.py::"
OUT = "tests/failures/test_scenarios_outgoing.py::"
LOGIN = "tests/failures/test_scenarios_login.py::"
WISHED = "tests/failures/test_scenarios_wished.py::"
SERVER = "tests/failures/test_scenarios_server.py::"
MENDED = "tests/failures/test_scenarios_open.py::"
MOVED = "tests/failures/test_scenarios_moved.py::"
REVERSE = "tests/checks/test_outgoing_reverse_name.py::"
"""Where scenarios stand that are no world of the lab: file and "::", the name of the test function follows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One failure. `scenario`: "tests/…::test_name", "world:NAME" (lab), "demo:NAME" or "mutation:KIND"."""

    id: str
    seen: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    asked: str = ""
    settled_by: str = ""
    unseen: str = ""
    missing: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that this row claims to be; a good one claims exactly one that is not "missing"."""
        asks = bool(self.asked) and not self.seen
        claims = (("seen", bool(self.seen)), ("asked", asks), ("unseen", bool(self.unseen)))
        return tuple(name for name, claimed in (*claims, ("missing", bool(self.missing))) if claimed)


def seen(identifier: str, *codes: str, at: str | tuple[str, ...], asked: str = "", settled_by: str = "") -> Row:
    """A failure that `codes` tell, shown in the scenarios `at`."""
    return Row(identifier, codes, (at,) if isinstance(at, str) else at, asked, settled_by)


def asked(identifier: str, question: str, settled_by: str) -> Row:
    """A failure that only the customer can tell."""
    return Row(identifier, asked=question, settled_by=settled_by)


def unseen(identifier: str, why: str) -> Row:
    """A failure that no tool can see from outside."""
    return Row(identifier, unseen=why)


def missing(identifier: str, what: str) -> Row:
    """A failure that could be told and is not: `what` is needed, and where."""
    return Row(identifier, missing=what)
