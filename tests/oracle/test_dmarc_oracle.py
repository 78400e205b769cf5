"""The same records judged by two other programs: checkdmarc for DMARC and TLS-RPT, dkimpy for DKIM keys.

Every record is made by one operator from a good one, so that a disagreement has a name. The names that may disagree,
each with the paragraph that decides, stand in `dmarc_disagreements.md`: exactly those, no more and no fewer. Nothing is
asked over the network: what the other programs would look up is answered here.
"""

from __future__ import annotations

import random
import re
import socket
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from maildoctor.wire.dkim_key import read_dkim_key
from maildoctor.wire.dmarc import read_dmarc
from maildoctor.wire.dmarc_repair import repaired_dmarc
from maildoctor.wire.tls_rpt import read_tls_rpt
from tests.wire.test_dkim_key import rsa_key

DISAGREEMENTS = Path(__file__).with_name("dmarc_disagreements.md")
SEED = 9989
Operator = Callable[[str, random.Random], str]


def _add(term: str) -> Operator:
    return lambda record, rng: f"{record}; {term}"


def _sub(pattern: str, replacement: str) -> Operator:
    return lambda record, rng: re.sub(pattern, replacement, record, count=1)


DMARC: dict[str, Operator] = {
    "as it is": lambda record, rng: record,
    "last semicolon": lambda record, rng: f"{record};",
    "no spaces": lambda record, rng: record.replace("; ", ";"),
    "spaces and tabs around signs": lambda record, rng: record.replace("=", " =\t").replace(";", " ; "),
    "capital letters": _sub(r"p=(\w+)", r"P=\1"),
    "capital policy": lambda record, rng: re.sub(r"p=(\w+)", lambda m: f"p={m[1].upper()}", record, count=1),
    "policy last": lambda record, rng: re.sub(r"(; p=\w+)(.*)", r"\2\1", record, count=1),
    "unknown tag": _add("zz=1"),
    "unknown tag twice": _add("zz=1; zz=2"),
    "digit in a name": _add("z9=1"),
    "hyphen in a name": _add("z-z=1"),
    "pct": _add("pct=50"),
    "pct out of range": _add("pct=200"),
    "ri and rf": _add("ri=86400; rf=afrf"),
    "fo list": _add("fo=1:d:s"),
    "fo unknown": _add("fo=2"),
    "fo contradicting": _add("fo=0:1"),
    "t": _add("t=y"),
    "t unknown": _add("t=yes"),
    "psd": _add("psd=n"),
    "psd unknown": _add("psd=x"),
    "adkim unknown": _add("adkim=strict"),
    "adkim empty": _add("adkim="),
    "sp": _add("sp=reject"),
    "sp unknown": _add("sp=all"),
    "np unknown": _add("np=all"),
    "policy missing": _sub(r"; p=\w+", ""),
    "policy empty": _sub(r"p=\w+", "p="),
    "policy unknown": lambda record, rng: re.sub(
        r"p=\w+", f"p={rng.choice(['rejct', 'block', 'all'])}", record, count=1
    ),
    "policy twice": _add("p=none"),
    "version missing": _sub(r"v=DMARC1; ", ""),
    "version later": _sub(r"v=DMARC1; (.*)", r"\1; v=DMARC1"),
    "version in small letters": _sub("DMARC1", "dmarc1"),
    "version of another kind": _sub("DMARC1", "DMARC2"),
    "space in front": lambda record, rng: f" {record}",
    "quotes around": lambda record, rng: f'"{record}"',
    "semicolon missing": _sub("; p", " p"),
    "semicolon twice": _sub("; p", ";; p"),
    "comma for a semicolon": _sub("; p", ", p"),
    "word without a sign": _add("quarantine"),
    "wide letter": _add("zz=\uff41"),
    "rua twice in a list": _add("ruf=mailto:a@example.jp, mailto:b@example.jp"),
    "ruf without scheme": _add("ruf=a@example.jp"),
    "ruf without domain": _add("ruf=mailto:nobody"),
    "ruf with size": _add("ruf=mailto:a@example.jp!10m"),
    "ruf by https": _add("ruf=https://example.jp/r"),
    "ruf with a subject": _add("ruf=mailto:a@example.jp?subject=x"),
    "ruf with a bracket": _add("ruf=mailto:a@example.jp>"),
    "ruf with an empty place": _add("ruf=mailto:a@example.jp,"),
    "ruf empty": _add("ruf="),
    "ruf in a domain of one label": _add("ruf=mailto:a@localhost"),
}


