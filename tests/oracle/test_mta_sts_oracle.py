"""MTA-STS (record, policy, names), BIMI and TLSA as judged here and by checkdmarc, on the same generated texts.

Every text is made by one operator from a good one, so that a disagreement has a name. The names that may disagree,
each with the paragraph that decides, stand in `mta_sts_disagreements.md`: exactly those, no more and no fewer. Nothing
is asked over the network: pictures and certificates that checkdmarc would fetch cannot be reached.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dns.exception
import dns.rcode
import dns.rrset
import pytest

from maildoctor.wire.bimi import is_bimi, read_bimi, repaired_bimi
from maildoctor.wire.mta_sts import fits, is_record, policy_of, read_policy, read_record, repaired_record
from maildoctor.wire.tlsa import read_tlsa
from tests.oracle.mta_sts_cases import (
    BIMI,
    POLICY,
    RECORD,
    SEED,
    TLSA,
    a_picture,
    a_policy,
    a_record,
    an_association,
    made,
)
from tests.oracle.test_dmarc_oracle import compare, other
from tests.oracle.test_dmarc_oracle import offline as offline

DISAGREEMENTS = Path(__file__).with_name("mta_sts_disagreements.md")


def listed(section: str) -> set[str]:
    """The names in the table below the heading `section`."""
    text = DISAGREEMENTS.read_text("utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)) - {"operator", "---"}


def accepts(reader: Callable[[str], object], error: type[Exception]) -> Callable[[str], bool]:
    """Whether a reader of another program takes a text."""

    def taken(text: str) -> bool:
        try:
            reader(text)
        except error:
            return False
        return True

    return taken


@pytest.mark.usefixtures("offline")
def test_records() -> None:
    checkdmarc = other("checkdmarc.mta_sts")
    theirs = accepts(checkdmarc.parse_mta_sts_record, checkdmarc.MTASTSError)
    records = made(RECORD, a_record)
    assert len(records) >= 120
    assert compare(records, lambda text: not read_record(text).faults, theirs) == listed("MTA-STS record")
    agreed = [text for name, text in records if name not in listed("MTA-STS record") and theirs(text)]
    for text in agreed:
        assert read_record(text).id == checkdmarc.parse_mta_sts_record(text)["tags"]["id"]
        assert is_record(text)
    assert len(agreed) >= 30
    assert {name for name, text in records if not theirs(repaired_record([text], "1"))} == set()


@pytest.mark.usefixtures("offline")
def test_policies() -> None:
    checkdmarc = other("checkdmarc.mta_sts")
    theirs = accepts(checkdmarc.parse_mta_sts_policy, checkdmarc.MTASTSPolicyError)
    policies = made(POLICY, a_policy)
    assert len(policies) >= 120
    assert compare(policies, lambda text: not read_policy(text).faults, theirs) == listed("MTA-STS policy")
    agreed = [text for name, text in policies if name not in listed("MTA-STS policy") and theirs(text)]
    for text in agreed:
        ours, read = read_policy(text), checkdmarc.parse_mta_sts_policy(text)["policy"]
        assert (ours.mode, list(ours.mx), ours.max_age) == (read["mode"], read["mx"], read["max_age"])
    assert len(agreed) >= 60
    proposed = {name: policy_of(["mail.example.jp", "mx1.example.jp"], read_policy(text)) for name, text in policies}
    assert {name for name, text in proposed.items() if not theirs(text)} == set()


@pytest.mark.usefixtures("offline")
def test_names_that_a_policy_covers() -> None:
    checkdmarc = other("checkdmarc.mta_sts")
    rng = random.Random(SEED)
    words = ["mail", "mx1", "mx-2", "example", "jp", "co"]
    hosts = [".".join(rng.choices(words, k=rng.randint(2, 4))) for _ in range(200)]
    seen = set()
    for host in hosts:
        labels = rng.choice([host, rng.choice(hosts)]).split(".")
        pattern = rng.choice([".".join(labels), ".".join(["*", *labels[1:]]), ".".join(["*", *labels])])
        ours = fits([pattern], host.upper() if rng.random() < 0.3 else host)
        assert ours is checkdmarc.mx_in_mta_sts_patterns(host, [pattern]), (host, pattern)
        seen.add((ours, pattern.startswith("*")))
    assert len(seen) == 4


@pytest.mark.usefixtures("offline")
def test_bimi(monkeypatch: pytest.MonkeyPatch) -> None:
    checkdmarc = other("checkdmarc.bimi")

    def unreachable(*args: object, **more: object) -> None:
        raise checkdmarc.requests.ConnectionError("not reached")

    monkeypatch.setattr(checkdmarc.requests.Session, "get", unreachable)
    theirs = accepts(checkdmarc.parse_bimi_record, checkdmarc.BIMIError)
    records = made(BIMI, a_picture)
    assert len(records) >= 120
    assert compare(records, lambda text: not read_bimi(text).faults, theirs) == listed("BIMI")
    agreed = [text for name, text in records if name not in listed("BIMI") and theirs(text)]
    for text in agreed:
        ours, tags = read_bimi(text), checkdmarc.parse_bimi_record(text)["tags"]
        assert (ours.location, ours.evidence) == (tags["l"]["value"], tags.get("a", {"value": ""})["value"])
        assert is_bimi(text)
    assert len(agreed) >= 40
    repaired = {name: repaired_bimi([text]) for name, text in records}
    assert {name for name, text in repaired.items() if text is not None and not theirs(text)} <= listed("BIMI")


@pytest.mark.usefixtures("offline")
def test_tlsa(monkeypatch: pytest.MonkeyPatch) -> None:
    """checkdmarc has no words of its own for these records: it prints what dnspython made of them."""
    checkdmarc = other("checkdmarc.dnssec")
    answer = SimpleNamespace(rcode=lambda: dns.rcode.NOERROR)
    monkeypatch.setattr(checkdmarc, "get_dnskey", lambda **more: {})
    monkeypatch.setattr(checkdmarc.dns.dnssec, "validate", lambda *args: None)

    def printed(text: str) -> list[Any]:
        records = dns.rrset.from_text("_25._tcp.mail.example.jp.", 60, "IN", "TLSA", text)
        monkeypatch.setattr(checkdmarc, "_query_rrset", lambda *args: (records, records, answer))
        found: list[Any] = checkdmarc.get_tlsa_records("mail.example.jp", nameservers=["192.0.2.1"], cache={})
        return found

    records = made(TLSA, an_association)
    # Texts that are no records lead to more kinds of errors there than its own: ValueError is one of them.
    theirs = accepts(printed, Exception)
    assert compare(records, lambda text: read_tlsa(text) is not None, theirs) == listed("TLSA")
    agreed = [text for name, text in records if name not in listed("TLSA") and theirs(text)]
    for text in agreed:
        assert [read_tlsa(each) for each in printed(text)] == [read_tlsa(text)]
    assert len(agreed) >= 15


def test_a_disagreement_that_is_not_listed_is_seen() -> None:
    assert compare([("a", "x"), ("b", "y")], lambda text: True, lambda text: text == "x") == {"b"}
    for section, operators in {"MTA-STS record": RECORD, "MTA-STS policy": POLICY, "BIMI": BIMI, "TLSA": TLSA}.items():
        assert listed(section)
        assert listed(section) <= set(operators)
