"""What does not load, by whose it is."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from maildoctor.diagnosis.places import addresses
from maildoctor.exam.conclude import Frame, conclude
from maildoctor.exam.registry import BrokenCheck, load
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.probe import HOST, Lookup
from maildoctor.model.report import Environment, Place, Verdict
from maildoctor.testing import case_of

_FRAME = Frame("none", Environment("3", "3", "linux", (), "system"), Place(), "en", "0", 1)
_MX = Observation("o1", Lookup("x.example", "MX"), LookupFact(Outcome.ANSWERED, "NOERROR", ("10 m.x.example",)))


@pytest.mark.parametrize(("bundled", "verdict"), [(True, Verdict.UNKNOWN), (False, Verdict.PASS)])
def test_a_bundled_check_that_does_not_load_is_a_gap(bundled: bool, verdict: Verdict) -> None:
    broken = (BrokenCheck("checks.mx_records", "SyntaxError", bundled),)
    report = asyncio.run(conclude(case_of("x.example"), Evidence([_MX]), load(None).loaded, broken, _FRAME))
    assert report.verdict is verdict


def test_no_check_at_all_is_an_error_not_health() -> None:
    report = asyncio.run(conclude(case_of("x.example"), Evidence([_MX]), (), (), _FRAME))
    assert report.verdict is Verdict.UNKNOWN


def test_a_name_that_only_this_pc_cannot_find_is_not_called_missing() -> None:
    """getaddrinfo says "no such name", the DNS has an address: the DNS is believed, the host is not blamed."""
    host = "mail.x.example"
    seen = [
        Observation("o1", Lookup(host, HOST), LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="getaddrinfo")),
        Observation("o2", Lookup(host, "A"), LookupFact(Outcome.ANSWERED, "NOERROR", ("192.0.2.1",))),
        Observation("o3", Lookup(host, "AAAA"), LookupFact(Outcome.ANSWERED, "NOERROR")),
    ]
    case = case_of("u@x.example", now=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    assert addresses(case, Evidence(seen), host) == ("192.0.2.1",)
    assert addresses(case, Evidence(seen[:2]), host) is None
