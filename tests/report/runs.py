"""Runs in a scripted world, for the tests of the forms of a report: one of each verdict, and of each kind of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from maildoctor.api import LookupFact, MailboxFact, Outcome, Security
from maildoctor.model.report import Environment, Place, Report
from tests.failures.account import DOMAIN, INCOMING, OUTGOING, World, examine

_FULL = MailboxFact(Outcome.ANSWERED, messages=1204, quota_used=960, quota_limit=1024)
RUNS: Mapping[str, World] = {
    "pass": World(),
    "wrong-security": World(incoming=replace(INCOMING, security=Security.STARTTLS)),
    "wrong-password": World(says={"incoming": "NO [AUTHENTICATIONFAILED] Authentication failed."}),
    "two-causes": World(
        incoming=replace(INCOMING, security=Security.STARTTLS), outgoing=replace(OUTGOING, security=Security.TLS)
    ),
    "nearly-full": World(mailbox=_FULL),
    "null-mx": World().with_records((DOMAIN, "MX", ("0 .",))),
    "unknown": World(dns=LookupFact(Outcome.SILENT, error="timeout")),
    "no-password": World(login="none"),
}
_HERE = Place("desk", False, "PC-FRONT", "Linux 6", "203.0.113.45", None)


@lru_cache
def run(name: str) -> Report:
    """The report of one of `RUNS`, seen from a place with a name."""
    return replace(examine(RUNS[name]).report, place=_HERE, environment=Environment("3", "3", "linux", (), "system"))
