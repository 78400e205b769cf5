"""The plug-in's own test: a scripted network, no packets."""

from __future__ import annotations

import pytest
from maildoctor_example_check.autodiscover_leftover import CHECK

from maildoctor.api import Finding, Lookup, LookupFact, Outcome
from maildoctor.testing import run_check, speak

MX = Lookup("example.jp", "MX")
AUTODISCOVER = Lookup("autodiscover.example.jp", "CNAME")


def _answer(*values: str) -> LookupFact:
    return LookupFact(Outcome.ANSWERED, "NOERROR", values)


def test_tells_a_leftover_of_a_move() -> None:
    said, unanswered = run_check(
        CHECK, {MX: _answer("10 mail.example.jp"), AUTODISCOVER: _answer("autodiscover.outlook.com")}
    )
    assert unanswered == []
    (finding,) = said
    assert isinstance(finding, Finding)
    assert finding.id == "autodiscover-leftover"
    assert speak(finding, "en") == "autodiscover.example.jp leads to Exchange Online, which the domain no longer uses."
    assert "autodiscover.example.jp" in speak(finding, "ja", "fix")


@pytest.mark.parametrize(
    ("mx", "autodiscover"),
    [
        ("0 example-jp.mail.protection.outlook.com", "autodiscover.outlook.com"),
        ("10 mail.example.jp", "autoconfig.example.jp"),
    ],
)
def test_says_nothing_where_both_agree(mx: str, autodiscover: str) -> None:
    assert run_check(CHECK, {MX: _answer(mx), AUTODISCOVER: _answer(autodiscover)}) == ([], [])


def test_says_nothing_where_the_answer_is_missing() -> None:
    assert run_check(CHECK, {MX: _answer("10 mail.example.jp")}) == ([], [AUTODISCOVER])
