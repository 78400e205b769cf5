"""Is the record for the picture beside the sender's name (BIMI) written as it must be? Nothing here is ever a fault."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Link,
    Lookup,
    Probe,
    Said,
    Status,
    Text,
    Title,
    bimi,
)

from . import _records

GOOD = Code(
    "bimi-good", Status.PASS, None, Link.NAME,
    ja=Text("{domain} には、差出人の横に会社のロゴを出してもらう記録(BIMI)があります: {location}"),
    en=Text("{domain} has a record for the logo beside the sender's name (BIMI): {location}"),
)  # fmt: skip
MISSING = Code(
    "bimi-missing", Status.PASS, None, Link.NAME,
    ja=Text("{domain} には、差出人の横に会社のロゴを出してもらう記録(BIMI)はありません。メールには影響しません。"),
    en=Text("{domain} has no record for a logo beside the sender's name (BIMI). Mail is not touched by this."),
)  # fmt: skip
SYNTAX = Code(
    "bimi-syntax", Status.PASS, None, Link.NAME,
    ja=Text(
        "{name} の BIMI(差出人の横に会社のロゴを出してもらう記録)が読めません({at} 文字目のあたり): {part}",
        why="記録は 1 つだけで、先頭が v=BIMI1、次が l= と https:// で始まるロゴの場所です。"
        "メールの届き方には影響しません。",
        fix="ロゴの場所を確かめ、{name} の TXT レコードをこの形に置きかえてください: {record}",
    ),
    en=Text(
        "The BIMI record at {name} (the logo beside the sender's name) cannot be read, near character {at}: {part}",
        why="There must be one record only, with v=BIMI1 in front, then l= and where the logo is, beginning with "
        "https://. Delivery of mail is not touched by this.",
        fix="Look up where the logo is, and replace the TXT records at {name} by a line of this form: {record}",
    ),
)  # fmt: skip


def _question(case: Case) -> Lookup:
    return _records.txt(f"default._bimi.{case.domain}")


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The record, and whether there is such a domain."""
    yield Lookup(case.domain, "MX")
    yield _question(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """All of it is information."""
    asked = _question(case)
    texts = _records.texts(evidence, asked)
    if texts is None or not _records.domain_is_there(evidence, case.domain):
        return
    meant = [text for text in texts if bimi.is_meant_as_bimi(text)]
    records = [text for text in meant if bimi.is_bimi(text)]
    if not meant:
        yield MISSING(asked, domain=case.domain)
        return
    read = bimi.read_bimi((records or meant)[0])
    if len(records) == 1 and not read.faults:
        yield GOOD(asked, domain=case.domain, location=read.location)
        return
    if len(records) > 1:
        at, part = 0, " / ".join(_records.piece(text) for text in records)
    else:
        at, part = read.faults[0].at, _records.piece(read.faults[0].part or read.text)
    record = bimi.repaired_bimi(records or meant) or f"v=BIMI1; l=https://{case.domain}/logo.svg; a="
    yield SYNTAX(asked, domain=case.domain, name=asked.name, at=at + 1, part=part, record=record)


CHECK = Check(
    "domain.bimi",
    Title("差出人のロゴ (BIMI)", "BIMI"),
    (Lookup,),
    probes,
    judge,
    (GOOD, MISSING, SYNTAX),
    lambda case, evidence, contrasts: case.domain,
)
