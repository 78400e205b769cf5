"""MTA-STS: records, policies, and the exchangers that a policy names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire.mta_sts import (
    fits,
    is_meant_as_record,
    is_record,
    policy_of,
    read_policy,
    read_record,
    repaired_record,
)

GOOD = "version: STSv1\nmode: enforce\nmx: mail.example.jp\nmx: *.example.net\nmax_age: 604800\n"


@pytest.mark.parametrize(
    "text",
    [
        "v=STSv1; id=20160831085700Z",
        "v=STSv1;id=1;",
        "v=STSv1 ; id=abc ; more=anything",
        "v=STSv1; more=x:y; id=" + "a" * 32,
    ],
)
def test_good_records(text: str) -> None:
    record = read_record(text)
    assert is_record(text)
    assert record.faults == ()
    assert record.id


@pytest.mark.parametrize(
    ("text", "kind", "at"),
    [
        ("v=STSv1", "bad-version", 0),
        ("v=STSv1;", "no-id", 8),
        ("v=stsv1; id=1", "bad-version", 0),
        ("v=STSv2; id=1", "bad-version", 0),
        ("id=1; v=STSv1;", "bad-version", 0),
        ("v=STSv1; id=2026-11-24", "bad-id", 9),
        ("v=STSv1; id=", "bad-id", 9),
        ("v=STSv1; id=" + "a" * 33, "bad-id", 9),
        ("v=STSv1; id = 1", "blank-at-equals", 9),
        ("v=STSv1; id", "no-equals", 9),
        ("v=STSv1;; id=1", "empty-term", 8),
        ("v=STSv1; id=1; x=a=b", "bad-value", 15),
        ("v=STSv1; id=1; -x=a", "bad-name", 15),
        ("v=STSv1; id=１", "bad-character", 12),
        ("v=STSv1; ID=1", "no-id", 13),
    ],
)
def test_broken_records(text: str, kind: str, at: int) -> None:
    assert (kind, at) in {(fault.kind, fault.at) for fault in read_record(text).faults}
    assert is_meant_as_record(text)


@pytest.mark.parametrize("text", ["v=spf1 -all", "google-site-verification=x", ""])
def test_other_texts_are_not_meant(text: str) -> None:
    assert not is_meant_as_record(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["v=STSv1; id=2026-11-24"], "v=STSv1; id=20261124"),
        (['"v=stsv1 ; id=5"'], "v=STSv1; id=5"),
        (["v=STSv1;"], "v=STSv1; id=20261124100000"),
        (["v=STSv1; id=1", "v=STSv1; id=2"], "v=STSv1; id=1"),
    ],
)
def test_records_as_they_were_meant(written: list[str], meant: str) -> None:
    found = repaired_record(written, "20261124100000")
    assert found == meant
    assert read_record(found).faults == ()


def test_a_good_policy() -> None:
    policy = read_policy(GOOD)
    assert (policy.mode, policy.mx, policy.max_age) == ("enforce", ("mail.example.jp", "*.example.net"), 604800)
    assert policy.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\n", "\r\n"),
        GOOD.removesuffix("\n"),
        GOOD.replace(": ", ":"),
        GOOD.replace("\n", " \t\n"),
        "max_age: 86400\nmx: a.example\nmode: testing\nversion: STSv1\nmore: what ever\n",
        "version: STSv1\nmode: none\nmax_age: 0",
        GOOD + "mode: none\n",
        GOOD.replace("604800", "9999999999"),
    ],
)
def test_what_a_policy_may_be(text: str) -> None:
    assert read_policy(text).faults == ()


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("", "bad-version", ""),
        ("<html>\n", "no-colon", "<html>"),
        (GOOD.replace("STSv1", "STSv2"), "bad-version", "version: STSv2"),
        (GOOD.replace("version: STSv1\n", ""), "bad-version", ""),
        (GOOD.replace("enforce", "Enforce"), "bad-mode", "mode: Enforce"),
        (GOOD.replace("mode: enforce\n", ""), "bad-mode", ""),
        (GOOD.replace("604800", "7 days"), "bad-max-age", "max_age: 7 days"),
        (GOOD.replace("max_age: 604800\n", ""), "bad-max-age", ""),
        ("version: STSv1\nmode: enforce\nmax_age: 1\n", "no-mx", ""),
        (GOOD.replace("*.example.net", ".example.net"), "bad-mx", "mx: .example.net"),
        (GOOD.replace("*.example.net", "*.*.example.net"), "bad-mx", "mx: *.*.example.net"),
        (GOOD.replace("*.example.net", "a.example.net."), "bad-mx", "mx: a.example.net."),
        (GOOD.replace("*.example.net", "a.example, b.example"), "bad-mx", "mx: a.example, b.example"),
        ("\ufeff" + GOOD, "bad-character", "\ufeffversion: STSv1"),
        (GOOD.replace("mode:", " mode:"), "bad-name", " mode: enforce"),
    ],
)
def test_broken_policies(text: str, kind: str, part: str) -> None:
    assert (kind, part) in {(fault.kind, fault.part) for fault in read_policy(text).faults}


@pytest.mark.parametrize(
    ("pattern", "host", "expected"),
    [
        ("mail.example.jp", "mail.example.jp", True),
        ("Mail.Example.JP", "mail.example.jp.", True),
        ("*.example.jp", "mail.example.jp", True),
        ("*.example.jp", "a.mail.example.jp", False),
        ("*.example.jp", "example.jp", False),
        ("mail.example.jp", "mail2.example.jp", False),
        ("example.jp", "mail.example.jp", False),
    ],
)
def test_which_exchangers_a_pattern_names(pattern: str, host: str, expected: bool) -> None:
    assert fits((pattern,), host) is expected


def test_the_policy_to_publish_names_every_exchanger_and_keeps_what_is_right() -> None:
    hosts = ("mx1.example.jp", "mx.example.net")
    found = read_policy(policy_of(hosts, read_policy(GOOD)))
    assert found.faults == ()
    assert (found.mode, found.mx, found.max_age) == ("enforce", ("*.example.net", "mx1.example.jp"), 604800)
    new = read_policy(policy_of(hosts))
    assert (new.mode, new.mx, new.problems) == ("testing", hosts, ())


@given(st.text(max_size=120))
def test_nothing_raises(text: str) -> None:
    assert all(0 <= p.at <= len(text) for p in read_record(text).problems + read_policy(text).problems)
    assert is_record(text) or read_record(text).faults
    assert read_record(repaired_record([text], "1")).faults == ()
    assert read_policy(policy_of(("mail.example.jp",), read_policy(text))).faults == ()