def dmarc_records() -> Iterator[tuple[str, str]]:
    rng = random.Random(SEED)
    for name, operator in DMARC.items():
        for policy in ("none", "quarantine", "reject"):
            more = rng.choice(["", "; rua=mailto:d@example.jp", "; rua=mailto:d@example.jp; adkim=s", "; aspf=r"])
            yield name, operator(f"v=DMARC1; p={policy}{more}", rng)
        # With an address for reports and without: it decides what a missing policy means.
        yield name, operator("v=DMARC1; p=reject; rua=mailto:d@example.jp", rng)


DKIM: dict[str, Operator] = {
    "as it is": lambda record, rng: record,
    "last semicolon": lambda record, rng: f"{record};",
    "no version": _sub("v=DKIM1; ", ""),
    "spaces in the key": lambda record, rng: record[:80] + " " + record[80:],
    "unknown tag": lambda record, rng: record.replace("; p=", "; zz=1; p="),
    "bare key": lambda record, rng: f"v=DKIM1; p={rsa_key(rng.choice([1024, 2048]), _bare())}",
    "hashes": lambda record, rng: record.replace("; p=", "; h=sha1:sha256; p="),
    "flags": lambda record, rng: record.replace("; p=", "; t=y:s; p="),
    "for mail": lambda record, rng: record.replace("; p=", "; s=email; p="),
    "called back": _sub(r"p=.*", "p="),
    "short": lambda record, rng: f"v=DKIM1; p={rsa_key(rng.choice([512, 768, 1023]))}",
    "cut off": lambda record, rng: record[: rng.randrange(60, len(record) - 30)],
    "cut off at whole bytes": lambda record, rng: record[: record.index("p=") + 2 + 4 * rng.randrange(10, 50)],
    "key missing": _sub(r"; p=.*", ""),
    "no key inside": _sub(r"p=.*", "p=aGVsbG8gd29ybGQh"),
    "other kind": _sub("k=rsa", "k=dsa"),
    "other version": _sub("DKIM1", "DKIM2"),
    "version in small letters": _sub("DKIM1", "dkim1"),
    "version later": _sub(r"v=DKIM1; (.*)", r"\1; v=DKIM1"),
    "key twice": lambda record, rng: f"{record}; {record[record.index('p=') :]}",
    "semicolons gone": lambda record, rng: record.replace(";", ""),
    "semicolon twice": _sub("; p", ";; p"),
    "backslashes": lambda record, rng: record.replace(";", "\\;"),
    "word without a sign": _sub("k=rsa", "rsa"),
    "quotes around": lambda record, rng: f'"{record}"',
    "quotes inside": lambda record, rng: record[:90] + '" "' + record[90:],
    "foreign letter in the key": lambda record, rng: record[:90] + "*" + record[91:],
    "only for another service": lambda record, rng: record.replace("; p=", "; s=other; p="),
    "only SHA-1": lambda record, rng: record.replace("; p=", "; h=sha1; p="),
    "wide letter": lambda record, rng: record.replace("; p=", "; n=\uff41; p="),
}


def _bare() -> Any:
    from cryptography.hazmat.primitives.serialization import PublicFormat

    return PublicFormat.PKCS1


def dkim_keys() -> Iterator[tuple[str, str]]:
    rng = random.Random(SEED)
    for name, operator in DKIM.items():
        for bits in (1024, 2048, 2048):
            yield name, operator(f"v=DKIM1; k=rsa; p={rsa_key(bits)}", rng)


TLS_RPT: dict[str, str] = {
    "as it is": "v=TLSRPTv1; rua=mailto:t@example.jp",
    "last semicolon": "v=TLSRPTv1;rua=mailto:t@example.jp;",
    "two addresses": "v=TLSRPTv1; rua=mailto:t@example.jp,https://example.jp/t",
    "two fields": "v=TLSRPTv1; rua=mailto:t@example.jp; rua=https://example.jp/t",
    "unknown field": "v=TLSRPTv1; rua=mailto:t@example.jp; zz=1",
    "unknown field with a space": "v=TLSRPTv1; rua=mailto:t@example.jp; zz=1 2",
    "version in small letters": "v=tlsrptv1; rua=mailto:t@example.jp",
    "version later": "rua=mailto:t@example.jp; v=TLSRPTv1",
    "no address": "v=TLSRPTv1; zz=1",
    "nothing else": "v=TLSRPTv1;",
    "without scheme": "v=TLSRPTv1; rua=t@example.jp",
    "by http": "v=TLSRPTv1; rua=http://example.jp/t",
    "without domain": "v=TLSRPTv1; rua=mailto:nobody",
}


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends anything anywhere fails the test."""

    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("a test asked the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def other(name: str) -> Any:
    """A module of another program, where it is installed. What it warns of while loading is its own business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


def listed(section: str) -> set[str]:
    """The names in the table below the heading `section`."""
    text = DISAGREEMENTS.read_text("utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)) - {"operator", "---"}


def compare(records: list[tuple[str, str]], ours: Callable[[str], bool], theirs: Callable[[str], bool]) -> set[str]:
    """The operators whose records were judged differently."""
    return {name for name, record in records if ours(record) is not theirs(record)}


@pytest.mark.usefixtures("offline")
def test_dmarc_records(monkeypatch: pytest.MonkeyPatch) -> None:
    checkdmarc = other("checkdmarc.dmarc")
    monkeypatch.setattr(checkdmarc, "get_mx_records", lambda *args, **more: [{"hostname": "mx.example.jp"}])
    monkeypatch.setattr(checkdmarc, "verify_dmarc_report_destination", lambda *args, **more: None)

    def theirs(record: str) -> bool:
        try:
            checkdmarc.parse_dmarc_record(record, "example.jp")
        except checkdmarc.DMARCError:
            return False
        return True

    records = list(dmarc_records())
    assert len(records) >= 150
    assert compare(records, lambda record: not read_dmarc(record).faults, theirs) == listed("DMARC")
    repaired = {name for name, record in records if not theirs(repaired_dmarc([record]))}
    assert repaired == set()


@pytest.mark.usefixtures("offline")
def test_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both take the record, both read the same out of it."""
    checkdmarc = other("checkdmarc.dmarc")
    monkeypatch.setattr(checkdmarc, "get_mx_records", lambda *args, **more: [{"hostname": "mx.example.jp"}])
    monkeypatch.setattr(checkdmarc, "verify_dmarc_report_destination", lambda *args, **more: None)
    compared = 0
    for name, record in dmarc_records():
        ours = read_dmarc(record)
        if ours.faults or name in listed("DMARC"):
            continue
        tags = {
            tag: found["value"] for tag, found in checkdmarc.parse_dmarc_record(record, "example.jp")["tags"].items()
        }
        assert ours.asked() == tags["p"]
        assert ours.asked(subdomain=True) == tags["sp"]
        assert ours.asked(subdomain=True, exists=False) == tags["np"]
        assert (ours.strict_dkim, ours.strict_spf) == (tags["adkim"] == "s", tags["aspf"] == "s")
        assert ours.testing is (tags["t"] == "y")
        assert ours.psd == tags["psd"]
        mailboxes = [uri["address"] for uri in tags.get("rua", ()) if uri["scheme"] == "mailto"]
        assert [uri.text.removeprefix("mailto:") for uri in ours.rua if uri.domain] == mailboxes
        compared += 1
    assert compared >= 80


@pytest.mark.usefixtures("offline")
def test_dkim_keys() -> None:
    dkim = other("dkim")

    def theirs(record: str) -> bool:
        try:
            key, bits, _, _ = dkim.evaluate_pk("s._domainkey.example.jp", record)
        except Exception:  # it has no single kind of error for a key that cannot be read
            return False
        return key is not None and bits >= 1024

    keys = list(dkim_keys())
    assert len(keys) >= 60
    assert compare(keys, lambda record: read_dkim_key(record).usable, theirs) == listed("DKIM")


@pytest.mark.usefixtures("offline")
def test_tls_rpt_records() -> None:
    checkdmarc = other("checkdmarc.smtp_tls_reporting")

    def theirs(record: str) -> bool:
        try:
            checkdmarc.parse_smtp_tls_reporting_record(record)
        except checkdmarc.SMTPTLSReportingError:
            return False
        return True

    found = compare(list(TLS_RPT.items()), lambda record: not read_tls_rpt(record).faults, theirs)
    assert found == listed("TLS-RPT")


def test_a_disagreement_that_is_not_listed_is_seen() -> None:
    assert compare([("a", "x"), ("b", "y")], lambda record: True, lambda record: record == "x") == {"b"}
    assert "operator" not in listed("DMARC")
    assert listed("DMARC") <= set(DMARC)
    assert listed("DKIM") <= set(DKIM)
    assert listed("TLS-RPT") == set()
